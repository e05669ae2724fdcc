// From out-of-fold logits to probabilities and thresholds.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <attune/detail/emotion_model.hpp>
#include <attune/detail/exact_math.hpp>
#include <attune/detail/metrics.hpp>

namespace attune::detail {

struct Knots {
  std::vector<float> logits;
  std::vector<float> log_odds;
};

/// Isotonic calibration on groups that hold equally many positives (so a rare label gets few knots), pooled until they ascend.
inline Knots fit_calibration(std::span<const float> logits, std::span<const std::uint8_t> gold) {
  constexpr double positives_per_group = 40;
  constexpr std::size_t max_groups = 24;
  struct Group {
    double n = 0, positives = 0, sum = 0;
    double rate() const { return (positives + 0.5) / (n + 1); }
  };
  const std::vector<std::uint32_t> order = ranked(logits);
  double n_positive = 0;
  for (const std::uint8_t g : gold) n_positive += g;
  const double groups_wanted = std::clamp(std::floor(n_positive / positives_per_group), 1.0, static_cast<double>(max_groups));
  std::vector<Group> groups;  // highest logits first; each is pooled with those before it while it is not below them
  Group group;
  double seen = 0;
  const auto close = [&] {
    while (!groups.empty() && groups.back().rate() <= group.rate()) {
      group.n += groups.back().n;
      group.positives += groups.back().positives;
      group.sum += groups.back().sum;
      groups.pop_back();
    }
    groups.push_back(group);
    group = {};
  };
  for (const std::uint32_t i : order) {
    group.n += 1;
    group.positives += gold[i];
    group.sum += static_cast<double>(logits[i]);
    seen += gold[i];
    if (gold[i] && seen < n_positive && seen >= n_positive / groups_wanted * (static_cast<double>(groups.size()) + 1)) close();
  }
  close();
  Knots knots;
  for (auto it = groups.rbegin(); it != groups.rend(); ++it) {
    const auto x = static_cast<float>(it->sum / it->n);
    const auto y = static_cast<float>(exact_log(it->rate() / (1 - it->rate())));
    if (!knots.logits.empty() && (x <= knots.logits.back() || y <= knots.log_odds.back())) continue;
    knots.logits.push_back(x);
    knots.log_odds.push_back(y);
  }
  return knots;
}

/// The threshold at which F1 is expected to be highest when the probabilities are right: it leans on all of them rather than on the few
/// texts around the best cut, and so carries over better than the cut that was best on the sample.
inline float expected_best_threshold(std::span<const float> probabilities) {
  std::vector<float> sorted(probabilities.begin(), probabilities.end());
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  double total = 0;
  for (const float p : sorted) total += static_cast<double>(p);
  double above = 0, best = 0;
  float threshold = 0.5f;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    above += static_cast<double>(sorted[i]);
    const double f1 = 2 * above / (static_cast<double>(i + 1) + total);
    if (f1 > best) {
      best = f1;
      threshold = sorted[i];
    }
  }
  return threshold;
}

}  // namespace attune::detail
