// Training texts as counted features, and those that are frequent enough as a sparse matrix.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <attune/detail/exact_math.hpp>
#include <attune/detail/linear_table.hpp>
#include <attune/detail/logistic.hpp>
#include <attune/features.hpp>

namespace attune::detail {

/// The features of one text, each once.
struct CountedText {
  struct Count {
    std::uint64_t hash = 0;
    std::uint32_t n = 0;
    std::uint8_t block = 0;
  };
  std::vector<Count> counts;   // ascending by hash
  std::vector<std::size_t> n;  // occurrences in each block, the unknown ones too
};

/// Sorts `features`, of any kind that has a hash and a block.
template <class AnyFeature>
CountedText count_features(std::vector<AnyFeature>& features, std::size_t n_blocks) {
  std::sort(features.begin(), features.end(), [](const AnyFeature& a, const AnyFeature& b) { return a.hash < b.hash; });
  CountedText out;
  out.n.resize(n_blocks);
  for (const AnyFeature& feature : features) {
    const auto block = static_cast<std::uint8_t>(feature.block);
    ++out.n[block];
    if (!out.counts.empty() && out.counts.back().hash == feature.hash) ++out.counts.back().n;
    else out.counts.push_back({feature.hash, 1, block});
  }
  return out;
}

inline CountedText count_features(std::string_view text, const FeatureSettings& settings, FeatureList& list) {
  extract_features(text, settings, list);
  return count_features(list.features, n_feature_blocks);
}

/// How the features of one block are weighed.
struct BlockRecipe {
  std::uint32_t min_texts = 1;  // that have the feature
  float offset = 0;             // added under the block's root; the file says it
  float gain = 1;               // of a feature that is in every text
  bool by_rarity = true;        // rarer features gain more
};

/// How a model over the n-grams of texts is trained; its file says the settings and the offsets.
struct NgramRecipe {
  FeatureSettings features;
  std::array<BlockRecipe, n_feature_blocks> blocks;
};

struct Vocabulary {
  std::vector<std::uint64_t> hashes;  // ascending
  std::vector<std::uint8_t> blocks;
  std::vector<std::uint32_t> n_texts;
  std::vector<float> values;          // of one occurrence, before its block is scaled
  std::unordered_map<std::uint64_t, std::uint32_t> index;
};

inline Vocabulary find_vocabulary(std::span<const CountedText* const> texts, std::span<const BlockRecipe> recipe) {
  std::vector<std::pair<std::uint64_t, std::uint8_t>> all;
  for (const CountedText* text : texts)
    for (const CountedText::Count& count : text->counts) all.emplace_back(count.hash, count.block);
  std::sort(all.begin(), all.end());
  Vocabulary out;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t j = i;
    while (j < all.size() && all[j].first == all[i].first) ++j;
    const BlockRecipe& block = recipe[all[i].second];
    if (j - i >= block.min_texts) {
      out.hashes.push_back(all[i].first);
      out.blocks.push_back(all[i].second);
      out.n_texts.push_back(static_cast<std::uint32_t>(j - i));
      // The square root of the usual inverse document frequency: ahead of it, and of none, in cross-validation.
      const double idf = exact_log((1.0 + static_cast<double>(texts.size())) / (1.0 + static_cast<double>(j - i))) + 1.0;
      const double gain = static_cast<double>(block.gain);
      out.values.push_back(static_cast<float>(block.by_rarity ? gain * std::sqrt(idf) : gain));
    }
    i = j;
  }
  out.index.reserve(out.hashes.size());
  for (std::uint32_t i = 0; i < out.hashes.size(); ++i) out.index.emplace(out.hashes[i], i);
  return out;
}

inline SparseMatrix make_matrix(std::span<const CountedText* const> texts, const Vocabulary& vocabulary, std::span<const BlockRecipe> recipe) {
  SparseMatrix x;
  std::vector<float> scale(recipe.size());
  for (const CountedText* text : texts) {
    for (std::size_t b = 0; b < scale.size(); ++b) scale[b] = static_cast<float>(block_scale(text->n[b], recipe[b].offset));
    for (const CountedText::Count& count : text->counts) {
      const auto found = vocabulary.index.find(count.hash);
      if (found == vocabulary.index.end()) continue;
      const float value = static_cast<float>(count.n) * vocabulary.values[found->second] * scale[count.block];
      x.by_row.push_back({found->second, value});
    }
    x.row_starts.push_back(x.by_row.size());
  }
  x.index_columns(vocabulary.hashes.size());
  return x;
}

}  // namespace attune::detail
