#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <attune/detail/config.hpp>
#include <attune/detail/file.hpp>
#include <attune/detail/pack_reader.hpp>
#include <attune/detail/pattern_finder.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/pack.hpp>

namespace attune {

struct PatternSet::Model : detail::CompiledPatterns {
  std::string hash;

  Model(detail::PackContents contents, std::string its_hash) : hash(std::move(its_hash)) {
    patterns = std::move(contents.patterns);
    filters = std::move(contents.filters);
    program = std::move(contents.program);
    program.finish();
    vocabulary = detail::PatternVocabulary(std::move(program.words), std::move(program.prefixes), contents.known);
    has_emoji = std::any_of(program.nodes.begin(), program.nodes.end(), [](const detail::Node& node) {
      return node.op() == detail::Op::kind && static_cast<TokenKind>(node.argument()) == TokenKind::emoji;
    });
    std::vector<detail::Posting> postings;
    take(contents.matches, postings);
    const auto n_matches = static_cast<std::uint32_t>(entries.size());
    take(contents.exceptions, postings);
    index = detail::PatternIndex(postings);
    first_exception.assign(patterns.size() + 1, 0);
    for (std::size_t e = n_matches; e < entries.size(); ++e) ++first_exception[entries[e].pattern + 1];
    first_exception[0] = n_matches;
    for (std::size_t i = 0; i < patterns.size(); ++i) first_exception[i + 1] += first_exception[i];
  }

 private:
  void take(const detail::PatternEntries& from, std::vector<detail::Posting>& postings) {
    const auto before = static_cast<std::uint32_t>(entries.size());
    entries.insert(entries.end(), from.entries.begin(), from.entries.end());
    for (const std::uint32_t entry : from.anywhere) anywhere.push_back(before + entry);
    for (const detail::Posting& posting : from.postings) postings.push_back({posting.key, before + posting.entry});
  }
};

ATTUNE_INLINE Result<PatternSet> PatternSet::parse(std::string_view toml, std::string_view name, std::span<const std::string_view> tags) {
  detail::PackContents contents;
  const Status status = detail::PackReader(tags, contents).read(toml, name, 0);
  if (!status) return status.error();
  return PatternSet(std::make_shared<const Model>(std::move(contents), detail::sha256(toml)));
}

namespace detail {

/// The packs' contents, and their hash.
inline Result<std::pair<PackContents, std::string>> read_packs(std::span<const std::filesystem::path> files, std::span<const std::string_view> tags, bool with_examples) {
  PackContents contents;
  PackReader reader(tags, contents, with_examples);
  Sha256 hash;
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    const Result<Mapping> file = map_file(files[i]);
    if (!file) return file.error();
    const Status status = reader.read(file->bytes, files[i].string(), i);
    if (!status) return status.error();
    hash.update(file->bytes);
  }
  return std::pair(std::move(contents), hash.finish());
}

/// What is wrong with a match, going by what was found in its example; nothing when all is well.
inline std::string find_fault(const CompiledPatterns& set, const PatternExample& example, std::span<const PatternMatch> found) {
  const std::uint32_t number = set.entries[example.match].pattern;
  const Pattern& pattern = set.patterns[number];
  const auto own = std::find_if(found.begin(), found.end(), [&](const PatternMatch& match) { return match.pattern == number && !match.excepted; });
  if (own == found.end()) {
    const bool is_excepted = std::any_of(found.begin(), found.end(), [&](const PatternMatch& match) { return match.pattern == number; });
    return is_excepted ? "its own exception takes back \"" + example.text + "\": narrow `except`"
                       : "not found in its own words, \"" + example.text + "\": clauses part there, its mood differs, or no text has such words; try within = \"sentence\" or other words";
  }
  for (const PatternMatch& match : found) {
    const Pattern& other = set.patterns[match.pattern];
    if (match.pattern < number && !match.excepted && other.tag == pattern.tag && other.weight >= pattern.weight && match.start <= own->start && match.end >= own->end)
      return "\"" + other.id + "\" finds \"" + example.text + "\" already: leave it out, or give it another tag or more weight";
  }
  return {};
}

}  // namespace detail

ATTUNE_INLINE Result<PatternSet> PatternSet::load(std::span<const std::filesystem::path> files, std::span<const std::string_view> tags) {
  Result<std::pair<detail::PackContents, std::string>> packs = detail::read_packs(files, tags, false);
  if (!packs) return packs.error();
  return PatternSet(std::make_shared<const Model>(std::move(packs->first), std::move(packs->second)));
}

ATTUNE_INLINE Result<std::vector<std::string>> PatternSet::lint(std::span<const std::filesystem::path> files, std::span<const std::string_view> tags,
                                                                      std::size_t first) {
  Result<std::pair<detail::PackContents, std::string>> packs = detail::read_packs(files, tags, true);
  if (!packs) return packs.error();
  const std::vector<detail::PatternExample> examples = std::move(packs->first.examples);
  const PatternSet set(std::make_shared<const Model>(std::move(packs->first), std::move(packs->second)));
  std::vector<std::string> faults;
  ClauseList clauses;
  PatternScratch scratch;
  std::vector<PatternMatch> found;
  for (const detail::PatternExample& example : examples) {
    const Pattern& pattern = set.patterns()[set.model_->entries[example.match].pattern];
    if (pattern.file < first) continue;
    split_clauses(example.text + (pattern.mood == Mood::question ? "?" : "."), clauses);
    set.find(clauses, scratch, found);
    if (const std::string fault = detail::find_fault(*set.model_, example, found); !fault.empty()) faults.push_back(example.where + ": " + fault);
  }
  return faults;
}

ATTUNE_INLINE std::span<const Pattern> PatternSet::patterns() const { return model_->patterns; }
ATTUNE_INLINE std::size_t PatternSet::n_patterns() const { return model_->n_matches(); }
ATTUNE_INLINE std::string_view PatternSet::hash() const { return model_->hash; }

ATTUNE_INLINE bool PatternSet::find(const ClauseList& clauses, PatternScratch& scratch, std::vector<PatternMatch>& out) const {
  return detail::PatternFinder(*model_, clauses, scratch).find(out);
}

}  // namespace attune
