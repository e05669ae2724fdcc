// Transcript files of a test, read to their end.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/transcript.hpp>

#include "directory.hpp"

struct Contents {
  std::vector<attune::Transcript> transcripts;
  std::vector<std::string> errors;
  std::string order;  // "tet": a transcript, an error, a transcript
  std::uint64_t n_tool_messages = 0;
};

inline Contents read(const std::vector<std::filesystem::path>& files, attune::ReadOptions options = {}) {
  attune::Result<attune::TranscriptReader> reader = attune::TranscriptReader::open(files, options);
  Contents contents;
  attune::TranscriptReader& conversations = reader.value();
  std::uint64_t bytes_before = 0;
  while (std::optional<attune::Result<attune::Transcript>> next = conversations.next()) {
    CHECK(conversations.bytes_read() >= bytes_before);
    bytes_before = conversations.bytes_read();
    contents.order += *next ? 't' : 'e';
    if (*next) {
      contents.transcripts.push_back(std::move(**next));
    } else {
      CHECK(next->error().code() == attune::ErrorCode::invalid_data);
      contents.errors.emplace_back(next->error().message());
    }
  }
  CHECK(conversations.bytes_read() == conversations.bytes_total());
  CHECK_FALSE(conversations.next().has_value());
  contents.n_tool_messages = conversations.n_tool_messages();
  return contents;
}

/// What a file of that name and content holds.
inline Contents read_content(const std::string& name, std::string_view content, attune::ReadOptions options = {}) {
  const Directory directory("transcript");
  return read({directory.write(name, content)}, options);
}

/// One line a turn, with the time in milliseconds: "agent Dana 3000: text".
inline std::string show(const attune::Transcript& transcript) {
  std::string out;
  for (const attune::Utterance& turn : transcript.turns) {
    out.append(to_string(turn.role));
    if (!turn.agent.empty()) out.append(" ").append(turn.agent);
    if (turn.time) out.append(" ").append(std::to_string(static_cast<long long>(*turn.time * 1000)));
    out.append(": ").append(turn.text).append("\n");
  }
  return out;
}

inline std::string show(const Contents& contents) {
  std::string out;
  for (const attune::Transcript& transcript : contents.transcripts)
    out.append("[").append(transcript.id).append("]\n").append(show(transcript));
  for (const std::string& error : contents.errors) out.append("error: ").append(error).append("\n");
  return out;
}
