// CSV and TSV by RFC 4180, and what goes for them: any delimiter, any line end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace attune::detail {

/// Reads one character at a time.
class CsvMachine {
 public:
  enum class Event : std::uint8_t { none, character, field_end, record_end };

  explicit CsvMachine(char delimiter) : delimiter_(delimiter) {}

  Event step(char c) {
    switch (state_) {
      case State::quoted:
        if (c != '"') return Event::character;
        state_ = State::quote;
        return Event::none;
      case State::quote:
        if (c == '"') {
          state_ = State::quoted;
          return Event::character;
        }
        break;
      case State::start:
        if (c == '"') {
          state_ = State::quoted;
          return Event::none;
        }
        break;
      case State::plain: break;
    }
    if (c == delimiter_) return state_ = State::start, Event::field_end;
    // Of "\r\n" the second half is a blank line, which is skipped.
    if (c == '\n' || c == '\r') return state_ = State::start, Event::record_end;
    return state_ = State::plain, Event::character;
  }

  bool in_quotes() const { return state_ == State::quoted; }

 private:
  enum class State : std::uint8_t { start, plain, quoted, quote };

  char delimiter_;
  State state_ = State::start;
};

/// Finds the end of one record (a scan of `find_record`).
class CsvScan {
 public:
  explicit CsvScan(char delimiter) : machine_(delimiter) {}

  std::size_t operator()(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i)
      if (machine_.step(bytes[i]) == CsvMachine::Event::record_end) return i + 1;
    return std::string_view::npos;
  }

  bool in_quotes() const { return machine_.in_quotes(); }

 private:
  CsvMachine machine_;
};

/// The fields of one record, of which the line end is no part.
inline std::vector<std::string> split_csv(std::string_view record, char delimiter) {
  std::vector<std::string> fields(1);
  CsvMachine machine(delimiter);
  for (const char c : record) {
    switch (machine.step(c)) {
      case CsvMachine::Event::none: break;
      case CsvMachine::Event::character: fields.back() += c; break;
      case CsvMachine::Event::field_end: fields.emplace_back(); break;
      case CsvMachine::Event::record_end: return fields;
    }
  }
  return fields;
}

}  // namespace attune::detail
