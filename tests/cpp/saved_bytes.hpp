// Saved state that was damaged: by accident, or by somebody who knows the checksum.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

#include <attune/detail/saved_state.hpp>
#include <attune/error.hpp>

namespace attune::test {

inline void repair_checksum(std::string& bytes) {
  const std::uint32_t crc = detail::state_crc(bytes);
  std::memcpy(bytes.data() + detail::state_crc_at, &crc, sizeof crc);
}

/// Checks that `resume` takes `state`, and refuses what an accident or a newer version makes of it.
template <class Resume>
void check_damage(const std::string& state, Resume resume) {
  REQUIRE(resume(state).has_value());
  const auto code_of = [&](std::string_view bytes) {
    const auto result = resume(bytes);
    REQUIRE_FALSE(result.has_value());
    CHECK(std::string(result.error().message()).find(", byte ") != std::string::npos);
    return result.error().code();
  };
  for (std::size_t size = 0; size < state.size(); ++size) CHECK(code_of(state.substr(0, size)) == ErrorCode::corrupt);
  for (std::size_t at = 0; at < state.size(); ++at)
    for (const int bit : {0, 7}) {
      std::string damaged = state;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      CHECK(code_of(damaged) == ErrorCode::corrupt);
    }
  std::string longer = state + '\0';
  CHECK(code_of(longer) == ErrorCode::corrupt);
  repair_checksum(longer);
  CHECK(code_of(longer) == ErrorCode::corrupt);
  std::string newer = state;
  newer[detail::state_version_at] = 2;
  repair_checksum(newer);
  CHECK(code_of(newer) == ErrorCode::unsupported_version);
  newer[detail::state_version_at] = 0;
  repair_checksum(newer);
  CHECK(code_of(newer) == ErrorCode::corrupt);
}

/// Calls `visit` with `n` mutations of `state`, the same on every machine, each with a checksum that fits.
template <class Visit>
void for_each_mutation(const std::string& state, std::size_t n, Visit visit) {
  std::mt19937 random(5);
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random()) % bound; };
  for (std::size_t i = 0; i < n; ++i) {
    std::string bytes = state;
    const std::size_t n_changes = 1 + below(4);
    for (std::size_t change = 0; change < n_changes; ++change) {
      const std::size_t at = detail::state_version_at + below(bytes.size() - detail::state_version_at);
      switch (below(8)) {
        case 0: bytes.erase(at, 1 + below(4)); break;
        case 1: bytes.insert(at, 1 + below(4), static_cast<char>(below(256))); break;
        case 2: bytes[at] = static_cast<char>(0xFF); break;
        case 3: bytes[at] = 0; break;
        case 4: bytes[at] = static_cast<char>(bytes[at] + 1); break;
        default: bytes[at] = static_cast<char>(below(256));
      }
      if (bytes.size() < detail::state_fields_at) bytes.resize(detail::state_fields_at);
    }
    repair_checksum(bytes);
    visit(bytes);
  }
}

}  // namespace attune::test
