/// Conversations as one self-contained HTML page: no network, readable without script, everything escaped.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <attune/conversation.hpp>
#include <attune/error.hpp>

namespace attune {

struct ReportOptions {
  std::string title = "Conversations";
  std::size_t max_conversations = 200;  ///< shown in full, those that need attention most first; all count in the overview
};

/// Collects what the page shows; memory grows with `max_conversations`, not with what is added.
class Report {
 public:
  explicit Report(ReportOptions options = {});
  Report(Report&&) noexcept;
  Report& operator=(Report&&) noexcept;
  ~Report();

  void add(const Transcript& transcript, const Conversation& conversation);

  /// The page. The same conversations give the same bytes.
  std::string html() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One conversation as an HTML fragment with its own style: the notebook's view.
std::string to_html(const Transcript& transcript, const Conversation& conversation);

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/report-inl.hpp>
#endif
