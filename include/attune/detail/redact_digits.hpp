// Long numbers as people write them: groups of digits with spaces, hyphens, stops or brackets between them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include <attune/detail/redact_context.hpp>

namespace attune::detail {

/// A space, also one at which no line breaks, at `at`; 0 when something else is there.
inline std::size_t space_length(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(std::min(at, text.size()));
  if (rest.starts_with(' ')) return 1;
  if (rest.starts_with("\xC2\xA0")) return 2;                                        // U+00A0
  return rest.starts_with("\xE2\x80\xAF") || rest.starts_with("\xE2\x80\x89") ? 3 : 0;  // U+202F, U+2009
}

/// A hyphen of any kind, or an en dash.
inline std::size_t hyphen_length(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(std::min(at, text.size()));
  if (rest.starts_with('-')) return 1;
  return rest.size() >= 3 && rest.starts_with("\xE2\x80") && rest[2] >= '\x90' && rest[2] <= '\x93' ? 3 : 0;
}

class DigitRun {
 public:
  static constexpr std::size_t max_groups = 8, max_digits = 20;

  struct Group {
    std::size_t start = 0, end = 0;
    char separator = '\0';  // before it: ' ' '-' '.' '/', or '(' or ')' with what stands beside it

    std::size_t size() const { return end - start; }
  };

  /// `at` is at a digit, at '+' before one, or at '(' before either.
  DigitRun(const RedactionContext& context, std::size_t at) : context_(context), start_(at) {
    open_ = context.at(at) == '(';
    if (open_) ++at;
    plus_ = context.at(at) == '+';
    if (plus_) ++at;
    for (char separator = open_ ? '(' : '\0'; n_groups_ < max_groups; ++n_groups_) {
      const std::size_t room = max_digits - n_digits_, n = context.n_digits_at(at, room + 1);
      if (n == 0 || n > room) return;
      groups_[n_groups_] = {at, at + n, separator};
      std::copy_n(context.text().begin() + static_cast<std::ptrdiff_t>(at), n, digits_.begin() + static_cast<std::ptrdiff_t>(n_digits_));
      n_digits_ += n;
      at += n;
      separator = read_separator(at);
      if (separator == '\0') {
        ++n_groups_;
        return;
      }
    }
  }

  std::size_t start() const { return start_; }
  std::size_t n_groups() const { return n_groups_; }
  const Group& group(std::size_t i) const { return groups_[i]; }
  bool has_plus() const { return plus_; }
  bool starts_open() const { return groups_[0].separator == '('; }

  std::string_view digits(std::size_t n_groups) const {
    std::size_t n = 0;
    for (std::size_t i = 0; i < n_groups; ++i) n += groups_[i].size();
    return std::string_view(digits_.data(), n);
  }

  bool has_shape(std::size_t n_groups, std::initializer_list<std::size_t> sizes) const {
    if (n_groups != sizes.size()) return false;
    return std::equal(sizes.begin(), sizes.end(), groups_.begin(), [](std::size_t size, const Group& group) { return size == group.size(); });
  }
  bool has_separators(std::size_t n_groups, std::string_view allowed) const {
    return std::all_of(groups_.begin() + 1, groups_.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(n_groups, 1)),
                       [&](const Group& group) { return is_any_of(group.separator, allowed); });
  }

  /// Whether a number may end with its first `n` groups: nothing is joined to them, and every bracket is closed.
  bool may_end(std::size_t n) const {
    if (groups_[n - 1].separator == '(') return false;
    if (n < n_groups_) return groups_[n].separator == ' ' || groups_[n].separator == '(';
    return true;
  }

 private:
  /// Moves `at` behind what separates two groups; 0 when no other group follows.
  char read_separator(std::size_t& at) {
    const std::string_view text = context_.text();
    std::size_t end = at;
    char separator = '\0';
    if (open_) {
      if (context_.at(end++) != ')') return '\0';
      separator = ')';
    }
    const std::size_t space = space_length(text, end);
    end += space;
    if (space > 0 && separator == '\0') separator = ' ';
    if (const std::size_t hyphen = hyphen_length(text, end); hyphen > 0) {
      end += hyphen;
      const std::size_t space_behind = space_length(text, end);
      if ((space > 0) != (space_behind > 0)) return '\0';
      end += space_behind;
      if (separator == '\0') separator = '-';
    } else if (space == 0 && is_any_of(context_.at(end), "./")) {
      if (separator != ')') separator = context_.at(end);
      ++end;
    }
    bool opens = false;
    if (!open_ && context_.at(end) == '(') {
      opens = true;
      separator = '(';
      ++end;
    }
    if (separator == '\0' || !is_digit(context_.at(end))) return '\0';
    open_ = opens;
    at = end;
    return separator;
  }

  const RedactionContext& context_;
  std::size_t start_ = 0, n_groups_ = 0, n_digits_ = 0;
  bool open_ = false, plus_ = false;
  std::array<Group, max_groups> groups_{};
  std::array<char, max_digits> digits_{};
};

}  // namespace attune::detail
