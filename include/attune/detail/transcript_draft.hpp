// A transcript in the making, and text that marks its speakers at the start of lines.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <attune/conversation.hpp>
#include <attune/detail/lines.hpp>
#include <attune/detail/speaker_names.hpp>
#include <attune/detail/timestamps.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

inline constexpr std::string_view bad_time =
    "a time that is neither seconds nor RFC 3339, as in 2025-03-01T09:30:00Z; mend it or leave it out";

struct Draft {
  Transcript transcript;
  std::uint64_t n_tool_messages = 0;
};

/// "[09:31] Agent (Dana):" at the start of a line.
struct SpeakerMark {
  std::optional<Role> role;  ///< empty: a tool
  std::string_view name;
  std::optional<Stamp> stamp;
  std::string_view text;  ///< behind the colon
};

class MarkReader {
 public:
  explicit MarkReader(std::string_view line) : rest_(trim(line)) {}

  std::optional<SpeakerMark> read() {
    read_stamp();
    const std::size_t colon = find_colon();
    if (colon == std::string_view::npos || !read_speaker(trim(rest_.substr(0, colon)))) return std::nullopt;
    mark_.text = trim(rest_.substr(colon + 1));
    return mark_;
  }

 private:
  /// In brackets, or one or two words: "2025-03-01 09:31:02".
  void read_stamp() {
    if (rest_.empty()) return;
    if (rest_.front() == '[' || rest_.front() == '(') {
      const std::size_t end = rest_.find(rest_.front() == '[' ? ']' : ')');
      if (end != std::string_view::npos) take_stamp(rest_.substr(1, end - 1), end + 1);
      return;
    }
    if (rest_.front() < '0' || rest_.front() > '9') return;
    const std::size_t first = rest_.find(' ');
    if (first == std::string_view::npos) return;
    const std::size_t second = rest_.find(' ', first + 1);
    if (second == std::string_view::npos || !take_stamp(rest_.substr(0, second), second))
      take_stamp(rest_.substr(0, first), first);
  }

  bool take_stamp(std::string_view text, std::size_t size) {
    mark_.stamp = parse_stamp(text);
    if (!mark_.stamp) return false;
    rest_.remove_prefix(size);
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t-|"), rest_.size()));
    return true;
  }

  /// The first one outside brackets.
  std::size_t find_colon() const {
    constexpr std::size_t longest_head = 64;
    int depth = 0;
    for (std::size_t i = 0; i < std::min(rest_.size(), longest_head); ++i) {
      if (rest_[i] == '(' || rest_[i] == '[') ++depth;
      if (rest_[i] == ')' || rest_[i] == ']') --depth;
      if (rest_[i] == ':' && depth <= 0) return i;
    }
    return std::string_view::npos;
  }

  /// "Agent", "Agent (Dana)", "Dana (Agent)" or "Agent [09:31]".
  bool read_speaker(std::string_view head) {
    std::string_view inner;
    if (const std::size_t open = head.find_first_of("(["); open != std::string_view::npos && open > 0) {
      if (head.back() != ')' && head.back() != ']') return false;
      inner = trim(head.substr(open + 1, head.size() - open - 2));
      head = trim(head.substr(0, open));
    }
    if (take_role(head)) {
      const std::optional<Stamp> stamp = parse_stamp(inner);
      if (stamp)
        mark_.stamp = stamp;
      else
        mark_.name = inner;
      return true;
    }
    mark_.name = head;
    return take_role(inner);
  }

  bool take_role(std::string_view name) {
    const Speaker* const speaker = find_speaker(name);
    if (speaker == nullptr || !speaker->marks_lines) return false;
    mark_.role = speaker->role;
    return true;
  }

  std::string_view rest_;
  SpeakerMark mark_;
};

inline std::optional<SpeakerMark> read_mark(std::string_view line) { return MarkReader(line).read(); }

/// Adds the messages of one text to a draft.
class MarkedText {
 public:
  explicit MarkedText(Draft& draft) : draft_(draft) {}

  void read(std::string_view text) {
    const bool marked = is_marked(text);
    for (std::string_view rest = text; !rest.empty();) {
      const std::string_view line = take_line(rest);
      const std::optional<SpeakerMark> mark = marked ? read_mark(line) : std::nullopt;
      if (mark)
        begin(*mark);
      else
        go_on(line);
    }
    end();
  }

 private:
  /// By its first line that is not blank, or by two others: one alone may be a field, as in "User: dana@example.com".
  static bool is_marked(std::string_view text) {
    std::size_t n_marks = 0;
    bool is_first = true;
    while (!text.empty() && n_marks < 2) {
      const std::string_view line = trim(take_line(text));
      if (line.empty()) continue;
      const std::optional<SpeakerMark> mark = read_mark(line);
      if (mark && is_first) return true;
      n_marks += mark ? 1 : 0;
      is_first = false;
    }
    return n_marks == 2;
  }

  void begin(const SpeakerMark& mark) {
    const bool was_none = open_ && message_.text == "None" && message_.role != Role::customer;
    if (!mark.role && was_none) {  // Python's print of an assistant that says nothing but calls a tool
      open_ = false;
      ++draft_.n_tool_messages;
    }
    end();
    in_tool_ = !mark.role;
    if (in_tool_) {
      ++draft_.n_tool_messages;
      return;
    }
    open_ = true;
    message_ = {.role = *mark.role, .text = std::string(mark.text), .time = to_time(mark.stamp)};
    if (message_.role != Role::customer) message_.agent = to_well_formed(mark.name);
  }

  void go_on(std::string_view line) {
    if (in_tool_) return;
    if (!open_) {
      if (trim(line).empty()) return;
      open_ = true;
      message_ = {.role = Role::unknown, .text = std::string(line)};
    } else {
      message_.text += '\n';
      message_.text += line;
    }
  }

  void end() {
    if (!open_) return;
    open_ = false;
    message_.text.erase(message_.text.find_last_not_of(" \t\r\n") + 1);
    message_.text = to_well_formed(message_.text);
    draft_.transcript.turns.push_back(std::move(message_));
  }

  /// Times of day go on after midnight.
  std::optional<double> to_time(const std::optional<Stamp>& stamp) {
    if (!stamp) return std::nullopt;
    if (stamp->is_date) return stamp->seconds;
    // "00:40" at the start is a call's first minute as likely as the hour after midnight: no time is better than a
    // wrong one.
    if (!last_clock_) is_ambiguous_ = !stamp->has_seconds && stamp->seconds < 3600;
    double seconds = stamp->seconds + n_days_ * 86400;
    if (last_clock_ && seconds < *last_clock_ - 43200) {
      ++n_days_;
      seconds += 86400;
    }
    last_clock_ = seconds;
    if (is_ambiguous_) return std::nullopt;
    return seconds;
  }

  Draft& draft_;
  Utterance message_;
  bool open_ = false;     // message_ holds one
  bool in_tool_ = false;  // its lines are skipped
  bool is_ambiguous_ = false;
  std::optional<double> last_clock_;
  int n_days_ = 0;
};

/// Turns of `text` where it marks its speakers, else one turn of unknown role; none of a blank text.
inline void add_text(std::string_view text, Draft& draft) { MarkedText(draft).read(text); }

}  // namespace attune::detail
