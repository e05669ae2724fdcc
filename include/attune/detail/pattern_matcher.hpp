// Walks pattern programs over the words of a text.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <attune/detail/pattern_program.hpp>
#include <attune/detail/pattern_vocabulary.hpp>
#include <attune/pack.hpp>

namespace attune::detail {

/// One match or exception of a pattern.
struct PatternEntry {
  std::uint32_t pattern = 0;
  std::uint32_t first_node = 0, start_node = 0;    // its program: it begins at its last node
  std::uint32_t filter = 0;                        // a number; those that do not branch have none
  std::uint8_t least_before = 0, most_before = 0;  // words that may stand before its key
  bool branches = false;
  Mood mood = Mood::any;                           // as the pattern has them: what is tried most often is in one place
  bool across = false;
};

/// Where a program matched: up to word `end`, and the bracketed part, the whole match when there is none.
struct WordMatch {
  std::uint32_t end = 0;
  std::uint32_t open = 0, close = 0;
};

/// Words that a match may take, from where it begins on, and where '^' holds; '$' holds at the limit.
struct MatchBounds {
  std::uint32_t limit = 0;
  std::uint32_t begin = 0;
};

/// Runs programs on the words of one text.
class PatternMatcher {
 public:
  /// Words one match may span, gaps and slots included.
  static constexpr std::uint32_t window = 64;

  PatternMatcher(const Program& program, const PatternVocabulary& vocabulary, const TermList& terms, PatternScratch& scratch)
      : program_(program), vocabulary_(vocabulary), terms_(terms), scratch_(scratch) {
    scratch.slots.resize(n_remembered);
  }

  std::string_view form(const PatternScratch::Word& word) const { return word.id != 0 ? vocabulary_.word(word.id) : terms_.form(terms_.terms[word.term]); }
  TokenKind kind(const PatternScratch::Word& word) const { return terms_.terms[word.term].kind; }

  /// The longest match of an entry that begins at word `at`.
  bool match(const PatternEntry& entry, std::uint32_t at, const MatchBounds& bounds, WordMatch& best) {
    bounds_ = bounds;
    limit_ = std::min(bounds.limit, at + window);
    start_ = at;
    first_node_ = entry.first_node;
    branches_ = entry.branches;
    ++scratch_.walk;
    if (const std::size_t n_nodes = entry.start_node - entry.first_node + 1; branches_ && scratch_.visited.size() < n_nodes) scratch_.visited.resize(n_nodes);
    best_.end = 0;
    walk(entry.start_node, at, {0, at, 0});
    if (best_.end == 0) return false;
    best = best_;
    return true;
  }

 private:
  void walk(std::uint32_t at_node, std::uint32_t pos, WordMatch match) {
    while (true) {
      if (branches_) {
        // Once is enough: what follows depends on the node and the word alone, but for the bracket, whose first reading counts.
        PatternScratch::Visits& seen = scratch_.visited[at_node - first_node_];
        const std::uint64_t bit = std::uint64_t{1} << (pos - start_);
        if (seen.walk != scratch_.walk) seen = {scratch_.walk, 0};
        if ((seen.words & bit) != 0) return;
        seen.words |= bit;
      }
      const Node node = program_.nodes[at_node];
      switch (node.op()) {
        case Op::accept:
          if (pos > best_.end) {
            best_ = match;
            best_.end = pos;
            if (match.close == 0) best_.open = start_, best_.close = pos;
          }
          return;
        case Op::fork:
          program_.for_each_way(node.argument(), pos < limit_ ? scratch_.words[pos].id : 0, [&](std::uint32_t way) { walk(way, pos, match); });
          return;
        case Op::either: walk(at_node - 1, pos, match); at_node = node.argument(); continue;
        case Op::skip: walk(node.argument(), pos, match); break;
        case Op::jump: at_node = node.argument(); continue;
        case Op::begin:
          if (pos != bounds_.begin) return;
          break;
        case Op::end:
          if (pos != bounds_.limit) return;
          break;
        case Op::open: match.open = pos; break;
        case Op::close: match.close = pos; break;
        case Op::slot: {
          if (pos >= limit_) return;
          for (std::uint32_t lengths = entries_at(node.argument(), pos); lengths != 0; lengths &= lengths - 1) {
            const auto n = static_cast<std::uint32_t>(std::countr_zero(lengths));
            if (pos + n <= limit_ && pos + n - start_ < window) walk(at_node - 1, pos + n, match);
          }
          return;
        }
        default:
          if (pos >= limit_ || pos + 1 - start_ >= window || !takes(node, scratch_.words[pos])) return;
          ++pos;
          break;
      }
      --at_node;
    }
  }

  bool takes(Node node, const PatternScratch::Word& word) const {
    switch (node.op()) {
      case Op::word: return word.id == node.argument();
      case Op::one_of: return program_.is_one_of(node.argument(), word.id);
      case Op::prefix: return form(word).starts_with(vocabulary_.prefix(node.argument()));
      case Op::kind: return kind(word) == static_cast<TokenKind>(node.argument());
      default: return true;
    }
  }

  // ---- slots -------------------------------------------------------------------------------------------------------------

  static constexpr std::size_t n_remembered = 512;
  static constexpr std::uint32_t longest_entry = 30;

  /// Lengths of the slot's entries that match at a word, as bits. What was found last is remembered.
  std::uint32_t entries_at(std::uint32_t number, std::uint32_t pos) {
    const Slot& slot = program_.slots[number];
    if (!slot.firsts.holds(scratch_.words[pos].id)) return 0;
    PatternScratch::SlotLengths& place = scratch_.slots[(pos * 0x9E3779B1u + number * 0x85EBCA6Bu) >> 23];
    const std::uint32_t time = scratch_.epoch + pos;
    if (place.time == time && place.slot == number) return place.lengths;
    const std::uint32_t lengths = find_entries(slot.start, pos, pos);
    place = {time, number, lengths};
    return lengths;
  }

  std::uint32_t find_entries(std::uint32_t at_node, std::uint32_t pos, std::uint32_t from) {
    std::uint32_t lengths = 0;
    while (true) {
      const Node node = program_.nodes[at_node];
      switch (node.op()) {
        case Op::accept: return lengths | std::uint32_t{1} << (pos - from);
        case Op::jump: at_node = node.argument(); continue;
        case Op::fork:
          program_.for_each_way(node.argument(), pos < scratch_.words.size() ? scratch_.words[pos].id : 0, [&](std::uint32_t way) { lengths |= find_entries(way, pos, from); });
          return lengths;
        case Op::either:
          lengths |= find_entries(at_node - 1, pos, from);
          at_node = node.argument();
          continue;
        case Op::skip: lengths |= find_entries(node.argument(), pos, from); break;
        default:
          if (pos >= scratch_.words.size() || pos - from >= longest_entry) return lengths;
          if (node.op() == Op::slot) {
            for (std::uint32_t inner = entries_at(node.argument(), pos); inner != 0; inner &= inner - 1) {
              const std::uint32_t end = pos + static_cast<std::uint32_t>(std::countr_zero(inner));
              if (end - from <= longest_entry) lengths |= find_entries(at_node - 1, end, from);
            }
            return lengths;
          }
          if (!takes(node, scratch_.words[pos])) return lengths;
          ++pos;
          break;
      }
      --at_node;
    }
  }

  const Program& program_;
  const PatternVocabulary& vocabulary_;
  const TermList& terms_;
  PatternScratch& scratch_;
  MatchBounds bounds_;
  std::uint32_t limit_ = 0, start_ = 0;
  std::uint32_t first_node_ = 0;
  bool branches_ = false;
  WordMatch best_;  // no match ends at word 0
};

}  // namespace attune::detail
