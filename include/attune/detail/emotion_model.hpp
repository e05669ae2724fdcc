// What an emotion model file holds, and the arithmetic that training and classifying share.
//
// The logit of a label is its bias and what the text adds (ngram_table.hpp).
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/detail/exact_math.hpp>
#include <attune/detail/ngram_table.hpp>
#include <attune/detail/views.hpp>

namespace attune::detail {

inline constexpr std::string_view emotion_kind = "emotion";
inline constexpr std::uint32_t emotion_format = 1;

inline constexpr std::size_t max_labels = 1024;
inline constexpr std::size_t max_label_size = 64;

/// One label's calibration: knots from logit to log odds, ascending in both, straight lines between them and of slope 1 outside.
inline float calibrate(double logit, std::span<const float> logits, std::span<const float> log_odds) {
  double odds = 0;
  const std::size_t n = logits.size();
  if (n == 0) {
    odds = logit;
  } else if (logit <= static_cast<double>(logits[0])) {
    odds = static_cast<double>(log_odds[0]) + (logit - static_cast<double>(logits[0]));
  } else if (logit >= static_cast<double>(logits[n - 1])) {
    odds = static_cast<double>(log_odds[n - 1]) + (logit - static_cast<double>(logits[n - 1]));
  } else {
    const std::size_t i = static_cast<std::size_t>(
        std::upper_bound(logits.begin(), logits.end(), logit, [](double x, float knot) { return x < static_cast<double>(knot); }) - logits.begin());
    const double x0 = static_cast<double>(logits[i - 1]), x1 = static_cast<double>(logits[i]);
    const double y0 = static_cast<double>(log_odds[i - 1]), y1 = static_cast<double>(log_odds[i]);
    odds = y0 + (y1 - y0) * ((logit - x0) / (x1 - x0));
  }
  return exact_sigmoid(static_cast<float>(odds));
}

/// For each label of a view the columns of the model that make it up.
using ViewColumns = std::vector<std::vector<std::uint32_t>>;

template <class Name>
ViewColumns find_columns(View view, std::span<const Name> labels) {
  ViewColumns columns;
  for (const ViewLabel& label : view_labels(view)) {
    columns.emplace_back();
    for (const std::string_view member : label.members)
      for (std::uint32_t l = 0; l < labels.size() && !member.empty(); ++l)
        if (labels[l] == member) columns.back().push_back(l);
  }
  return columns;
}

/// That at least one of the members holds, taken as independent; 0 without members.
inline float any_of_columns(std::span<const float> probabilities, std::span<const std::uint32_t> columns) {
  float none = 1;
  for (const std::uint32_t column : columns) none *= 1 - probabilities[column];
  return 1 - none;
}

}  // namespace attune::detail
