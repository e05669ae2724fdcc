// Patterns as programs: nodes that a matcher walks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/word_table.hpp>

namespace attune::detail {

enum class Op : std::uint8_t {
  word,    // argument: id of a word
  one_of,  // argument: where a set of words begins
  prefix,  // argument: id of a prefix
  kind,    // argument: a TokenKind
  any,     // any one word
  slot,    // argument: index of a slot
  fork,    // argument: where a fork begins
  either,  // goes on behind, then at the argument
  skip,    // goes on at the argument, then behind
  jump,    // goes on at the argument
  begin, end,    // of the clause
  open, close,   // the bracketed part
  accept,
};

/// One step of a program. Programs are built from their end: "behind" is the node before it.
class Node {
 public:
  static constexpr std::uint32_t max_argument = (1u << 24) - 1;

  constexpr explicit Node(Op op, std::size_t argument = 0) : bits_(static_cast<std::uint32_t>(argument) << 8 | static_cast<std::uint32_t>(op)) {}
  constexpr Op op() const { return static_cast<Op>(bits_ & 0xFF); }
  constexpr std::uint32_t argument() const { return bits_ >> 8; }

 private:
  std::uint32_t bits_;
};

/// What a text can show: a word, a prefix or a kind of token; of two words one behind the other.
struct Key {
  static constexpr std::uint32_t is_prefix = 1u << 31, is_kind = 1u << 30;
  std::uint32_t first = 0;   // id of a word; is_prefix and its id; is_kind and a TokenKind
  std::uint32_t second = 0;  // id of the word behind it; 0: whichever

  friend bool operator==(const Key&, const Key&) = default;
};

/// A key's first part as one of 64 bits, so that what a clause holds is one number.
inline std::uint64_t sign_of(std::uint32_t key) { return std::uint64_t{1} << (key * 0x9E3779B1u >> 26); }

/// What a clause must show to hold a match, by the signs of its words: passes all that do, and few others.
struct Filter {
  static constexpr std::uint64_t always = 1;  // every clause shows it: what asks for nothing passes it
  std::uint64_t all = 0;              // each of these
  std::uint64_t one = ~std::uint64_t{0}, another = ~std::uint64_t{0};  // one of each
  std::uint64_t first = ~std::uint64_t{0};    // one of these in the first word

  bool passes(std::uint64_t clause) const { return (clause & all) == all && (clause & one) != 0 && (clause & another) != 0; }
};

/// Of what is listed a text must hold at least one for a program to match; anything goes when nothing is.
struct Needs {
  std::vector<std::uint32_t> keys;  // `Key::first`
  float cost = 0;                   // how often texts hold one of them, roughly
};

/// Words that something may begin with.
struct FirstWords {
  std::vector<std::uint32_t> words;  // ascending
  bool any = false;                  // others too: a prefix or a kind

  bool holds(std::uint32_t word) const { return any || std::binary_search(words.begin(), words.end(), word); }
  void add(const FirstWords& other) {
    words.insert(words.end(), other.words.begin(), other.words.end());
    any = any || other.any;
  }
  void sort() {
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
  }
};

/// Alternatives, the first at the highest node, each under the words that it may begin with.
class Fork {
 public:
  struct Way {
    std::uint32_t word = 0;  // 0: whichever
    std::uint32_t node = 0;
    friend bool operator==(const Way&, const Way&) = default;
  };

  void add(std::uint32_t node, const FirstWords& firsts) {
    if (firsts.any || firsts.words.size() > max_firsts) ways.push_back({0, node});
    else for (const std::uint32_t word : firsts.words) ways.push_back({word, node});
  }
  void sort() {
    std::sort(ways.begin(), ways.end(), [](const Way& a, const Way& b) { return a.word != b.word ? a.word < b.word : a.node > b.node; });
    ways.erase(std::unique(ways.begin(), ways.end()), ways.end());
  }

  std::vector<Way> ways;

 private:
  static constexpr std::size_t max_firsts = 32;  // more are as quickly tried
};

/// A list of entries that patterns share.
struct Slot {
  std::string name;
  std::uint32_t start = 0;    // the node where its entries begin
  std::uint32_t longest = 0;  // words of an entry
  Needs needs;
  FirstWords firsts;
  std::string example{};  // its first entry

  void finish() {
    firsts.sort();
    std::sort(needs.keys.begin(), needs.keys.end());
    needs.keys.erase(std::unique(needs.keys.begin(), needs.keys.end()), needs.keys.end());
  }
};

/// What all programs of a set share.
struct Program {
  std::vector<Node> nodes;
  std::vector<std::uint32_t> sets;  // of each: how many words, and these, ascending
  std::vector<Fork::Way> forks;     // of each: {how many ways, how many of these for whichever word}, and these, ordered by word, then node
  WordTable words, prefixes;
  std::vector<Slot> slots;

  std::uint32_t add(Op op, std::size_t argument = 0) {
    nodes.emplace_back(op, argument);
    return last();
  }
  std::uint32_t last() const { return static_cast<std::uint32_t>(nodes.size() - 1); }
  /// Makes `next` what is behind the node that is added next.
  void lead_to(std::uint32_t next) {
    if (next != last()) add(Op::jump, next);
  }

  std::uint32_t add_one_of(std::vector<std::uint32_t> words_of_set) {
    std::sort(words_of_set.begin(), words_of_set.end());
    words_of_set.erase(std::unique(words_of_set.begin(), words_of_set.end()), words_of_set.end());
    const auto [found, is_new] = set_places_.try_emplace(words_of_set, static_cast<std::uint32_t>(sets.size()));
    if (is_new) {
      sets.push_back(static_cast<std::uint32_t>(words_of_set.size()));
      sets.insert(sets.end(), words_of_set.begin(), words_of_set.end());
    }
    return add(Op::one_of, found->second);
  }
  bool is_one_of(std::uint32_t place, std::uint32_t word) const {
    const auto first = sets.begin() + place + 1;
    return std::binary_search(first, first + sets[place], word);
  }

  std::uint32_t add_fork(Fork fork) {
    fork.sort();
    const std::size_t place = forks.size();
    const auto n_others = std::count_if(fork.ways.begin(), fork.ways.end(), [](const Fork::Way& way) { return way.word == 0; });
    forks.push_back({static_cast<std::uint32_t>(fork.ways.size()), static_cast<std::uint32_t>(n_others)});
    forks.insert(forks.end(), fork.ways.begin(), fork.ways.end());
    return add(Op::fork, place);
  }
  /// Calls `each(node)` in order for the alternatives of a fork that may begin with a word, which may be none.
  template <class Each>
  void for_each_way(std::uint32_t place, std::uint32_t word, Each each) const {
    const auto [n, n_others] = forks[place];
    const Fork::Way *other = &forks[place] + 1, *const others_end = other + n_others, *const end = other + n;
    const Fork::Way* way = word == 0 ? end : std::lower_bound(others_end, end, word, [](const Fork::Way& a, std::uint32_t sought) { return a.word < sought; });
    while (true) {
      const bool is_way = way != end && way->word == word;
      if (other != others_end && !(is_way && way->node > other->node)) each((other++)->node);
      else if (is_way) each((way++)->node);
      else return;
    }
  }

  std::optional<std::uint32_t> find_slot(std::string_view name) const {
    const auto found = std::find_if(slots.begin(), slots.end(), [&](const Slot& slot) { return slot.name == name; });
    if (found == slots.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - slots.begin());
  }

  /// Compiling is over: drops what only that needs.
  void finish() {
    set_places_.clear();
    nodes.shrink_to_fit();
  }

 private:
  std::map<std::vector<std::uint32_t>, std::uint32_t> set_places_;
};

}  // namespace attune::detail
