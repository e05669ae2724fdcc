// A linear model as its file holds it: an exact, pruned table from features to integer weights.
//
// The logit of label l is bias[l] + sum over blocks b of unit[b] / sqrt(n_b + offset[b]) * sum over the known features of the block of
// weights[row][l] * scales[row], the inner sum in integers: the same bits in any order, on any machine.
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

#include <attune/features.hpp>
#include <attune/model_file.hpp>

namespace attune::detail {

/// What a block's sum is divided by; 0 for a block without features.
inline double block_scale(std::size_t n_features, float offset) {
  return n_features == 0 ? 0.0 : 1.0 / std::sqrt(static_cast<double>(n_features) + static_cast<double>(offset));
}

/// Which training row this is, for "seen_in_training": the text, and the row's id where it has one.
inline std::uint64_t row_hash(std::string_view text, std::string_view id) {
  std::uint64_t h = 0xCBF29CE484222325u;
  const auto add = [&](char c) { h = (h ^ static_cast<std::uint8_t>(c)) * 0x100000001B3u; };
  for (const char c : text) add(c);
  add('\t');
  for (const char c : id) add(c);
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDu;
  return h ^ (h >> 29);
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

/// Asks for the bytes at `address`, which are to be read soon.
inline void prefetch(const void* address, std::size_t n_bytes) {
#if defined(__GNUC__)
  for (std::size_t at = 0; at < n_bytes; at += 64) __builtin_prefetch(static_cast<const char*>(address) + at);
#else
  static_cast<void>(address), static_cast<void>(n_bytes);
#endif
}

/// Views of a mapped file, which must outlive them.
class LinearTable {
 public:
  static constexpr std::size_t no_row = ~std::size_t{0};

  /// Takes the table's tensors; `check` is to be called when all of the file's are there.
  void take(TensorReader& tensors, std::size_t n_labels, std::size_t n_blocks) {
    n_labels_ = n_labels;
    const std::size_t n_rows = tensors.n_rows("keys");
    tensors.take(keys_, "keys", {n_rows});
    tensors.take(buckets_, "buckets", {tensors.n_rows("buckets")});
    tensors.take(weights_, "weights", {n_rows, n_labels});
    tensors.take(scales_, "scales", {n_rows});
    tensors.take(bias_, "bias", {n_labels});
    tensors.take(block_units_, "block_units", {n_blocks});
    tensors.take(block_offsets_, "block_offsets", {n_blocks});
    tensors.take(training_rows_, "training_rows", {tensors.n_rows("training_rows")});
  }

  /// Says what is wrong, nothing when all is well: what is indexed by numbers of the file, or compared, is in order and in range.
  std::string_view check() {
    const std::size_t n_starts = buckets_.size();
    if (n_starts < 2 || n_starts > (1u << 20) + 1 || !std::has_single_bit(n_starts - 1)) return "the number of buckets is no power of two";
    bucket_bits_ = static_cast<unsigned>(std::countr_zero(n_starts - 1));
    if (buckets_.front() != 0 || buckets_.back() != keys_.size() || !ascends(buckets_, std::greater<>())) return "the buckets are not in order";
    for (std::size_t b = 0; b + 1 < n_starts; ++b)
      for (std::size_t row = buckets_[b]; row < buckets_[b + 1]; ++row)
        if (std::uint64_t{keys_[row]} >> (32 - bucket_bits_) != b || (row > buckets_[b] && keys_[row] <= keys_[row - 1])) return "the keys are not in order";
    if (!within(block_offsets_, 0, 1e6f) || !within(block_units_, 0, 1e6f) || !within(bias_, -1e6f, 1e6f)) return "a number is out of range";
    if (!ascends(training_rows_, std::greater<>())) return "the training rows are not in order";
    for (const std::uint32_t key : keys_) present_[key >> present_shift >> 6] |= std::uint64_t{1} << (key >> present_shift & 63);
    return "";
  }

  std::size_t n_blocks() const { return block_units_.size(); }
  std::span<const float> bias() const { return bias_; }

  std::size_t n_labels() const { return n_labels_; }

  /// False for most keys that no row has; cheaper than `find_row`.
  bool may_have(std::uint32_t key) const { return (present_[key >> present_shift >> 6] >> (key >> present_shift & 63) & 1) != 0; }

  std::size_t find_row(std::uint32_t key) const {
    if (!may_have(key)) return no_row;
    const std::size_t b = bucket(key);
    for (std::size_t row = buckets_[b]; row < buckets_[b + 1]; ++row)
      if (keys_[row] == key) return row;
    return no_row;
  }

  /// Replaces keys by their rows, where there are any. Each place is asked for a step before it is read.
  void find_rows(std::vector<std::uint32_t>& keys) const {
    std::size_t n = 0;
    for (const std::uint32_t key : keys) {
      keys[n] = key;
      n += may_have(key);
    }
    for (std::size_t i = 0; i < n; ++i) prefetch(buckets_.data() + bucket(keys[i]), sizeof(std::uint32_t));
    for (std::size_t i = 0; i < n; ++i) prefetch(keys_.data() + buckets_[bucket(keys[i])], sizeof(std::uint32_t));
    std::size_t n_found = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t row = find_row(keys[i]);
      if (row == no_row) continue;
      keys[n_found++] = static_cast<std::uint32_t>(row);
      prefetch(weights_.data() + row * n_labels_, n_labels_);
      prefetch(scales_.data() + row, sizeof(std::uint16_t));
    }
    keys.resize(n_found);
  }

  /// The weights of a row, one a label, and what they are multiplied by.
  const std::int8_t* row(std::size_t row) const { return weights_.data() + row * n_labels_; }
  std::int32_t scale(std::size_t row) const { return scales_[row]; }
  std::size_t n_rows() const { return keys_.size(); }

  /// What one feature adds to its block's sum for a label.
  std::int32_t weight(std::size_t row, std::size_t label) const { return weights_[row * n_labels_ + label] * std::int32_t{scales_[row]}; }

  /// Sums of integers for each block and label. Reuse one over many texts.
  struct Sums {
    std::vector<std::int64_t> sums;  // by block, then label
    std::vector<std::size_t> n;      // features of each block, the unknown ones too
  };

  void clear(Sums& sums) const {
    sums.sums.assign(n_blocks() * n_labels_, 0);
    sums.n.assign(n_blocks(), 0);
  }

  /// Adds one feature to the sums of its block.
  void add(std::uint64_t hash, std::size_t block, Sums& sums) const { add_row(find_row(feature_key(hash)), block, sums); }

  /// Adds features (`hash` and `block`) to the sums of their blocks. Most of the cost is waiting for memory, so what a feature needs of the table is
  /// asked for while those before it are looked up.
  template <class Feature>
  void add(const std::vector<Feature>& features, Sums& sums) const {
    constexpr std::size_t ahead = 8;  // a power of two
    std::array<std::size_t, ahead> rows;
    const std::size_t n = features.size();
    const auto key = [&](std::size_t i) { return feature_key(features[i].hash); };
    for (std::size_t i = 0; i < n + 3 * ahead; ++i) {
      if (i >= 3 * ahead) add_row(rows[i % ahead], static_cast<std::size_t>(features[i - 3 * ahead].block), sums);
      if (i >= 2 * ahead && i < n + 2 * ahead) {
        const std::size_t row = rows[i % ahead] = find_row(key(i - 2 * ahead));
        if (row != no_row) {
          prefetch(&scales_[row], sizeof(std::uint16_t));
          prefetch(&weights_[row * n_labels_], n_labels_);
        }
      }
      if (i >= ahead && i < n + ahead) prefetch(keys_.data() + buckets_[bucket(key(i - ahead))], sizeof(std::uint32_t));
      if (i < n) prefetch(&buckets_[bucket(key(i))], sizeof(std::uint32_t));
    }
  }

  /// What a block's integers are multiplied by when it has n features.
  double scale_of(std::size_t block, std::size_t n) const { return static_cast<double>(block_units_[block]) * block_scale(n, block_offsets_[block]); }

  /// Adds to each label's logit what the features say for it.
  void add_logits(const Sums& sums, std::span<double> logits) const {
    for (std::size_t b = 0; b < n_blocks(); ++b) {
      const double scale = scale_of(b, sums.n[b]);
      for (std::size_t l = 0; l < n_labels_; ++l) logits[l] += static_cast<double>(sums.sums[b * n_labels_ + l]) * scale;
    }
  }

  bool trained_on(std::string_view text, std::string_view id) const {
    return std::binary_search(training_rows_.begin(), training_rows_.end(), row_hash(text, id));
  }

 private:
  std::size_t bucket(std::uint32_t key) const { return std::uint64_t{key} >> (32 - bucket_bits_); }

  void add_row(std::size_t row, std::size_t block, Sums& sums) const {
    ++sums.n[block];
    if (row == no_row) return;
    const std::size_t n = n_labels_;
    std::int64_t* const sum = sums.sums.data() + block * n;
    const std::int8_t* const weight = weights_.data() + row * n;
    const std::int32_t scale = scales_[row];
    for (std::size_t l = 0; l < n; ++l) sum[l] += weight[l] * scale;
  }

  std::size_t n_labels_ = 0;
  std::span<const std::uint32_t> buckets_, keys_;  // keys ascend; those whose upper bits are b are [buckets[b], buckets[b + 1])
  unsigned bucket_bits_ = 0;
  static constexpr unsigned present_shift = 13;  // a bit for the upper 19 of a key: 64 KiB, and 1 of 13 wrong with 40,000 rows
  std::vector<std::uint64_t> present_ = std::vector<std::uint64_t>(std::size_t{1} << (32 - present_shift - 6));
  std::span<const std::int8_t> weights_;  // (rows, labels)
  std::span<const std::uint16_t> scales_;
  std::span<const float> bias_, block_units_, block_offsets_;
  std::span<const std::uint64_t> training_rows_;
};

}  // namespace attune::detail
