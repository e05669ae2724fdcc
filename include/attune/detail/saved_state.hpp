// Saved state as bytes: a name of 8, the CRC-32C of the whole with its own 4 zeroed, a format version, then the fields, little-endian and unpadded.
// What is read back is untrusted.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <attune/detail/crc32c.hpp>
#include <attune/error.hpp>

static_assert(std::endian::native == std::endian::little, "saved state holds little-endian numbers");

namespace attune::detail {

struct StateFormat {
  std::string_view name;      // 8 bytes
  std::uint32_t version = 1;
};

inline constexpr std::size_t state_crc_at = 8, state_version_at = 12, state_fields_at = 16;

inline std::uint32_t state_crc(std::string_view bytes) {
  Crc32c crc;
  crc.update(bytes.substr(0, state_crc_at));
  crc.update(std::string_view("\0\0\0\0", 4));
  crc.update(bytes.substr(state_version_at));
  return crc.value();
}

template <class T>
concept StateNumber = std::is_arithmetic_v<T> || std::is_enum_v<T>;

class StateWriter {
 public:
  explicit StateWriter(StateFormat format) : bytes_(format.name) { (*this)(std::uint32_t{0}, format.version); }

  template <StateNumber... T>
  void operator()(const T&... values) {
    (bytes_.append(reinterpret_cast<const char*>(&values), sizeof values), ...);
  }
  void text(std::string_view value) {
    (*this)(static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
  }
  template <class T>
  bool has(const std::optional<T>& value) {
    (*this)(value.has_value());
    return value.has_value();
  }

  std::string finish() {
    const std::uint32_t crc = state_crc(bytes_);
    std::memcpy(bytes_.data() + state_crc_at, &crc, sizeof crc);
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
};

/// Reads the fields that a `StateWriter` wrote, in the same order; once something does not fit, nothing more is read.
class StateReader {
 public:
  /// `what` is for messages. Errors: `corrupt`, `unsupported_version`.
  static Result<StateReader> open(std::string_view bytes, StateFormat format, std::string_view what) {
    StateReader reader(bytes, what);
    if (bytes.size() < state_fields_at) return reader.corrupt(bytes.size(), "too short");
    if (bytes.substr(0, state_crc_at) != format.name) return reader.corrupt(0, "not saved by this class");
    std::uint32_t crc = 0, version = 0;
    std::memcpy(&crc, bytes.data() + state_crc_at, sizeof crc);
    std::memcpy(&version, bytes.data() + state_version_at, sizeof version);
    if (crc != state_crc(bytes)) return reader.corrupt(state_crc_at, "the checksum does not match");
    if (version > format.version)
      return Error(ErrorCode::unsupported_version, std::string(what) + ", byte 12: format " + std::to_string(version) + ", this build reads 1.." +
                                                       std::to_string(format.version) + "; update attune");
    if (version == 0) return reader.corrupt(state_version_at, "no format version");
    return reader;
  }

  template <StateNumber... T>
  void operator()(T&... values) {
    (read(values), ...);
  }
  void text(std::string& value, std::size_t longest) {
    std::uint32_t size = 0;
    read(size);
    if (!good_ || size > longest || size > bytes_.size() - at_) return fail();
    value = bytes_.substr(at_, size);
    at_ += size;
  }
  template <class T>
  bool has(std::optional<T>& value) {
    bool there = false;
    read(there);
    if (there) value.emplace();
    return there;
  }

  /// Whether every field was there, and nothing else.
  bool complete() const { return good_ && at_ == bytes_.size(); }

  Error corrupt(std::size_t byte, std::string_view problem) const {
    return Error(ErrorCode::corrupt, std::string(what_) + ", byte " + std::to_string(byte) + ": " + std::string(problem) + "; begin anew, or with another copy");
  }
  Error corrupt(std::string_view problem) const { return corrupt(at_, problem); }

 private:
  StateReader(std::string_view bytes, std::string_view what) : bytes_(bytes), what_(what) {}

  void fail() { good_ = false; }

  template <class T>
  void read(T& value) {
    if (!good_ || bytes_.size() - at_ < sizeof value) return fail();
    if constexpr (std::is_same_v<T, bool>) {
      if (static_cast<unsigned char>(bytes_[at_]) > 1) return fail();
      value = bytes_[at_] != 0;
    } else {
      std::memcpy(&value, bytes_.data() + at_, sizeof value);
    }
    at_ += sizeof value;
  }

  std::string_view bytes_, what_;
  std::size_t at_ = state_fields_at;
  bool good_ = true;
};

}  // namespace attune::detail
