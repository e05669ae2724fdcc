// The hash that features are known by.
#pragma once

#include <cstdint>
#include <string_view>

namespace attune::detail {

/// FNV-1a with a seed; `finish` spreads the bits, which FNV leaves weak at the top.
class FeatureHash {
 public:
  FeatureHash(std::uint64_t seed, char kind) : state_(0xCBF29CE484222325u ^ (seed * 0x9E3779B97F4A7C15u)) { add(kind); }

  void add(char c) { state_ = step(state_, static_cast<std::uint8_t>(c)); }
  void add(std::string_view bytes) {
    for (const char c : bytes) add(c);
  }

  /// What is added so far: of two hashes with one state the same bytes make one hash again.
  std::uint64_t state() const { return state_; }
  static constexpr std::uint64_t step(std::uint64_t state, std::uint64_t byte) { return (state ^ byte) * 0x100000001B3u; }

  std::uint64_t finish() const { return finish(state_); }
  static constexpr std::uint64_t finish(std::uint64_t h) {
    h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDu;
    h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53u;
    return h ^ (h >> 33);
  }

 private:
  std::uint64_t state_;
};

}  // namespace attune::detail
