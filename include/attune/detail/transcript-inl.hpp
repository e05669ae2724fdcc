#pragma once

#include <algorithm>
#include <array>
#include <utility>

#include <attune/detail/config.hpp>
#include <attune/detail/csv_file.hpp>
#include <attune/detail/lines.hpp>
#include <attune/detail/speaker_names.hpp>
#include <attune/detail/timestamps.hpp>
#include <attune/detail/transcript_files.hpp>
#include <attune/detail/transcript_format.hpp>
#include <attune/transcript.hpp>

namespace attune {

namespace detail {

inline constexpr std::array<std::string_view, 6> format_names = {"detect", "jsonl", "json", "csv", "tsv", "text"};

/// The format of a file that was just opened. Errors: `invalid_data`.
inline Result<TranscriptFormat> find_format(RecordSource& source, const std::filesystem::path& path,
                                            TranscriptFormat format) {
  source.more();
  const std::string_view head = source.rest();
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF"))
    return Error(ErrorCode::invalid_data, path.string() + ": UTF-16 text; save it as UTF-8");
  if (format != TranscriptFormat::detect) return format;
  const bool whole = source.consumed() + head.size() >= source.size();
  const std::optional<TranscriptFormat> found = FormatDetector(head, whole, path).detect();
  if (found) return *found;
  return Error(ErrorCode::invalid_data,
               path.string() + ": the format cannot be told; give it with --format jsonl, json, csv, tsv or text");
}

inline std::unique_ptr<ConversationFile> open_conversations(std::filesystem::path path, RecordSource source,
                                                            TranscriptFormat format) {
  switch (format) {
    case TranscriptFormat::json: return std::make_unique<JsonFile>(std::move(path), std::move(source));
    case TranscriptFormat::csv: return std::make_unique<CsvFile>(std::move(path), std::move(source), csv_delimiters);
    case TranscriptFormat::tsv: return std::make_unique<CsvFile>(std::move(path), std::move(source), "\t");
    case TranscriptFormat::text: return std::make_unique<TextFile>(std::move(path), std::move(source));
    case TranscriptFormat::detect:
    case TranscriptFormat::jsonl: break;
  }
  return std::make_unique<JsonLinesFile>(std::move(path), std::move(source));
}

}  // namespace detail

ATTUNE_INLINE std::string_view to_string(TranscriptFormat format) {
  return detail::format_names[static_cast<std::size_t>(format)];
}

ATTUNE_INLINE std::optional<TranscriptFormat> transcript_format_from_name(std::string_view name) {
  const auto found = std::find(detail::format_names.begin(), detail::format_names.end(), name);
  if (found == detail::format_names.end()) return std::nullopt;
  return static_cast<TranscriptFormat>(found - detail::format_names.begin());
}

ATTUNE_INLINE std::optional<Role> role_from_synonym(std::string_view name) {
  const detail::Speaker* const speaker = detail::find_speaker(name);
  return speaker == nullptr ? Role::unknown : speaker->role;
}

ATTUNE_INLINE std::string_view field_from_synonym(std::string_view key) {
  const detail::FieldName* const found = detail::find_field(key);
  return found == nullptr ? std::string_view() : detail::field_names[static_cast<std::size_t>(found->field)];
}

ATTUNE_INLINE std::optional<double> parse_time(std::string_view text) {
  text = detail::trim(text);
  const std::optional<double> time = detail::parse_date_time(text);
  return time ? time : detail::parse_number(text);
}

struct TranscriptReader::State {
  struct File {
    std::filesystem::path path;
    TranscriptFormat format;
    std::uint64_t size;
  };

  std::vector<File> files;
  std::size_t n_opened = 0;
  std::unique_ptr<detail::ConversationFile> file;  // the one that is being read
  std::uint64_t bytes_total = 0;
  std::uint64_t bytes_done = 0;  // of the files before it
  std::uint64_t n_tool_messages_done = 0;

  void close() {
    bytes_done += files[n_opened - 1].size;
    if (file) n_tool_messages_done += file->n_tool_messages();
    file.reset();
  }
};

ATTUNE_INLINE Result<TranscriptReader> TranscriptReader::open(std::span<const std::filesystem::path> files,
                                                              ReadOptions options) {
  auto state = std::make_unique<State>();
  for (const std::filesystem::path& path : files) {
    Result<detail::RecordSource> source = detail::RecordSource::open(path);
    if (!source) return source.error();
    const Result<TranscriptFormat> format = detail::find_format(*source, path, options.format);
    if (!format) return format.error();
    state->files.push_back({path, *format, source->size()});
    state->bytes_total += source->size();
  }
  return TranscriptReader(std::move(state));
}

ATTUNE_INLINE TranscriptReader::TranscriptReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ATTUNE_INLINE TranscriptReader::TranscriptReader(TranscriptReader&&) noexcept = default;
ATTUNE_INLINE TranscriptReader& TranscriptReader::operator=(TranscriptReader&&) noexcept = default;
ATTUNE_INLINE TranscriptReader::~TranscriptReader() = default;

ATTUNE_INLINE std::optional<Result<Transcript>> TranscriptReader::next() {
  State& state = *state_;
  for (;;) {
    if (state.file) {
      if (std::optional<Result<Transcript>> transcript = state.file->next()) return transcript;
      const std::optional<Error> failure = state.file->failure();
      state.close();
      if (failure) return *failure;
    }
    if (state.n_opened == state.files.size()) return std::nullopt;
    const State::File& file = state.files[state.n_opened++];
    Result<detail::RecordSource> source =
        detail::RecordSource::open(file.path);  // not all of many files can be open at once
    if (source) {
      state.file = detail::open_conversations(file.path, std::move(*source), file.format);
    } else {
      state.close();
      return source.error();
    }
  }
}

ATTUNE_INLINE std::uint64_t TranscriptReader::bytes_read() const {
  return state_->bytes_done + (state_->file ? state_->file->source().consumed() : 0);
}

ATTUNE_INLINE std::uint64_t TranscriptReader::bytes_total() const { return state_->bytes_total; }

ATTUNE_INLINE std::uint64_t TranscriptReader::n_tool_messages() const {
  return state_->n_tool_messages_done + (state_->file ? state_->file->n_tool_messages() : 0);
}

}  // namespace attune
