/// Customer cues with their words, and how stressed a customer's message is.
#pragma once

#include <array>
#include <cstddef>
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

enum class CueKind : std::uint8_t {
  repeat_contact, waiting, escalation, churn, deadline, life_event, abuse, crisis, praise,
};
inline constexpr std::size_t n_cue_kinds = 9;

std::string_view to_string(CueKind cue);
std::optional<CueKind> cue_from_name(std::string_view name);

struct Cue {
  std::uint32_t start = 0;  ///< byte offset of the caller's text
  std::uint32_t end = 0;
  CueKind cue = CueKind::waiting;
  float score = 0;          ///< 0..1, how sure the rule is
  std::string_view source;  ///< id of the pattern or rule; lives as long as the tagger (or the Conversation that holds the cue)
};

/// A piece of evidence in one message.
struct Evidence {
  std::uint32_t start = 0;  ///< byte offset of the caller's text
  std::uint32_t end = 0;
  std::string_view reason;  ///< a cue's name, an emotion's label, "capitals", "exclamation", "profanity", ...; lives as the cue's source does
};

struct Stress {
  float value = 0;            ///< 0..1
  std::uint8_t level = 0;     ///< 0 calm, 1 tense, 2 high-stress
  std::vector<Evidence> why;  ///< strongest first; never empty at level 2
};

/// What a pack can mark: the cues, in the order of `CueKind`, and wording that shows stress ("fury", "thanks", ...).
inline constexpr std::size_t n_signs = 20;
std::span<const std::string_view> sign_names();

/// What `CueTagger::read` finds in one message.
struct CueReading {
  std::vector<Cue> cues;  ///< as `CueTagger::tag` gives them
  Stress stress;
  std::array<float, n_signs> signs{};  ///< of each sign how sure its surest rule is, in the order of `sign_names`; 0: not there
};

/// Cues and stress of a customer's text. Immutable: `const` is safe from many threads.
/// Source: models/cues-en.md.
class CueTagger {
 public:
  /// Errors: `io`, `corrupt`, `invalid_data` with file, line, column and remedy.
  static Result<CueTagger> load(const std::filesystem::path& pack, std::span<const std::filesystem::path> more = {});

  /// Cues ordered by start, then longer first. Crisis and life events come from safety.hpp as well as from the pack.
  std::vector<Cue> tag(std::string_view text) const;

  /// The cues, and the stress from them, the support view's probabilities (11, in the order of `View::support`; none: 0 each) and how it is
  /// written (capitals, exclamation marks, elongation, profanity).
  CueReading read(std::string_view text, std::span<const float> support) const;

  std::size_t n_patterns() const;
  /// SHA-256 of the packs, in hex.
  std::string_view hash() const;

 private:
  struct Model;
  explicit CueTagger(std::shared_ptr<const Model> model) : model_(std::move(model)) {}
  std::shared_ptr<const Model> model_;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/cues-inl.hpp>
#endif
