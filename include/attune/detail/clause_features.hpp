// What the clause model looks at: the words of a clause, how it is put, and the clauses beside it in its sentence.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <attune/detail/empathy_message.hpp>
#include <attune/detail/feature_hash.hpp>
#include <attune/features.hpp>

namespace attune::detail {

enum class ClauseBlock : std::uint8_t {
  word,       // one to three neighbouring words, two with one between them, the first three, the last two
  character,  // four and five bytes of a longer word, its edges included
  manner,     // a question, the length, the place in the message, words of the customer's
  neighbour,  // words of the clauses before and behind in the same sentence
};
inline constexpr std::size_t n_clause_blocks = 4;

struct ClauseFeature {
  std::uint64_t hash = 0;
  ClauseBlock block = ClauseBlock::word;
};

/// The features of a message's clauses. Words are hashed once for all that they are part of.
class ClauseFeatureReader {
 public:
  explicit ClauseFeatureReader(const Message& message) : message_(message) {
    const std::size_t n_terms = message.clauses().empty() ? 0 : message.clauses().back().last;
    words_.reserve(n_terms);
    for (std::uint32_t t = 0; t < n_terms; ++t) words_.push_back(hash_of(message.form(t)));
  }

  /// Replaces `out` by the features of clause `c`.
  void read(std::uint32_t c, std::vector<ClauseFeature>& out) const {
    out.clear();
    const Clause& clause = message_.clause(c);
    add_words(clause, out);
    add_characters(clause, out);
    add_manner(c, out);
    if (c > message_.sentence_begin(c)) add_neighbour('p', c - 1, out);
    if (c + 1 < message_.sentence_end(c)) add_neighbour('n', c + 1, out);
  }

 private:
  /// Words in order; what they are to the clause is the kind.
  class Sequence {
   public:
    explicit Sequence(char kind) : state_(0x9E3779B97F4A7C15u * static_cast<std::uint8_t>(kind)) {}
    Sequence& operator<<(std::uint64_t word) {
      state_ = (std::rotl(state_, 23) ^ word) * 0xC4CEB9FE1A85EC53u;
      return *this;
    }
    std::uint64_t finish() const { return (state_ ^ (state_ >> 32)) * 0xFF51AFD7ED558CCDu; }

   private:
    std::uint64_t state_;
  };

  /// One number is as good as another of as many parts: each run of digits counts as one.
  static std::uint64_t hash_of(std::string_view form) {
    FeatureHash hash(0, 'w');
    bool in_digits = false;
    for (const char c : form) {
      const bool digit = c >= '0' && c <= '9';
      if (!digit || !in_digits) hash.add(digit ? '0' : c);
      in_digits = digit;
    }
    return hash.finish();
  }

  static void add(const Sequence& words, ClauseBlock block, std::vector<ClauseFeature>& out) { out.push_back({words.finish(), block}); }

  void add_words(const Clause& clause, std::vector<ClauseFeature>& out) const {
    const std::uint32_t first = clause.body, last = clause.body_end;
    Sequence opening('o');
    for (std::uint32_t t = first; t < last; ++t) {
      Sequence several('w');
      for (std::uint32_t end = t; end < std::min(t + 3, last); ++end) add(several << words_[end], ClauseBlock::word, out);
      if (t + 2 < last) add(Sequence('s') << words_[t] << words_[t + 2], ClauseBlock::word, out);
      if (t < first + 3) add(opening << words_[t], ClauseBlock::word, out);
    }
    if (first + 1 < last) add(Sequence('e') << words_[last - 2] << words_[last - 1], ClauseBlock::word, out);
  }

  void add_characters(const Clause& clause, std::vector<ClauseFeature>& out) const {
    constexpr std::size_t shortest = 4;  // of a word
    for (std::uint32_t t = clause.body; t < clause.body_end; ++t) {
      const std::string_view form = message_.form(t);
      if (message_.term(t).kind != TokenKind::word || form.size() < shortest) continue;
      const auto letter = [&](std::size_t i) { return i == 0 || i > form.size() ? std::uint64_t{'_'} : static_cast<std::uint8_t>(form[i - 1]); };
      std::uint64_t run = letter(0) << 16 | letter(1) << 8 | letter(2);
      for (std::size_t i = 3; i < std::min(form.size() + 2, max_spelled); ++i) {
        run = run << 8 | letter(i);
        add(Sequence('c') << (run & 0xFFFFFFFFu), ClauseBlock::character, out);
        if (i > 3) add(Sequence('C') << (run & 0xFFFFFFFFFFu), ClauseBlock::character, out);
      }
    }
  }

  void add_manner(std::uint32_t c, std::vector<ClauseFeature>& out) const {
    const Clause& clause = message_.clause(c);
    const auto flag = [&](char name, std::uint64_t value) { add(Sequence(name) << value, ClauseBlock::manner, out); };
    flag('l', std::min<std::size_t>(std::bit_width(clause.body_end - clause.body), 6));
    flag('x', std::min<std::size_t>(message_.n_of_context(clause.body, clause.body_end), 3));
    if (clause.question) flag('q', 1);
    if (clause.joined) flag('j', 1);
    if (c == 0) flag('f', 1);
    if (c + 1 == message_.clauses().size()) flag('z', 1);
  }

  void add_neighbour(char side, std::uint32_t c, std::vector<ClauseFeature>& out) const {
    if (message_.is_bare(c)) return;
    const Clause& clause = message_.clause(c);
    for (std::uint32_t t = clause.body; t < clause.body_end; ++t) add(Sequence(side) << words_[t], ClauseBlock::neighbour, out);
    if (clause.body + 1 < clause.body_end) add(Sequence(side) << words_[clause.body] << words_[clause.body + 1], ClauseBlock::neighbour, out);
  }

  const Message& message_;
  std::vector<std::uint64_t> words_;  // of each term
};

}  // namespace attune::detail
