// Which format a transcript file has: by its first bytes, and by its name where they leave it open.
#pragma once

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <attune/detail/csv.hpp>
#include <attune/detail/json_text.hpp>
#include <attune/detail/speaker_names.hpp>
#include <attune/detail/transcript_draft.hpp>
#include <attune/transcript.hpp>

namespace attune::detail {

/// Where the columns of a table are.
struct CsvHeader {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  char delimiter = ',';
  std::size_t n_columns = 0;
  std::array<std::size_t, field_names.size()> columns{};

  std::size_t operator[](Field field) const { return columns[static_cast<std::size_t>(field)]; }
  bool has(Field field) const { return (*this)[field] != none; }
  std::size_t n_known() const {
    return columns.size() - static_cast<std::size_t>(std::count(columns.begin(), columns.end(), none));
  }
  bool is_complete() const { return has(Field::conversation) && has(Field::role) && has(Field::text); }
};

/// A column "id" beside "conversation_id" numbers the messages.
inline bool outranks(const FieldName& one, const FieldName& other) {
  if (one.name == "id" || other.name == "id") return other.name == "id" && one.name != "id";
  return &one < &other;
}

inline CsvHeader read_csv_header(std::string_view record, char delimiter) {
  CsvHeader header;
  header.delimiter = delimiter;
  header.columns.fill(CsvHeader::none);
  std::array<const FieldName*, field_names.size()> names{};
  const std::vector<std::string> fields = split_csv(record, delimiter);
  header.n_columns = fields.size();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const FieldName* const name = find_field(fields[i]);
    if (name == nullptr) continue;
    const auto field = static_cast<std::size_t>(name->field);
    if (names[field] != nullptr && !outranks(*name, *names[field])) continue;
    names[field] = name;
    header.columns[field] = i;
  }
  if (!header.has(Field::conversation))
    header.columns[static_cast<std::size_t>(Field::conversation)] = header[Field::id];
  return header;
}

inline constexpr std::string_view csv_delimiters = ",;\t";

/// With the delimiter that shows most fields; of equals the first of `delimiters`.
inline CsvHeader find_csv_header(std::string_view record, std::string_view delimiters) {
  CsvHeader best = read_csv_header(record, delimiters.front());
  for (const char delimiter : delimiters.substr(1))
    if (const CsvHeader header = read_csv_header(record, delimiter); header.n_known() > best.n_known()) best = header;
  return best;
}

class FormatDetector {
 public:
  /// `head` is the start of the file, without a byte-order mark; `whole` when it is all of it.
  FormatDetector(std::string_view head, bool whole, const std::filesystem::path& path) : head_(head), whole_(whole) {
    extension_ = plain_name(path.extension().string());
    head_.remove_prefix(std::min(head_.find_first_not_of(" \t\r\n"), head_.size()));
  }

  /// Empty when neither content nor name is clear.
  std::optional<TranscriptFormat> detect() const {
    if (head_.empty()) return by_extension().value_or(TranscriptFormat::jsonl);
    if (starts_as_json(head_)) return detect_json();
    if (const std::optional<TranscriptFormat> table = detect_table()) return table;
    if (read_mark(head_.substr(0, head_.find('\n')))) return TranscriptFormat::text;
    return by_extension();
  }

 private:
  /// "[09:31] Agent:" is not.
  static bool starts_as_json(std::string_view text) {
    if (text.empty() || (text[0] != '{' && text[0] != '[')) return false;
    const std::size_t next = text.find_first_not_of(" \t\r\n", 1);
    if (next == std::string_view::npos) return true;
    return std::string_view(text[0] == '{' ? "\"}" : "{[\"]").find(text[next]) != std::string_view::npos;
  }

  TranscriptFormat detect_json() const {
    const bool named_lines = extension_ == "jsonl" || extension_ == "ndjson";
    JsonScan scan;
    const std::size_t end = scan(head_);
    const bool one_line = head_.substr(0, end).find('\n') == std::string_view::npos;
    if (end == std::string_view::npos)  // a long first value, or one that is never closed
      return named_lines || (one_line && !whole_ && extension_ != "json" && head_[0] == '{') ? TranscriptFormat::jsonl
                                                                                             : TranscriptFormat::json;
    if (!one_line) return TranscriptFormat::json;
    const std::size_t next = head_.find_first_not_of(" \t\r\n", end);
    if (next == std::string_view::npos && whole_) return named_lines ? TranscriptFormat::jsonl : TranscriptFormat::json;
    return TranscriptFormat::jsonl;
  }

  std::optional<TranscriptFormat> detect_table() const {
    CsvScan scan(',');
    const CsvHeader header = find_csv_header(head_.substr(0, scan(head_)), csv_delimiters);
    if (!header.is_complete()) return std::nullopt;
    return header.delimiter == '\t' ? TranscriptFormat::tsv : TranscriptFormat::csv;
  }

  std::optional<TranscriptFormat> by_extension() const {
    if (extension_ == "jsonl" || extension_ == "ndjson") return TranscriptFormat::jsonl;
    if (extension_ == "json") return TranscriptFormat::json;
    if (extension_ == "csv") return TranscriptFormat::csv;
    if (extension_ == "tsv" || extension_ == "tab") return TranscriptFormat::tsv;
    if (extension_ == "txt") return TranscriptFormat::text;
    return std::nullopt;
  }

  std::string_view head_;
  bool whole_;
  std::string extension_;
};

}  // namespace attune::detail
