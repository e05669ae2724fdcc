// A linear model as it is trained, and how its n-grams are written to a model file.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <numeric>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/detail/card.hpp>
#include <attune/detail/file.hpp>
#include <attune/detail/logistic.hpp>
#include <attune/detail/metrics.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/detail/vocabulary.hpp>
#include <attune/model_file.hpp>

namespace attune::detail {

/// A trained model before it is written: rows of weights for the vocabulary, then for what else the model looks at, the last row the bias.
struct LinearModel {
  Vocabulary vocabulary;
  LabelMatrix weights;
  std::vector<std::uint32_t> kept;  // indices of the vocabulary, ascending
};

/// Sets to zero all but the `max_features` rows that matter most: by their largest weight times the root of how many texts have it.
inline void prune(LinearModel& model, std::size_t max_features) {
  const std::size_t n = model.vocabulary.hashes.size();
  std::vector<float> matters(n);
  for (std::size_t c = 0; c < n; ++c)
    matters[c] = row(model.weights, c).abs().maxCoeff() * model.vocabulary.values[c] * std::sqrt(static_cast<float>(model.vocabulary.n_texts[c]));
  const std::vector<std::uint32_t> order = ranked(std::span<const float>(matters));
  std::vector<std::uint8_t> keep(n);
  std::unordered_map<std::uint32_t, bool> taken;
  for (const std::uint32_t c : order) {
    if (model.kept.size() == max_features || matters[c] == 0) break;
    // Two features with one key cannot both be told apart from a table of keys: the weaker goes.
    if (!taken.emplace(feature_key(model.vocabulary.hashes[c]), true).second) continue;
    keep[c] = 1;
    model.kept.push_back(c);
  }
  std::sort(model.kept.begin(), model.kept.end());
  for (std::size_t c = 0; c < n; ++c)
    if (!keep[c]) row(model.weights, c).setZero();
}

/// Writes what `NgramTable` reads: weights as int8 with a scale per row, rows in the order of their keys.
inline void add_ngram_table(ModelWriter& file, const LinearModel& m, const std::array<float, n_feature_blocks>& offsets) {
  const std::size_t n_rows = m.kept.size(), n_labels = static_cast<std::size_t>(m.weights.cols());
  const auto weight = [&](std::size_t c, std::size_t l) { return m.weights(static_cast<Eigen::Index>(c), static_cast<Eigen::Index>(l)) * m.vocabulary.values[c]; };
  const auto largest = [&](std::size_t c) {
    float most = 0;
    for (std::size_t l = 0; l < n_labels; ++l) most = std::max(most, std::abs(weight(c, l)));
    return most;
  };
  std::array<float, n_feature_blocks> units{};  // a scale of 1 in each block
  for (const std::uint32_t c : m.kept) {
    float& unit = units[static_cast<std::size_t>(m.vocabulary.blocks[c])];
    unit = std::max(unit, largest(c) / (127.0f * 65535.0f));
  }
  const unsigned bucket_bits = std::min(20u, static_cast<unsigned>(std::bit_width(n_rows | 1)) - 1);
  std::vector<std::uint32_t> keys, buckets((std::size_t{1} << bucket_bits) + 1);
  std::vector<std::int8_t> weights;
  std::vector<std::uint16_t> scales;
  for (const std::uint32_t c : m.kept) {  // ascending by hash, and so by key
    keys.push_back(feature_key(m.vocabulary.hashes[c]));
    ++buckets[(std::uint64_t{keys.back()} >> (32 - bucket_bits)) + 1];
    const float unit = units[static_cast<std::size_t>(m.vocabulary.blocks[c])];
    const auto scale = static_cast<std::uint16_t>(std::clamp(std::ceil(largest(c) / (127.0f * unit)), 1.0f, 65535.0f));
    scales.push_back(scale);
    for (std::size_t l = 0; l < n_labels; ++l) {
      const float steps = weight(c, l) / (unit * static_cast<float>(scale));
      weights.push_back(static_cast<std::int8_t>(std::clamp(steps + (steps < 0 ? -0.5f : 0.5f), -127.0f, 127.0f)));
    }
  }
  std::partial_sum(buckets.begin(), buckets.end(), buckets.begin());
  const auto add = [&]<class T>(const std::string& name, std::vector<std::size_t> shape, const T& values) {
    file.add(name, std::move(shape), std::span<const typename T::value_type>(values));
  };
  add("keys", {n_rows}, keys);
  add("buckets", {buckets.size()}, buckets);
  add("weights", {n_rows, n_labels}, weights);
  add("scales", {n_rows}, scales);
  add("block_units", {n_feature_blocks}, units);
  add("block_offsets", {n_feature_blocks}, offsets);
}

/// The settings that `NgramTable::read_settings` reads.
inline nlohmann::ordered_json describe_features(const FeatureSettings& f) {
  return {{"seed", f.seed}, {"max_words", f.max_words}, {"negated", f.negated}, {"min_letters", f.min_letters}, {"max_letters", f.max_letters}};
}

/// The hashes of the rows a model was trained on, as a set.
inline void add_training_rows(ModelWriter& file, std::vector<std::uint64_t> hashes) {
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  file.add("training_rows", {hashes.size()}, std::span<const std::uint64_t>(hashes));
}

/// Writes the model that `make_file(card)` puts together, and the card beside it; `content` learns the model's hash.
template <class MakeFile>
Status write_model(const std::filesystem::path& out, CardContent& content, MakeFile make_file) {
  const std::string bytes = make_file(write_card(content)).bytes();
  content.report.hash = sha256(bytes);
  if (const Status written = write_file(out, bytes); !written) return written;
  std::filesystem::path card = out;
  card.replace_extension(".md");
  return write_file(card, write_card(content));
}

}  // namespace attune::detail
