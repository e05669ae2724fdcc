/// Errors of loading: what reads a file or foreign bytes returns `Result<T>`; text itself never fails.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace attune {

enum class ErrorCode : std::uint8_t {
  io,                   ///< the file cannot be opened, read or written
  corrupt,              ///< the bytes are not what their format promises
  unsupported_version,  ///< written by a newer attune
  invalid_data,         ///< a user's record, pattern or label that cannot be used
};

/// "io", "corrupt", "unsupported_version" or "invalid_data".
constexpr std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::io: return "io";
    case ErrorCode::corrupt: return "corrupt";
    case ErrorCode::unsupported_version: return "unsupported_version";
    case ErrorCode::invalid_data: break;
  }
  return "invalid_data";
}

/// What went wrong; the message names file, position (byte or line) and remedy, and never quotes the text of a message.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

  ErrorCode code() const noexcept { return code_; }
  std::string_view message() const noexcept { return what(); }

 private:
  ErrorCode code_;
};

/// A value or an `Error`, members named as in `std::expected`; `value()` throws the stored error.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  T& value() & { return check(), std::get<0>(state_); }
  const T& value() const& { return check(), std::get<0>(state_); }
  T&& value() && { return check(), std::get<0>(std::move(state_)); }

  T& operator*() & { return *std::get_if<0>(&state_); }
  const T& operator*() const& { return *std::get_if<0>(&state_); }
  T&& operator*() && { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }

  /// Only to be called when there is no value.
  const Error& error() const { return *std::get_if<1>(&state_); }

 private:
  void check() const {
    if (const Error* error = std::get_if<1>(&state_)) throw *error;
  }

  std::variant<T, Error> state_;
};

/// The result of work that has nothing to return.
using Status = Result<std::monostate>;

}  // namespace attune
