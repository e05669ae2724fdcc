#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include <attune/clauses.hpp>
#include <attune/detail/english.hpp>
#include <attune/detail/quotation.hpp>
#include <attune/detail/unicode_properties.hpp>

namespace attune {

namespace detail {

/// What `ClauseList::marks` says of a term.
inline constexpr std::uint8_t mark_quoted = 1;    // somebody else's words
inline constexpr std::uint8_t mark_sentence = 2;  // a sentence begins here
inline constexpr std::uint8_t mark_clause = 4;    // a clause begins here

class ClauseSplitter {
 public:
  ClauseSplitter(std::string_view text, ClauseList& out) : text_(text), list_(out.terms), marks_(out.marks), clauses_(out.clauses) {}

  void split() {
    make_terms(text_, list_);
    marks_.assign(list_.terms.size(), 0);
    clauses_.clear();
    if (size() == 0) return;
    find_quotations(
        text_, list_, [&](std::size_t i) { marks_[i] |= mark_quoted; }, [&](std::size_t i) { mark(i, mark_clause); });
    mark_sentences();
    for (std::size_t first = 0; first < size();) {
      std::size_t last = first + 1;
      while (last < size() && (marks_[last] & mark_sentence) == 0) ++last;
      mark_clauses(first, last);
      add_sentence(first, last);
      first = last;
    }
  }

 private:
  std::size_t size() const { return list_.terms.size(); }
  std::string_view form(std::size_t i) const { return list_.form(list_.terms[i]); }
  bool is_word(std::size_t i) const { return is_wordlike(list_.terms[i].kind) && !is_signature(i); }
  /// "^TM" and "/TM" close a tweet.
  bool is_signature(std::size_t i) const {
    const Term& term = list_.terms[i];
    if (term.kind == TokenKind::handle) return text_[term.start] == '^';
    return i > 0 && term.end - term.start <= 3 && term.all_caps && form(i - 1) == "/" && gap_before(i - 1) && !gap_before(i);
  }
  bool is_face(std::size_t i) const { return list_.terms[i].kind == TokenKind::emoji || list_.terms[i].kind == TokenKind::emoticon; }
  bool gap_before(std::size_t i) const { return i > 0 && list_.terms[i].start > list_.terms[i - 1].end; }
  void mark(std::size_t i, std::uint8_t what) {
    if (i < size()) marks_[i] |= what;
  }
  bool is_capitalized(std::size_t i) const {
    return is_word(i) && properties(decode_at(text_, list_.terms[i].start).value).sentence == SentenceBreak::upper;
  }

  /// How many line feeds lie before term i.
  std::size_t lines_before(std::size_t i) const {
    const std::size_t from = i == 0 ? 0 : list_.terms[i - 1].end;
    const std::string_view gap = text_.substr(from, list_.terms[i].start - from);
    return static_cast<std::size_t>(std::count(gap.begin(), gap.end(), '\n'));
  }

  // ---- sentences ------------------------------------------------------------------------------------------------------

  void mark_sentences() {
    mark(0, mark_sentence);
    for (std::size_t i = 1; i < size(); ++i)
      if (begins_sentence(i)) mark(i, mark_sentence);
  }

  bool begins_sentence(std::size_t i) const {
    const std::size_t lines = lines_before(i);
    if (lines > 1) return true;
    // A single line feed may only wrap the line.
    if (lines == 1 && (!is_word(i) || is_capitalized(i) || !is_word(i - 1) || (marks_[i] & mark_quoted) != (marks_[i - 1] & mark_quoted))) return true;
    if (!is_word(i) && !is_face(i)) return is_opening(form(i)) && ends_sentence(i - 1);
    if (is_face(i)) return false;  // a smiley belongs to what was said before it
    if (is_face(i - 1) || list_.terms[i - 1].kind == TokenKind::url) return is_capitalized(i);
    return ends_sentence(i - 1);
  }

  /// Whether the punctuation at i closes a sentence: "!", "?", "…", and "." that does not belong to an abbreviation.
  bool ends_sentence(std::size_t i) const {
    constexpr std::size_t most_closing = 8;  // quotes and brackets behind it: a longer run would be read again and again
    std::string_view mark = form(i);
    for (std::size_t n = 0; n < most_closing && i > 0 && is_closing(mark) && !gap_before(i); ++n) mark = form(--i);
    if (mark == "!" || mark == "?" || mark == "…" || mark == "。" || mark == "¿" || mark == "؟" || mark == "।") return true;
    if (mark != ".") return false;
    if (i == 0 || gap_before(i) || !is_word(i - 1)) return true;
    const std::string_view before = form(i - 1);
    if (is_title(before)) return false;
    const bool shortened = is_abbreviation(before) || before.find('.') != std::string_view::npos;
    return !shortened || (i + 1 < size() && is_capitalized(i + 1));
  }

  // ---- clauses of the sentence [first, last) ---------------------------------------------------------------------------

  void mark_clauses(std::size_t first, std::size_t last) {
    last_ = last;
    const bool unpunctuated = is_unpunctuated(first, last);
    for (std::size_t i = first + 1; i < last; ++i) {
      if ((marks_[i] & mark_clause) != 0) continue;
      if (parts_before(i) || (unpunctuated && runs_on(i))) mark(i, mark_clause);
    }
  }

  /// Calls, and some messengers: ten words and more without a mark between them.
  bool is_unpunctuated(std::size_t first, std::size_t last) const {
    std::size_t n_words = 0;
    for (std::size_t i = first; i < last; ++i) {
      if (is_word(i)) ++n_words;
      else if (i + 2 < last && form(i) != "'" && !is_face(i)) return false;
    }
    return n_words >= 10;
  }

  bool parts_before(std::size_t i) const {
    const std::string_view before = form(i - 1), here = form(i);
    if (is_signature(i)) return true;
    if (here == "&") return starts_clause(i + 1, false);
    if (!is_word(i)) return here == "(" || here == "[" || list_.terms[i].kind == TokenKind::url;
    if (before == ";" || before == "—" || before == "–" || before == "…" || before == ")" || before == "]" || before == "|" || before == "→") return true;
    if (before == ".") return i >= 2 && form(i - 2) == ".";  // an ellipsis; else an abbreviation's
    if (before == ":" || before == "-") return gap_before(i) && (before == ":" || gap_before(i - 1));
    if (list_.terms[i - 1].kind == TokenKind::url) return true;
    if (before == ",") return is_any(here, {"but", "however", "yet"}) || starts_clause(i, true) || is_aside(i) || starts_with_noun(i);
    if (is_face(i - 1)) return i + 1 < last_ && is_word(i + 1);
    if (here == "so" && i + 1 < last_ && is_any(form(i + 1), {"sorry"})) return false;  // how sorry
    return is_coordinator(here) && starts_clause(i + 1, false);
  }

  /// In speech without punctuation: a new subject and verb where nothing before it takes a clause as its object.
  bool runs_on(std::size_t i) const {
    const std::string_view here = form(i), next = i + 1 < last_ ? form(i + 1) : std::string_view();
    const bool governed = is_auxiliary(form(i - 1)) || is_any(form(i - 1), {"to", "not", "cannot"});  // "won't let me", "can't thank you"
    const bool acts = (here == "let" && is_any(next, {"me", "us"})) || (here == "thank" && next == "you");
    const bool starts = is_any(here, {"i'm", "im", "i'll", "we'll", "let's", "lets", "that's", "thats"}) || (acts && !governed) ||
                        (here == "i" && is_any(next, {"am", "will"})) || (here == "we" && is_any(next, {"are", "will"}));
    const bool points_back = i >= 2 && is_any(form(i - 1), {"that", "you"}) && is_preposition(form(i - 2));  // "sorry about that"
    const bool asks = starts_question(i) || (here == "now" && (next == "i" || is_subject_with_verb(next))) || here == "okay";
    return (starts || asks) && (points_back || !takes_clause(form(i - 1))) && !is_filler(form(i - 1)) && !is_coordinator(form(i - 1)) && !is_question_word(form(i - 1));
  }

  /// "can you", "what time was", "what's the".
  bool starts_question(std::size_t i) const {
    const std::string_view here = form(i);
    const auto at = [&](std::size_t k) { return i + k < last_ ? form(i + k) : std::string_view(); };
    if (is_any(here, {"what's", "where's", "how's"})) return true;
    if (is_any(here, {"what", "which", "where", "how"})) return is_auxiliary(at(1)) || (is_auxiliary(at(2)) && is_any(at(1), {"time", "day", "date", "number", "page", "one", "screen", "version", "much", "many"}));
    return is_any(here, {"can", "could", "may", "would", "do", "did", "have", "has", "is", "are"}) && is_any(at(1), {"you", "i", "we", "the", "there", "your"}) && !is_any(form(i - 1), {"you", "i", "we", "they"});
  }

  /// Whether a statement, request or question with a subject of its own begins at i.
  bool starts_clause(std::size_t i, bool after_comma) const {
    while (i < last_ && is_word(i) && (is_filler(form(i)) || (after_comma && is_coordinator(form(i))))) ++i;
    if (i + 1 >= last_ || !is_word(i)) return false;
    const std::string_view here = form(i), next = form(i + 1);
    if (is_subject_with_verb(here) || is_any(here, {"i", "we"})) return true;
    if (is_any(here, {"you", "it", "they", "he", "she", "that", "this", "these", "those", "there", "here"})) return is_word(i + 1) && (is_finite(next) || (is_adverb(next) && i + 2 < last_ && is_finite(form(i + 2))) ||
        (here != "that" && here != "this" && here != "these" && here != "those" && here != "here" && is_word(i + 1) && !is_coordinator(next) && !is_preposition(next)));
    if (is_any(here, {"let", "please", "kindly", "thanks", "apologies", "sorry", "don't", "dont"})) return true;
    if (here == "thank" || (here == "rest" && next == "assured") || (here == "no" && is_any(next, {"wonder", "one", "worries", "need"}))) return true;
    if (is_question_word(here)) return !(after_comma && here == "who") && (is_auxiliary(next) || here.ends_with('s'));
    if (is_auxiliary(here)) return is_any(next, {"you", "i", "we", "it", "this", "that", "there", "they", "your", "the"});
    if (is_determiner(here)) return verb_follows(i + 1);
    return false;
  }

  /// Whether a finite verb stands among the next six words.
  bool verb_follows(std::size_t i) const {
    for (std::size_t n = 0; n < 7 && i < last_ && is_word(i); ++i, ++n) {
      if (takes_clause(form(i)) || form(i) == "to") return false;
      if (n > 0 && is_finite(form(i))) return true;
    }
    return false;
  }

  /// Behind a comma: "lunch is on us", "and two hours is no wait".
  bool starts_with_noun(std::size_t i) const {
    const bool coordinated = is_coordinator(form(i));
    i += coordinated;
    std::size_t n = 0;
    for (; n < (coordinated ? 3u : 1u) && i < last_ && is_word(i) && !is_auxiliary(form(i)); ++i, ++n)
      if (takes_clause(form(i)) || is_question_word(form(i)) || is_preposition(form(i))) return false;
    return n > 0 && i + 1 < last_ && is_any(form(i), {"is", "are", "was", "were", "will", "has", "can", "would"});
  }

  /// Behind a comma: a name or a form of address, or an adverb by itself, up to the sentence's end.
  bool is_aside(std::size_t i) const {
    std::size_t n = 0;
    for (; i < last_ && is_word(i); ++i, ++n) {
      if (n == 3 || !(is_address(form(i)) || (is_capitalized(i) && !is_subject_with_verb(form(i)) && form(i) != "i"))) return false;
    }
    for (; i < last_ && !is_any(form(i), {":", ";", "—", "–"}); ++i)
      if (is_word(i) || form(i) == ",") return false;
    return n > 0;
  }

  // ---- building --------------------------------------------------------------------------------------------------------

  void add_sentence(std::size_t first, std::size_t last) {
    const std::size_t before = clauses_.size();
    for (std::size_t from = first; from < last;) {
      std::size_t to = from + 1;
      while (to < last && (marks_[to] & mark_clause) == 0) ++to;
      add_clause(from, to, clauses_.size() > before);
      from = to;
    }
    bool asks = false;
    for (std::size_t i = last; i > first && !is_word(i - 1); --i) asks = asks || form(i - 1) == "?" || form(i - 1) == "؟";
    std::size_t spoken = clauses_.size();
    while (asks && spoken > before && clauses_[spoken - 1].body == clauses_[spoken - 1].last) --spoken;
    if (asks && spoken > before) clauses_[spoken - 1].question = true;
    ++sentence_;
  }

  void add_clause(std::size_t first, std::size_t last, bool joined) {
    Clause clause;
    clause.first = static_cast<std::uint32_t>(first);
    clause.last = static_cast<std::uint32_t>(last);
    clause.sentence = sentence_;
    clause.joined = joined;
    clause.quoted = (marks_[first] & mark_quoted) != 0;
    std::size_t end = last;
    while (end > first && (!is_word(end - 1) || list_.terms[end - 1].kind == TokenKind::handle)) --end;
    const std::size_t body = skip_openers(first, end);
    clause.body = static_cast<std::uint32_t>(body == end ? last : body);
    clause.body_end = static_cast<std::uint32_t>(body == end ? last : end);
    if (body < end) {
      clause.start = list_.terms[body].start;
      clause.end = list_.terms[end - 1].end;
      clause.question = is_worded_as_question(body, end, joined);
    } else {
      clause.start = clause.end = list_.terms[first].start;
    }
    clauses_.push_back(clause);
  }

  /// The first term of [first, end) behind openers, handles and greetings; `end` when they are all there is.
  std::size_t skip_openers(std::size_t first, std::size_t end) const {
    std::size_t i = first;
    while (i < end) {
      if (!is_word(i) || list_.terms[i].kind == TokenKind::handle || is_opener(form(i))) {
        const bool greets = is_word(i) && is_greeting(form(i));
        ++i;
        for (std::size_t n = 0; greets && n < 2 && i < end && is_capitalized(i) && !is_subject_with_verb(form(i)) && form(i) != "i"; ++n) ++i;
      } else {
        break;
      }
    }
    return i;
  }

  bool is_worded_as_question(std::size_t body, std::size_t end, bool joined) const {
    if (body + 1 >= end) return false;
    const std::string_view here = form(body), next = form(body + 1);
    if (joined && here == "which") return false;  // ", which is a shame"
    if (is_question_word(here)) return is_auxiliary(next) || is_any(here, {"what's", "how's", "where's", "who's", "whats", "hows"});
    return is_auxiliary(here) && is_any(next, {"you", "i", "we", "it", "this", "that", "there", "they", "anyone", "anything", "somebody", "someone"});
  }

  std::string_view text_;
  TermList& list_;
  std::vector<std::uint8_t>& marks_;
  std::vector<Clause>& clauses_;
  std::size_t last_ = 0;  // of the sentence at hand
  std::uint32_t sentence_ = 0;
};

}  // namespace detail

ATTUNE_INLINE void split_clauses(std::string_view text, ClauseList& out) { detail::ClauseSplitter(text, out).split(); }

}  // namespace attune
