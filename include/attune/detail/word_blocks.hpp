// The word rules of UAX #29 on masks: the boundaries of 64 bytes by shifts, ands and additions instead of a step a character.
//
// A block starts at a boundary, and every boundary is a point to start afresh, so no state is carried from block to block: the
// next one starts at the last boundary this one is sure of. What masks do not decide (a word longer than a block, marks between a
// middle character and what follows it) is left to the automaton of break_scan.hpp, one segment at a time.
#pragma once

#include <attune/detail/break_scan.hpp>
#include <attune/detail/byte_masks.hpp>

namespace attune::detail {

struct WordBlock {
  Mask breaks = 0;  // bit 0 always; the highest is where the next block starts, or the end of the text
  // What the kinds of tokens ask for, at the first byte of a code point.
  Mask letter = 0, number = 0;
  Mask space = 0;      // white space
  Mask odd_start = 0;  // a segment that starts with this is for `classify` to judge
  Mask odd = 0;        // a segment that holds this
  Mask keycap = 0;     // U+20E3
  Mask shrug = 0;      // U+00AF
};

struct BlockReach {
  std::size_t n_bytes;  // of the text, from the block's start on; at most 64
  bool final;           // the text ends within the block: then n_bytes is at most 63

  Mask valid() const { return final ? bits_below(n_bytes) : ~Mask{0}; }
};

inline BlockReach reach_of(std::string_view text, std::size_t at) {
  const std::size_t left = text.size() - at;
  return left < block_bytes ? BlockReach{left, true} : BlockReach{block_bytes, false};
}

/// WB3: the line feeds that follow a carriage return. Line ends side by side are rare enough to look at.
inline Mask joined_line_feeds(std::string_view text, std::size_t at, Mask line) {
  Mask joined = 0;
  for (Mask pairs = line & (line << 1); pairs != 0; pairs &= pairs - 1) {
    const auto p = static_cast<std::size_t>(std::countr_zero(pairs));
    if (text[at + p] == '\n' && text[at + p - 1] == '\r') joined |= Mask{1} << p;
  }
  return joined;
}

/// A middle character at the end of what is known may yet join: then no boundary before it is sure.
inline Mask sure_breaks(Mask breaks, Mask middle, const BlockReach& reach) {
  if (reach.final) return (breaks & reach.valid()) | Mask{1} << reach.n_bytes;
  return breaks & ~middle;
}

[[gnu::always_inline]] inline void read_ascii_block(std::string_view text, std::size_t at, const BlockReach& reach, bool join_colon,
                                                    const WordMasks& m, WordBlock& out) {
  const Mask word = m.letter | m.number | m.connector;
  const Mask in_letters = (m.letter << 1) & (join_colon ? m.mid_both | m.mid_letter : m.mid_both);
  const Mask in_numbers = (m.number << 1) & (m.mid_both | m.mid_number);
  const Mask middle = (in_letters & (m.letter >> 1)) | (in_numbers & (m.number >> 1));
  Mask joined = (word & (word << 1))            // WB5, WB8 to WB10, WB13a, WB13b
                | middle | (middle << 1)        // WB6, WB7, WB11, WB12
                | (m.space & (m.space << 1));   // WB3d
  if ((m.line & (m.line << 1)) != 0) joined |= joined_line_feeds(text, at, m.line);
  out.breaks = sure_breaks(~joined, (in_letters | in_numbers) & Mask{1} << (block_bytes - 1), reach);
  out.letter = m.letter;
  out.number = m.number;
  out.space = m.space | m.line;
}

// ---- other code points --------------------------------------------------------------------------------------------------

/// Where the code points of each class start in a block that is not all ASCII.
struct WideClasses {
  std::array<Mask, n_word_breaks> word{};
  std::array<Mask, 7> category{};  // by Category
  Mask inner = 0;                  // second to fourth bytes
  Mask picture = 0;                // shows, or may show, as an emoji
  Mask ill_formed = 0, keycap = 0, shrug = 0;

  Mask of(WordBreak c) const { return word[static_cast<std::size_t>(c)]; }
  Mask of(Category c) const { return category[static_cast<std::size_t>(c)]; }
};

/// `decode_multibyte`, with the sequences that most text is made of first.
inline CodePoint decode_wide(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<std::uint8_t>(text[at + i])); };
  const std::size_t left = text.size() - at;
  const std::uint32_t lead = byte(0);
  if (left >= 2 && lead >= 0xC2 && lead <= 0xDF && (byte(1) & 0xC0) == 0x80) return {(lead & 0x1F) << 6 | (byte(1) & 0x3F), 2, true};
  if (left >= 3 && (lead & 0xF0) == 0xE0 && (byte(1) & 0xC0) == 0x80 && (byte(2) & 0xC0) == 0x80) {
    const char32_t value = (lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    if (value >= 0x800 && (value < 0xD800 || value > 0xDFFF)) return {value, 3, true};
  }
  return decode_multibyte(text, at);
}

inline WideClasses read_wide(std::string_view text, std::size_t at, Mask non_ascii) {
  WideClasses out;
  while (non_ascii != 0) {
    const auto p = static_cast<std::size_t>(std::countr_zero(non_ascii));
    const CodePoint c = decode_wide(text, at + p);
    const Properties& is = properties(c.value);
    const Mask bit = Mask{1} << p;
    const Mask whole = bits_below(c.length) << p;
    out.word[static_cast<std::size_t>(is.word)] |= bit;
    out.category[static_cast<std::size_t>(is.category)] |= bit;
    out.inner |= whole & ~bit;
    out.picture |= static_cast<Mask>((is.flags & flag_emoji) != 0) << p;
    out.ill_formed |= static_cast<Mask>(c.value == 0xFFFD) << p;
    out.keycap |= static_cast<Mask>(c.value == 0x20E3) << p;
    out.shrug |= static_cast<Mask>(c.value == 0xAF) << p;
    non_ascii &= ~whole;
  }
  return out;
}

/// `starts`, each with the run of `behind` right after it: an addition carries through the run.
constexpr Mask with_run(Mask starts, Mask behind) { return starts | (behind & ~(behind + ((starts << 1) & behind))); }

/// WB15, WB16: every second one of adjacent regional indicators. `adjacent` are those behind another one.
inline Mask joined_indicators(Mask indicators, Mask adjacent) {
  Mask joined = 0;
  for (; adjacent != 0; adjacent &= adjacent - 1) {
    const Mask bit = adjacent & (~adjacent + 1);
    const Mask previous = std::bit_floor(indicators & (bit - 1));
    if ((joined & previous) == 0) joined |= bit;
  }
  return joined;
}

/// The bits of `mask` where the text has the ASCII character `c`.
inline Mask where(std::string_view text, std::size_t at, Mask mask, char c) {
  Mask found = 0;
  for (; mask != 0; mask &= mask - 1) {
    const auto p = static_cast<std::size_t>(std::countr_zero(mask));
    if (text[at + p] == c) found |= Mask{1} << p;
  }
  return found;
}

/// A middle character of up to three bytes, `first`, and the code point right behind it, `second`: both join.
constexpr Mask joined_pairs(Mask first, Mask second) { return second | (first & (second >> 1 | second >> 2 | second >> 3)); }

inline void read_wide_block(std::string_view text, std::size_t at, const BlockReach& reach, bool join_colon, const WordMasks& m, WordBlock& out) {
  using W = WordBreak;
  const WideClasses wide = read_wide(text, at, m.non_ascii);
  const Mask hebrew = wide.of(W::hebrew_letter), katakana = wide.of(W::katakana);
  const Mask letter = m.letter | hebrew | wide.of(W::aletter) | wide.of(W::aletter_pictographic);
  const Mask number = m.number | wide.of(W::numeric);
  const Mask connector = m.connector | wide.of(W::extendnumlet);
  const Mask mid_both = m.mid_both | wide.of(W::midnumlet);
  const Mask mid_letter = (join_colon ? m.mid_letter : 0) | wide.of(W::midletter);
  const Mask mid_number = m.mid_number | wide.of(W::midnum);
  const Mask space = m.space | wide.of(W::wsegspace);
  const Mask indicator = wide.of(W::regional_indicator);

  // WB4: what extends a character counts as a part of it; at the start of a line, and of a block, it stands for itself.
  const Mask extenders = wide.of(W::extend) | wide.of(W::format) | wide.of(W::zwj);
  const Mask line = m.line & ~where(text, at, m.line & (extenders >> 1), '\t');
  const Mask line_end = with_run(line | wide.of(W::newline), wide.inner);
  const Mask extend = extenders & ~((line_end << 1) | 1);
  const Mask behind = wide.inner | extend;
  const auto after = [&](Mask starts) { return with_run(starts, behind) << 1; };

  const Mask word = letter | number | connector;
  const Mask letter_mid = after(letter) & (mid_both | mid_letter), number_mid = after(number) & (mid_both | mid_number);
  Mask middle = letter_mid | number_mid;
  Mask joined = behind                                                                             // WB4
                | (word & after(word))                                                             // WB5, WB8 to WB10, WB13a, WB13b
                | (katakana & after(katakana | connector)) | (connector & after(katakana))         // WB13, WB13a, WB13b
                | joined_pairs(letter_mid, after(letter_mid) & letter)                             // WB6, WB7
                | joined_pairs(number_mid, after(number_mid) & number)                             // WB11, WB12
                | (space & (with_run(space, wide.inner) << 1))                                     // WB3d: adjacent, marks part them
                | joined_line_feeds(text, at, m.line)                                              // WB3
                | (with_run(wide.of(W::zwj), wide.inner) << 1 & (wide.of(W::pictographic) | wide.of(W::aletter_pictographic)));  // WB3c
  if (hebrew != 0) {
    const Mask behind_hebrew = after(hebrew) & ~m.non_ascii & reach.valid();
    const Mask double_quote = where(text, at, behind_hebrew & ~letter & ~number, '"');
    joined |= where(text, at, behind_hebrew & m.mid_both, '\'');                                   // WB7a
    joined |= joined_pairs(double_quote, after(double_quote) & hebrew);                            // WB7b, WB7c
    middle |= double_quote;
  }
  if (indicator != 0) joined |= joined_indicators(indicator, indicator & after(indicator));

  // The last code point of the block, if it is in the middle; and those with marks behind, which `joined_pairs` does not span.
  const Mask last = std::bit_floor(~behind & reach.valid());
  out.breaks = sure_breaks(~joined, middle & last, reach);
  const Mask marked = (with_run(middle, wide.inner) << 1) & extend;
  if (marked != 0) {
    const Mask first = std::bit_floor(middle & ((marked & (~marked + 1)) - 1));
    out.breaks &= first - 1;
  }

  const Mask number_or_letter = wide.of(Category::letter) | wide.of(Category::number);
  const Mask wide_space = wide.of(Category::space);
  out.letter = m.letter | wide.of(Category::letter);
  out.number = m.number | wide.of(Category::number);
  out.space = m.space | m.line | (wide_space & ~connector);
  out.odd_start = (m.non_ascii & ~wide.inner & ~number_or_letter & ~wide_space) | wide.picture | wide.ill_formed | (wide_space & connector);
  // White space with a mark is no white space: then every segment is looked at.
  const bool marked_space = (with_run(out.space, wide.inner) << 1 & extend) != 0;
  out.odd = wide.keycap | (marked_space ? ~Mask{0} : 0);
  out.keycap = wide.keycap;
  out.shrug = wide.shrug;
}

/// With `join_colon` false ':' joins no letters, as in CLDR's root locale.
template <class K>
[[gnu::always_inline]] inline void read_block(std::string_view text, std::size_t at, const BlockReach& reach, bool join_colon, WordMasks& masks,
                                              WordBlock& out) {
  read_masks<K>(text, at, masks);
  if (masks.non_ascii == 0) [[likely]]
    read_ascii_block(text, at, reach, join_colon, masks, out);
  else
    read_wide_block(text, at, reach, join_colon, masks, out);
}

// ---- boundaries -----------------------------------------------------------------------------------------------------------

template <class K>
[[gnu::always_inline]] inline void scan_words(std::string_view text, std::vector<std::uint32_t>& out) {
  constexpr std::size_t n_buffer = 1024;
  std::uint32_t buffer[n_buffer + block_bytes];
  std::size_t n = 0;
  for (std::size_t at = 0; at < text.size();) {
    const BlockReach reach = reach_of(text, at);
    WordMasks masks;
    WordBlock block;
    read_block<K>(text, at, reach, true, masks, block);
    if (n > n_buffer - block_bytes) {
      out.insert(out.end(), buffer, buffer + n);
      n = 0;
    }
    const auto base = static_cast<std::uint32_t>(at);
    const auto top = static_cast<std::size_t>(std::bit_width(block.breaks)) - 1;
    const Mask starts = block.breaks ^ Mask{1} << top;
    if (starts == 0) {  // no boundary in sight but this one
      buffer[n++] = base;
      at = next_word_boundary(text, at, true);
      continue;
    }
    K::write_offsets(starts, base, buffer + n);
    n += static_cast<std::size_t>(std::popcount(starts));
    at += top;
  }
  if (!text.empty()) buffer[n++] = static_cast<std::uint32_t>(text.size());
  out.insert(out.end(), buffer, buffer + n);
}

inline void scan_words_portable(std::string_view text, std::vector<std::uint32_t>& out) { scan_words<PortableKernel>(text, out); }
#if ATTUNE_HAS_X86_KERNELS
ATTUNE_AVX2 inline void scan_words_avx2(std::string_view text, std::vector<std::uint32_t>& out) { scan_words<Avx2Kernel>(text, out); }
ATTUNE_AVX512 inline void scan_words_avx512(std::string_view text, std::vector<std::uint32_t>& out) { scan_words<Avx512Kernel>(text, out); }
#endif

/// Appends all word boundaries of `text` to `out`. Every kernel appends the same; `kernel` must be supported.
inline void scan_words(std::string_view text, Kernel kernel, std::vector<std::uint32_t>& out) {
#if ATTUNE_HAS_X86_KERNELS
  if (kernel == Kernel::avx512) return scan_words_avx512(text, out);
  if (kernel == Kernel::avx2) return scan_words_avx2(text, out);
#endif
  static_cast<void>(kernel);
  scan_words_portable(text, out);
}

}  // namespace attune::detail
