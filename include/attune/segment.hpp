/// Boundaries of words, graphemes and sentences by UAX #29 of Unicode 15.0, the same on every machine.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <attune/unicode.hpp>

namespace attune {

enum class Unit : std::uint8_t { word, grapheme, sentence };

/// "word", "grapheme" or "sentence".
constexpr std::string_view to_string(Unit unit) {
  switch (unit) {
    case Unit::grapheme: return "grapheme";
    case Unit::sentence: return "sentence";
    case Unit::word: break;
  }
  return "word";
}

/// Every strict UAX #29 boundary of `text`, 0 and `text.size()` included; empty for an empty text.
///
/// Units: byte offsets of `text`. Errors: none; an ill-formed maximal subpart behaves as U+FFFD.
/// Cost: linear in bytes. Safe to call from many threads.
/// Source: Unicode Standard Annex #29, revision 41 (Unicode 15.0), sections 3 to 5.
std::vector<std::uint32_t> boundaries(std::string_view text, Unit unit = Unit::word);

/// The same into `out`, which is emptied first and keeps its capacity: for loops over many messages.
void boundaries(std::string_view text, Unit unit, std::vector<std::uint32_t>& out);

/// What finds boundaries of words and the other units on this CPU: "AVX-512", "AVX2" or "portable". All give the same.
std::string_view word_kernel();

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/segment-inl.hpp>
#endif
