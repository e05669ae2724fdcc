#pragma once

#include <attune/detail/grapheme_blocks.hpp>
#include <attune/detail/sentence_blocks.hpp>
#include <attune/detail/word_blocks.hpp>
#include <attune/segment.hpp>

namespace attune {

ATTUNE_INLINE std::string_view word_kernel() { return to_string(detail::best_kernel()); }

ATTUNE_INLINE void boundaries(std::string_view text, Unit unit, std::vector<std::uint32_t>& out) {
  require_indexable(text);
  out.clear();
  switch (unit) {
    case Unit::word: detail::scan_words(text, detail::best_kernel(), out); break;
    case Unit::grapheme: detail::scan_graphemes(text, detail::best_kernel(), out); break;
    case Unit::sentence: detail::scan_sentences(text, detail::best_kernel(), out); break;
  }
}

ATTUNE_INLINE std::vector<std::uint32_t> boundaries(std::string_view text, Unit unit) {
  std::vector<std::uint32_t> out;
  boundaries(text, unit, out);
  return out;
}

}  // namespace attune
