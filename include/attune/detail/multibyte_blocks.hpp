// The code points of a block that are not ASCII: whether any may be of a set at all, and, by vectors, whether their bytes are
// well-formed and what their property records are.
#pragma once

#include <attune/detail/byte_masks.hpp>
#include <attune/detail/unicode_properties.hpp>

namespace attune::detail {

// ---- sets of code points ----------------------------------------------------------------------------------------------

/// Which code points may be of a small set, as far as their first two bytes tell: a bit for each second byte behind a first one,
/// below 0xE0 a bit for each eight. Sequences from 0xF1 on are let through.
struct CodePointFilter {
  std::array<std::uint8_t, 64> twos{};     // by the first byte
  std::array<std::uint8_t, 128> threes{};  // by the first byte's lower four bits and the second one's upper three of six
  std::array<std::uint8_t, 16> fours{};    // behind 0xF0, by the second byte's
  std::array<std::uint8_t, 16> leads{};    // first bytes, by their lower half: a bit for each upper half
};

template <class IsIn>
constexpr CodePointFilter make_filter(IsIn is_in) {
  constexpr std::size_t n_records = std::size(property_records), row_size = 64, rows_per_block = (std::size_t{1} << property_shift) / row_size;
  bool record_in[n_records]{};
  for (std::size_t record = 0; record < n_records; ++record) record_in[record] = is_in(property_records[record]);
  bool row_in[std::size(property_blocks) / row_size]{};
  for (std::size_t i = 0; i < std::size(property_blocks); ++i)
    if (record_in[property_blocks[i]]) row_in[i / row_size] = true;
  const auto row_of = [](std::size_t c) { return property_index[c >> property_shift] * rows_per_block + c / row_size % rows_per_block; };

  CodePointFilter filter;
  bool lead_in[64]{};
  for (std::size_t i = 0x31; i < 64; ++i) lead_in[i] = true;
  for (std::size_t c = 0x80; c < 0x800; ++c) {
    if (!record_in[property_blocks[row_of(c) * row_size + c % row_size]]) continue;
    std::uint8_t& groups = filter.twos[c >> 6];
    groups = static_cast<std::uint8_t>(groups | 1 << (c >> 3 & 7));
    lead_in[c >> 6] = true;
  }
  for (std::size_t c = 0x800; c < 0x40000; c += row_size) {
    if (!row_in[row_of(c)]) continue;
    const std::size_t second = c < 0x10000 ? c >> 6 : c >> 12;
    std::uint8_t& seconds = c < 0x10000 ? filter.threes[second >> 3] : filter.fours[second >> 3 & 7];
    seconds = static_cast<std::uint8_t>(seconds | 1 << (second & 7));
    lead_in[c < 0x10000 ? 0x20 + (c >> 12) : 0x30] = true;
  }
  for (std::size_t i = 0; i < 64; ++i)
    if (lead_in[i]) filter.leads[i & 15] = static_cast<std::uint8_t>(filter.leads[i & 15] | 1 << (i >> 4));
  return filter;
}

#if ATTUNE_HAS_X86_KERNELS

// ---- AVX-512 ----------------------------------------------------------------------------------------------------------

/// `byte_of` each property record: two vectors, which one permute looks up.
template <class ByteOf>
constexpr std::array<std::uint8_t, 128> make_record_table(ByteOf byte_of) {
  static_assert(std::size(property_records) <= 128);
  std::array<std::uint8_t, 128> table{};
  for (std::size_t record = 0; record < std::size(property_records); ++record) table[record] = byte_of(property_records[record]);
  return table;
}

/// The records of the 64 code points that share all bytes but the last with the well-formed sequence at `p`.
inline const std::uint8_t* record_row(const char* p) {
  static_assert(property_shift >= 6);
  const auto bits = [&](std::size_t i, std::size_t mask) { return static_cast<std::uint8_t>(p[i]) & mask; };
  const std::size_t lead = bits(0, 0xFF);
  const std::size_t row = lead < 0xE0   ? bits(0, 0x1F)
                          : lead < 0xF0 ? bits(0, 0x0F) << 6 | bits(1, 0x3F)
                                        : bits(0, 0x07) << 12 | bits(1, 0x3F) << 6 | bits(2, 0x3F);
  constexpr std::size_t rows_shift = property_shift - 6;
  const std::size_t block = property_index[row >> rows_shift];
  return property_blocks + (block << property_shift | (row & ((1u << rows_shift) - 1)) << 6);
}

struct Avx512Records {
  __m512i records;
  Mask leads;  // 0 elsewhere

  /// A byte of `table` for each record.
  ATTUNE_AVX512 inline __m512i look_up(const std::array<std::uint8_t, 128>& table) const {
    return _mm512_maskz_permutex2var_epi8(leads, _mm512_load_si512(table.data()), records, _mm512_load_si512(table.data() + 64));
  }
};

/// Table 3-7: the least and the greatest second byte behind each byte from 0xC0 on; none will do behind a byte that starts nothing.
constexpr std::uint8_t least_second(std::size_t lead) {
  return lead < 0xC2 || lead > 0xF4 ? 0xFF : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
}
constexpr std::uint8_t greatest_second(std::size_t lead) {
  return lead < 0xC2 || lead > 0xF4 ? 0 : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
}
template <std::uint8_t (*of_lead)(std::size_t)>
constexpr std::array<std::uint8_t, 64> make_lead_table() {
  std::array<std::uint8_t, 64> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = of_lead(0xC0 + i);
  return table;
}
alignas(64) inline constexpr auto least_seconds = make_lead_table<least_second>();
alignas(64) inline constexpr auto greatest_seconds = make_lead_table<greatest_second>();

inline constexpr std::array<std::uint8_t, 16> bit_of_index{1, 2, 4, 8, 16, 32, 64, 128};

/// The sequences of two to four bytes that start in a block. A text with ill-formed bytes is for others to read.
struct Avx512Sequences {
  __m512i first, second, third, fourth;  // the block's bytes, and those one, two and three behind
  Mask leads = 0, threes = 0, fours = 0;  // first bytes: all, of three bytes and more, of four

  ATTUNE_AVX512 static inline Mask at_least(__m512i v, int byte) { return _mm512_cmpge_epu8_mask(v, _mm512_set1_epi8(static_cast<char>(byte))); }
  ATTUNE_AVX512 static inline Mask equal(__m512i v, int byte) { return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(static_cast<char>(byte))); }
  ATTUNE_AVX512 static inline Mask continuation(__m512i v) { return _mm512_cmplt_epi8_mask(v, _mm512_set1_epi8(static_cast<char>(0xC0))); }

  /// Zeros behind the text. `at` may be behind it.
  ATTUNE_AVX512 static inline __m512i load_bytes(std::string_view text, std::size_t at) {
    const std::size_t left = std::min(text.size() - std::min(at, text.size()), block_bytes);
    return _mm512_maskz_loadu_epi8(_bzhi_u64(~Mask{0}, static_cast<unsigned>(left)), text.data() + at);
  }

  /// False when some sequence is ill-formed (table 3-7), those that the block's end cuts included.
  [[gnu::always_inline]] ATTUNE_AVX512 inline bool load(std::string_view text, std::size_t at) {
    if (text.size() - at >= block_bytes + 3) {
      first = _mm512_loadu_si512(text.data() + at);
      second = _mm512_loadu_si512(text.data() + at + 1);
      third = _mm512_loadu_si512(text.data() + at + 2);
      fourth = _mm512_loadu_si512(text.data() + at + 3);
    } else {
      first = load_bytes(text, at);
      second = load_bytes(text, at + 1);
      third = load_bytes(text, at + 2);
      fourth = load_bytes(text, at + 3);
    }
    leads = at_least(first, 0xC0);
    threes = at_least(first, 0xE0);
    fours = at_least(first, 0xF0);
    const __m512i least = _mm512_maskz_permutexvar_epi8(leads, first, _mm512_load_si512(least_seconds.data()));
    const __m512i greatest = _mm512_maskz_permutexvar_epi8(leads, first, _mm512_load_si512(greatest_seconds.data()));
    const Mask out_of_range = _mm512_mask_cmplt_epu8_mask(leads, second, least) | _mm512_mask_cmpgt_epu8_mask(leads, second, greatest);
    const Mask missing = (threes & ~continuation(third)) | (fours & ~continuation(fourth));
    const Mask stray = continuation(first) & ~(leads << 1 | threes << 2 | fours << 3);
    return (out_of_range | missing | stray) == 0;
  }

  /// The first bytes of code points that may be of a set.
  ATTUNE_AVX512 static inline Mask may_be(const CodePointFilter& filter, __m512i first, __m512i second) {
    const Mask two = at_least(first, 0xC0), three = at_least(first, 0xE0), four = equal(first, 0xF0);
    const __m512i upper = _mm512_and_si512(_mm512_srli_epi16(second, 3), _mm512_set1_epi8(7)), lower = _mm512_and_si512(second, _mm512_set1_epi8(7));
    const __m512i index = _mm512_or_si512(_mm512_and_si512(_mm512_slli_epi16(first, 3), _mm512_set1_epi8(0x78)), upper);
    const __m512i of_two = _mm512_maskz_permutexvar_epi8(two, first, _mm512_loadu_si512(filter.twos.data()));
    const __m512i of_three = _mm512_permutex2var_epi8(_mm512_loadu_si512(filter.threes.data()), index, _mm512_loadu_si512(filter.threes.data() + 64));
    const __m512i of_four = _mm512_shuffle_epi8(repeat(filter.fours), upper);
    const __m512i in = _mm512_mask_mov_epi8(_mm512_mask_mov_epi8(of_two, three, of_three), four, of_four);
    const __m512i bit = _mm512_shuffle_epi8(repeat(bit_of_index), _mm512_mask_mov_epi8(upper, three, lower));
    return _mm512_test_epi8_mask(in, bit) | at_least(first, 0xF1);
  }
  ATTUNE_AVX512 static inline __m512i repeat(const std::array<std::uint8_t, 16>& table) {
    return _mm512_maskz_broadcast_i32x4(0xFFFF, _mm_loadu_si128(reinterpret_cast<const __m128i*>(table.data())));
  }
  ATTUNE_AVX512 inline Mask may_be(const CodePointFilter& filter) const { return may_be(filter, first, second); }

  /// Where a code point starts, by its bytes.
  ATTUNE_AVX512 inline Mask where(int a, int b) const {
    const Mask found = equal(first, a);
    return found == 0 ? 0 : found & equal(second, b);
  }
  ATTUNE_AVX512 inline Mask where(int a, int b, int c) const {
    const Mask found = where(a, b);
    return found == 0 ? 0 : found & equal(third, c);
  }

  /// `block` is where the block was loaded from. A permute looks up all code points of a row at once, and most scripts have few
  /// rows; the two that have many, U+4E00 to U+9FFF and U+AC00 to U+D77F, have one record each (LV syllables are read as LVT).
  [[gnu::always_inline]] ATTUNE_AVX512 inline Avx512Records records(const char* block) const {
    const __m512i last = _mm512_mask_mov_epi8(_mm512_mask_mov_epi8(second, threes, third), fours, fourth);
    __m512i found = _mm512_setzero_si512();
    Mask left = leads;
    if (const Mask many = at_least(first, 0xE4) & ~at_least(first, 0xEE); many != 0) {
      const Mask han = many & ~at_least(first, 0xEA) & (at_least(second, 0xB8) | ~equal(first, 0xE4));
      const Mask hangul = many & at_least(first, 0xEA) & (at_least(second, 0xB0) | ~equal(first, 0xEA)) & (~at_least(second, 0x9E) | ~equal(first, 0xED));
      found = _mm512_mask_set1_epi8(found, han, static_cast<char>(*record_row("\u4E00")));
      found = _mm512_mask_set1_epi8(found, hangul, static_cast<char>(*record_row("\uAC40")));
      left &= ~(han | hangul);
    }
    while (left != 0) {
      const char* const p = block + std::countr_zero(left);
      const auto lead = static_cast<std::uint8_t>(*p);
      Mask same = equal(first, lead);
      if (lead >= 0xE0) same &= equal(second, p[1]);
      if (lead >= 0xF0) same &= equal(third, p[2]);
      found = _mm512_mask_permutexvar_epi8(found, same, last, _mm512_loadu_si512(record_row(p)));
      left &= ~same;
    }
    return {found, leads};
  }
};

// ---- AVX2 -------------------------------------------------------------------------------------------------------------

/// As far as the second bytes of sequences are in the block: one that the block's end cuts is judged by nobody.
struct Avx2Sequences {
  Avx2Kernel::Block first;
  Mask leads = 0;

  ATTUNE_AVX2 inline Mask at_least(int byte) const {
    const __m256i value = _mm256_set1_epi8(static_cast<char>(byte));
    return Avx2Kernel::bits(_mm256_cmpeq_epi8(_mm256_max_epu8(first.low, value), first.low), _mm256_cmpeq_epi8(_mm256_max_epu8(first.high, value), first.high));
  }

  ATTUNE_AVX2 inline Mask behind(int lead) const { return Avx2Kernel::equal(first, static_cast<char>(lead)) << 1; }

  /// Zeros behind the text.
  ATTUNE_AVX2 static inline Avx2Kernel::Block load_bytes(std::string_view text, std::size_t at) {
    const std::size_t left = text.size() - at;
    if (left >= block_bytes) return Avx2Kernel::load(text.data() + at);
    alignas(block_bytes) char copy[block_bytes] = {};
    copy_short(text.data() + at, left, copy);
    return Avx2Kernel::load(copy);
  }

  /// False when some sequence is ill-formed (table 3-7).
  ATTUNE_AVX2 inline bool load(std::string_view text, std::size_t at) {
    first = load_bytes(text, at);
    leads = at_least(0xC0);
    const Mask threes = at_least(0xE0), fours = at_least(0xF0);
    const Mask continuation = Avx2Kernel::bits(first.low, first.high) & ~leads;
    const Mask below_90 = ~at_least(0x90), below_a0 = ~at_least(0xA0);
    const Mask out_of_range = (behind(0xE0) & below_a0) | (behind(0xED) & ~below_a0) | (behind(0xF0) & below_90) | (behind(0xF4) & ~below_90);
    const Mask never = at_least(0xF5) | Avx2Kernel::either(first, static_cast<char>(0xC0), static_cast<char>(0xC1));
    return ((continuation ^ (leads << 1 | threes << 2 | fours << 3)) | out_of_range | never) == 0;
  }

  ATTUNE_AVX2 static inline __m256i none_of(const CodePointFilter& filter, __m256i bytes) {
    const __m256i half = _mm256_set1_epi8(15);
    const __m256i uppers = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(filter.leads.data()))), _mm256_and_si256(bytes, half));
    const __m256i bit_of_upper = _mm256_broadcastsi128_si256(_mm_set_epi32(0x08040201, 0, 0, 0));
    const __m256i bit = _mm256_shuffle_epi8(bit_of_upper, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
    return _mm256_cmpeq_epi8(_mm256_and_si256(uppers, bit), _mm256_setzero_si256());
  }
  /// The first bytes of code points that may be of a set.
  ATTUNE_AVX2 static inline Mask may_be(const CodePointFilter& filter, const Avx2Kernel::Block& bytes) {
    return ~Avx2Kernel::bits(none_of(filter, bytes.low), none_of(filter, bytes.high));
  }
};

#endif

}  // namespace attune::detail
