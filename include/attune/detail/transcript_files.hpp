// One file of conversations in each of the formats, read one conversation at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <attune/detail/json_text.hpp>
#include <attune/detail/json_turns.hpp>
#include <attune/detail/record_source.hpp>
#include <attune/detail/transcript_draft.hpp>
#include <attune/detail/transcript_format.hpp>
#include <attune/transcript.hpp>

namespace attune::detail {

class ConversationFile {
 public:
  ConversationFile(std::filesystem::path path, RecordSource source)
      : path_(std::move(path)), name_(to_well_formed(path_.filename().string())), source_(std::move(source)) {}
  virtual ~ConversationFile() = default;

  /// A bad record is an error, and reading goes on after it; empty at the end.
  virtual std::optional<Result<Transcript>> next() = 0;

  const RecordSource& source() const { return source_; }
  std::uint64_t n_tool_messages() const { return n_tool_messages_; }

  /// The error that ended reading before the end of the file.
  std::optional<Error> failure() const {
    if (source_.failure() == 0) return std::nullopt;
    return io_error(path_, "read on at line " + std::to_string(source_.line()), source_.failure());
  }

 protected:
  Error bad(std::size_t line, const std::string& problem) const {
    return Error(ErrorCode::invalid_data, path_.string() + ", line " + std::to_string(line) + ": " + problem);
  }
  Error too_long(std::size_t line) const {
    return bad(line, "more than " + std::to_string(max_record_size >> 20) +
                         " MiB in one record; split it, or take out what is not text");
  }

  Transcript finish(Draft&& draft, const std::string& id = "") {
    n_tool_messages_ += draft.n_tool_messages;
    if (draft.transcript.id.empty()) draft.transcript.id = id;
    return std::move(draft.transcript);
  }

  /// One conversation of JSON; `id` is for one that has none.
  Result<Transcript> convert(const nlohmann::json& record, std::size_t line, const std::string& id) {
    Draft draft;
    if (const std::string problem = JsonTurns(draft).add_conversation(record); !problem.empty())
      return bad(line, problem);
    return finish(std::move(draft), id);
  }

  std::filesystem::path path_;
  std::string name_;
  RecordSource source_;

 private:
  std::uint64_t n_tool_messages_ = 0;
};

class JsonLinesFile : public ConversationFile {
 public:
  using ConversationFile::ConversationFile;

  std::optional<Result<Transcript>> next() override {
    for (;;) {
      const FoundRecord record = find_record(source_, scan_line);
      const std::size_t line = source_.line();
      if (record.end == RecordEnd::too_long) {
        skip_record(source_, scan_line);
        return too_long(line);
      }
      if (record.size == 0) return std::nullopt;
      const std::string_view text = source_.rest().substr(0, record.size);
      const bool blank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
      const ParsedJson json = blank ? ParsedJson{} : parse_json(text);
      source_.consume(record.size);
      if (blank) continue;
      if (!json.problem.empty()) return bad(line, json.problem + "; one conversation a line is expected");
      return convert(json.value, line, name_ + ":" + std::to_string(line));
    }
  }
};

/// An array of conversations, or one conversation, or several one after the other.
class JsonFile : public ConversationFile {
 public:
  using ConversationFile::ConversationFile;

  std::optional<Result<Transcript>> next() override {
    if (n_given_ < list_.size()) return give_listed();
    const std::optional<Result<nlohmann::json>> value = next_value();
    if (!value) return std::nullopt;
    if (!*value) return value->error();
    if (in_array_ && n_values_ == 1 && is_json_message(**value)) return read_messages(**value);
    if (const nlohmann::json* const list = find_list(**value)) {
      list_ = *list;
      n_given_ = 0;
      return next();
    }
    const bool alone = !in_array_ && n_values_ == 1;
    return convert(**value, line_, alone ? name_ : name_ + "[" + std::to_string(n_values_ - 1) + "]");
  }

 private:
  /// The next value at the top, or of the array that is there; its first line is `line_`.
  std::optional<Result<nlohmann::json>> next_value() {
    if (done_) return std::nullopt;
    source_.skip_white_space();
    const bool at_start = !started_;
    if (std::exchange(started_, true) == false && next_is('[')) {
      in_array_ = true;
      source_.consume(1);
      source_.skip_white_space();
    }
    if (in_array_ && next_is(']')) return end_array();
    if (in_array_ && n_values_ > 0) {
      if (!next_is(','))
        return stop(source_.rest().empty() ? "JSON that ends too early" : "not JSON; \",\" or \"]\" is expected");
      source_.consume(1);
      source_.skip_white_space();
      if (next_is(']')) return stop("not JSON; a value is expected behind the last \",\"");
    }
    line_ = source_.line();
    if (source_.rest().empty()) {
      if (in_array_ || at_start) return stop("JSON that ends too early");
      return std::nullopt;
    }
    ++n_values_;
    return read_value();
  }

  Result<nlohmann::json> read_value() {
    JsonScan scan;
    const FoundRecord record = find_record(source_, scan);
    if (record.end == RecordEnd::too_long) {
      skip_record(source_, JsonScan());
      return too_long(line_);
    }
    ParsedJson json = parse_json(source_.rest().substr(0, record.size));
    source_.consume(record.size);
    done_ = record.end == RecordEnd::file_ended;
    if (json.problem.empty()) return std::move(json.value);
    return bad(line_ + json.n_lines_before, json.problem + "; mend it, or give JSONL");
  }

  Result<nlohmann::json> stop(const std::string& problem) {
    done_ = true;
    return bad(source_.line(), problem);
  }

  std::optional<Result<nlohmann::json>> end_array() {
    source_.consume(1);
    source_.skip_white_space();
    if (!source_.rest().empty())
      return stop("more behind the end of the array; put all conversations into it, or give JSONL");
    done_ = true;
    return std::nullopt;
  }

  bool next_is(char c) const { return !source_.rest().empty() && source_.rest().front() == c; }

  /// The array at the top holds the messages of one conversation.
  Result<Transcript> read_messages(const nlohmann::json& first) {
    Draft draft;
    JsonTurns turns(draft);
    std::optional<Error> error;
    const auto add = [&](const nlohmann::json& message) {
      if (error) return;
      if (const std::string problem = turns.add_message(message); !problem.empty()) error = bad(line_, problem);
    };
    add(first);
    while (const std::optional<Result<nlohmann::json>> value = next_value()) {
      if (*value)
        add(**value);
      else if (!error)
        error = value->error();
    }
    if (error) return *error;
    return finish(std::move(draft), name_);
  }

  /// The conversations that an object holds: its "turns" are records with turns of their own.
  static const nlohmann::json* find_list(const nlohmann::json& value) {
    if (!value.is_object()) return nullptr;
    const nlohmann::json* const list = JsonFields(value)[Field::turns];
    if (list == nullptr || !list->is_array() || list->empty() || !list->front().is_object()) return nullptr;
    return JsonFields(list->front())[Field::turns] != nullptr ? list : nullptr;
  }

  Result<Transcript> give_listed() {
    const std::size_t i = n_given_++;
    return convert(list_[i], line_, name_ + "[" + std::to_string(i) + "]");
  }

  bool started_ = false;
  bool in_array_ = false;
  bool done_ = false;
  std::size_t n_values_ = 0;
  std::size_t line_ = 1;
  nlohmann::json list_;
  std::size_t n_given_ = 0;
};

class TextFile : public ConversationFile {
 public:
  using ConversationFile::ConversationFile;

  std::optional<Result<Transcript>> next() override {
    if (std::exchange(done_, true)) return std::nullopt;
    while (source_.rest().size() <= max_record_size && source_.more()) {
    }
    if (source_.rest().size() > max_record_size) return too_long(1);
    Draft draft;
    add_text(source_.rest(), draft);
    source_.consume(source_.rest().size());
    if (draft.transcript.turns.empty() && draft.n_tool_messages == 0)
      return bad(1, "no text; a file of a call holds its words");
    return finish(std::move(draft), name_);
  }

 private:
  bool done_ = false;
};

}  // namespace attune::detail
