// Which predicted spans hit which gold spans: shared by the evaluations of phrases and cues.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace attune::detail {

/// Overlap of two spans over their union, in bytes; 0 when they are apart.
template <class A, class B>
double overlap(const A& a, const B& b) {
  const double start = std::max(a.start, b.start), end = std::min(a.end, b.end);
  if (end <= start) return 0;
  return (end - start) / (static_cast<double>(std::max(a.end, b.end)) - std::min(a.start, b.start));
}

struct SpanMatch {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;  ///< (predicted, gold), the best overlap first
  std::vector<std::uint8_t> predicted;  ///< per predicted span: it hit a gold span
  std::vector<std::uint8_t> gold;       ///< per gold span: it was hit
};

/// Pairs spans for which `comparable(predicted, gold)` holds and whose overlap is at least `at_least`: the best first, each used once.
template <class Predicted, class Gold, class Comparable>
SpanMatch match_spans(const std::vector<Predicted>& predicted, const std::vector<Gold>& gold, Comparable comparable, double at_least = 0.5) {
  struct Pair {
    double overlap;
    std::size_t predicted, gold;
  };
  std::vector<Pair> pairs;
  for (std::size_t p = 0; p < predicted.size(); ++p)
    for (std::size_t g = 0; g < gold.size(); ++g)
      if (const double share = overlap(predicted[p], gold[g]); share >= at_least && comparable(predicted[p], gold[g])) pairs.push_back({share, p, g});
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.overlap > b.overlap; });
  SpanMatch match{{}, std::vector<std::uint8_t>(predicted.size()), std::vector<std::uint8_t>(gold.size())};
  for (const Pair& pair : pairs) {
    if (match.predicted[pair.predicted] || match.gold[pair.gold]) continue;
    match.predicted[pair.predicted] = match.gold[pair.gold] = 1;
    match.pairs.emplace_back(pair.predicted, pair.gold);
  }
  return match;
}

/// Counts hits, false alarms and misses among spans that are `alike`, in what `count_of(span)` gives. A span predicted in vain that is like a
/// contested one and overlaps it by more than 0.3 is neither right nor wrong.
template <class Predicted, class Gold, class Alike, class CountOf>
void count_matches(const std::vector<Predicted>& predicted, const std::vector<Gold>& gold, const std::vector<Gold>& contested, Alike alike, CountOf count_of) {
  constexpr double contested_overlap = 0.3;
  const SpanMatch match = match_spans(predicted, gold, alike);
  for (std::size_t p = 0; p < predicted.size(); ++p) {
    const auto disputed = [&](const Gold& other) { return alike(predicted[p], other) && overlap(predicted[p], other) > contested_overlap; };
    if (match.predicted[p]) count_of(predicted[p]).tp += 1;
    else if (std::none_of(contested.begin(), contested.end(), disputed)) count_of(predicted[p]).fp += 1;
  }
  for (std::size_t g = 0; g < gold.size(); ++g)
    if (!match.gold[g]) count_of(gold[g]).fn += 1;
}

}  // namespace attune::detail
