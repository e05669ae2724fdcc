#include "streams.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <attune/detail/file.hpp>
#include <attune/unicode.hpp>

namespace attune::cli {

namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 16;

bool steers_a_terminal(char32_t c) {
  if (c == '\n' || c == '\t') return false;
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

void append_hex(std::string& out, std::uint32_t value) {
  char digits[16];
  out.append(digits, static_cast<std::size_t>(std::snprintf(digits, sizeof digits, "%02x", value)));
}

}  // namespace

int write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n >= 0) bytes.remove_prefix(static_cast<std::size_t>(n));
    else if (errno != EINTR) return errno;
  }
  return 0;
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = decode(text, at);
    if (!c.well_formed) {
      for (const char byte : text.substr(at, c.length)) {
        out += "\\x";
        append_hex(out, static_cast<unsigned char>(byte));
      }
    } else if (steers_a_terminal(c.value)) {
      out += "\\u{";
      append_hex(out, c.value);
      out += '}';
    } else {
      out += text.substr(at, c.length);
    }
    at += c.length;
  }
  return out;
}

void complain(std::string_view message) { write_all(2, "attune: " + printable(message) + "\n"); }

bool is_terminal(int file) { return ::isatty(file) == 1; }

// ---- Output -----------------------------------------------------------------------------------------------------------

Output::Output(const std::filesystem::path& path, std::uint64_t n_kept) : n_bytes_(n_kept) {
  if (path.empty() || path == "-") return;
  path_ = whole_file(path);
  const bool in_place = path_.empty();
  if (in_place) path_ = path;
  else part_ = part_of(path_);
  file_ = in_place ? ::open(path_.c_str(), O_WRONLY | O_CLOEXEC) : ::open(part_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  const bool opened = file_ >= 0 && (in_place || (::ftruncate(file_, static_cast<off_t>(n_kept)) == 0 && ::lseek(file_, 0, SEEK_END) >= 0));
  if (!opened) {
    const int number = errno;
    part_.clear();
    fail("create it", number);
  }
}

std::filesystem::path Output::whole_file(const std::filesystem::path& path) {
  if (path.empty() || path == "-") return {};
  std::error_code ignored;
  // Through a link to what it points to: the link stays.
  std::filesystem::path file = std::filesystem::is_symlink(path, ignored) ? std::filesystem::weakly_canonical(path, ignored) : path;
  if (file.empty()) file = path;
  const std::filesystem::file_status status = std::filesystem::status(file, ignored);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) ? std::filesystem::path() : file;
}

Output::~Output() {
  if (file_ > 2) ::close(file_);
  if (!part_.empty()) ::unlink(part_.c_str());
}

std::filesystem::path Output::part_of(const std::filesystem::path& path) { return path.string() + ".part"; }

void Output::fail(std::string_view action, int number) const {
  if (number == EPIPE) throw BrokenPipe{};
  throw detail::io_error(path_.empty() ? "standard output" : path_, action, number);
}

void Output::write(std::string_view bytes) {
  buffer_ += bytes;
  n_bytes_ += bytes.size();
  if (buffer_.size() >= buffer_size) flush();
}

void Output::flush() {
  const int number = write_all(file_, buffer_);
  buffer_.clear();
  if (number != 0) fail("write to it", number);
}

void Output::sync() {
  flush();
  if (::fdatasync(file_) != 0) fail("write to it", errno);
}

void Output::finish() {
  flush();
  if (part_.empty()) return;
  int number = ::fsync(file_) == 0 ? 0 : errno;
  if (::close(file_) != 0 && number == 0) number = errno;
  file_ = -1;
  if (number == 0 && std::rename(part_.c_str(), path_.c_str()) != 0) number = errno;
  if (number != 0) fail("write it", number);
  part_.clear();
}

// ---- Lines ------------------------------------------------------------------------------------------------------------

bool Lines::read_more() {
  if (ended_) return false;
  before_wait_();
  buffer_.erase(0, start_);
  searched_ -= start_;
  start_ = 0;
  const std::size_t size = buffer_.size();
  buffer_.resize(size + std::max(buffer_size, size));  // doubling: a long line is copied a constant number of times
  ssize_t n = 0;
  do n = ::read(0, buffer_.data() + size, buffer_.size() - size);
  while (n < 0 && errno == EINTR);
  const int number = errno;
  buffer_.resize(size + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  if (n < 0) throw detail::io_error("standard input", "read it", number);
  ended_ = n == 0;
  return n > 0;
}

std::optional<std::string_view> Lines::next() {
  std::size_t end = buffer_.find('\n', searched_);
  while (end == std::string::npos) {
    searched_ = buffer_.size();
    if (!read_more()) break;
    end = buffer_.find('\n', searched_);
  }
  const std::size_t start = start_;
  if (end == std::string::npos) {
    if (start == buffer_.size()) return std::nullopt;
    start_ = searched_ = buffer_.size();
    return std::string_view(buffer_).substr(start);
  }
  start_ = searched_ = end + 1;
  std::string_view line = std::string_view(buffer_).substr(start, end - start);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view Lines::rest() {
  while (read_more()) {
  }
  return std::string_view(buffer_).substr(start_);
}

// ---- Progress ---------------------------------------------------------------------------------------------------------

Progress::Progress() : on_(is_terminal(2)) {}

void Progress::resume(std::uint64_t done, std::uint64_t count) {
  start_ = Clock::now();
  done_before_ = done;
  count_before_ = count;
}

double Progress::seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

void Progress::show(std::string_view what, std::uint64_t done, std::uint64_t total, std::uint64_t count) {
  const Clock::time_point now = Clock::now();
  if (!on_ || now - shown_ < std::chrono::milliseconds(100)) return;
  shown_ = now;
  const double elapsed = std::max(seconds(), 1e-3);
  const double share = total > 0 ? std::min(1.0, static_cast<double>(done) / static_cast<double>(total)) : 0;
  const double n_done = static_cast<double>(done - done_before_), n_left = static_cast<double>(total) - static_cast<double>(done);
  const long left = n_done > 0 && n_left > 0 ? static_cast<long>(elapsed / n_done * n_left + 0.5) : 0;
  char text[128];
  const int n = std::snprintf(text, sizeof text, "\r\x1b[K%s %llu, %.0f %%, %.0f/s, %ld:%02ld left", printable(what).c_str(),
                              static_cast<unsigned long long>(count), share * 100, static_cast<double>(count - count_before_) / elapsed, left / 60, left % 60);
  write_all(2, std::string_view(text, std::min(sizeof text - 1, static_cast<std::size_t>(std::max(n, 0)))));
  dirty_ = true;
}

void Progress::clear() {
  if (dirty_) write_all(2, "\r\x1b[K");
  dirty_ = false;
}

}  // namespace attune::cli
