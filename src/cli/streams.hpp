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

/// Writes all bytes to an open file; returns the error, 0 when there is none.
int write_all(int file, std::string_view bytes);

/// One message on standard error, after the program's name.
void complain(std::string_view message);

bool is_terminal(int file);

/// Buffered bytes to standard output, or to a file that appears whole, under its name, when it is finished.
/// What exists and is not a regular file (/dev/null, a named pipe) is written as it is.
/// Errors: throws `Error` of code `io`, or `BrokenPipe`.
class Output {
 public:
  /// Standard output when `path` is empty or "-". Of what an earlier run left unfinished the first `n_kept` bytes are kept.
  explicit Output(const std::filesystem::path& path = {}, std::uint64_t n_kept = 0);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view bytes);
  void line(std::string_view text) {
    write(text);
    write("\n");
  }
  void flush();
  /// The same to the disk.
  void sync();
  void finish();
  /// Kept and written.
  std::uint64_t n_bytes() const { return n_bytes_; }

  /// The file that will be at `path`, behind links; empty where bytes go as they come (standard output, a device, a pipe).
  static std::filesystem::path whole_file(const std::filesystem::path& path);

  /// Where the bytes are until then.
  static std::filesystem::path part_of(const std::filesystem::path& path);

 private:
  [[noreturn]] void fail(std::string_view action, int number) const;

  std::filesystem::path path_, part_;  // `part_` is empty when the bytes go where they belong at once
  int file_ = 1;
  std::string buffer_;
  std::uint64_t n_bytes_ = 0;
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
  /// The work begins here: what was `done` and counted before took no time.
  void resume(std::uint64_t done, std::uint64_t count);

  double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now(), shown_{};
  bool on_;
  bool dirty_ = false;
  std::uint64_t done_before_ = 0, count_before_ = 0;
};

}  // namespace attune::cli
