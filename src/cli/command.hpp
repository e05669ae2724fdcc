/// The commands: each adds itself to the command line, and says what to do when it is the one that was called.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <attune/error.hpp>

namespace CLI {
class App;
}

namespace attune::cli {

enum ExitCode : int { done = 0, bad_records = 1, usage = 2, cannot_read_or_write = 3 };

/// A command line that makes no sense, although it can be parsed.
struct UsageError {
  std::string message;
};

/// What all commands share.
struct Session {
  std::filesystem::path models;   ///< directory of the shipped models, or what --models says
  bool verbose = false;
  std::function<int()> command;   ///< the one that was called; returns the exit code
};

void add_analyze(CLI::App& app, Session& session);
void add_tokens(CLI::App& app, Session& session);
void add_emotions(CLI::App& app, Session& session);
void add_phrases(CLI::App& app, Session& session);
void add_redact(CLI::App& app, Session& session);
void add_coach(CLI::App& app, Session& session);
void add_evaluate(CLI::App& app, Session& session);
void add_train(CLI::App& app, Session& session);
void add_doctor(CLI::App& app, Session& session);

inline constexpr std::string_view emotion_model_name = "emotion-en.safetensors";
inline constexpr std::string_view empathy_pack_name = "empathy-en.toml";
inline constexpr std::string_view cue_pack_name = "cues-en.toml";
inline constexpr std::string_view piece_model_name = "pieces-en.model";
inline constexpr std::string_view without_subword = "this attune was built without sentencepiece (ATTUNE_SUBWORD)";

/// `given` when it is a file; a file of that name when it is a directory; the shipped one when it is empty.
std::filesystem::path model_path(const Session& session, const std::filesystem::path& given, std::string_view name);

}  // namespace attune::cli
