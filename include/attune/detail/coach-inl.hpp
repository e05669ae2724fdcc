#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include <attune/coach.hpp>
#include <attune/detail/conversation_terms.hpp>

namespace attune {

namespace detail {

/// What a reply is read by: its phrases that count, ordered as in its reading.
class DraftReview {
 public:
  DraftReview(const Reading& draft, std::uint32_t size) : draft_(draft), size_(size) {}

  std::vector<Advice> against(const Reading& customer) {
    for (const Phrase& phrase : draft_.spans)
      if (counts(phrase)) judge(phrase);
    const bool emotional = is_emotional(customer);
    if (has_cue(customer, {CueKind::crisis})) missing("person", 0, size_);
    if (emotional && !any_counted(draft_, acknowledges)) missing("acknowledgement", 0, 0);
    if (const Phrase* stock = lone_stock_phrase()) missing("specifics", stock->start, stock->end);
    if (emotional && !any_counted(draft_, offers_action)) missing("action", size_, size_);
    std::stable_sort(out_.begin(), out_.end(), [](const Advice& a, const Advice& b) { return a.start != b.start ? a.start < b.start : a.end > b.end; });
    return std::move(out_);
  }

 private:
  void judge(const Phrase& phrase) {
    if (phrase.kind == Kind::detracting) return add(AdviceKind::hurts, phrase, to_string(phrase.tag));
    if (phrase.tag != Tag::apology) return add(AdviceKind::helps, phrase, to_string(phrase.tag));
    const bool again = apologized_ && phrase.start >= apology_end_;
    apology_end_ = std::max(apology_end_, phrase.end);
    apologized_ = true;
    if (again) add(AdviceKind::hurts, phrase, "over_apology");
    else add(AdviceKind::helps, phrase, to_string(phrase.tag));
  }

  /// The first stock phrase of a draft that says nothing of the case beside it; null when there is none.
  const Phrase* lone_stock_phrase() const {
    if (any_counted(draft_, acknowledges)) return nullptr;
    const auto stock = std::find_if(draft_.spans.begin(), draft_.spans.end(), [](const Phrase& phrase) { return counts(phrase) && phrase.tag == Tag::scripted; });
    return stock == draft_.spans.end() ? nullptr : &*stock;
  }

  void add(AdviceKind kind, const Phrase& phrase, std::string_view reason) { out_.push_back({kind, phrase.start, phrase.end, reason}); }
  void missing(std::string_view reason, std::uint32_t start, std::uint32_t end) { out_.push_back({AdviceKind::missing, start, end, reason}); }

  const Reading& draft_;
  std::uint32_t size_;
  std::vector<Advice> out_;
  bool apologized_ = false;
  std::uint32_t apology_end_ = 0;
};

}  // namespace detail

ATTUNE_INLINE std::string_view to_string(AdviceKind kind) {
  switch (kind) {
    case AdviceKind::helps: return "helps";
    case AdviceKind::hurts: return "hurts";
    case AdviceKind::missing: break;
  }
  return "missing";
}

ATTUNE_INLINE std::vector<Advice> coach(const Analyzer& analyzer, std::string_view draft, std::string_view context) {
  const Reading customer = analyzer.read(context, Role::customer);
  const Reading reply = analyzer.read(draft, Role::agent, context);
  return detail::DraftReview(reply, static_cast<std::uint32_t>(draft.size())).against(customer);
}

}  // namespace attune
