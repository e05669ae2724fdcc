/// What the commands share of bytes in and out: lines of standard input, output that is whole or not there, messages, progress.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace attune::cli {

/// Whoever read the output has had enough: the program ends without a word.
struct BrokenPipe {};

/// `text` as it may go to a terminal: what the terminal would obey (controls, changes of writing direction) is spelt out; line ends stay.
std::string printable(std::string_view text);

/// One message on standard error, after the program's name.
void complain(std::string_view message);

bool is_terminal(int file);

/// Buffered bytes to standard output, or to a file that appears whole, under its name, when it is finished.
/// What exists and is not a regular file (/dev/null, a named pipe) is written as it is.
/// Errors: throws `Error` of code `io`, or `BrokenPipe`.
class Output {
 public:
  /// Standard output when `path` is empty or "-".
  explicit Output(const std::filesystem::path& path = {});
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view bytes);
  void line(std::string_view text) {
    write(text);
    write("\n");
  }
  void flush();
  void finish();

  /// Where the bytes are until then.
  static std::filesystem::path part_of(const std::filesystem::path& path);

 private:
  [[noreturn]] void fail(std::string_view action, int number) const;

  std::filesystem::path path_, part_;  // `part_` is empty when the bytes go where they belong at once
  int file_ = 1;
  std::string buffer_;
};

/// Standard input by lines; the last one may lack its end. "\r\n" ends a line too.
class Lines {
 public:
  /// Calls `before_wait` whenever more has to be read: the time to flush, so that whoever asks line by line is answered line by line.
  explicit Lines(std::function<void()> before_wait) : before_wait_(std::move(before_wait)) {}

  /// The next line, valid until the next call; nothing at the end.
  std::optional<std::string_view> next();

  /// All that is left.
  std::string_view rest();

 private:
  bool read_more();

  std::function<void()> before_wait_;
  std::string buffer_;
  std::size_t start_ = 0, searched_ = 0;
  bool ended_ = false;
};

/// A line on the terminal that says how far things are; nothing where standard error is not a terminal.
class Progress {
 public:
  Progress();
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` of `total` in any unit, and what has been counted so far. At most ten times a second.
  void show(std::string_view what, std::uint64_t done, std::uint64_t total, std::uint64_t count);
  void clear();

  double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now(), shown_{};
  bool on_;
  bool dirty_ = false;
};

}  // namespace attune::cli
