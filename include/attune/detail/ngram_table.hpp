// A linear table whose features are the n-grams of a text.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/detail/linear_table.hpp>
#include <attune/features.hpp>

namespace attune::detail {

/// The settings that `NgramTable::read_settings` reads.
inline nlohmann::ordered_json describe_features(const FeatureSettings& f) {
  return {{"seed", f.seed}, {"max_words", f.max_words}, {"negated", f.negated}, {"min_letters", f.min_letters}, {"max_letters", f.max_letters}};
}

class NgramTable : public LinearTable {
 public:
  /// The feature settings of a file; false when one is missing or out of range.
  bool read_settings(const nlohmann::json& features) {
    bool good = features.is_object();
    const auto number = [&](const char* name, std::uint64_t low, std::uint64_t high) {
      const auto it = features.find(name);
      const std::uint64_t value = it != features.end() && it->is_number_unsigned() ? it->get<std::uint64_t>() : high + 1;
      good = good && value >= low && value <= high;
      return value;
    };
    settings_.seed = number("seed", 0, 0xFFFFFFFF);
    settings_.max_words = static_cast<std::uint32_t>(number("max_words", 1, 3));
    settings_.negated = static_cast<std::uint32_t>(number("negated", 0, 16));
    settings_.min_letters = static_cast<std::uint32_t>(number("min_letters", 1, 8));
    settings_.max_letters = static_cast<std::uint32_t>(number("max_letters", settings_.min_letters, 8));
    return good;
  }

  const FeatureSettings& settings() const { return settings_; }

  void take(TensorReader& tensors, std::size_t n_labels) { LinearTable::take(tensors, n_labels, n_feature_blocks); }

  struct Scratch {
    FeatureList list;
    Sums sums;
  };

  /// Adds to each label's logit what `text` says for it.
  void score(std::string_view text, Scratch& scratch, std::span<double> logits) const {
    extract_features(text, settings_, scratch.list);
    clear(scratch.sums);
    add(scratch.list.features, scratch.sums);
    add_logits(scratch.sums, logits);
  }

  /// What one feature of a text adds to a label's logit.
  struct Part {
    std::uint32_t start = 0, end = 0;  // bytes of the text
    double value = 0;
  };

  /// The parts of label `l` with one entry a span, ordered by start, then longer first; those of the whole message are added to `whole`.
  std::vector<Part> explain(std::string_view text, std::size_t l, double& whole) const {
    FeatureList list;
    extract_features(text, settings_, list);
    std::array<std::size_t, n_feature_blocks> n_of{};
    for (const Feature& feature : list.features) ++n_of[static_cast<std::size_t>(feature.block)];
    std::vector<Part> parts;
    for (const Feature& feature : list.features) {
      const std::size_t row = find_row(feature_key(feature.hash)), block = static_cast<std::size_t>(feature.block);
      if (row == no_row) continue;
      const double value = static_cast<double>(weight(row, l)) * scale_of(block, n_of[block]);
      if (feature.block == FeatureBlock::message) whole += value;
      else parts.push_back({feature.start, feature.end, value});
    }
    std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.start != b.start ? a.start < b.start : a.end > b.end; });
    std::size_t n = 0;
    for (const Part& part : parts) {
      if (n > 0 && parts[n - 1].start == part.start && parts[n - 1].end == part.end) parts[n - 1].value += part.value;
      else parts[n++] = part;
    }
    parts.resize(n);
    return parts;
  }

 private:
  FeatureSettings settings_;
};

}  // namespace attune::detail
