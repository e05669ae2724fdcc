/// Empathy phrases of an agent's text: 17 tags in 4 kinds, each a span with the rule that made it.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/error.hpp>
#include <attune/role.hpp>

namespace attune {

enum class Kind : std::uint8_t { cognitive, emotional, action, detracting };

enum class Tag : std::uint8_t {
  reflect_feeling, validate, restate, understand, explore,          // cognitive
  share_feeling, sympathy, apology, reassure, appreciate,           // emotional
  ownership, remedy,                                                // action
  dismissive, blaming, policy_shield, scripted, defensive,          // detracting
};
inline constexpr std::size_t n_tags = 17;

std::string_view to_string(Kind kind);
std::string_view to_string(Tag tag);
std::optional<Tag> tag_from_name(std::string_view name);
constexpr Kind kind_of(Tag tag) {
  if (tag <= Tag::explore) return Kind::cognitive;
  if (tag <= Tag::appreciate) return Kind::emotional;
  if (tag <= Tag::remedy) return Kind::action;
  return Kind::detracting;
}

/// A span of the agent's text that does something. Owns nothing.
struct Phrase {
  std::uint32_t start = 0;  ///< byte offset of the caller's text
  std::uint32_t end = 0;
  Tag tag = Tag::scripted;
  Kind kind = Kind::detracting;
  float score = 0;          ///< 0..1, how sure the rule is
  std::string_view source;  ///< id of the pattern or rule; lives as long as the tagger (or the Conversation that holds the phrase)
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

/// Clauses to tagged phrases by slot templates and rules. Immutable: `const` is safe from many threads.
/// Source: models/empathy-en.md.
class EmpathyTagger {
 public:
  /// Reads the shipped pack and the users' packs after it. Errors: `io`, `corrupt`, `invalid_data` with file, line, column and remedy.
  static Result<EmpathyTagger> load(const std::filesystem::path& pack, std::span<const std::filesystem::path> more = {});

  /// Phrases ordered by start, then longer first; spans may overlap. A customer's text has none.
  /// Errors: none. Cost: linear in text plus matches.
  std::vector<Phrase> tag(std::string_view text, TagOptions options = {}) const;

  /// What matched and was taken back, with the rule.
  std::vector<Veto> vetoes(std::string_view text, TagOptions options = {}) const;

  std::size_t n_patterns() const;
  /// SHA-256 of the packs, in hex.
  std::string_view hash() const;

 private:
  struct Model;
  explicit EmpathyTagger(std::shared_ptr<const Model> model) : model_(std::move(model)) {}
  std::shared_ptr<const Model> model_;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/empathy-inl.hpp>
#endif
