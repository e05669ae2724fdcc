#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <attune/clauses.hpp>
#include <attune/detail/empathy_rules.hpp>
#include <attune/empathy.hpp>
#include <attune/pack.hpp>

namespace attune {

namespace detail {

inline constexpr std::array<std::string_view, 4> kind_names{"cognitive", "emotional", "action", "detracting"};
inline constexpr std::array<std::string_view, n_tags> tag_names{
    "reflect_feeling", "validate", "restate",  "understand", "explore",    "share_feeling", "sympathy", "apology",  "reassure",
    "appreciate",      "ownership", "remedy", "dismissive", "blaming",    "policy_shield", "scripted", "defensive"};

}  // namespace detail

ATTUNE_INLINE std::string_view to_string(Kind kind) { return detail::kind_names[static_cast<std::size_t>(kind)]; }

ATTUNE_INLINE std::string_view to_string(Tag tag) { return detail::tag_names[static_cast<std::size_t>(tag)]; }

ATTUNE_INLINE std::optional<Tag> tag_from_name(std::string_view name) {
  const auto found = std::find(detail::tag_names.begin(), detail::tag_names.end(), name);
  if (found == detail::tag_names.end()) return std::nullopt;
  return static_cast<Tag>(found - detail::tag_names.begin());
}

struct EmpathyTagger::Model {
  explicit Model(PatternSet set) : patterns(std::move(set)) {
    for (const Pattern& pattern : patterns.patterns()) {
      const auto marker = std::find(detail::marker_names.begin(), detail::marker_names.end(), pattern.tag);
      Meaning meaning;
      meaning.is_marker = marker != detail::marker_names.end();
      if (meaning.is_marker) meaning.marker = static_cast<detail::Marker>(marker - detail::marker_names.begin());
      else meaning.tag = *tag_from_name(pattern.tag);  // loading refuses any other
      meanings.push_back(meaning);
    }
  }

  /// Everything that matched, standing (`open`) or taken back.
  detail::Trial judge(std::string_view text, const TagOptions& options) const {
    ClauseList list;
    split_clauses(text, list);
    PatternScratch scratch;
    std::vector<PatternMatch> matches;
    patterns.find(list, scratch, matches);
    detail::Message message(list, options.role, options.context);
    detail::Trial trial;
    for (const PatternMatch& match : matches) {
      const Pattern& pattern = patterns.patterns()[match.pattern];
      const Meaning& meaning = meanings[match.pattern];
      if (!meaning.is_marker)
        trial.open.push_back({.start = match.start, .end = match.end, .first = match.first, .last = match.last, .clause = match.clause,
                              .last_clause = message.clause_of_end(match.end), .tag = meaning.tag, .score = pattern.weight, .source = pattern.id,
                              .excepted = match.excepted});
      else if (!match.excepted && !list.clauses[match.clause].quoted)
        message.add(meaning.marker, {match.first, match.last, match.start});
    }
    message.sort_evidence();
    for (const detail::EmpathyRule& rule : detail::empathy_rules) rule.apply(message, trial, rule.name);
    return trial;
  }

  struct Meaning {
    bool is_marker = false;
    Tag tag = Tag::scripted;
    detail::Marker marker = detail::Marker::refusal;
  };
  PatternSet patterns;
  std::vector<Meaning> meanings;  // of each pattern
};

ATTUNE_INLINE Result<EmpathyTagger> EmpathyTagger::load(const std::filesystem::path& pack, std::span<const std::filesystem::path> more) {
  std::vector<std::filesystem::path> files{pack};
  files.insert(files.end(), more.begin(), more.end());
  std::vector<std::string_view> tags(detail::tag_names.begin(), detail::tag_names.end());
  tags.insert(tags.end(), detail::marker_names.begin(), detail::marker_names.end());
  Result<PatternSet> patterns = PatternSet::load(files, tags);
  if (!patterns) return patterns.error();
  return EmpathyTagger(std::make_shared<const Model>(std::move(*patterns)));
}

ATTUNE_INLINE std::vector<Phrase> EmpathyTagger::tag(std::string_view text, TagOptions options) const {
  std::vector<Phrase> phrases;
  if (options.role == Role::customer) return phrases;
  const float certainty = options.role == Role::unknown ? 0.5f : 1.0f;
  for (const detail::Candidate& candidate : model_->judge(text, options).open)
    phrases.push_back({candidate.start, candidate.end, candidate.tag, kind_of(candidate.tag), candidate.score * certainty, candidate.source});
  return phrases;
}

ATTUNE_INLINE std::vector<Veto> EmpathyTagger::vetoes(std::string_view text, TagOptions options) const {
  std::vector<Veto> vetoes;
  for (const detail::Candidate& candidate : model_->judge(text, options).fallen)
    vetoes.push_back({candidate.start, candidate.end, candidate.tag, candidate.source, candidate.rule});
  std::stable_sort(vetoes.begin(), vetoes.end(), detail::lies_before<Veto>);
  return vetoes;
}

ATTUNE_INLINE std::size_t EmpathyTagger::n_patterns() const { return model_->patterns.n_patterns(); }

ATTUNE_INLINE std::string_view EmpathyTagger::hash() const { return model_->patterns.hash(); }

}  // namespace attune
