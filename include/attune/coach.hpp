/// Advice on a draft reply: what in it helps or hurts, and what is missing.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <attune/analyzer.hpp>

namespace attune {

enum class AdviceKind : std::uint8_t { helps, hurts, missing };

/// "helps", "hurts" or "missing".
std::string_view to_string(AdviceKind kind);

struct Advice {
  AdviceKind kind = AdviceKind::missing;
  std::uint32_t start = 0;  ///< byte offset of the draft
  std::uint32_t end = 0;
  /// What helps or hurts: a tag's name (empathy.hpp), or "over_apology", an apology after the first one.
  /// What is missing: "acknowledgement" (of an emotion, at the opening: an empty span), "specifics" (stock words stand alone: their span),
  /// "action" (nothing is done or promised: an empty span at the end), "person" (crisis language: the whole draft).
  std::string_view reason;

  friend bool operator==(const Advice&, const Advice&) = default;
};

/// Advice on `draft` as a reply to `context`, what the customer said last. Ordered by start, then longer first.
///
/// It judges wording, never the facts, and writes nothing: whoever sends the reply decides. Phrases that are less sure than 0.5 are left out.
/// Without a context nothing is known of the customer: only "specifics" can be missing then.
/// Errors: none (`std::length_error` at 4 GiB). Cost: that of reading both texts.
/// Source: src/DESIGN.md, "Coach".
std::vector<Advice> coach(const Analyzer& analyzer, std::string_view draft, std::string_view context = {});

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/coach-inl.hpp>
#endif
