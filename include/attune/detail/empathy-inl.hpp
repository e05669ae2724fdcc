#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <attune/clauses.hpp>
#include <attune/detail/clause_model.hpp>
#include <attune/detail/empathy_rules.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/empathy.hpp>
#include <attune/pack.hpp>

namespace attune {

struct EmpathyTagger::Model {
  Model(PatternSet set, std::optional<detail::ClauseModel> model) : patterns(std::move(set)), clauses(std::move(model)) {
    hash = clauses ? detail::sha256(std::string(patterns.hash()) + clauses->hash()) : std::string(patterns.hash());
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
    detail::apply_rules(message, trial);
    if (clauses && clauses->propose(message, trial)) detail::apply_rules(message, trial);
    return trial;
  }

  struct Meaning {
    bool is_marker = false;
    Tag tag = Tag::scripted;
    detail::Marker marker = detail::Marker::refusal;
  };
  PatternSet patterns;
  std::optional<detail::ClauseModel> clauses;
  std::string hash;
  std::vector<Meaning> meanings;  // of each pattern
};

namespace detail {

/// What patterns of an empathy pack may be tagged with.
inline std::vector<std::string_view> empathy_pack_tags() {
  std::vector<std::string_view> tags(tag_names.begin(), tag_names.end());
  tags.insert(tags.end(), marker_names.begin(), marker_names.end());
  return tags;
}

inline std::vector<std::filesystem::path> join(const std::filesystem::path& pack, std::span<const std::filesystem::path> more) {
  std::vector<std::filesystem::path> files{pack};
  files.insert(files.end(), more.begin(), more.end());
  return files;
}

}  // namespace detail

ATTUNE_INLINE Result<EmpathyTagger> EmpathyTagger::load(const std::filesystem::path& pack, std::span<const std::filesystem::path> more,
                                                         const std::filesystem::path& model) {
  Result<PatternSet> patterns = PatternSet::load(detail::join(pack, more), detail::empathy_pack_tags());
  if (!patterns) return patterns.error();
  std::optional<detail::ClauseModel> clauses;
  if (!model.empty()) {
    Result<detail::ClauseModel> loaded = detail::ClauseModel::load(model);
    if (!loaded) return loaded.error();
    clauses = std::move(*loaded);
  }
  return EmpathyTagger(std::make_shared<const Model>(std::move(*patterns), std::move(clauses)));
}

ATTUNE_INLINE Result<EmpathyTagger> EmpathyTagger::load_shipped(const std::filesystem::path& dir, std::span<const std::filesystem::path> more) {
  const std::filesystem::path model = dir / "empathy-en.safetensors";
  std::error_code ignored;
  return load(dir / "empathy-en.toml", more, std::filesystem::exists(model, ignored) ? model : std::filesystem::path());
}

ATTUNE_INLINE Result<std::vector<std::string>> EmpathyTagger::lint(const std::filesystem::path& pack, std::span<const std::filesystem::path> more) {
  return PatternSet::lint(detail::join(pack, more), detail::empathy_pack_tags(), 1);
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
  // Rules that are applied again take the same back again.
  const auto same = [](const Veto& a, const Veto& b) { return a.start == b.start && a.end == b.end && a.tag == b.tag && a.source == b.source && a.rule == b.rule; };
  vetoes.erase(std::unique(vetoes.begin(), vetoes.end(), same), vetoes.end());
  return vetoes;
}

ATTUNE_INLINE std::size_t EmpathyTagger::n_patterns() const { return model_->patterns.n_patterns(); }

ATTUNE_INLINE std::string_view EmpathyTagger::hash() const { return model_->hash; }

ATTUNE_INLINE bool EmpathyTagger::trained_on(std::string_view text, std::string_view id) const { return model_->clauses && model_->clauses->trained_on(text, id); }

}  // namespace attune
