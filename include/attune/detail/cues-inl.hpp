#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <attune/clauses.hpp>
#include <attune/cues.hpp>
#include <attune/detail/cue_tables.hpp>
#include <attune/pack.hpp>
#include <attune/safety.hpp>
#include <attune/span.hpp>

namespace attune {

struct CueTagger::Model {
  PatternSet patterns;
  std::vector<std::uint8_t> tags;  // per pattern: index of `detail::cue_tags`
};

namespace detail {

inline bool is_among(std::string_view item, std::span<const std::string_view> items) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

/// What a pack finds in one text: in the customer's own voice, or anywhere when it is a matter of safety.
struct CueScan {
  struct Hit {
    PatternMatch match;
    std::size_t tag;         // of `cue_tags`
    std::uint32_t sentence;
  };
  ClauseList clauses;
  std::vector<Hit> hits;
};

inline CueScan scan_cues(std::string_view text, const PatternSet& patterns, std::span<const std::uint8_t> tags) {
  CueScan scan;
  split_clauses(text, scan.clauses);
  PatternScratch scratch;
  std::vector<PatternMatch> matches;
  patterns.find(scan.clauses, scratch, matches);
  for (const PatternMatch& match : matches) {
    const Clause& clause = scan.clauses.clauses[match.clause];
    const std::size_t tag = tags[match.pattern];
    if (match.excepted || (clause.quoted && tag != static_cast<std::size_t>(CueKind::crisis))) continue;
    scan.hits.push_back({match, tag, clause.sentence});
  }
  return scan;
}

/// By sentence: something is complained of, so that praise there is sarcasm ("great job losing my bag").
inline std::vector<std::uint8_t> complaining_sentences(const CueScan& scan) {
  static constexpr std::array<std::string_view, 8> complaints{"waiting", "repeat_contact", "churn", "abuse", "_fury", "_negative", "_profanity", "_stranded"};
  std::vector<std::uint8_t> complains(scan.clauses.clauses.empty() ? 0 : scan.clauses.clauses.back().sentence + 1);
  for (const CueScan::Hit& hit : scan.hits)
    if (is_among(cue_tags[hit.tag], complaints)) complains[hit.sentence] = 1;
  return complains;
}

inline void order_cues(std::vector<Cue>& cues) {
  std::stable_sort(cues.begin(), cues.end(), [](const Cue& a, const Cue& b) {
    if (a.start != b.start) return a.start < b.start;
    return a.end != b.end ? a.end > b.end : a.cue < b.cue;
  });
}

/// Cues of one kind that overlap are one, said by the surest of its rules.
inline std::vector<Cue> merge_cues(std::vector<Cue> cues) {
  order_cues(cues);
  std::vector<Cue> out;
  std::array<std::size_t, n_cue_kinds> last{};  // of each kind: index + 1 of `out`
  for (const Cue& cue : cues) {
    std::size_t& at = last[static_cast<std::size_t>(cue.cue)];
    if (at == 0 || out[at - 1].end <= cue.start) {
      out.push_back(cue);
      at = out.size();
      continue;
    }
    Cue& before = out[at - 1];
    before.end = std::max(before.end, cue.end);
    if (cue.score > before.score) {
      before.score = cue.score;
      before.source = cue.source;
    }
  }
  order_cues(out);
  return out;
}

/// Adds up what a message shows of stress.
class StressSum {
 public:
  void add(float points, Evidence evidence) {
    if (points != 0) signals_.push_back({points, evidence});
  }
  void add(const CueEntry& entry, float sure, Span span) {
    add(entry.points * sure, {span.start, span.end, entry.name});
    is_strong_ = is_strong_ || (entry.strong && sure >= beyond_doubt);
  }

  /// The second word of one kind says less than the first.
  Stress finish() {
    std::stable_sort(signals_.begin(), signals_.end(), [](const Signal& a, const Signal& b) { return a.points > b.points; });
    Stress stress;
    float total = 0;
    std::vector<std::string_view> seen;  // no more than there are reasons
    for (const Signal& signal : signals_) {
      const bool again = is_among(signal.evidence.reason, seen);
      if (!again) seen.push_back(signal.evidence.reason);
      total += again ? repeated * signal.points : signal.points;
    }
    // However many small signs there are, they make nobody high-stress without a sign that is one by itself.
    total = std::clamp(total, 0.0f, is_strong_ ? most : just_below_high);
    stress.value = total / (1 + total);
    stress.level = total >= high ? 2 : total >= tense ? 1 : 0;
    for (const Signal& signal : signals_)
      if (signal.points >= worth_naming) stress.why.push_back(signal.evidence);
    return stress;
  }

 private:
  static constexpr float high = 1.0f, tense = 0.3f, repeated = 0.3f, worth_naming = 0.1f, beyond_doubt = 0.5f, just_below_high = 0.99f, most = 99.0f;
  struct Signal {
    float points;
    Evidence evidence;
  };
  std::vector<Signal> signals_;
  bool is_strong_ = false;
};

/// A word in capitals that is no abbreviation.
inline bool is_shouted(const Term& term, std::string_view form) {
  return term.all_caps && term.kind == TokenKind::word && (form.size() >= 4 || is_among(form, shouted_words));
}

inline void add_capitals(const TermList& list, StressSum& sum) {
  std::size_t n_words = 0, n_shouted = 0;
  Evidence evidence{0, 0, "capitals"};
  for (const Term& term : list.terms) {
    n_words += term.kind == TokenKind::word;
    if (!is_shouted(term, list.form(term))) continue;
    if (n_shouted++ == 0) evidence.start = term.start;
    evidence.end = term.end;
  }
  const bool throughout = n_words >= 5 && 3 * n_shouted >= 2 * n_words;
  sum.add(throughout ? 0.35f : std::min(0.3f, 0.1f * static_cast<float>(n_shouted)), evidence);
}

/// Exclamation and question marks by how many stand together at most, and elongated words.
inline void add_marks(const TermList& list, StressSum& sum) {
  std::size_t n_exclaimed = 0, run = 0, run_exclaimed = 0, longest_asked = 0;
  Evidence exclamation{0, 0, "exclamation"}, question{0, 0, "question_marks"}, elongation{0, 0, "elongation"};
  for (std::size_t i = 0; i < list.terms.size(); ++i) {
    const Term& term = list.terms[i];
    const std::string_view form = list.form(term);
    if (term.elongated && term.kind == TokenKind::word && elongation.end == 0) elongation = {term.start, term.end, "elongation"};
    if (term.kind != TokenKind::punctuation && term.kind != TokenKind::symbol) {
      run = run_exclaimed = 0;
      continue;
    }
    const bool exclaims = form.find('!') != std::string_view::npos, asks = form.find('?') != std::string_view::npos;
    if (!exclaims && !asks) continue;
    run += form.size();
    run_exclaimed += exclaims;
    n_exclaimed += exclaims ? form.size() : 0;
    if (exclaims) exclamation = {exclamation.end == 0 ? term.start : exclamation.start, term.end, "exclamation"};
    if (asks && run > longest_asked) {
      longest_asked = run + (run_exclaimed > 0 ? 1 : 0);
      question = {term.start, term.end, "question_marks"};
    }
  }
  sum.add(n_exclaimed == 0 ? 0 : n_exclaimed == 1 ? 0.08f : n_exclaimed == 2 ? 0.2f : 0.3f, exclamation);
  sum.add(longest_asked >= 3 ? 0.2f : longest_asked == 2 ? 0.08f : 0, question);
  sum.add(elongation.end > 0 ? 0.05f : 0, elongation);
}

inline void add_emoji(std::string_view text, const TermList& list, StressSum& sum) {
  for (const Term& term : list.terms) {
    if (term.kind != TokenKind::emoji) continue;
    const std::string_view shown = text.substr(term.start, term.end - term.start);
    const auto begins = [&](std::string_view emoji) { return shown.starts_with(emoji); };
    const bool angry = std::any_of(angry_emoji.begin(), angry_emoji.end(), begins);
    if (angry || std::any_of(distressed_emoji.begin(), distressed_emoji.end(), begins)) sum.add(angry ? 0.35f : 0.3f, {term.start, term.end, "emoji"});
  }
}

/// The cues of a scan and of the safety rules.
inline std::vector<Cue> find_cues(std::string_view text, const CueScan& scan, std::span<const Pattern> patterns) {
  const std::vector<std::uint8_t> complains = complaining_sentences(scan);
  std::vector<Cue> cues;
  for (const CueScan::Hit& hit : scan.hits) {
    if (hit.tag >= n_cue_kinds) continue;
    const CueKind kind = static_cast<CueKind>(hit.tag);
    if (kind == CueKind::praise && complains[hit.sentence]) continue;
    const Pattern& pattern = patterns[hit.match.pattern];
    cues.push_back({hit.match.start, hit.match.end, kind, pattern.weight, pattern.id});
  }
  for (const SafetyFlag& flag : find_safety_flags(text))
    cues.push_back({flag.start, flag.end, flag.kind == SafetyKind::crisis ? CueKind::crisis : CueKind::life_event, 0.9f, flag.rule});
  return merge_cues(std::move(cues));
}

inline Stress find_stress(std::string_view text, const CueScan& scan, std::span<const Pattern> patterns, std::span<const Cue> cues, std::span<const float> support) {
  StressSum sum;
  for (const Cue& cue : cues) sum.add(cue_entries[static_cast<std::size_t>(cue.cue)], cue.score, {cue.start, cue.end});
  const auto surest = [&](CueKind kind) {
    const Cue* best = nullptr;
    for (const Cue& cue : cues)
      if (cue.cue == kind && (best == nullptr || cue.score > best->score)) best = &cue;
    return best;
  };
  const Cue *repeated = surest(CueKind::repeat_contact), *deadline = surest(CueKind::deadline);
  if (repeated != nullptr && deadline != nullptr) sum.add(at_stake, std::min(repeated->score, deadline->score), {deadline->start, deadline->end});
  for (const CueScan::Hit& hit : scan.hits) {
    if (hit.tag < n_cue_kinds) continue;
    sum.add(stress_markers[hit.tag - n_cue_kinds], patterns[hit.match.pattern].weight, {hit.match.start, hit.match.end});
  }
  const std::uint32_t size = static_cast<std::uint32_t>(text.size());
  for (std::size_t i = 0; i < std::min(support.size(), emotion_entries.size()); ++i) sum.add(emotion_entries[i], support[i], {0, size});
  add_capitals(scan.clauses.terms, sum);
  add_marks(scan.clauses.terms, sum);
  add_emoji(text, scan.clauses.terms, sum);
  return sum.finish();
}

/// Of each sign how sure its surest rule is. Cues have been through the rules of `find_cues`.
inline std::array<float, n_signs> find_signs(const CueScan& scan, std::span<const Pattern> patterns, std::span<const Cue> cues) {
  std::array<float, n_signs> signs{};
  for (const Cue& cue : cues) signs[static_cast<std::size_t>(cue.cue)] = std::max(signs[static_cast<std::size_t>(cue.cue)], cue.score);
  for (const CueScan::Hit& hit : scan.hits)
    if (hit.tag >= n_cue_kinds) signs[hit.tag] = std::max(signs[hit.tag], patterns[hit.match.pattern].weight);
  return signs;
}

}  // namespace detail

ATTUNE_INLINE std::span<const std::string_view> sign_names() { return detail::sign_names; }

ATTUNE_INLINE std::string_view to_string(CueKind cue) { return detail::cue_entries[static_cast<std::size_t>(cue)].name; }

ATTUNE_INLINE std::optional<CueKind> cue_from_name(std::string_view name) {
  for (std::size_t i = 0; i < n_cue_kinds; ++i)
    if (detail::cue_entries[i].name == name) return static_cast<CueKind>(i);
  return std::nullopt;
}

ATTUNE_INLINE Result<CueTagger> CueTagger::load(const std::filesystem::path& pack, std::span<const std::filesystem::path> more) {
  std::vector<std::filesystem::path> files{pack};
  files.insert(files.end(), more.begin(), more.end());
  Result<PatternSet> patterns = PatternSet::load(files, detail::cue_tags);
  if (!patterns) return patterns.error();
  std::vector<std::uint8_t> tags;
  for (const Pattern& pattern : patterns->patterns())
    tags.push_back(static_cast<std::uint8_t>(std::find(detail::cue_tags.begin(), detail::cue_tags.end(), pattern.tag) - detail::cue_tags.begin()));
  return CueTagger(std::make_shared<const Model>(Model{std::move(*patterns), std::move(tags)}));
}

ATTUNE_INLINE std::vector<Cue> CueTagger::tag(std::string_view text) const {
  return detail::find_cues(text, detail::scan_cues(text, model_->patterns, model_->tags), model_->patterns.patterns());
}

ATTUNE_INLINE CueReading CueTagger::read(std::string_view text, std::span<const float> support) const {
  const detail::CueScan scan = detail::scan_cues(text, model_->patterns, model_->tags);
  CueReading reading;
  reading.cues = detail::find_cues(text, scan, model_->patterns.patterns());
  reading.stress = detail::find_stress(text, scan, model_->patterns.patterns(), reading.cues, support);
  reading.signs = detail::find_signs(scan, model_->patterns.patterns(), reading.cues);
  return reading;
}

ATTUNE_INLINE std::size_t CueTagger::n_patterns() const { return model_->patterns.n_patterns(); }
ATTUNE_INLINE std::string_view CueTagger::hash() const { return model_->patterns.hash(); }

}  // namespace attune
