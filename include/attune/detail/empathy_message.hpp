// What the tagger's rules work on: the phrases that patterns found, on trial, and the evidence of a message.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <attune/clauses.hpp>
#include <attune/detail/english.hpp>
#include <attune/role.hpp>
#include <attune/tag.hpp>

namespace attune::detail {

/// Tags of a pack that begin with '_': evidence for the rules, found by patterns so that users can extend it.
enum class Marker : std::uint8_t {
  refusal,         ///< can't, not possible, policy does not allow
  way_on,          ///< an alternative, a transfer, a next step that works
  detail,          ///< words that point at this case
  regret,          ///< "I'm sorry", "unfortunately", whatever for
  understanding,   ///< "I understand", whatever
  thanks,          ///< "thank you for", whatever
  negated,         ///< a negated verb group of empathy: "do not understand", "not sorry"
  despite,         ///< positive despite its negator: "can't imagine how hard"
  customer_voice,  ///< "my order", "I paid"
  request,         ///< how customers ask: "can you", "where is"
  third_party,     ///< somebody else's feeling: "the courier's frustration"
  courtesy,        ///< "would be happy to"
  interjection,    ///< what opens sarcasm: "oh great"
};
inline constexpr std::array<std::string_view, 13> marker_names{
    "_refusal", "_way_on",         "_detail",  "_regret",      "_understanding", "_thanks",       "_negated",
    "_despite", "_customer_voice", "_request", "_third_party", "_courtesy",      "_interjection"};

/// Where a marker was found: terms [first, last), and the byte they begin at.
struct MarkerMatch {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::uint32_t start = 0;
};

/// A phrase on trial.
struct Candidate {
  std::uint32_t start = 0;        // bytes
  std::uint32_t end = 0;
  std::uint32_t first = 0;        // terms [first, last) of the match itself
  std::uint32_t last = 0;
  std::uint32_t clause = 0;       // where it begins ...
  std::uint32_t last_clause = 0;  // ... and ends
  Tag tag = Tag::scripted;
  float score = 0;
  std::string_view source = {};
  bool excepted = false;          // by the pattern itself
  bool merged = false;            // into another of the same tag
  std::string_view rule = {};     // that took it back

  bool stands() const { return rule.empty() && !merged; }
};

/// The candidates of a message.
struct Trial {
  std::vector<Candidate> open;    // some of them may have been taken back since the last `unite_equal`
  std::vector<Candidate> fallen;  // taken back
};

/// What the rules know of a message besides the candidates.
class Message {
 public:
  Message(const ClauseList& list, Role role, std::string_view context) : list_(list), role_(role), context_(context) {
    const std::vector<Clause>& clauses = list.clauses;
    for (std::uint32_t c = 0; c < clauses.size(); ++c)
      if (c == 0 || clauses[c].sentence != clauses[c - 1].sentence) sentences_.push_back(c);
    sentences_.push_back(static_cast<std::uint32_t>(clauses.size()));
  }

  void add(Marker marker, MarkerMatch evidence) { evidence_[index(marker)].push_back(evidence); }

  /// After the last `add`: evidence of one marker in order and apart, so that it can be looked up.
  void sort_evidence() {
    for (std::vector<MarkerMatch>& all : evidence_) {
      std::sort(all.begin(), all.end(), [](const MarkerMatch& a, const MarkerMatch& b) { return a.first != b.first ? a.first < b.first : a.last > b.last; });
      std::size_t n = 0;
      for (const MarkerMatch& item : all) {
        if (n > 0 && item.first < all[n - 1].last) all[n - 1].last = std::max(all[n - 1].last, item.last);
        else all[n++] = item;
      }
      all.resize(n);
    }
  }

  Role role() const { return role_; }
  const std::vector<Clause>& clauses() const { return list_.clauses; }
  const Clause& clause(std::uint32_t c) const { return list_.clauses[c]; }
  const Term& term(std::uint32_t t) const { return list_.terms.terms[t]; }
  std::string_view form(std::uint32_t t) const { return list_.terms.form(term(t)); }
  bool is_word(std::uint32_t t) const { return is_wordlike(term(t).kind); }

  std::uint32_t sentence_begin(std::uint32_t clause) const { return sentences_[list_.clauses[clause].sentence]; }
  std::uint32_t sentence_end(std::uint32_t clause) const { return sentences_[list_.clauses[clause].sentence + 1]; }

  /// The clause in which the byte before `end` lies.
  std::uint32_t clause_of_end(std::uint32_t end) const {
    const auto behind = std::partition_point(clauses().begin(), clauses().end(), [&](const Clause& c) { return term(c.first).start < end; });
    return static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(behind - clauses().begin() - 1, 0));
  }
  /// The first term that begins at byte `at` or later.
  std::uint32_t term_at(std::uint32_t at) const {
    const std::vector<Term>& terms = list_.terms.terms;
    return static_cast<std::uint32_t>(std::partition_point(terms.begin(), terms.end(), [&](const Term& t) { return t.start < at; }) - terms.begin());
  }

  const std::vector<MarkerMatch>& evidence(Marker marker) const { return evidence_[index(marker)]; }
  /// The first evidence of `marker` that touches the terms [first, last); null when none does.
  const MarkerMatch* find(Marker marker, std::uint32_t first, std::uint32_t last) const {
    const std::vector<MarkerMatch>& all = evidence(marker);
    const auto it = std::partition_point(all.begin(), all.end(), [&](const MarkerMatch& e) { return e.last <= first; });
    return it != all.end() && it->first < last ? &*it : nullptr;
  }
  bool has(Marker marker, std::uint32_t first, std::uint32_t last) const { return find(marker, first, last) != nullptr; }
  bool has_in_clause(Marker marker, std::uint32_t c) const { return has(marker, clause(c).first, clause(c).last); }

  /// Whether the clause says nothing of the writer's own: quoted, or punctuation only.
  bool is_bare(std::uint32_t c) const { return clause(c).quoted || clause(c).body >= clause(c).body_end; }

  /// Whether the clause is set against what came before it: "but", "however", "unfortunately" among its openers.
  bool opposes(std::uint32_t c) const {
    const Clause& at = clause(c);
    for (std::uint32_t t = at.first; t < at.last && t <= at.body; ++t)
      if (is_any(form(t), {"but", "however", "unfortunately", "although", "though", "yet", "regrettably", "sadly"})) return true;
    return false;
  }

  /// Whether more than half of the message is in capitals, which then emphasize nothing.
  bool is_loud() const {
    if (loud_ < 0) {
      std::size_t n_loud = 0, n_words = 0;
      for (const Term& term : list_.terms.terms) {
        if (term.kind != TokenKind::word || term.end - term.start < 2) continue;
        ++n_words;
        n_loud += term.all_caps;
      }
      loud_ = n_words > 3 && 2 * n_loud > n_words;
    }
    return loud_ > 0;
  }

  /// How many of the content words in the terms [first, last) are also in the customer's last message.
  std::size_t n_of_context(std::uint32_t first, std::uint32_t last) const {
    if (context_.empty()) return 0;
    read_context();
    std::size_t n = 0;
    for (std::uint32_t t = first; t < last; ++t)
      n += is_content(term(t), form(t)) && std::binary_search(context_stems_.begin(), context_stems_.end(), stem(form(t)));
    return n;
  }
  bool takes_up_context(std::uint32_t first, std::uint32_t last) const { return n_of_context(first, last) > 0; }

 private:
  static std::size_t index(Marker marker) { return static_cast<std::size_t>(marker); }
  static std::string_view stem(std::string_view form) { return form.substr(0, 5); }
  static bool is_content(const Term& term, std::string_view form) {
    const bool closed = is_auxiliary(form) || is_preposition(form) || is_determiner(form) || is_subject_with_verb(form) || is_question_word(form) ||
                        takes_clause(form) || is_adverb(form);
    return term.kind == TokenKind::word && form.size() > 3 && !closed &&
           !is_any(form, {"this", "these", "those", "been", "there", "here", "very", "much", "more", "them", "they", "please", "thank", "thanks", "sorry",
                          "account", "number", "order", "today", "caused", "cause", "help", "well", "want", "need"});
  }

  /// Made when a rule first asks.
  void read_context() const {
    if (!context_stems_.empty()) return;
    make_terms(context_, context_terms_);
    for (const Term& term : context_terms_.terms)
      if (is_content(term, context_terms_.form(term))) context_stems_.push_back(stem(context_terms_.form(term)));
    std::sort(context_stems_.begin(), context_stems_.end());
    if (context_stems_.empty()) context_stems_.emplace_back();  // read, and nothing in it
  }

  const ClauseList& list_;
  Role role_;
  std::string_view context_;
  std::vector<std::uint32_t> sentences_;  // the first clause of each, and how many clauses there are
  std::array<std::vector<MarkerMatch>, marker_names.size()> evidence_;
  mutable int loud_ = -1;  // not known yet
  mutable TermList context_terms_;
  mutable std::vector<std::string_view> context_stems_;
};

}  // namespace attune::detail
