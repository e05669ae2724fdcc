#pragma once

#include <optional>
#include <system_error>
#include <utility>

#include <attune/analyzer.hpp>
#include <attune/detail/read_conversation.hpp>
#include <attune/detail/read_message.hpp>

namespace attune {

ATTUNE_INLINE Reading Analyzer::read(std::string_view text, Role role, std::string_view context) const {
  return detail::read_message(*this, text, role, context, detail::share(*this)).reading;
}

ATTUNE_INLINE Conversation Analyzer::analyze(std::span<const Utterance> turns) const { return detail::read_conversation(*this, turns); }

ATTUNE_INLINE Conversation Analyzer::analyze(const Transcript& transcript) const {
  Conversation conversation = analyze(std::span<const Utterance>(transcript.turns));
  conversation.id = transcript.id;
  return conversation;
}

ATTUNE_INLINE Result<Analyzer> load(const std::filesystem::path& path_or_dir) {
  std::error_code ignored;
  const bool is_dir = std::filesystem::is_directory(path_or_dir, ignored);
  const std::filesystem::path dir = is_dir ? path_or_dir : path_or_dir.parent_path();
  Result<EmotionClassifier> emotions = EmotionClassifier::load(is_dir ? dir / "emotion-en.safetensors" : path_or_dir);
  if (!emotions) return emotions.error();
  Result<EmpathyTagger> phrases = EmpathyTagger::load_shipped(dir);
  if (!phrases) return phrases.error();
  Result<CueTagger> cues = CueTagger::load(dir / "cues-en.toml");
  if (!cues) return cues.error();
  std::optional<SupportClassifier> support;
  if (const std::filesystem::path file = dir / "support-en.safetensors"; std::filesystem::exists(file, ignored)) {
    Result<SupportClassifier> loaded = SupportClassifier::load(file);
    if (!loaded) return loaded.error();
    support = *std::move(loaded);
  }
  return Analyzer(*std::move(emotions), *std::move(phrases), *std::move(cues), std::move(support));
}

}  // namespace attune
