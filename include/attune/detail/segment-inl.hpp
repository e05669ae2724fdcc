#pragma once

#include <attune/detail/break_scan.hpp>
#include <attune/segment.hpp>

namespace attune {

ATTUNE_INLINE std::vector<std::uint32_t> boundaries(std::string_view text, Unit unit) {
  require_indexable(text);
  std::vector<std::uint32_t> out;
  const auto emit = [&](std::size_t byte) { out.push_back(static_cast<std::uint32_t>(byte)); };
  using detail::Properties;
  switch (unit) {
    case Unit::word:
      detail::scan_boundaries(text, detail::word_automaton, [](const Properties& p) { return p.word; }, emit);
      break;
    case Unit::grapheme:
      detail::scan_boundaries(text, detail::grapheme_automaton, [](const Properties& p) { return p.grapheme; }, emit);
      break;
    case Unit::sentence:
      detail::scan_boundaries(text, detail::sentence_automaton, [](const Properties& p) { return p.sentence; }, emit);
      break;
  }
  return out;
}

}  // namespace attune
