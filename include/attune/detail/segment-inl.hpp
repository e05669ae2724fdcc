#pragma once

#include <attune/detail/word_blocks.hpp>
#include <attune/segment.hpp>

namespace attune {

ATTUNE_INLINE std::string_view word_kernel() { return to_string(detail::best_kernel()); }

ATTUNE_INLINE void boundaries(std::string_view text, Unit unit, std::vector<std::uint32_t>& out) {
  require_indexable(text);
  out.clear();
  const auto emit = [&](std::size_t byte) { out.push_back(static_cast<std::uint32_t>(byte)); };
  using detail::Properties;
  switch (unit) {
    case Unit::word: detail::scan_words(text, detail::best_kernel(), out); break;
    case Unit::grapheme:
      detail::scan_boundaries(text, detail::grapheme_automaton, [](const Properties& p) { return p.grapheme; }, emit);
      break;
    case Unit::sentence:
      detail::scan_boundaries(text, detail::sentence_automaton, [](const Properties& p) { return p.sentence; }, emit);
      break;
  }
}

ATTUNE_INLINE std::vector<std::uint32_t> boundaries(std::string_view text, Unit unit) {
  std::vector<std::uint32_t> out;
  boundaries(text, unit, out);
  return out;
}

}  // namespace attune
