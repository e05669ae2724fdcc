// Feature hashes of many short strings side by side: a hash waits for each byte's multiplication, and eight can wait at once.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <attune/detail/byte_masks.hpp>
#include <attune/detail/feature_hash.hpp>

namespace attune::detail {

/// Strings of at most 16 bytes, each with the state of the hash it is added to.
struct HashLanes {
  static constexpr std::size_t n = 8;
  std::array<std::uint64_t, n> states{}, low{}, high{}, sizes{};

  [[gnu::always_inline]] void finish(std::size_t longest) {
    const std::size_t n_low = std::min<std::size_t>(longest, 8);
    for (std::uint64_t step = 0; step < n_low; ++step) advance(low, step, step);
    for (std::uint64_t step = 8; step < longest; ++step) advance(high, step, step - 8);
    for (std::size_t i = 0; i < n; ++i) states[i] = FeatureHash::finish(states[i]);
  }

 private:
  [[gnu::always_inline]] void advance(const std::array<std::uint64_t, n>& bytes, std::uint64_t step, std::uint64_t byte) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t next = FeatureHash::step(states[i], bytes[i] >> (8 * byte) & 0xFF);
      states[i] = step < sizes[i] ? next : states[i];
    }
  }
};

inline void finish_portable(HashLanes& lanes, std::size_t longest) { lanes.finish(longest); }
#if ATTUNE_HAS_X86_KERNELS
[[gnu::target("avx512f,avx512vl,avx512dq")]] inline void finish_avx512(HashLanes& lanes, std::size_t longest) { lanes.finish(longest); }
#endif

/// Replaces each state by the hash of what was in it and the lane's string. (Without AVX-512 there is no multiplication of 64 bits.)
inline void finish(HashLanes& lanes, Kernel kernel) {
  const std::size_t longest = static_cast<std::size_t>(*std::max_element(lanes.sizes.begin(), lanes.sizes.end()));
#if ATTUNE_HAS_X86_KERNELS
  static const bool has_dq = __builtin_cpu_supports("avx512dq") != 0;
  if (kernel == Kernel::avx512 && has_dq) return finish_avx512(lanes, longest);
#endif
  static_cast<void>(kernel);
  finish_portable(lanes, longest);
}

}  // namespace attune::detail
