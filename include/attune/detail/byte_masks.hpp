// What 64 bytes of text hold, one bit a byte: the ASCII classes that boundaries and social tokens ask for, made by
// vectors where the CPU has them. Every kernel gives the same bits, and none reads a byte outside the text.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define ATTUNE_HAS_X86_KERNELS 1
#define ATTUNE_AVX2 [[gnu::target("avx2,bmi,bmi2,popcnt")]]
#define ATTUNE_AVX512 [[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,avx2,bmi,bmi2,popcnt")]]
#include <immintrin.h>
#else
#define ATTUNE_HAS_X86_KERNELS 0
#endif

namespace attune::detail {

using Mask = std::uint64_t;

inline constexpr std::size_t block_bytes = 64;

/// The bits below `n`, which is at most 63.
constexpr Mask bits_below(std::size_t n) { return (Mask{1} << n) - 1; }

enum class Kernel : std::uint8_t { portable, avx2, avx512 };

constexpr std::string_view to_string(Kernel kernel) {
  switch (kernel) {
    case Kernel::avx512: return "AVX-512";
    case Kernel::avx2: return "AVX2";
    case Kernel::portable: break;
  }
  return "portable";
}

/// True when this CPU, and the system on it, can run `kernel`.
inline bool is_supported(Kernel kernel) {
#if ATTUNE_HAS_X86_KERNELS
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                    __builtin_cpu_supports("popcnt");
  switch (kernel) {
    case Kernel::avx512:  // from Ice Lake and Zen 4 on: the byte permutes
      return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2");
    case Kernel::avx2: return avx2;
    case Kernel::portable: break;
  }
#endif
  return kernel == Kernel::portable;
}

/// The fastest kernel of this CPU, looked for once.
inline Kernel best_kernel() {
  static const Kernel best = is_supported(Kernel::avx512) ? Kernel::avx512 : is_supported(Kernel::avx2) ? Kernel::avx2 : Kernel::portable;
  return best;
}

// ---- classes ----------------------------------------------------------------------------------------------------------

/// The ASCII members of the classes of UAX #29, and all bytes that are not ASCII.
struct WordMasks {
  Mask letter = 0, number = 0, connector = 0;
  Mask mid_both = 0;    // . '
  Mask mid_letter = 0;  // :
  Mask mid_number = 0;  // , ;
  Mask space = 0;       // ' '
  Mask line = 0;        // tab, line feed, vertical tab, form feed, carriage return
  Mask non_ascii = 0;

  constexpr void shift_down(std::size_t n) {
    for (Mask* const mask : {&letter, &number, &connector, &mid_both, &mid_letter, &mid_number, &space, &line, &non_ascii}) *mask >>= n;
  }
};

/// Bytes that are not ASCII, alone.
struct HighMasks {
  Mask non_ascii = 0;

  constexpr void shift_down(std::size_t n) { non_ascii >>= n; }
};

/// Characters that tokens of social kinds are made of.
struct SocialMasks {
  Mask opener = 0;   // @ # ^ * < > backslash
  Mask eyes = 0;     // : ; =
  Mask bracket = 0;  // ( ) % +
  Mask dash = 0, dot = 0, slash = 0;
  Mask xd = 0;       // x X d D

  constexpr void shift_down(std::size_t n) {
    for (Mask* const mask : {&opener, &eyes, &bracket, &dash, &dot, &slash, &xd}) *mask >>= n;
  }
};

struct GraphemeMasks {
  Mask control = 0;  // ASCII controls, line ends included
  Mask non_ascii = 0;

  constexpr void shift_down(std::size_t n) {
    control >>= n;
    non_ascii >>= n;
  }
};

struct SentenceMasks {
  Mask stop = 0;  // . ! ? and line ends
  Mask lead = 0;  // first bytes of longer sequences

  constexpr void shift_down(std::size_t n) {
    stop >>= n;
    lead >>= n;
  }
};

inline constexpr std::string_view sentence_stops = "\n\r!.?";

/// The stops, each at the place of its lower half, which no two share: what a byte's own half looks up is the byte, if it is a stop.
constexpr std::array<std::uint8_t, 16> make_stop_table() {
  std::array<std::uint8_t, 16> table{};
  for (std::uint8_t& entry : table) entry = 0x80;
  for (const char stop : sentence_stops) table[stop & 15] = static_cast<std::uint8_t>(stop);
  return table;
}
alignas(16) inline constexpr auto stop_table = make_stop_table();

constexpr bool is_in(std::string_view set, std::size_t byte) {
  return byte != 0 && set.find(static_cast<char>(byte)) != std::string_view::npos;
}

/// One bit a class, in the order of the fields; 0 for a byte that is not ASCII.
constexpr std::uint8_t word_class_bits(std::size_t b) {
  if (b >= 0x80) return 0;
  const bool letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
  return static_cast<std::uint8_t>(letter | (b >= '0' && b <= '9') << 1 | (b == '_') << 2 | is_in(".'", b) << 3 | (b == ':') << 4 |
                                   is_in(",;", b) << 5 | (b == ' ') << 6 | (b >= '\t' && b <= '\r') << 7);
}
constexpr std::uint8_t social_class_bits(std::size_t b) {
  if (b >= 0x80) return 0;
  return static_cast<std::uint8_t>(is_in("@#^*<>\\", b) | is_in(":;=", b) << 1 | is_in("()%+", b) << 2 | (b == '-') << 3 | (b == '.') << 4 |
                                   (b == '/') << 5 | is_in("xXdD", b) << 6);
}

// ---- any CPU ----------------------------------------------------------------------------------------------------------

/// For each byte, bit k of its class at bit 8 * k: eight bytes, each shifted by its index, make eight classes of eight bits.
using SpreadTable = std::array<Mask, 256>;

template <std::uint8_t (*class_bits)(std::size_t)>
constexpr SpreadTable make_spread_table() {
  SpreadTable table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte)
    for (std::size_t k = 0; k < 8; ++k) table[byte] |= static_cast<Mask>(class_bits(byte) >> k & 1) << (8 * k);
  return table;
}
inline constexpr SpreadTable word_spread = make_spread_table<word_class_bits>();
inline constexpr SpreadTable social_spread = make_spread_table<social_class_bits>();

struct PortableKernel {
  static constexpr bool reads_tails = false;
  static constexpr bool decodes = false;

  static std::array<Mask, 8> classes(const char* p, const SpreadTable& table) {
    std::array<Mask, 8> masks{};
    for (std::size_t i = 0; i < block_bytes; i += 8) {
      Mask bits = 0;
      for (std::size_t j = 0; j < 8; ++j) bits |= table[static_cast<std::uint8_t>(p[i + j])] << j;
      for (std::size_t k = 0; k < 8; ++k) masks[k] |= (bits >> (8 * k) & 0xFF) << i;
    }
    return masks;
  }

  /// Bit k of each of eight bytes: a multiplication gathers them in its top byte.
  static Mask gather(Mask bytes, int k) { return (bytes >> k & 0x0101010101010101u) * 0x0102040810204080u >> 56; }

  static Mask read_eight(const char* p) {
    Mask bytes = 0;
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(&bytes, p, sizeof bytes);
    } else {
      for (std::size_t j = 0; j < 8; ++j) bytes |= static_cast<Mask>(static_cast<std::uint8_t>(p[j])) << (8 * j);
    }
    return bytes;
  }

  /// Bit k of each of 64 bytes in out[k].
  static void transpose(const char* p, Mask* out) {
    for (int k = 0; k < 8; ++k) out[k] = 0;
    for (std::size_t i = 0; i < block_bytes; i += 8) {
      const Mask bytes = read_eight(p + i);
      for (int k = 0; k < 8; ++k) out[k] |= gather(bytes, k) << i;
    }
  }

  static void classify(const char* p, HighMasks& out) {
    out.non_ascii = 0;
    for (std::size_t i = 0; i < block_bytes; i += 8) out.non_ascii |= gather(read_eight(p + i), 7) << i;
  }

  static void classify(const char* p, WordMasks& out) {
    const std::array<Mask, 8> m = classes(p, word_spread);
    HighMasks high;
    classify(p, high);
    out = {m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], high.non_ascii};
  }

  static void classify(const char* p, SocialMasks& out) {
    const std::array<Mask, 8> m = classes(p, social_spread);
    out = {m[0], m[1], m[2], m[3], m[4], m[5], m[6]};
  }

  // Eight bytes at a time, a flag in the highest bit of each.
  static constexpr Mask every_byte(Mask value) { return value * 0x0101010101010101; }
  static constexpr Mask flags = 0x8080808080808080;

  static Mask load_eight(const char* p) {
    Mask bytes = 0;
    for (std::size_t i = 0; i < 8; ++i) bytes |= static_cast<Mask>(static_cast<std::uint8_t>(p[i])) << (8 * i);
    return bytes;
  }
  static constexpr Mask gather(Mask flagged) { return (flagged >> 7) * 0x0102040810204080 >> 56; }
  static constexpr Mask equal(Mask bytes, char c) {
    const Mask differing = bytes ^ every_byte(static_cast<std::uint8_t>(c));
    return ~(((differing & ~flags) + ~flags) | differing) & flags;
  }

  static void classify(const char* p, GraphemeMasks& out) {
    for (std::size_t i = 0; i < block_bytes; i += 8) {
      const Mask bytes = load_eight(p + i), low = bytes & ~flags;
      const Mask control = (~(low + every_byte(0x60)) | (low + every_byte(1))) & ~bytes & flags;
      out.control |= gather(control) << i;
      out.non_ascii |= gather(bytes & flags) << i;
    }
  }

  static void classify(const char* p, SentenceMasks& out) {
    for (std::size_t i = 0; i < block_bytes; i += 8) {
      const Mask bytes = load_eight(p + i);
      Mask stop = 0;
      for (const char c : sentence_stops) stop |= equal(bytes, c);
      out.stop |= gather(stop) << i;
      out.lead |= gather(bytes & bytes << 1 & flags) << i;
    }
  }

  /// Writes `base` + i for each bit i of `mask`, and nothing behind `out` + 64.
  static void write_offsets(Mask mask, std::uint32_t base, std::uint32_t* out) {
    for (; mask != 0; mask &= mask - 1) *out++ = base + static_cast<std::uint32_t>(std::countr_zero(mask));
  }
};

/// Fewer than 64 bytes, by two overlapping moves of a fixed size: a call of memcpy costs as much as a block.
inline void copy_short(const char* from, std::size_t n, char* to) {
  if (n >= 32) {
    std::memcpy(to, from, 32);
    std::memcpy(to + n - 32, from + n - 32, 32);
  } else if (n >= 16) {
    std::memcpy(to, from, 16);
    std::memcpy(to + n - 16, from + n - 16, 16);
  } else if (n >= 8) {
    std::memcpy(to, from, 8);
    std::memcpy(to + n - 8, from + n - 8, 8);
  } else {
    for (std::size_t i = 0; i < n; ++i) to[i] = from[i];
  }
}

/// The masks of the (at most 64) bytes from `at` on; bits behind the text are 0. A kernel that reads whole blocks reads a tail
/// within the last 64 bytes of the text, or, of a shorter text, from a copy.
template <class K, class Masks>
[[gnu::always_inline]] inline void read_masks(std::string_view text, std::size_t at, Masks& out) {
  const std::size_t n = std::min(text.size() - at, block_bytes);  // not 0
  if constexpr (K::reads_tails) {
    K::classify(text.data() + at, n, out);
  } else if (n == block_bytes) {
    K::classify(text.data() + at, out);
  } else if (text.size() >= block_bytes) {
    K::classify(text.data() + text.size() - block_bytes, out);
    out.shift_down(block_bytes - n);
  } else {
    alignas(block_bytes) char copy[block_bytes] = {};
    copy_short(text.data() + at, n, copy);
    K::classify(copy, out);
  }
}

// ---- x86 --------------------------------------------------------------------------------------------------------------

#if ATTUNE_HAS_X86_KERNELS

/// The set bits of each byte, ascending.
constexpr std::array<std::array<std::uint8_t, 8>, 256> make_bit_positions() {
  std::array<std::array<std::uint8_t, 8>, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte)
    for (std::size_t bit = 0, n = 0; bit < 8; ++bit)
      if ((byte >> bit & 1) != 0) table[byte][n++] = static_cast<std::uint8_t>(bit);
  return table;
}
inline constexpr auto bit_positions = make_bit_positions();

struct Avx2Kernel {
  static constexpr bool reads_tails = false;
  static constexpr bool decodes = false;

  struct Block {
    __m256i low, high;
  };

  ATTUNE_AVX2 static inline Mask bits(__m256i low, __m256i high) {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) | static_cast<Mask>(static_cast<std::uint32_t>(_mm256_movemask_epi8(high))) << 32;
  }
  ATTUNE_AVX2 static inline Mask equal(const Block& b, char c) {
    const __m256i value = _mm256_set1_epi8(c);
    return bits(_mm256_cmpeq_epi8(b.low, value), _mm256_cmpeq_epi8(b.high, value));
  }
  ATTUNE_AVX2 static inline Mask either(const Block& b, char c, char d) {
    const __m256i first = _mm256_set1_epi8(c), second = _mm256_set1_epi8(d);
    return bits(_mm256_or_si256(_mm256_cmpeq_epi8(b.low, first), _mm256_cmpeq_epi8(b.low, second)),
                _mm256_or_si256(_mm256_cmpeq_epi8(b.high, first), _mm256_cmpeq_epi8(b.high, second)));
  }
  /// Bytes from `first` on, `n` of them: one signed comparison after moving `first` to -128.
  ATTUNE_AVX2 static inline Mask in_range(const Block& b, int first, int n) {
    const __m256i offset = _mm256_set1_epi8(static_cast<char>(-128 - first)), limit = _mm256_set1_epi8(static_cast<char>(-128 + n));
    return bits(_mm256_cmpgt_epi8(limit, _mm256_add_epi8(b.low, offset)), _mm256_cmpgt_epi8(limit, _mm256_add_epi8(b.high, offset)));
  }
  ATTUNE_AVX2 static inline Block load(const char* p) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32))};
  }
  ATTUNE_AVX2 static inline Block lower(const Block& b) {
    const __m256i bit = _mm256_set1_epi8(0x20);
    return {_mm256_or_si256(b.low, bit), _mm256_or_si256(b.high, bit)};
  }

  ATTUNE_AVX2 static inline void transpose(const char* p, Mask* out) {
    Block b = load(p);
    for (int k = 7; k >= 0; --k) {
      out[k] = bits(b.low, b.high);
      b = {_mm256_add_epi8(b.low, b.low), _mm256_add_epi8(b.high, b.high)};
    }
  }

  ATTUNE_AVX2 static inline void classify(const char* p, HighMasks& out) {
    const Block b = load(p);
    out.non_ascii = bits(b.low, b.high);
  }

  ATTUNE_AVX2 static inline void classify(const char* p, WordMasks& out) {
    const Block b = load(p);
    out.letter = in_range(lower(b), 'a', 26);
    out.number = in_range(b, '0', 10);
    out.connector = equal(b, '_');
    out.mid_both = either(b, '.', '\'');
    out.mid_letter = equal(b, ':');
    out.mid_number = either(b, ',', ';');
    out.space = equal(b, ' ');
    out.line = in_range(b, '\t', 5);
    out.non_ascii = bits(b.low, b.high);
  }

  ATTUNE_AVX2 static inline void classify(const char* p, SocialMasks& out) {
    const Block b = load(p);
    out.opener = either(b, '@', '#') | either(b, '<', '>') | either(b, '^', '\\') | equal(b, '*');
    out.eyes = either(b, ':', ';') | equal(b, '=');
    out.bracket = either(b, '(', ')') | either(b, '%', '+');
    out.dash = equal(b, '-');
    out.dot = equal(b, '.');
    out.slash = equal(b, '/');
    out.xd = either(lower(b), 'x', 'd');
  }

  ATTUNE_AVX2 static inline void classify(const char* p, GraphemeMasks& out) {
    const Block b = load(p);
    out.control = in_range(b, 0, 0x20) | equal(b, 0x7F);
    out.non_ascii = bits(b.low, b.high);
  }

  ATTUNE_AVX2 static inline __m256i stops(__m256i bytes) {
    const __m256i table = _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(stop_table.data())));
    return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, bytes), bytes);
  }
  ATTUNE_AVX2 static inline void classify(const char* p, SentenceMasks& out) {
    const Block b = load(p);
    out.stop = bits(stops(b.low), stops(b.high));
    out.lead = in_range(b, 0xC0, 0x40);
  }

  /// Writes `base` + i for each bit i of `mask`, eight bits at a time; what lies up to `out` + 64 may be overwritten.
  ATTUNE_AVX2 static inline void write_offsets(Mask mask, std::uint32_t base, std::uint32_t* out) {
    __m256i at = _mm256_set1_epi32(static_cast<int>(base));
    for (int i = 0; i < 8; ++i, mask >>= 8) {
      const std::size_t byte = mask & 0xFF;
      const __m256i positions = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(bit_positions[byte].data())));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm256_add_epi32(positions, at));
      out += std::popcount(byte);
      at = _mm256_add_epi32(at, _mm256_set1_epi32(8));
    }
  }
};

/// `class_bits` of the 128 ASCII bytes: two vectors, which one permute looks up.
template <std::uint8_t (*class_bits)(std::size_t)>
constexpr std::array<std::uint8_t, 128> make_class_table() {
  std::array<std::uint8_t, 128> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) table[byte] = class_bits(byte);
  return table;
}
constexpr std::array<std::uint8_t, 64> make_identity() {
  std::array<std::uint8_t, 64> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::uint8_t>(i);
  return table;
}
alignas(64) inline constexpr auto word_class_table = make_class_table<word_class_bits>();
alignas(64) inline constexpr auto social_class_table = make_class_table<social_class_bits>();
alignas(64) inline constexpr auto identity_bytes = make_identity();

struct Avx512Kernel {
  static constexpr bool reads_tails = true;
  static constexpr bool decodes = true;  // other code points by vectors, too

  ATTUNE_AVX512 static inline Mask has(__m512i classes, int k) {
    return _mm512_test_epi8_mask(classes, _mm512_set1_epi8(static_cast<char>(1 << k)));
  }
  ATTUNE_AVX512 static inline __m512i look_up(
      __m512i bytes, Mask non_ascii, const std::array<std::uint8_t, 128>& table) {
    return _mm512_maskz_permutex2var_epi8(~non_ascii, _mm512_load_si512(table.data()), bytes, _mm512_load_si512(table.data() + 64));
  }

  ATTUNE_AVX512 static inline void transpose(const char* p, Mask* out) {
    const __m512i bytes = _mm512_loadu_si512(p);
    for (int k = 0; k < 8; ++k) out[k] = has(bytes, k);
  }

  /// `n` bytes, at most 64: a masked load touches no other.
  ATTUNE_AVX512 static inline void classify(const char* p, std::size_t n, HighMasks& out) {
    out.non_ascii = _mm512_movepi8_mask(_mm512_maskz_loadu_epi8(_bzhi_u64(~Mask{0}, static_cast<unsigned>(n)), p));
  }

  ATTUNE_AVX512 static inline void classify(
      const char* p, std::size_t n, WordMasks& out) {
    const __m512i bytes = _mm512_maskz_loadu_epi8(_bzhi_u64(~Mask{0}, static_cast<unsigned>(n)), p);
    out.non_ascii = _mm512_movepi8_mask(bytes);
    const __m512i c = look_up(bytes, out.non_ascii, word_class_table);
    out.letter = has(c, 0);
    out.number = has(c, 1);
    out.connector = has(c, 2);
    out.mid_both = has(c, 3);
    out.mid_letter = has(c, 4);
    out.mid_number = has(c, 5);
    out.space = has(c, 6);
    out.line = has(c, 7);
  }

  ATTUNE_AVX512 static inline void classify(
      const char* p, std::size_t n, SocialMasks& out) {
    const __m512i bytes = _mm512_maskz_loadu_epi8(_bzhi_u64(~Mask{0}, static_cast<unsigned>(n)), p);
    const __m512i c = look_up(bytes, _mm512_movepi8_mask(bytes), social_class_table);
    out.opener = has(c, 0);
    out.eyes = has(c, 1);
    out.bracket = has(c, 2);
    out.dash = has(c, 3);
    out.dot = has(c, 4);
    out.slash = has(c, 5);
    out.xd = has(c, 6);
  }

  ATTUNE_AVX512 static inline void classify(const char* p, std::size_t n, GraphemeMasks& out) {
    const Mask valid = _bzhi_u64(~Mask{0}, static_cast<unsigned>(n));
    const __m512i bytes = _mm512_maskz_loadu_epi8(valid, p);
    out.control = _mm512_mask_cmplt_epu8_mask(valid, bytes, _mm512_set1_epi8(0x20)) | _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(0x7F));
    out.non_ascii = _mm512_movepi8_mask(bytes);
  }

  ATTUNE_AVX512 static inline void classify(const char* p, std::size_t n, SentenceMasks& out) {
    const __m512i bytes = _mm512_maskz_loadu_epi8(_bzhi_u64(~Mask{0}, static_cast<unsigned>(n)), p);
    const __m512i table = _mm512_maskz_broadcast_i32x4(0xFFFF, _mm_load_si128(reinterpret_cast<const __m128i*>(stop_table.data())));
    out.stop = _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(table, bytes), bytes);
    out.lead = _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xC0)));
  }

  /// Sixteen of the bytes as 32-bit words. The masks, all ones, are there because GCC 12 takes the plain intrinsics to read what
  /// is not set (its bug 105593).
  template <int quarter>
  ATTUNE_AVX512 static inline __m512i widen(__m512i bytes) {
    return _mm512_maskz_cvtepu8_epi32(0xFFFF, _mm512_maskz_extracti32x4_epi32(0xF, bytes, quarter));
  }

  /// As the kernel of AVX2 does, sixteen offsets a store.
  ATTUNE_AVX512 static inline void write_offsets(Mask mask, std::uint32_t base, std::uint32_t* out) {
    const __m512i at = _mm512_set1_epi32(static_cast<int>(base));
    const __m512i positions = _mm512_maskz_compress_epi8(mask, _mm512_load_si512(identity_bytes.data()));
    _mm512_storeu_si512(out, _mm512_add_epi32(at, widen<0>(positions)));
    _mm512_storeu_si512(out + 16, _mm512_add_epi32(at, widen<1>(positions)));
    if (std::popcount(mask) > 32) {  // a boundary at every other byte: rare, so the branch costs nothing
      _mm512_storeu_si512(out + 32, _mm512_add_epi32(at, widen<2>(positions)));
      _mm512_storeu_si512(out + 48, _mm512_add_epi32(at, widen<3>(positions)));
    }
  }
};

#endif

}  // namespace attune::detail
