// What an answer is read against: the customer's last words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <attune/role.hpp>

namespace attune::detail {

/// What the customer said last: the run of messages before an answer, joined by line ends and cut to its last 16 KiB so that a long conversation
/// costs no more for each answer, and takes no more room, than a short one.
class CustomerContext {
 public:
  static constexpr std::size_t longest = 16 * 1024;

  CustomerContext() = default;
  CustomerContext(std::string text, bool answered) : text_(std::move(text)), answered_(answered) {}

  void add(Role role, std::string_view text) {
    if (role == Role::agent || role == Role::bot) answered_ = true;
    if (role != Role::customer) return;
    if (answered_) text_.clear();
    answered_ = false;
    if (!text_.empty()) text_ += '\n';
    text_ += text.substr(text.size() > longest ? text.size() - longest : 0);
    std::size_t cut = text_.size() > longest ? text_.size() - longest : 0;
    while (cut > 0 && cut < text_.size() && (static_cast<unsigned char>(text_[cut]) & 0xC0) == 0x80) ++cut;
    text_.erase(0, cut);
  }

  const std::string& text() const { return text_; }
  /// Somebody has answered: what the customer says next begins it anew.
  bool answered() const { return answered_; }

 private:
  std::string text_;
  bool answered_ = false;
};

}  // namespace attune::detail
