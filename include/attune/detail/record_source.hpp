// A file read from front to back in blocks, so that memory is bounded by its longest record.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <attune/detail/file.hpp>

namespace attune::detail {

/// No conversation of text comes near it; what is longer is broken, or holds something else.
inline constexpr std::size_t max_record_size = std::size_t{16} << 20;

class RecordSource {
 public:
  /// Errors: `io`.
  static Result<RecordSource> open(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not block
    if (file < 0) return io_error(path, "open it", errno);
    RecordSource source(file);
    struct stat info {};
    if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode))
      return Error(ErrorCode::io, path.string() + ": not a regular file");
    source.size_ = static_cast<std::uint64_t>(info.st_size);
    while (source.rest().size() < 3 && source.more()) {
    }
    if (source.rest().starts_with("\xEF\xBB\xBF")) source.consume(3);
    return source;
  }

  RecordSource(RecordSource&& other) noexcept { *this = std::move(other); }
  RecordSource& operator=(RecordSource&& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(buffer_, other.buffer_);
    std::swap(begin_, other.begin_);
    std::swap(size_, other.size_);
    std::swap(consumed_, other.consumed_);
    std::swap(line_, other.line_);
    std::swap(failure_, other.failure_);
    return *this;
  }
  ~RecordSource() {
    if (file_ >= 0) ::close(file_);
  }

  /// What has been read and not consumed; valid until `more`.
  std::string_view rest() const { return std::string_view(buffer_).substr(begin_); }

  /// Reads another block; false at the end of the file, or when reading fails.
  bool more() {
    if (failure_ != 0) return false;
    buffer_.erase(0, begin_);
    begin_ = 0;
    const std::size_t size = buffer_.size();
    buffer_.resize(size + block_size);
    ssize_t n = 0;
    do n = ::read(file_, buffer_.data() + size, block_size);
    while (n < 0 && errno == EINTR);
    if (n < 0) failure_ = errno;
    buffer_.resize(size + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    return n > 0;
  }

  void consume(std::size_t n) {
    line_ += static_cast<std::size_t>(std::count(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
                                                 buffer_.begin() + static_cast<std::ptrdiff_t>(begin_ + n), '\n'));
    begin_ += n;
    consumed_ += n;
  }

  void skip_white_space() {
    for (;;) {
      const std::size_t n = rest().find_first_not_of(" \t\r\n");
      consume(std::min(n, rest().size()));
      if (n != std::string_view::npos || !more()) return;
    }
  }

  std::size_t line() const { return line_; }  ///< of the first byte of `rest`, from 1
  std::uint64_t consumed() const { return consumed_; }
  std::uint64_t size() const { return size_; }
  int failure() const { return failure_; }  ///< errno of a failed read, or 0

 private:
  static constexpr std::size_t block_size = std::size_t{1} << 18;

  explicit RecordSource(int file) : file_(file) {}

  int file_ = -1;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t consumed_ = 0;
  std::size_t line_ = 1;
  int failure_ = 0;
};

enum class RecordEnd : std::uint8_t { found, file_ended, too_long };

struct FoundRecord {
  std::size_t size = 0;
  RecordEnd end = RecordEnd::found;
};

/// Reads on until `scan` finds the end of a record: of bytes, which follow those it has seen, it returns the index
/// behind the record, or npos. Nothing is consumed.
template <class Scan>
FoundRecord find_record(RecordSource& source, Scan& scan) {
  std::size_t scanned = 0;
  for (;;) {
    const std::size_t end = scan(source.rest().substr(scanned));
    if (end != std::string_view::npos) {
      const std::size_t size = scanned + end;
      return {size, size > max_record_size ? RecordEnd::too_long : RecordEnd::found};
    }
    scanned = source.rest().size();
    if (scanned > max_record_size) return {scanned, RecordEnd::too_long};
    if (!source.more()) return {scanned, RecordEnd::file_ended};
  }
}

/// Finds the end of a line (a scan of `find_record`).
inline std::size_t scan_line(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  return end == std::string_view::npos ? end : end + 1;
}

/// Consumes a record of any length that `scan` has not seen yet.
template <class Scan>
void skip_record(RecordSource& source, Scan scan) {
  for (;;) {
    const std::size_t end = scan(source.rest());
    source.consume(std::min(end, source.rest().size()));
    if (end != std::string_view::npos || !source.more()) return;
  }
}

}  // namespace attune::detail
