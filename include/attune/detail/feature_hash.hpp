// The hash that features are known by.
#pragma once

#include <cstdint>
#include <string_view>

namespace attune::detail {

/// FNV-1a with a seed; `finish` spreads the bits, which FNV leaves weak at the top.
class FeatureHash {
 public:
  FeatureHash(std::uint64_t seed, char kind) : state_(0xCBF29CE484222325u ^ (seed * 0x9E3779B97F4A7C15u)) { add(kind); }

  void add(char c) { state_ = (state_ ^ static_cast<std::uint8_t>(c)) * 0x100000001B3u; }
  void add(std::string_view bytes) {
    for (const char c : bytes) add(c);
  }

  std::uint64_t finish() const {
    std::uint64_t h = state_;
    h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDu;
    h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53u;
    return h ^ (h >> 33);
  }

 private:
  std::uint64_t state_;
};

}  // namespace attune::detail
