// UTF-8 as its definition reads, not as table 3-7 lists it, and with nothing of the library: the other opinion.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace attune::test {

struct ReferencePoint {
  char32_t value = 0xFFFD;
  std::size_t length = 1;
  bool well_formed = false;
};

/// True when some scalar value between `low` and `high` takes `n` bytes.
constexpr bool has_scalar(char32_t low, char32_t high, std::size_t n) {
  constexpr char32_t first[] = {0, 0, 0x80, 0x800, 0x10000}, last[] = {0, 0x7F, 0x7FF, 0xFFFF, 0x10FFFF};
  low = std::max(low, first[n]);
  high = std::min(high, last[n]);
  return low <= high && !(low >= 0xD800 && high <= 0xDFFF);
}

/// The longest beginning of `text` that begins a well-formed sequence, or one byte if none does: all of such a sequence, or a
/// maximal subpart of an ill-formed one (Unicode Standard 15.0, D93b).
constexpr ReferencePoint decode_reference(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  if (byte(0) < 0x80) return {byte(0), 1, true};
  std::size_t n = 0;
  while (n < 5 && (byte(0) << n & 0x80) != 0) ++n;
  if (n == 1 || n == 5) return {};
  char32_t value = byte(0) & (0x7Fu >> n);
  for (std::size_t taken = 1;; ++taken) {
    const std::size_t bits_left = 6 * (n - taken);
    const char32_t low = value << bits_left, high = low | ((char32_t{1} << bits_left) - 1);
    if (!has_scalar(low, high, n)) return {0xFFFD, std::max<std::size_t>(taken - 1, 1), false};
    if (taken == n) return {value, n, true};
    if (taken == text.size() || (byte(taken) & 0xC0) != 0x80) return {0xFFFD, taken, false};
    value = value << 6 | (byte(taken) & 0x3Fu);
  }
}

inline std::u32string to_utf32_reference(std::string_view text) {
  std::u32string out;
  while (!text.empty()) {
    const ReferencePoint c = decode_reference(text);
    out += c.value;
    text.remove_prefix(c.length);
  }
  return out;
}

inline std::u16string to_utf16_reference(std::u32string_view text) {
  std::u16string out;
  for (const char32_t c : text) {
    if (c < 0x10000) {
      out += static_cast<char16_t>(c);
    } else {
      out += static_cast<char16_t>(0xD7C0 + (c >> 10));
      out += static_cast<char16_t>(0xDC00 + (c & 0x3FF));
    }
  }
  return out;
}

}  // namespace attune::test
