// A set of pieces, walked byte by byte.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace attune::detail {

/// Children lie side by side in the order of their bytes, so that a trie takes 13 bytes a node, whatever is in it, and is built in linear time.
class PieceTrie {
 public:
  using Entry = std::pair<std::string_view, std::uint32_t>;
  static constexpr std::uint32_t root = 0;
  static constexpr std::uint32_t nothing = 0xFFFFFFFF;  // no child, or no entry that ends here

  PieceTrie() : PieceTrie(std::vector<Entry>()) {}

  /// Entries must differ and not be empty.
  explicit PieceTrie(std::vector<Entry> entries) {
    std::sort(entries.begin(), entries.end());
    struct Task {
      std::size_t begin, end, depth;
    };
    // By breadth: the entries below node i are those of tasks[i].
    std::vector<Task> tasks{{0, entries.size(), 0}};
    nodes_.push_back({});
    bytes_.push_back(0);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      auto [at, end, depth] = tasks[i];
      nodes_[i].first_child = static_cast<std::uint32_t>(nodes_.size());
      if (at < end && entries[at].first.size() == depth) nodes_[i].value = entries[at++].second;
      while (at < end) {
        const char byte = entries[at].first[depth];
        std::size_t next = at;
        while (next < end && entries[next].first[depth] == byte) ++next;
        tasks.push_back({at, next, depth + 1});
        nodes_.push_back({});
        bytes_.push_back(static_cast<std::uint8_t>(byte));
        at = next;
      }
      const std::size_t n = nodes_.size() - nodes_[i].first_child;
      if (n <= max_searched) {
        nodes_[i].n_children = static_cast<std::uint16_t>(n);
      } else {
        nodes_[i].n_children = wide;
        nodes_[i].set = static_cast<std::uint32_t>(sets_.size());
        sets_.emplace_back();
        for (std::size_t child = nodes_[i].first_child; child < nodes_.size(); ++child) sets_.back()[bytes_[child] / 64] |= std::uint64_t{1} << (bytes_[child] % 64);
      }
    }
  }

  std::uint32_t child(std::uint32_t node, std::uint8_t byte) const {
    const Node& n = nodes_[node];
    if (n.n_children != wide) {
      for (std::uint32_t i = n.first_child; i < n.first_child + n.n_children; ++i)
        if (bytes_[i] == byte) return i;
      return nothing;
    }
    const std::array<std::uint64_t, 4>& set = sets_[n.set];
    const std::uint64_t below = (std::uint64_t{1} << (byte % 64)) - 1;
    if ((set[byte / 64] >> (byte % 64) & 1) == 0) return nothing;
    int before = std::popcount(set[byte / 64] & below);
    for (unsigned word = 0; word < byte / 64; ++word) before += std::popcount(set[word]);
    return n.first_child + static_cast<std::uint32_t>(before);
  }

  std::uint32_t value(std::uint32_t node) const { return nodes_[node].value; }

  /// Length of the longest entry that `text` begins with; 0 when there is none.
  std::size_t longest_prefix(std::string_view text) const {
    std::size_t longest = 0;
    std::uint32_t node = root;
    for (std::size_t i = 0; i < text.size(); ++i) {
      node = child(node, static_cast<std::uint8_t>(text[i]));
      if (node == nothing) break;
      if (nodes_[node].value != nothing) longest = i + 1;
    }
    return longest;
  }

 private:
  static constexpr std::size_t max_searched = 6;
  static constexpr std::uint16_t wide = 0xFFFF;

  struct Node {
    std::uint32_t first_child = 0;
    std::uint32_t value = nothing;
    std::uint32_t set = 0;
    std::uint16_t n_children = 0;
  };

  std::vector<Node> nodes_;
  std::vector<std::uint8_t> bytes_;                // of the edge that leads to each node
  std::vector<std::array<std::uint64_t, 4>> sets_;  // bytes of the children of wide nodes
};

}  // namespace attune::detail
