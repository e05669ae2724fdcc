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

ATTUNE_INLINE Result<PatternSet> PatternSet::load(std::span<const std::filesystem::path> files, std::span<const std::string_view> tags) {
  detail::PackContents contents;
  detail::PackReader reader(tags, contents);
  detail::Sha256 hash;
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    const Result<detail::Mapping> file = detail::map_file(files[i]);
    if (!file) return file.error();
    const Status status = reader.read(file->bytes, files[i].string(), i);
    if (!status) return status.error();
    hash.update(file->bytes);
  }
  return PatternSet(std::make_shared<const Model>(std::move(contents), hash.finish()));
}

ATTUNE_INLINE std::span<const Pattern> PatternSet::patterns() const { return model_->patterns; }
ATTUNE_INLINE std::size_t PatternSet::n_patterns() const { return model_->n_matches(); }
ATTUNE_INLINE std::string_view PatternSet::hash() const { return model_->hash; }

ATTUNE_INLINE bool PatternSet::find(const ClauseList& clauses, PatternScratch& scratch, std::vector<PatternMatch>& out) const {
  return detail::PatternFinder(*model_, clauses, scratch).find(out);
}

}  // namespace attune
