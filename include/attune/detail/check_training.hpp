// What data and options must be for a classifier to be trained on them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <attune/detail/emotion_model.hpp>
#include <attune/detail/labelled_texts.hpp>
#include <attune/error.hpp>
#include <attune/train.hpp>

namespace attune::detail {

/// What makes data or options unusable; nothing when all is well.
inline std::optional<Error> check_training(const LabelledTexts& data, const TrainingOptions& options) {
  const auto invalid = [](const std::string& message) { return Error(ErrorCode::invalid_data, message); };
  if (options.folds < 2 || options.folds > 20) return invalid("folds must be 2 to 20");
  if (options.max_features < 1 || options.max_features > 1'000'000) return invalid("max_features must be 1 to 1,000,000");
  if (options.iterations < 1 || options.iterations > 1000) return invalid("iterations must be 1 to 1000");
  for (const auto& [label, weight] : options.label_weights) {
    if (!(weight >= 1e-3f && weight <= 1e3f)) return invalid("label_weights: that of \"" + label + "\" must be 0.001 to 1000");
    if (std::find(data.labels.begin(), data.labels.end(), label) == data.labels.end()) return invalid("label_weights: no row has the label \"" + label + "\"");
  }
  if (data.labels.empty() || data.labels.size() > max_labels) return invalid("there must be 1 to 1024 labels");
  for (std::size_t l = 0; l < data.labels.size(); ++l) {
    std::string_view problem = check_label(data.labels[l]);
    if (std::find(data.labels.begin(), data.labels.begin() + static_cast<std::ptrdiff_t>(l), data.labels[l]) != data.labels.begin() + static_cast<std::ptrdiff_t>(l))
      problem = "a repeated label";
    if (!problem.empty()) return invalid("label " + std::to_string(l) + ": " + std::string(problem));
  }
  std::vector<std::size_t> n(data.labels.size());
  std::string bad;
  for (std::size_t r = 0; r < data.rows.size(); ++r) {
    std::vector<std::uint32_t> labels = data.rows[r].labels;
    std::sort(labels.begin(), labels.end());
    if ((!labels.empty() && labels.back() >= n.size()) || std::adjacent_find(labels.begin(), labels.end()) != labels.end())
      bad += "\nrow " + std::to_string(r + 1) + ": a label that is repeated or not one of the " + std::to_string(n.size());
    else
      for (const std::uint32_t label : labels) ++n[label];
  }
  if (!bad.empty()) return invalid("rows that cannot be used:" + bad);
  for (std::size_t l = 0; l < n.size(); ++l)
    if (n[l] < options.folds || data.rows.size() - n[l] < options.folds)
      bad += "\n\"" + data.labels[l] + "\" is on " + std::to_string(n[l]) + " of " + std::to_string(data.rows.size()) + " rows";
  if (!bad.empty()) return invalid("each label must be on at least " + std::to_string(options.folds) + " rows and missing from as many:" + bad);
  return std::nullopt;
}

}  // namespace attune::detail
