// Training texts as counted features, and those that are frequent enough as a sparse matrix.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <attune/detail/emotion_model.hpp>
#include <attune/detail/logistic.hpp>
#include <attune/detail/parallel.hpp>
#include <attune/features.hpp>

namespace attune::detail {

/// The features of one text, each once.
struct CountedText {
  struct Count {
    std::uint64_t hash = 0;
    std::uint32_t n = 0;
    FeatureBlock block = FeatureBlock::word;
  };
  std::vector<Count> counts;                      // ascending by hash
  std::array<std::size_t, n_feature_blocks> n{};  // occurrences in each block, the unknown ones too
};

inline CountedText count_features(std::string_view text, const FeatureSettings& settings, FeatureList& list) {
  extract_features(text, settings, list);
  std::vector<Feature>& features = list.features;
  std::sort(features.begin(), features.end(), [](const Feature& a, const Feature& b) { return a.hash < b.hash; });
  CountedText out;
  for (const Feature& feature : features) {
    ++out.n[static_cast<std::size_t>(feature.block)];
    if (!out.counts.empty() && out.counts.back().hash == feature.hash) ++out.counts.back().n;
    else out.counts.push_back({feature.hash, 1, feature.block});
  }
  return out;
}

/// What a model is trained with and its file says: how frequent a feature must be, and what is added under each block's root.
struct Recipe {
  FeatureSettings features;
  std::array<std::uint32_t, n_feature_blocks> min_texts{4, 8, 8};
  std::array<float, n_feature_blocks> offsets{3, 30, 0};
  std::array<float, n_feature_blocks> gains{0.378f, 0.454f, 0.5f};  // of a feature that is in every text
};

struct Vocabulary {
  std::vector<std::uint64_t> hashes;  // ascending
  std::vector<FeatureBlock> blocks;
  std::vector<std::uint32_t> n_texts;
  std::vector<float> values;          // of one occurrence, before its block is scaled
  std::unordered_map<std::uint64_t, std::uint32_t> index;
};

inline Vocabulary find_vocabulary(std::span<const CountedText* const> texts, const Recipe& recipe) {
  std::vector<std::pair<std::uint64_t, FeatureBlock>> all;
  for (const CountedText* text : texts)
    for (const CountedText::Count& count : text->counts) all.emplace_back(count.hash, count.block);
  std::sort(all.begin(), all.end());
  Vocabulary out;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t j = i;
    while (j < all.size() && all[j].first == all[i].first) ++j;
    const auto block = static_cast<std::size_t>(all[i].second);
    if (j - i >= recipe.min_texts[block]) {
      out.hashes.push_back(all[i].first);
      out.blocks.push_back(all[i].second);
      out.n_texts.push_back(static_cast<std::uint32_t>(j - i));
      // The square root of the usual inverse document frequency: ahead of it, and of none, in cross-validation.
      const double idf = exact_log((1.0 + static_cast<double>(texts.size())) / (1.0 + static_cast<double>(j - i))) + 1.0;
      const double gain = static_cast<double>(recipe.gains[block]);
      out.values.push_back(static_cast<float>(all[i].second == FeatureBlock::message ? gain : gain * std::sqrt(idf)));
    }
    i = j;
  }
  out.index.reserve(out.hashes.size());
  for (std::uint32_t i = 0; i < out.hashes.size(); ++i) out.index.emplace(out.hashes[i], i);
  return out;
}

inline SparseMatrix make_matrix(std::span<const CountedText* const> texts, const Vocabulary& vocabulary, const Recipe& recipe) {
  SparseMatrix x;
  for (const CountedText* text : texts) {
    std::array<float, n_feature_blocks> scale{};
    for (std::size_t b = 0; b < scale.size(); ++b) scale[b] = static_cast<float>(block_scale(text->n[b], recipe.offsets[b]));
    for (const CountedText::Count& count : text->counts) {
      const auto found = vocabulary.index.find(count.hash);
      if (found == vocabulary.index.end()) continue;
      const float value = static_cast<float>(count.n) * vocabulary.values[found->second] * scale[static_cast<std::size_t>(count.block)];
      x.by_row.push_back({found->second, value});
    }
    x.row_starts.push_back(x.by_row.size());
  }
  x.index_columns(vocabulary.hashes.size());
  return x;
}

}  // namespace attune::detail
