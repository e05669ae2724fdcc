// Counting what a model got right, and bootstrap intervals: shared by the evaluations.
//
// How they print: a metric's value stands under its own name as a number, its 95 % interval under "intervals" as
// {"macro_f1": [low, high], ...} of the same object.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace attune::detail {

/// Steele, Lea and Flood's splitmix64: the same numbers everywhere, which <random>'s distributions do not promise.
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  /// Below `n`, which is positive.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(((next() >> 32) * std::uint64_t{n}) >> 32); }

 private:
  std::uint64_t state_;
};

/// Weighted counts of one label; a bootstrap replicate weighs each unit by how often it was drawn.
struct Counts {
  double tp = 0, fp = 0, fn = 0, tn = 0;

  double precision() const { return tp + fp > 0 ? tp / (tp + fp) : 0; }
  double recall() const { return tp + fn > 0 ? tp / (tp + fn) : 0; }
  double f1() const { return tp > 0 ? 2 * tp / (2 * tp + fp + fn) : 0; }

  Counts& operator+=(const Counts& other) {
    tp += other.tp;
    fp += other.fp;
    fn += other.fn;
    tn += other.tn;
    return *this;
  }
  friend Counts operator*(double weight, const Counts& c) { return {weight * c.tp, weight * c.fp, weight * c.fn, weight * c.tn}; }
};

/// The mean of `values`; 0 when there are none.
inline double mean(std::span<const double> values) {
  return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Indices of `scores`, highest first, ties in order.
template <class T>
std::vector<std::uint32_t> ranked(std::span<const T> scores) {
  std::vector<std::uint32_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return scores[a] > scores[b]; });
  return order;
}

/// Average precision: precision at each rank where recall grows, ties taken as one rank. `gold` is 0 or 1 per unit, `order` as `ranked` gives it,
/// `weights` per unit (empty: all 1). 0 without positives.
template <class T>
double average_precision(std::span<const T> scores, std::span<const std::uint8_t> gold, std::span<const std::uint32_t> order,
                         std::span<const double> weights = {}) {
  double tp = 0, n = 0, sum = 0;
  for (std::size_t i = 0; i < order.size();) {
    const double before = tp;
    std::size_t j = i;
    for (; j < order.size() && scores[order[j]] == scores[order[i]]; ++j) {
      const double weight = weights.empty() ? 1.0 : weights[order[j]];
      n += weight;
      tp += gold[order[j]] ? weight : 0.0;
    }
    if (n > 0) sum += (tp - before) * (tp / n);
    i = j;
  }
  return tp > 0 ? sum / tp : 0;
}

/// Area under the ROC curve, ties counting half; 0.5 when there are only positives or only negatives.
template <class T>
double area_under_roc(std::span<const T> scores, std::span<const std::uint8_t> gold, std::span<const std::uint32_t> order,
                      std::span<const double> weights = {}) {
  double above = 0, positives = 0, negatives = 0;
  for (std::size_t i = 0; i < order.size();) {
    double tied_positives = 0, tied_negatives = 0;
    std::size_t j = i;
    for (; j < order.size() && scores[order[j]] == scores[order[i]]; ++j)
      (gold[order[j]] ? tied_positives : tied_negatives) += weights.empty() ? 1.0 : weights[order[j]];
    above += tied_negatives * (positives + tied_positives / 2);
    positives += tied_positives;
    negatives += tied_negatives;
    i = j;
  }
  return positives > 0 && negatives > 0 ? above / (positives * negatives) : 0.5;
}

struct Interval {
  double low = 0, high = 0;
};

/// 95 % percentile intervals of several statistics at once: units are drawn with replacement, `statistics(weights)` returns the
/// values for the draw (always as many), weights[i] saying how often unit i was drawn. Each interval is moved so that the mean of the draws
/// lies on the value of the sample itself: a draw repeats units, which flatters calibration errors and ranks; never beyond what a draw or the sample reached. The same numbers in every run.
template <class Statistics>
std::vector<Interval> bootstrap(std::size_t n_units, Statistics statistics, std::size_t n_replicates = 1000) {
  SplitMix64 random(20240229);
  std::vector<std::vector<double>> drawn;
  std::vector<double> weights(n_units);
  for (std::size_t r = 0; r < n_replicates && n_units > 0; ++r) {
    std::fill(weights.begin(), weights.end(), 0.0);
    for (std::size_t i = 0; i < n_units; ++i) weights[random.below(n_units)] += 1;
    const std::vector<double> values = statistics(std::span<const double>(weights));
    drawn.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) drawn[i].push_back(values[i]);
  }
  std::fill(weights.begin(), weights.end(), 1.0);
  const std::vector<double> whole = statistics(std::span<const double>(weights));
  std::vector<Interval> intervals;
  for (std::size_t s = 0; s < drawn.size(); ++s) {
    std::vector<double>& values = drawn[s];
    std::sort(values.begin(), values.end());
    const double shift = whole[s] - mean(values);
    const double least = std::min(values.front(), whole[s]), most = std::max(values.back(), whole[s]);
    const auto at = [&](double share) {
      return std::clamp(values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)] + shift, least, most);
    };
    intervals.push_back({at(0.025), at(0.975)});
  }
  return intervals;
}

}  // namespace attune::detail
