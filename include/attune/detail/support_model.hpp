// What a support model file holds, and what training and classifying share.
//
// The logit of a label is its bias, what the words add (ngram_table.hpp), and a weight for each signal: the emotion model's labels, the signs, the length.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <attune/detail/exact_math.hpp>
#include <attune/detail/views.hpp>

namespace attune::detail {

inline constexpr std::string_view support_kind = "support";
inline constexpr std::uint32_t support_format = 1;
inline constexpr std::size_t neutral_column = support_labels.size() - 1;
static_assert(support_labels[neutral_column].name == "neutral");

/// An emotion's probability as a signal: log odds, about 0 where a label is usually absent, and of a size with the other signals.
inline float emotion_signal(float probability) {
  constexpr float least = 1e-4f, usual = 3, unit = 0.25f;
  const double p = static_cast<double>(std::clamp(probability, least, 1 - least));
  return unit * (static_cast<float>(exact_log(p / (1 - p))) + usual);
}

/// How long a message is, as a signal: 1 from 240 bytes on. Long ones hold more of everything, and are less often neutral.
inline float length_signal(std::string_view text) { return std::min(1.0f, static_cast<float>(text.size()) / 240.0f); }

/// The columns that are said: see `SupportClassifier::say`. In the order of how far they are over their thresholds.
inline std::vector<std::size_t> said_columns(std::span<const float> probabilities, std::span<const float> thresholds) {
  constexpr std::size_t most = 2;
  const auto over = [&](std::size_t l) { return probabilities[l] / thresholds[l]; };
  std::vector<std::size_t> said;
  for (std::size_t l = 0; l < neutral_column; ++l)
    if (probabilities[l] >= thresholds[l]) said.push_back(l);
  std::stable_sort(said.begin(), said.end(), [&](std::size_t a, std::size_t b) { return over(a) > over(b); });
  const bool is_neutral = probabilities[neutral_column] >= thresholds[neutral_column];
  if (said.empty() || (is_neutral && over(neutral_column) >= over(said[0]))) return {neutral_column};
  if (said.size() > most) said.resize(most);
  return said;
}

}  // namespace attune::detail
