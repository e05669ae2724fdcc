// Finds all patterns of a set in one text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <attune/clauses.hpp>
#include <attune/detail/english.hpp>
#include <attune/detail/pattern_index.hpp>
#include <attune/detail/pattern_matcher.hpp>
#include <attune/pack.hpp>

namespace attune::detail {

/// Matches and exceptions are numbered together, matches first; each kind by pattern.
struct CompiledPatterns {
  std::vector<Pattern> patterns;
  std::vector<PatternEntry> entries;
  std::vector<Filter> filters;
  std::vector<std::uint32_t> first_exception;  // of each pattern, in `entries`, and one behind the last
  std::vector<std::uint32_t> anywhere;         // entries without a key
  PatternIndex index;
  PatternVocabulary vocabulary;
  Program program;
  bool has_emoji = false;  // a pattern asks for them: else they are passed over

  std::uint32_t n_matches() const { return first_exception.front(); }
};

/// "id" and "ill" are words of their own unless a verb follows that only "i would" and "i will" take.
inline std::string_view spell_by_neighbour(std::string_view form, std::string_view next) {
  if (form == "id" && is_any(next, {"be", "feel", "hate", "have", "love", "like", "lose", "go", "want", "say", "rather", "really", "probably", "definitely", "honestly", "also"})) return "i'd";
  if (form == "ill" && is_any(next, {"get", "check", "look", "see", "make", "let", "have", "be", "do", "call", "send", "sort", "follow", "keep", "personally", "need", "go", "take"})) return "i'll";
  return form;
}

class PatternFinder {
 public:
  PatternFinder(const CompiledPatterns& set, const ClauseList& list, PatternScratch& scratch)
      : set_(set), list_(list), scratch_(scratch), matcher_(set.program, set.vocabulary, list.terms, scratch) {}

  /// Says whether `out` holds all there are.
  bool find(std::vector<PatternMatch>& out) {
    out.clear();
    read_words();
    read_clauses();
    begin_epoch();
    const bool complete = search();
    keep_longest(out);
    std::sort(out.begin(), out.end(), [](const PatternMatch& a, const PatternMatch& b) {
      if (a.start != b.start) return a.start < b.start;
      if (a.end != b.end) return a.end > b.end;
      return a.pattern != b.pattern ? a.pattern < b.pattern : a.first < b.first;
    });
    return complete;
  }

 private:
  using Word = PatternScratch::Word;
  using Found = PatternScratch::Found;

  // ---- the text ----------------------------------------------------------------------------------------------------------

  void read_words() {
    scratch_.words.clear();
    scratch_.clauses.clear();
    const std::vector<Term>& terms = list_.terms.terms;
    for (std::uint32_t c = 0; c < list_.clauses.size(); ++c) {
      const Clause& clause = list_.clauses[c];
      PatternScratch::ClauseWords words{n_words(), n_words(), n_words(), c, Filter::always, 0};
      for (std::uint32_t i = clause.first; i < clause.last; ++i) {
        if (i == clause.body) words.body = n_words();
        const Term& term = terms[i];
        if (!is_wordlike(term.kind) && !(set_.has_emoji && term.kind == TokenKind::emoji)) continue;
        std::string_view form = list_.terms.form(term);
        if (form.size() <= 3 && form.starts_with('i') && i + 1 < clause.last) form = spell_by_neighbour(form, list_.terms.form(terms[i + 1]));
        set_.vocabulary.read(form, term.kind == TokenKind::word, [&](std::uint32_t id) { scratch_.words.push_back({id, i, c}); });
      }
      words.last = n_words();
      for (std::uint32_t at = words.first; at < words.last; ++at)
        for_each_key(at, [&](std::uint32_t key) { words.signs |= sign_of(key); });
      scratch_.clauses.push_back(words);
    }
  }

  /// Calls `each(key)` for all that a word is looked for by, its neighbour aside.
  template <class Each>
  void for_each_key(std::uint32_t at, Each each) const {
    const Word& word = scratch_.words[at];
    if (word.id != 0) each(word.id);
    if (const TokenKind kind = matcher_.kind(word); kind != TokenKind::word) each(Key::is_kind | static_cast<std::uint32_t>(kind));
    set_.vocabulary.for_each_prefix(word.id, matcher_.form(word), [&](std::uint32_t prefix) { each(Key::is_prefix | prefix); });
  }

  std::uint32_t n_words() const { return static_cast<std::uint32_t>(scratch_.words.size()); }

  void read_clauses() {
    for (std::size_t c = list_.clauses.size(); c-- > 0;) {
      PatternScratch::ClauseWords& clause = scratch_.clauses[c];
      clause.signs_on = clause.signs;
      if (c + 1 == list_.clauses.size() || list_.clauses[c + 1].sentence != list_.clauses[c].sentence) continue;
      clause.last_of_sentence = scratch_.clauses[c + 1].last_of_sentence;
      clause.signs_on |= scratch_.clauses[c + 1].signs_on;
    }
  }

  std::uint32_t last_of_sentence(std::uint32_t clause) const { return scratch_.clauses[clause].last_of_sentence; }
  MatchBounds bounds(const PatternEntry& entry, std::uint32_t clause) const {
    return {scratch_.clauses[entry.across ? last_of_sentence(clause) : clause].last, scratch_.clauses[clause].body};
  }

  std::uint64_t signs(const PatternEntry& entry, std::uint32_t clause) const { return entry.across ? scratch_.clauses[clause].signs_on : scratch_.clauses[clause].signs; }
  bool may_begin(const Filter& filter, std::uint32_t at) const { return filter.first == ~std::uint64_t{0} || (sign_of(scratch_.words[at].id) & filter.first) != 0; }

  // ---- search ------------------------------------------------------------------------------------------------------------

  /// What the scratch holds of other texts is older than any time of this one: nothing has to be cleared.
  void begin_epoch() {
    const std::uint32_t needed = n_words() + 1;
    scratch_.epoch = scratch_.next_epoch;
    if (scratch_.epoch + needed < scratch_.epoch) {
      scratch_.tried.clear();
      scratch_.slots.assign(scratch_.slots.size(), {});
      scratch_.epoch = 1;
    }
    scratch_.next_epoch = scratch_.epoch + needed;
    if (scratch_.tried.size() < set_.entries.size()) scratch_.tried.resize(set_.entries.size());
  }

  bool search() {
    scratch_.found.clear();
    for (const std::uint32_t entry : set_.anywhere)
      for (std::uint32_t at = 0; at < n_words(); ++at) look_around(entry, at);
    const std::vector<Word>& words = scratch_.words;
    for (std::uint32_t at = 0; at < n_words() && scratch_.found.size() < PatternSet::max_matches; ++at) {
      const auto look = [&](const Key& key) {
        set_.index.for_each(key, [&](std::uint32_t entry) { look_around(entry, at); });
      };
      for_each_key(at, [&](std::uint32_t key) { look({key, 0}); });
      if (words[at].id != 0 && at + 1 < n_words() && words[at + 1].id != 0) look({words[at].id, words[at + 1].id});
    }
    if (scratch_.found.size() < PatternSet::max_matches) return true;
    scratch_.found.resize(PatternSet::max_matches);
    return false;
  }

  /// Tries the places from which an entry can reach its key at word `at`, each once. Exceptions wait until something matches.
  void look_around(std::uint32_t number, std::uint32_t at) {
    const PatternEntry& entry = set_.entries[number];
    if (number >= set_.n_matches()) {
      scratch_.tried[number] = scratch_.epoch;
      return;
    }
    if (at < entry.least_before) return;
    const Filter& filter = set_.filters[entry.filter];
    const std::uint32_t last = at - entry.least_before;
    for (std::uint32_t start = at - std::min<std::uint32_t>(at, entry.most_before); start <= last; ++start)
      if (may_match(entry, filter, start, at)) try_match(number, entry, start);
  }

  /// Whether a match that begins at word `start` may reach word `at`: cheap, and seldom wrong.
  bool may_match(const PatternEntry& entry, const Filter& filter, std::uint32_t start, std::uint32_t at) const {
    const std::uint32_t clause = scratch_.words[start].clause;
    return (entry.mood == Mood::any || list_.clauses[clause].question == (entry.mood == Mood::question)) && at < bounds(entry, clause).limit &&
           filter.passes(signs(entry, clause)) && may_begin(filter, start);
  }

  /// Places come in order but for those that a key farther on reaches back to.
  void try_match(std::uint32_t number, const PatternEntry& entry, std::uint32_t start) {
    std::uint32_t& tried = scratch_.tried[number];
    if (scratch_.epoch + start < tried) return;
    tried = scratch_.epoch + start + 1;
    if (WordMatch match; matcher_.match(entry, start, bounds(entry, scratch_.words[start].clause), match))
      scratch_.found.push_back({entry.pattern, start, number, match.end, match.open, match.close});
  }

  // ---- what counts -------------------------------------------------------------------------------------------------------

  /// Of one pattern the longest match from each place, and none inside another.
  void keep_longest(std::vector<PatternMatch>& out) {
    std::vector<Found>& found = scratch_.found;
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
      if (a.pattern != b.pattern) return a.pattern < b.pattern;
      return a.start != b.start ? a.start < b.start : a.entry < b.entry;
    });
    std::uint32_t pattern = 0, end = 0;  // of the last that was kept
    for (std::size_t i = 0; i < found.size();) {
      const Found& first = found[i];
      if (first.pattern == pattern && first.start < end) {
        ++i;
        continue;
      }
      PatternMatch best = describe(first);
      for (++i; i < found.size() && found[i].pattern == first.pattern && found[i].start == first.start; ++i)
        if (const PatternMatch other = describe(found[i]); other.last > best.last || other.end > best.end) best = other;
      pattern = first.pattern;
      end = first.start;
      while (end < n_words() && scratch_.words[end].term < best.last) ++end;
      best.excepted = is_excepted(best, first.start, end);
      out.push_back(best);
    }
  }

  PatternMatch describe(const Found& found) const {
    const Pattern& pattern = set_.patterns[found.pattern];
    const auto term = [&](std::uint32_t word) { return scratch_.words[word].term; };
    PatternMatch match;
    match.pattern = found.pattern;
    match.clause = scratch_.words[found.start].clause;
    match.first = term(found.start);
    match.last = term(found.end - 1) + 1;
    const std::uint32_t last_clause = scratch_.words[found.close - 1].clause;
    match.start = pattern.extend == Extend::whole ? list_.clauses[match.clause].start : list_.terms.terms[term(found.open)].start;
    switch (pattern.extend) {
      case Extend::match: match.end = list_.terms.terms[term(found.close - 1)].end; break;
      case Extend::clause:
      case Extend::whole: match.end = list_.clauses[last_clause].end; break;
      case Extend::sentence: {
        std::uint32_t last = last_of_sentence(last_clause);
        while (last > last_clause && list_.clauses[last].body == list_.clauses[last].last) --last;
        match.end = list_.clauses[last].end;
        break;
      }
    }
    return match;
  }

  /// Whether an exception matches near the words [first, last) of a match: only so far away, or a sentence without end would be read once for each of its matches.
  bool is_excepted(const PatternMatch& match, std::uint32_t first, std::uint32_t last) {
    constexpr std::uint32_t reach = 48;  // words
    for (std::uint32_t e = set_.first_exception[match.pattern]; e < set_.first_exception[match.pattern + 1]; ++e) {
      const PatternEntry& entry = set_.entries[e];
      const Filter& filter = set_.filters[entry.filter];
      // Its key may be nowhere in the text.
      if (scratch_.tried[e] < scratch_.epoch || !filter.passes(signs(entry, match.clause))) continue;
      const MatchBounds within = bounds(entry, match.clause);
      const std::uint32_t to = std::min(within.limit, last + reach);
      WordMatch exception;
      for (std::uint32_t at = std::max(scratch_.clauses[match.clause].first, first - std::min(first, reach)); at < to; ++at)
        if (may_begin(filter, at) && matcher_.match(entry, at, within, exception)) return true;
    }
    return false;
  }

  const CompiledPatterns& set_;
  const ClauseList& list_;
  PatternScratch& scratch_;
  PatternMatcher matcher_;
};

}  // namespace attune::detail
