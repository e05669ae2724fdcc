/// The whole: models in, readings and conversations out.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/conversation.hpp>
#include <attune/cues.hpp>
#include <attune/emotion.hpp>
#include <attune/empathy.hpp>
#include <attune/error.hpp>
#include <attune/support.hpp>

namespace attune {

/// Immutable; one may be shared by all threads.
class Analyzer {
 public:
  const EmotionClassifier& emotions() const { return emotions_; }
  const EmpathyTagger& phrases() const { return phrases_; }
  const CueTagger& cues() const { return cues_; }
  /// What a reading's emotions come from; none: from the emotion model alone, by its view `support`.
  const std::optional<SupportClassifier>& support() const { return support_; }

  /// One message. `context` is what the other side said last, when there is one.
  /// Errors: none, but `std::length_error` at 4 GiB.
  Reading read(std::string_view text, Role role = Role::customer, std::string_view context = {}) const;

  /// One contact, from its first to its last message.
  /// Errors: none; a conversation without turns has none.
  Conversation analyze(const Transcript& transcript) const;
  Conversation analyze(std::span<const Utterance> turns) const;

  /// A support classifier that does not fit `emotions` is left out.
  Analyzer(EmotionClassifier emotions, EmpathyTagger phrases, CueTagger cues, std::optional<SupportClassifier> support = std::nullopt)
      : emotions_(std::move(emotions)), phrases_(std::move(phrases)), cues_(std::move(cues)), support_(std::move(support)) {
    if (support_ && !support_->fits(emotions_)) support_.reset();
  }

 private:
  EmotionClassifier emotions_;
  EmpathyTagger phrases_;
  CueTagger cues_;
  std::optional<SupportClassifier> support_;
};

/// Loads emotion-en.safetensors, empathy-en.toml, cues-en.toml and, where they are there, support-en.safetensors and the packs' model
/// empathy-en.safetensors from a directory; or another emotion model given as a file, with the others from beside it.
/// Errors: `io`, `corrupt`, `unsupported_version`, `invalid_data`.
Result<Analyzer> load(const std::filesystem::path& path_or_dir);

#if defined(ATTUNE_MODEL_DIR)
/// Where the shipped models are. The package, not the library, knows: CMake's targets and pkg-config define ATTUNE_MODEL_DIR, so that an
/// installation may be moved.
inline std::filesystem::path model_dir() { return ATTUNE_MODEL_DIR; }

/// The shipped models.
inline Result<Analyzer> load() { return load(model_dir()); }
#endif

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/analyzer-inl.hpp>
#endif
