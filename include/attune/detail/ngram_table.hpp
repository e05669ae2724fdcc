// Rows of weights by feature key, as model files hold them. A text's sums over them are integers: the same bits in any order, on any machine.
//
// What a text adds to the logit of label l: sum over blocks b of unit[b] / sqrt(n_b + offset[b]) * sum over the known features of the block of
// weights[row][l] * scales[row].
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/features.hpp>
#include <attune/model_file.hpp>

namespace attune::detail {

/// What a block's sum is divided by; 0 for a block without features.
inline double block_scale(std::size_t n_features, float offset) {
  return n_features == 0 ? 0.0 : 1.0 / std::sqrt(static_cast<double>(n_features) + static_cast<double>(offset));
}

/// Takes tensors of one file, and remembers whether all were there.
struct TensorReader {
  const ModelFile& file;
  bool complete = true;

  std::size_t n_rows(std::string_view name) const {
    const auto found = file.tensors().find(name);
    return found == file.tensors().end() || found->second.shape.empty() ? 0 : found->second.shape[0];
  }

  template <class T>
  void take(std::span<const T>& out, std::string_view name, std::initializer_list<std::size_t> shape) {
    out = file.find<T>(name, std::span<const std::size_t>(shape.begin(), shape.size()));
    complete = complete && out.data() != nullptr;
  }
};

/// Whether all `values` are in [low, high].
inline bool within(std::span<const float> values, float low, float high) {
  return std::all_of(values.begin(), values.end(), [&](float value) { return value >= low && value <= high; });
}

/// Whether no neighbours of `values` are as `before` says.
template <class Values, class Before>
bool ascends(const Values& values, Before before) {
  return std::adjacent_find(values.begin(), values.end(), before) == values.end();
}

struct NgramTable {
  FeatureSettings settings;
  std::size_t width = 0;                         // labels
  std::span<const std::uint32_t> buckets, keys;  // keys ascend; those whose upper bits are b are [buckets[b], buckets[b + 1])
  unsigned bucket_bits = 0;
  std::span<const std::int8_t> weights;          // (rows, labels)
  std::span<const std::uint16_t> scales;
  std::span<const float> block_units, block_offsets;

  static constexpr std::size_t no_row = ~std::size_t{0};

  /// The feature settings of a file; false when one is missing or out of range.
  bool read_settings(const nlohmann::json& features) {
    bool good = features.is_object();
    const auto number = [&](const char* name, std::uint64_t low, std::uint64_t high) {
      const auto it = features.find(name);
      const std::uint64_t value = it != features.end() && it->is_number_unsigned() ? it->get<std::uint64_t>() : high + 1;
      good = good && value >= low && value <= high;
      return value;
    };
    settings.seed = number("seed", 0, 0xFFFFFFFF);
    settings.max_words = static_cast<std::uint32_t>(number("max_words", 1, 3));
    settings.negated = static_cast<std::uint32_t>(number("negated", 0, 16));
    settings.min_letters = static_cast<std::uint32_t>(number("min_letters", 1, 8));
    settings.max_letters = static_cast<std::uint32_t>(number("max_letters", settings.min_letters, 8));
    return good;
  }

  /// Takes the table's tensors; `check` is to be called when all of the file's are there.
  void take(TensorReader& tensors, std::size_t n_labels) {
    width = n_labels;
    const std::size_t n_rows = tensors.n_rows("keys");
    tensors.take(keys, "keys", {n_rows});
    tensors.take(buckets, "buckets", {tensors.n_rows("buckets")});
    tensors.take(weights, "weights", {n_rows, width});
    tensors.take(scales, "scales", {n_rows});
    tensors.take(block_units, "block_units", {n_feature_blocks});
    tensors.take(block_offsets, "block_offsets", {n_feature_blocks});
  }

  /// Says what is wrong, nothing when all is well: what is indexed by numbers of the file is in order and in range.
  std::string_view check() {
    const std::size_t n_starts = buckets.size();
    if (n_starts < 2 || n_starts > (1u << 20) + 1 || !std::has_single_bit(n_starts - 1)) return "the number of buckets is no power of two";
    bucket_bits = static_cast<unsigned>(std::countr_zero(n_starts - 1));
    if (buckets.front() != 0 || buckets.back() != keys.size() || !ascends(buckets, std::greater<>())) return "the buckets are not in order";
    for (std::size_t b = 0; b + 1 < n_starts; ++b)
      for (std::size_t row = buckets[b]; row < buckets[b + 1]; ++row)
        if (std::uint64_t{keys[row]} >> (32 - bucket_bits) != b || (row > buckets[b] && keys[row] <= keys[row - 1])) return "the keys are not in order";
    if (!within(block_offsets, 0, 1e6f) || !within(block_units, 0, 1e6f)) return "a number is out of range";
    return "";
  }

  std::size_t find_row(std::uint32_t key) const {
    const std::size_t bucket = std::uint64_t{key} >> (32 - bucket_bits);
    for (std::size_t row = buckets[bucket]; row < buckets[bucket + 1]; ++row)
      if (keys[row] == key) return row;
    return no_row;
  }

  using BlockScales = std::array<double, n_feature_blocks>;
  BlockScales block_scales(const FeatureList& list) const {
    std::array<std::size_t, n_feature_blocks> n{};
    for (const Feature& feature : list.features) ++n[static_cast<std::size_t>(feature.block)];
    BlockScales scales_of{};
    for (std::size_t b = 0; b < n.size(); ++b) scales_of[b] = static_cast<double>(block_units[b]) * block_scale(n[b], block_offsets[b]);
    return scales_of;
  }

  struct Scratch {
    FeatureList list;
    std::array<std::vector<std::int64_t>, n_feature_blocks> sums;
  };

  /// Adds to each label's logit what `text` says for it.
  void score(std::string_view text, Scratch& scratch, std::span<double> logits) const {
    extract_features(text, settings, scratch.list);
    for (std::vector<std::int64_t>& sum : scratch.sums) sum.assign(width, 0);
    for (const Feature& feature : scratch.list.features) {
      const std::size_t row = find_row(feature_key(feature.hash));
      if (row == no_row) continue;
      std::int64_t* sum = scratch.sums[static_cast<std::size_t>(feature.block)].data();
      const std::int8_t* weight = weights.data() + row * width;
      const std::int32_t scale = scales[row];
      for (std::size_t l = 0; l < width; ++l) sum[l] += weight[l] * scale;
    }
    const BlockScales by = block_scales(scratch.list);
    for (std::size_t l = 0; l < width; ++l)
      for (std::size_t b = 0; b < by.size(); ++b) logits[l] += static_cast<double>(scratch.sums[b][l]) * by[b];
  }

  /// What one feature of a text adds to a label's logit.
  struct Part {
    std::uint32_t start = 0, end = 0;  // bytes of the text
    double value = 0;
  };

  /// The parts of label `l` with one entry a span, ordered by start, then longer first; those of the whole message are added to `whole`.
  std::vector<Part> explain(std::string_view text, std::size_t l, double& whole) const {
    FeatureList list;
    extract_features(text, settings, list);
    const BlockScales by = block_scales(list);
    std::vector<Part> parts;
    for (const Feature& feature : list.features) {
      const std::size_t row = find_row(feature_key(feature.hash));
      if (row == no_row) continue;
      const double value = static_cast<double>(weights[row * width + l] * std::int32_t{scales[row]}) * by[static_cast<std::size_t>(feature.block)];
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
};

}  // namespace attune::detail
