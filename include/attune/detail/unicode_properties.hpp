// What the tables say about one code point, and the decoder that every body shares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <attune/detail/unicode_generated.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

static_assert(unicode_version == ucd_version);

inline const Properties& properties(char32_t c) {
  // Whatever decode() returns is a scalar value; anything else reads as unassigned.
  if (c > 0x10FFFF) c = 0x10FFFF;
  const std::size_t block = property_index[c >> property_shift];
  return property_records[property_blocks[(block << property_shift) + (c & ((1u << property_shift) - 1))]];
}

/// Simple case folding (statuses C and S of CaseFolding.txt).
inline char32_t fold_case(char32_t c) {
  if (c > 0x10FFFF) return c;
  const std::size_t block = fold_index[c >> fold_shift];
  return c + static_cast<char32_t>(fold_deltas[fold_blocks[(block << fold_shift) + (c & ((1u << fold_shift) - 1))]]);
}

inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_alpha(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }

inline bool is_continuation(std::uint8_t byte) { return (byte & 0xC0) == 0x80; }

/// The length of the maximal subpart at `at`, where no well-formed sequence starts. Table 3-7 row by row: the second byte's range
/// depends on the first.
[[gnu::noinline]] inline std::uint32_t ill_formed_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(at);
  std::uint32_t n_more = 0;
  std::uint8_t low = 0x80, high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    n_more = 1;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    n_more = 2;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    n_more = 3;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  }
  std::uint32_t length = 1;
  for (; length <= n_more; ++length) {
    if (at + length >= text.size() || byte(at + length) < low || byte(at + length) > high) break;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

/// Inlined because a CodePoint comes back from a call by way of memory, in pieces that are stored and read in unlike sizes: that
/// alone takes longer than all the rest.
[[gnu::always_inline]] inline CodePoint decode_multibyte(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<std::uint8_t>(text[at + i])); };
  const auto is_next = [&](std::size_t i) { return is_continuation(static_cast<std::uint8_t>(text[at + i])); };
  const std::size_t left = text.size() - at;
  const std::uint32_t lead = byte(0);
  if (left >= 2 && lead >= 0xC2 && lead <= 0xDF && is_next(1)) return {(lead & 0x1F) << 6 | (byte(1) & 0x3F), 2, true};
  if (left >= 3 && (lead & 0xF0) == 0xE0 && is_next(1) && is_next(2)) {
    const char32_t value = (lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    if (value >= 0x800 && (value < 0xD800 || value > 0xDFFF)) return {value, 3, true};
  }
  if (left >= 4 && (lead & 0xF8) == 0xF0 && is_next(1) && is_next(2) && is_next(3)) {
    const char32_t value = (lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    if (value >= 0x10000 && value <= 0x10FFFF) return {value, 4, true};
  }
  return {0xFFFD, ill_formed_length(text, at), false};
}

[[gnu::always_inline]] inline CodePoint decode_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<std::uint8_t>(text[at]);
  if (lead < 0x80) return {lead, 1, true};
  return decode_multibyte(text, at);
}

/// The first byte at or after `at` that is not ASCII; `text.size()` when there is none.
inline std::size_t skip_ascii(std::string_view text, std::size_t at) {
  constexpr std::uint64_t high_bits = 0x8080808080808080u;
  for (std::uint64_t word; text.size() - at >= sizeof word; at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & high_bits) != 0) break;
  }
  while (at < text.size() && static_cast<std::uint8_t>(text[at]) < 0x80) ++at;
  return at;
}

}  // namespace attune::detail
