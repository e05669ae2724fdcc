// A linear model: how it is trained on counted features, and how its table is written to a model file.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <attune/detail/card.hpp>
#include <attune/detail/exact_math.hpp>
#include <attune/detail/file.hpp>
#include <attune/detail/linear_table.hpp>
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

/// Log ratio of how often a feature is in texts with and without a label (naive Bayes; Wang and Manning 2012), for each feature and label.
inline LabelMatrix log_ratios(const SparseMatrix& x, const LabelMatrix& y, const Vocabulary& vocabulary) {
  const std::size_t n = x.n_columns();
  LabelMatrix with = LabelMatrix::Zero(static_cast<Eigen::Index>(n), y.cols());
  LabelArray sum_with = LabelArray::Zero(y.cols()), sum_without = LabelArray::Zero(y.cols());
  for (std::size_t c = 0; c < n; ++c) {
    Row counts = row(with, c);
    for (std::size_t i = x.column_starts[c]; i < x.column_starts[c + 1]; ++i) counts += row(y, x.by_column[i].index);
    sum_with += counts.cast<double>() + 1.0;
    sum_without += static_cast<double>(vocabulary.n_texts[c]) - counts.cast<double>() + 1.0;
  }
  for (Eigen::Index l = 0; l < y.cols(); ++l) {
    const double base = exact_log(sum_without[l] / sum_with[l]);
    for (std::size_t c = 0; c < n; ++c) {
      float& value = with(static_cast<Eigen::Index>(c), l);
      const double p = static_cast<double>(value) + 1, q = static_cast<double>(vocabulary.n_texts[c]) - static_cast<double>(value) + 1;
      value = static_cast<float>(exact_log(p / q) + base);
    }
  }
  return with;
}

struct LinearRecipe {
  std::span<const BlockRecipe> blocks;
  float c = 1;                      // loss against penalty
  std::size_t iterations = 30;      // of L-BFGS; stopping early is part of the recipe
  std::size_t max_features = 0;     // rows of weights kept
  std::span<const float> label_weights = {};  // of texts that have the label; none: 1
};

/// What texts that have a label count for it: as given, and raised where they are few.
struct LabelWeights {
  Eigen::ArrayXf given, raised;
};

inline LabelWeights weigh_labels(const LabelMatrix& y, std::span<const float> given) {
  LabelWeights out{Eigen::ArrayXf::Ones(y.cols()), {}};
  for (std::size_t l = 0; l < given.size(); ++l) out.given[static_cast<Eigen::Index>(l)] = given[l];
  out.raised = out.given;
  for (Eigen::Index l = 0; l < y.cols(); ++l) {
    double n = 0;
    for (Eigen::Index r = 0; r < y.rows(); ++r) n += static_cast<double>(y(r, l));
    if (n > 0) out.raised[l] *= exact_exp(0.4f * static_cast<float>(exact_log((static_cast<double>(y.rows()) - n) / n)));
  }
  return out;
}

/// After how many iterations, at most `recipe.iterations`, the log loss on `held_out` is least; the unraised model stands for both.
inline std::uint32_t find_iterations(std::span<const CountedText* const> texts, const LabelMatrix& y, std::span<const CountedText* const> held_out,
                                     const LabelMatrix& held_out_y, const LinearRecipe& recipe, unsigned threads, const std::function<void()>& step) {
  const Vocabulary vocabulary = find_vocabulary(texts, recipe.blocks);
  const SparseMatrix x = make_matrix(texts, vocabulary, recipe.blocks), held_out_x = make_matrix(held_out, vocabulary, recipe.blocks);
  const LabelMatrix ratios = log_ratios(x, y, vocabulary);
  std::uint32_t best = 1, done = 0;
  double least = std::numeric_limits<double>::infinity();
  LabelMatrix z;
  train_logistic({x, y, &ratios, weigh_labels(y, recipe.label_weights).given, recipe.c, recipe.iterations}, threads, [&](const auto& weights) {
    ++done;
    multiply(held_out_x, weights(), z, threads);
    double loss = 0;
    for (Eigen::Index i = 0; i < z.size(); ++i) {
      const float p = exact_sigmoid(held_out_y.data()[i] > 0 ? z.data()[i] : -z.data()[i]);
      loss -= exact_log(static_cast<double>(std::max(p, 1e-30f)));
    }
    if (loss < least) {
      least = loss;
      best = done;
    }
    step();
  });
  return best;
}

/// The mean of two naive-Bayes scaled models, one of which gives positives more weight, pruned. `step` is called after each iteration of either.
inline LinearModel train_linear(std::span<const CountedText* const> texts, const LabelMatrix& y, const LinearRecipe& recipe, unsigned threads,
                                const std::function<void()>& step = {}) {
  LinearModel model;
  model.vocabulary = find_vocabulary(texts, recipe.blocks);
  const SparseMatrix x = make_matrix(texts, model.vocabulary, recipe.blocks);
  const LabelMatrix ratios = log_ratios(x, y, model.vocabulary);
  const LabelWeights positive = weigh_labels(y, recipe.label_weights);
  const LogisticStep count = [&](const auto&) {
    if (step) step();
  };
  model.weights = train_logistic({x, y, &ratios, positive.given, recipe.c, recipe.iterations}, threads, count);
  model.weights += train_logistic({x, y, &ratios, positive.raised, recipe.c, recipe.iterations}, threads, count);
  model.weights /= 2;
  prune(model, recipe.max_features);
  return model;
}

/// Writes what `LinearTable` reads: weights as int8 with a scale per row, rows in the order of their keys.
inline void add_linear_table(ModelWriter& file, const LinearModel& m, std::span<const BlockRecipe> recipe, std::vector<std::uint64_t> training_rows) {
  const std::size_t n_rows = m.kept.size(), n_labels = static_cast<std::size_t>(m.weights.cols());
  const auto weight = [&](std::size_t c, std::size_t l) { return m.weights(static_cast<Eigen::Index>(c), static_cast<Eigen::Index>(l)) * m.vocabulary.values[c]; };
  const auto largest = [&](std::size_t c) {
    float most = 0;
    for (std::size_t l = 0; l < n_labels; ++l) most = std::max(most, std::abs(weight(c, l)));
    return most;
  };
  std::vector<float> units(recipe.size());  // a scale of 1 in each block
  for (const std::uint32_t c : m.kept) {
    float& unit = units[m.vocabulary.blocks[c]];
    unit = std::max(unit, largest(c) / (127.0f * 65535.0f));
  }
  const unsigned bucket_bits = std::min(20u, static_cast<unsigned>(std::bit_width(n_rows | 1)) - 1);
  std::vector<std::uint32_t> keys, buckets((std::size_t{1} << bucket_bits) + 1);
  std::vector<std::int8_t> weights;
  std::vector<std::uint16_t> scales;
  for (const std::uint32_t c : m.kept) {  // ascending by hash, and so by key
    keys.push_back(feature_key(m.vocabulary.hashes[c]));
    ++buckets[(std::uint64_t{keys.back()} >> (32 - bucket_bits)) + 1];
    const float unit = units[m.vocabulary.blocks[c]];
    const auto scale = static_cast<std::uint16_t>(std::clamp(std::ceil(largest(c) / (127.0f * unit)), 1.0f, 65535.0f));
    scales.push_back(scale);
    for (std::size_t l = 0; l < n_labels; ++l) {
      const float steps = weight(c, l) / (unit * static_cast<float>(scale));
      weights.push_back(static_cast<std::int8_t>(std::clamp(steps + (steps < 0 ? -0.5f : 0.5f), -127.0f, 127.0f)));
    }
  }
  std::partial_sum(buckets.begin(), buckets.end(), buckets.begin());
  std::vector<float> bias, offsets;
  for (std::size_t l = 0; l < n_labels; ++l) bias.push_back(m.weights(m.weights.rows() - 1, static_cast<Eigen::Index>(l)));
  for (const BlockRecipe& block : recipe) offsets.push_back(block.offset);
  std::sort(training_rows.begin(), training_rows.end());
  training_rows.erase(std::unique(training_rows.begin(), training_rows.end()), training_rows.end());
  const auto add = [&]<class T>(const std::string& name, std::vector<std::size_t> shape, const std::vector<T>& values) {
    file.add(name, std::move(shape), std::span<const T>(values));
  };
  add("keys", {n_rows}, keys);
  add("buckets", {buckets.size()}, buckets);
  add("weights", {n_rows, n_labels}, weights);
  add("scales", {n_rows}, scales);
  add("bias", {n_labels}, bias);
  add("block_units", {units.size()}, units);
  add("block_offsets", {offsets.size()}, offsets);
  add("training_rows", {training_rows.size()}, training_rows);
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
