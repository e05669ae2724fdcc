// Which entries of a pack are looked for by a key: a bit says no most of the time.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <attune/detail/pattern_program.hpp>
#include <attune/detail/word_table.hpp>

namespace attune::detail {

/// A key that an entry is looked for by.
struct Posting {
  Key key;
  std::uint32_t entry = 0;
};

class PatternIndex {
 public:
  PatternIndex() = default;
  explicit PatternIndex(std::span<const Posting> postings) {
    const std::size_t n_buckets = std::bit_ceil(postings.size() + 1);
    bits_.assign(std::max<std::size_t>(bits_per_bucket * n_buckets / 64, 1), 0);
    starts_.assign(n_buckets + 1, 0);
    for (const Posting& posting : postings) ++starts_[bucket(hash(posting.key)) + 1];
    for (std::size_t b = 0; b < n_buckets; ++b) starts_[b + 1] += starts_[b];
    entries_.resize(postings.size());
    // From the last to the first, each bucket from its end: entries of one key stay in order.
    std::vector<std::uint32_t> ends(starts_.begin() + 1, starts_.end());
    for (std::size_t i = postings.size(); i > 0; --i) {
      const std::uint64_t h = hash(postings[i - 1].key);
      bits_[h % (64 * bits_.size()) / 64] |= std::uint64_t{1} << h % 64;
      entries_[--ends[bucket(h)]] = {static_cast<std::uint32_t>(h >> 32), postings[i - 1].entry};
    }
  }

  /// Calls `each(entry)` for the entries of a key, and perhaps, where hashes are the same, for some of another.
  template <class Each>
  void for_each(const Key& key, Each each) const {
    const std::uint64_t h = hash(key);
    if ((bits_[h % (64 * bits_.size()) / 64] >> h % 64 & 1) == 0) return;
    const std::size_t b = bucket(h);
    for (std::uint32_t i = starts_[b]; i < starts_[b + 1]; ++i)
      if (entries_[i].check == static_cast<std::uint32_t>(h >> 32)) each(entries_[i].number);
  }

 private:
  static constexpr std::size_t bits_per_bucket = 8;
  struct Entry {
    std::uint32_t check = 0;  // of the hash
    std::uint32_t number = 0;
  };

  static std::uint64_t hash(const Key& key) { return mix(std::uint64_t{key.second} << 32 | key.first); }
  std::size_t bucket(std::uint64_t h) const { return h & (starts_.size() - 2); }

  std::vector<std::uint64_t> bits_;
  std::vector<std::uint32_t> starts_;  // of each bucket in `entries_`, and one behind the last
  std::vector<Entry> entries_;
};

}  // namespace attune::detail
