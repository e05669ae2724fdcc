// Walks pattern programs over the words of a text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/pattern_program.hpp>
#include <attune/pack.hpp>

namespace attune::detail {

/// What a word of a text is to the programs.
struct WordView {
  std::uint32_t id = 0;   // 0: unknown to them
  std::string_view form;  // for prefixes
  TokenKind kind = TokenKind::word;
};

/// Where a program matched: words [start, end), and the bracketed part, the whole match when there is none.
struct WordMatch {
  std::size_t start = 0, end = 0;
  std::size_t open = 0, close = 0;
};

/// Runs programs on one text. `Text` gives `word(i)` -> WordView and `size()`.
template <class Text>
class PatternMatcher {
 public:
  /// Words one match may span, gaps and slots included.
  static constexpr std::size_t window = 64;

  PatternMatcher(const Program& program, const Text& text, std::vector<std::uint64_t>& visited, std::vector<std::uint32_t>& slot_lengths)
      : program_(program), text_(text), visited_(visited), slot_lengths_(slot_lengths) {
    slot_lengths_.assign(program.slot_starts.size() * text.size(), 0);
  }

  /// The longest match of the program [first_node, last_node] that begins at word `at`, within the words [clause_first, limit); `begin` and `end` are
  /// where '^' and '$' hold.
  bool match(std::uint32_t start_node, std::uint32_t first_node, std::uint32_t last_node, std::size_t at, std::size_t limit, std::size_t begin, std::size_t end,
             WordMatch& best) {
    begin_ = begin;
    end_ = end;
    limit_ = std::min(limit, at + window);
    start_ = at;
    first_node_ = first_node;
    visited_.assign(last_node - first_node + 1, 0);
    found_ = false;
    walk(start_node, at, {at, at, at, 0});
    if (found_) best = best_;
    return found_;
  }

 private:
  static constexpr std::uint32_t known = 1u << 31;  // of `slot_lengths_`: bit n is set when an entry of n words matches

  void walk(std::uint32_t at_node, std::size_t pos, WordMatch match) {
    while (true) {
      // Once is enough: what follows depends on the node and the word alone, but for the bracket, whose first reading counts.
      std::uint64_t& seen = visited_[at_node - first_node_];
      const std::uint64_t bit = std::uint64_t{1} << (pos - start_);
      if ((seen & bit) != 0) return;
      seen |= bit;
      const Node& node = program_.nodes[at_node];
      switch (node.op) {
        case Op::accept:
          if (!found_ || pos > best_.end) {
            found_ = true;
            best_ = match;
            best_.end = pos;
            if (match.close == 0) best_.open = start_, best_.close = pos;
          }
          return;
        case Op::split: walk(node.next, pos, match); at_node = node.other; continue;
        case Op::begin:
          if (pos != begin_) return;
          break;
        case Op::end:
          if (pos != end_) return;
          break;
        case Op::open: match.open = pos; break;
        case Op::close: match.close = pos; break;
        case Op::slot: {
          if (pos >= limit_) return;
          for (std::uint32_t lengths = entries_at(node.argument, pos) & ~known; lengths != 0; lengths &= lengths - 1) {
            const std::size_t n = static_cast<std::size_t>(std::countr_zero(lengths));
            if (pos + n <= limit_ && pos + n - start_ < window) walk(node.next, pos + n, match);
          }
          return;
        }
        default:
          if (pos >= limit_ || pos + 1 - start_ >= window || !takes(node, text_.word(pos))) return;
          ++pos;
          break;
      }
      at_node = node.next;
    }
  }

  bool takes(const Node& node, const WordView& word) const {
    switch (node.op) {
      case Op::word: return word.id == node.argument;
      case Op::one_of: {
        const std::vector<std::uint32_t>& words = program_.sets[node.argument];
        return std::binary_search(words.begin(), words.end(), word.id);
      }
      case Op::prefix: return word.form.starts_with(program_.prefixes[node.argument]);
      case Op::kind: return word.kind == static_cast<TokenKind>(node.argument);
      default: return true;
    }
  }

  /// Lengths of the slot's entries that match at a word, as bits; looked for once in a text.
  std::uint32_t entries_at(std::uint32_t slot, std::size_t pos) {
    if (!program_.slot_firsts[slot].holds(text_.word(pos).id)) return 0;
    const std::size_t place = slot * text_.size() + pos;
    if ((slot_lengths_[place] & known) == 0) slot_lengths_[place] = known | find_entries(program_.slot_starts[slot], pos, pos);
    return slot_lengths_[place];
  }

  std::uint32_t find_entries(std::uint32_t at_node, std::size_t pos, std::size_t from) {
    std::uint32_t lengths = 0;
    while (true) {
      const Node& node = program_.nodes[at_node];
      if (node.op == Op::accept) return lengths | (std::uint32_t{1} << (pos - from));
      if (node.op == Op::split) {
        lengths |= find_entries(node.next, pos, from);
        at_node = node.other;
        continue;
      }
      if (pos >= text_.size() || pos - from >= 30) return lengths;
      if (node.op == Op::slot) {
        for (std::uint32_t inner = entries_at(node.argument, pos) & ~known; inner != 0; inner &= inner - 1) {
          const std::size_t n = static_cast<std::size_t>(std::countr_zero(inner));
          if (pos + n - from <= 30) lengths |= find_entries(node.next, pos + n, from);
        }
        return lengths;
      }
      if (!takes(node, text_.word(pos))) return lengths;
      ++pos;
      at_node = node.next;
    }
  }

  const Program& program_;
  const Text& text_;
  std::vector<std::uint64_t>& visited_;
  std::vector<std::uint32_t>& slot_lengths_;
  std::size_t begin_ = 0, end_ = 0, limit_ = 0, start_ = 0;
  std::uint32_t first_node_ = 0;
  bool found_ = false;
  WordMatch best_;
};

}  // namespace attune::detail
