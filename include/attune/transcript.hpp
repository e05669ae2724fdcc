/// Files of conversations: JSONL, JSON arrays, one file per call, CSV and TSV with a row per message, read as a stream.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/conversation.hpp>
#include <attune/error.hpp>

namespace attune {

enum class TranscriptFormat : std::uint8_t { detect, jsonl, json, csv, tsv, text };
std::string_view to_string(TranscriptFormat format);
std::optional<TranscriptFormat> transcript_format_from_name(std::string_view name);

/// What the name of a speaker says, in any capitalisation: "user" and "client" are the customer, "assistant" and "rep" the agent,
/// and so on; empty for a tool, whose messages are nobody's words; `Role::unknown` for any other name.
std::optional<Role> role_from_synonym(std::string_view name);

/// The field that a key or a column of any usual name and capitalisation stands for ("Content" -> "text"): "id", "turns",
/// "customer", "team", "conversation", "role", "text", "time" or "agent"; empty for any other.
std::string_view field_from_synonym(std::string_view key);

/// Seconds since 1970 of an RFC 3339 time ("2025-03-01T09:30:00Z"), or the number that `text` is; empty when it is neither.
std::optional<double> parse_time(std::string_view text);

struct ReadOptions {
  TranscriptFormat format = TranscriptFormat::detect;
};

/// Reads conversations one at a time, in input order, in memory bounded by the longest conversation.
///
/// A record of more than 16 MiB is an error. The rows of a table may be in any order in a file of at most 16 MiB: conversations
/// come out in the order of their first rows. In a larger one rows of a conversation must follow each other; rows of one that
/// ended before are an error. A conversation without an id is called by its file and, where that holds several, line or index.
/// Ill-formed UTF-8 and lone surrogates are read as U+FFFD: whatever is returned is well-formed.
class TranscriptReader {
 public:
  /// Errors: `io` when a file cannot be opened (all are tried before the first is read), `invalid_data` when the format cannot be told.
  static Result<TranscriptReader> open(std::span<const std::filesystem::path> files, ReadOptions options = {});

  TranscriptReader(TranscriptReader&&) noexcept;
  TranscriptReader& operator=(TranscriptReader&&) noexcept;
  ~TranscriptReader();

  /// The next conversation; a bad record is an `Error` whose message names file, line and remedy, and reading goes on after it;
  /// empty at the end.
  std::optional<Result<Transcript>> next();

  std::uint64_t bytes_read() const;
  std::uint64_t bytes_total() const;      ///< of all files
  std::uint64_t n_tool_messages() const;  ///< skipped so far: tool calls and their results are nobody's words

 private:
  struct State;
  explicit TranscriptReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/transcript-inl.hpp>
#endif
