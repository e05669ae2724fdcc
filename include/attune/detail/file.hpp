// Files mapped for reading, and files written whole or not at all.
#pragma once

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <attune/error.hpp>

namespace attune::detail {

struct Mapping {
  std::shared_ptr<const void> owner;
  std::string_view bytes;
};

inline Error io_error(const std::filesystem::path& path, std::string_view action, int number) {
  return Error(ErrorCode::io, path.string() + ": cannot " + std::string(action) + ": " + std::generic_category().message(number));
}

/// The bytes of a regular file. Errors: `io`.
inline Result<Mapping> map_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not block
  if (file < 0) return io_error(path, "open it", errno);
  struct stat info {};
  if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(file);
    return Error(ErrorCode::io, path.string() + ": not a regular file");
  }
  const std::size_t size = static_cast<std::size_t>(info.st_size);
  if (size == 0) {
    ::close(file);
    return Mapping{};
  }
  void* const data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  const int number = errno;
  ::close(file);
  if (data == MAP_FAILED) return io_error(path, "map it", number);
  return Mapping{std::shared_ptr<const void>(data, [size](const void* p) { ::munmap(const_cast<void*>(p), size); }),
                 std::string_view(static_cast<const char*>(data), size)};
}

/// Writes beside `path`, then renames: readers see the old file or the new one, never a part. Errors: `io`, and nothing is left behind.
inline Status write_file(const std::filesystem::path& path, std::string_view bytes) {
  const std::string temporary = path.string() + ".part";
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return io_error(temporary, "create it", errno);
  int failure = 0;
  while (!bytes.empty() && failure == 0) {
    const ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n >= 0) bytes.remove_prefix(static_cast<std::size_t>(n));
    else if (errno != EINTR) failure = errno;
  }
  if (failure == 0 && ::fsync(file) != 0) failure = errno;
  if (::close(file) != 0 && failure == 0) failure = errno;
  if (failure == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) failure = errno;
  if (failure == 0) return std::monostate{};
  ::unlink(temporary.c_str());
  return io_error(path, "write it", failure);
}

}  // namespace attune::detail
