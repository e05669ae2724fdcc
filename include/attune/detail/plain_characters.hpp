// One code point in plainer form, and letters repeated for emphasis: what terms and clean() both mean by it.
#pragma once

#include <cstddef>

namespace attune::detail {

/// Full-width ASCII, space and currency signs as the ordinary ones.
inline char32_t plain_width(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
  switch (c) {
    case 0x3000: return ' ';
    case 0xFFE0: return 0xA2;    // cent
    case 0xFFE1: return 0xA3;    // pound
    case 0xFFE5: return 0xA5;    // yen
    case 0xFFE6: return 0x20A9;  // won
    default: return c;
  }
}

/// Curly apostrophes, and U+02BC.
inline char32_t plain_apostrophe(char32_t c) {
  return c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x02BC ? char32_t{'\''} : c;
}

inline bool is_variation_selector(char32_t c) { return c >= 0xFE00 && c <= 0xFE0F; }

/// What no reader can see and no word needs: soft hyphen, word joiner, byte order mark.
inline bool is_invisible(char32_t c) { return c == 0xAD || c == 0x2060 || c == 0xFEFF; }

/// Counts how often one letter stands in a row.
class LetterRun {
 public:
  /// Of how many equal letters `form`, a folded letter or something else, is the last.
  std::size_t add(char32_t form, bool is_letter) {
    n_ = is_letter && form == form_ ? n_ + 1 : 1;
    form_ = form;
    return n_;
  }

 private:
  char32_t form_ = 0;
  std::size_t n_ = 0;
};

}  // namespace attune::detail
