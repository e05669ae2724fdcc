// Words numbered in the order in which they come, found by one hash.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace attune::detail {

inline std::uint64_t mix(std::uint64_t h) {
  h = (h ^ (h >> 32)) * 0x9FB21C651E98DF25u;
  return h ^ (h >> 29);
}

/// For tables in memory alone: it differs between machines.
inline std::uint64_t word_hash(std::string_view word) {
  const auto load = [&](std::size_t at, auto value) {
    std::memcpy(&value, word.data() + at, sizeof value);
    return std::uint64_t{value};
  };
  const std::size_t size = word.size();
  std::uint64_t hash = size * 0x9E3779B97F4A7C15u;
  std::size_t at = 0;
  for (; at + 8 < size; at += 8) hash = mix(hash ^ load(at, std::uint64_t{}));
  if (size >= 8) return mix(hash ^ load(size - 8, std::uint64_t{}));  // the last 8, some perhaps for the second time
  if (size >= 4) return mix(hash ^ (load(0, std::uint32_t{}) << 32 | load(size - 4, std::uint32_t{})));
  for (; at < size; ++at) hash ^= std::uint64_t{static_cast<std::uint8_t>(word[at])} << 8 * at;
  return mix(hash);
}

/// Numbers a hash table of one array: a power of two, at most half of it taken.
inline std::size_t table_size(std::size_t n) { return std::bit_ceil(2 * n + 1); }

/// Words numbered from 1.
class WordTable {
 public:
  std::uint32_t add(std::string_view word) {
    if (2 * (size() + 1) > places_.size()) grow();
    Place& place = places_[find_place(word, word_hash(word))];
    if (place.id == 0) {
      place = {static_cast<std::uint32_t>(word_hash(word)), static_cast<std::uint32_t>(size() + 1)};
      bytes_ += word;
      ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    }
    return place.id;
  }

  /// 0 when there is no such word.
  std::uint32_t find(std::string_view word) const { return places_.empty() ? 0 : places_[find_place(word, word_hash(word))].id; }

  std::string_view operator[](std::uint32_t id) const { return std::string_view(bytes_).substr(ends_[id - 1], ends_[id] - ends_[id - 1]); }
  std::size_t size() const { return ends_.size() - 1; }

 private:
  struct Place {
    std::uint32_t check = 0;  // of the hash
    std::uint32_t id = 0;
  };

  /// Where the word is, or would be.
  std::size_t find_place(std::string_view word, std::uint64_t hash) const {
    const std::size_t mask = places_.size() - 1;
    std::size_t at = (hash >> 32) & mask;
    while (places_[at].id != 0 && !(places_[at].check == static_cast<std::uint32_t>(hash) && (*this)[places_[at].id] == word)) at = (at + 1) & mask;
    return at;
  }

  void grow() {
    places_.assign(table_size(std::max<std::size_t>(2 * size(), 32)), {});
    for (std::uint32_t id = 1; id <= size(); ++id) {
      const std::uint64_t hash = word_hash((*this)[id]);
      places_[find_place((*this)[id], hash)] = {static_cast<std::uint32_t>(hash), id};
    }
  }

  std::string bytes_;
  std::vector<std::uint32_t> ends_{0};  // of each word in `bytes_`, behind that of none
  std::vector<Place> places_;
};

}  // namespace attune::detail
