/// The whole: models in, readings and conversations out.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <attune/conversation.hpp>
#include <attune/cues.hpp>
#include <attune/emotion.hpp>
#include <attune/empathy.hpp>
#include <attune/error.hpp>

namespace attune {

/// Immutable; one may be shared by all threads.
class Analyzer {
 public:
  const EmotionClassifier& emotions() const { return emotions_; }
  const EmpathyTagger& phrases() const { return phrases_; }
  const CueTagger& cues() const { return cues_; }

  /// One message. `context` is what the other side said last, when there is one.
  /// Errors: none, but `std::length_error` at 4 GiB.
  Reading read(std::string_view text, Role role = Role::customer, std::string_view context = {}) const;

  /// One contact, from its first to its last message.
  /// Errors: none; a conversation without turns has none.
  Conversation analyze(const Transcript& transcript) const;
  Conversation analyze(std::span<const Utterance> turns) const;

  Analyzer(EmotionClassifier emotions, EmpathyTagger phrases, CueTagger cues)
      : emotions_(std::move(emotions)), phrases_(std::move(phrases)), cues_(std::move(cues)) {}

 private:
  EmotionClassifier emotions_;
  EmpathyTagger phrases_;
  CueTagger cues_;
};

/// Loads emotion-en.safetensors, empathy-en.toml with its model empathy-en.safetensors where that is there, and cues-en.toml from a
/// directory, or another emotion model given as a file with the packs from beside it. Errors: `io`, `corrupt`, `unsupported_version`, `invalid_data`.
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
