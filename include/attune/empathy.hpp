/// Empathy phrases of an agent's text: 17 tags in 4 kinds, each a span with the rule that made it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/error.hpp>
#include <attune/role.hpp>
#include <attune/tag.hpp>

namespace attune {

/// A span of the agent's text that does something. Owns nothing.
struct Phrase {
  std::uint32_t start = 0;  ///< byte offset of the caller's text
  std::uint32_t end = 0;
  Tag tag = Tag::scripted;
  Kind kind = Kind::detracting;
  float score = 0;          ///< 0..1, how sure the rule is; of the model, the clause's probability
  std::string_view source;  ///< id of the pattern or rule, or "model"; lives as long as the tagger (or the Conversation that holds the phrase)
};

/// A tempting phrase that a rule took back: the answer to "why was this not tagged?".
struct Veto {
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  Tag tag = Tag::scripted;
  std::string_view source;  ///< the pattern that matched
  std::string_view rule;    ///< the rule that took it back: "quotation", "negation", "third_party", ...
};

struct TagOptions {
  Role role = Role::agent;       ///< `unknown`: tagged with half the score; `customer`, `bot`... see `tag`
  std::string_view context = {}; ///< the customer's last message, when there is one: decides `restate` and `understand`
};

/// Clauses to tagged phrases: by slot templates, by a linear model of clauses where no template matches, and by rules over both. Immutable: `const` is safe from many threads.
/// Source: models/empathy-en.md.
class EmpathyTagger {
 public:
  /// Reads a pack, the users' packs after it, and the model of clauses; without one the packs tag alone. The model adds phrases in
  /// clauses where none of the packs' stands; it takes nothing back.
  /// Errors: `io`; `invalid_data` with file, line, column and remedy; for the model `corrupt` and `unsupported_version`.
  static Result<EmpathyTagger> load(const std::filesystem::path& pack, std::span<const std::filesystem::path> more = {},
                                    const std::filesystem::path& model = {});

  /// The same with empathy-en.toml and, when it is there, empathy-en.safetensors of a directory.
  static Result<EmpathyTagger> load_shipped(const std::filesystem::path& dir, std::span<const std::filesystem::path> more = {});

  /// What is of no use in users' packs, read after `pack`: see `PatternSet::lint`.
  static Result<std::vector<std::string>> lint(const std::filesystem::path& pack, std::span<const std::filesystem::path> more);

  /// Phrases ordered by start, then longer first; spans may overlap. A customer's text has none.
  /// Errors: none. Cost: linear in text plus matches.
  std::vector<Phrase> tag(std::string_view text, TagOptions options = {}) const;

  /// What matched and was taken back, with the rule.
  std::vector<Veto> vetoes(std::string_view text, TagOptions options = {}) const;

  std::size_t n_patterns() const;
  /// SHA-256 of the packs, in hex; with a model, of that hash and the model's.
  std::string_view hash() const;

  /// Whether the model was trained on this row (by a 64-bit hash of both; an id that is not known is empty).
  bool trained_on(std::string_view text, std::string_view id = {}) const;

 private:
  struct Model;
  explicit EmpathyTagger(std::shared_ptr<const Model> model) : model_(std::move(model)) {}
  std::shared_ptr<const Model> model_;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/empathy-inl.hpp>
#endif
