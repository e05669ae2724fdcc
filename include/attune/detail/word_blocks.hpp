// The word rules of UAX #29 on masks: the boundaries of 64 bytes by shifts, ands and additions instead of a step a character.
//
// A block starts at a boundary, and every boundary is a point to start afresh, so no state is carried from block to block: the
// next one starts at the last boundary this one is sure of. What masks do not decide (a word longer than a block, marks between a
// middle character and what follows it) is left to the automaton of break_scan.hpp, one segment at a time.
#pragma once

#include <type_traits>

#include <attune/detail/break_scan.hpp>
#include <attune/detail/byte_masks.hpp>
#include <attune/detail/multibyte_blocks.hpp>

namespace attune::detail {

inline constexpr Mask last_bit = Mask{1} << (block_bytes - 1);

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

/// The boundaries before the bytes of an ASCII block, as far as what lies outside the block does not matter. `in_doubt`: the middle
/// characters behind a letter or number, the last byte's one of which may yet join.
[[gnu::always_inline]] inline Mask ascii_breaks(std::string_view text, std::size_t at, bool join_colon, const WordMasks& m, Mask& in_doubt) {
  const Mask word = m.letter | m.number | m.connector;
  const Mask in_letters = (m.letter << 1) & (join_colon ? m.mid_both | m.mid_letter : m.mid_both);
  const Mask in_numbers = (m.number << 1) & (m.mid_both | m.mid_number);
  const Mask middle = (in_letters & (m.letter >> 1)) | (in_numbers & (m.number >> 1));
  Mask joined = (word & (word << 1))            // WB5, WB8 to WB10, WB13a, WB13b
                | middle | (middle << 1)        // WB6, WB7, WB11, WB12
                | (m.space & (m.space << 1));   // WB3d
  if ((m.line & (m.line << 1)) != 0) joined |= joined_line_feeds(text, at, m.line);
  in_doubt = in_letters | in_numbers;
  return ~joined;
}

[[gnu::always_inline]] inline void read_ascii_block(std::string_view text, std::size_t at, const BlockReach& reach, bool join_colon,
                                                    const WordMasks& m, WordBlock& out) {
  Mask in_doubt = 0;
  const Mask breaks = ascii_breaks(text, at, join_colon, m, in_doubt);
  out.breaks = sure_breaks(breaks, in_doubt & last_bit, reach);
  out.letter = m.letter;
  out.number = m.number;
  out.space = m.space | m.line;
}

// ---- other code points --------------------------------------------------------------------------------------------------

/// What the rules and the kinds of tokens ask of a code point that is not ASCII, one bit each. The first eight are what most text has.
enum WideBit : std::uint8_t {
  wide_letter, wide_number, wide_extender, wide_katakana, kind_letter, kind_number, kind_space, kind_odd,
  wide_hebrew, wide_zwj, wide_picture, wide_indicator, wide_connector, wide_mid_both, wide_mid_letter, wide_mid_number,
  wide_wsegspace, wide_newline,
  n_wide_bits,
};
inline constexpr std::size_t n_planes = (n_wide_bits + 7) / 8;

constexpr std::uint32_t wide_bits(const Properties& p) {
  using W = WordBreak;
  const auto bit = [](bool is, WideBit b) { return static_cast<std::uint32_t>(is) << b; };
  const auto is = [&](W c) { return p.word == c; };
  const bool picture = is(W::pictographic) || is(W::aletter_pictographic);
  const bool letter = p.category == Category::letter, number = p.category == Category::number;
  const bool space = p.category == Category::space && !is(W::extendnumlet);
  return bit(is(W::aletter) || is(W::aletter_pictographic) || is(W::hebrew_letter), wide_letter) | bit(is(W::numeric), wide_number) |
         bit(is(W::extendnumlet), wide_connector) | bit(is(W::midnumlet), wide_mid_both) | bit(is(W::midletter), wide_mid_letter) |
         bit(is(W::midnum), wide_mid_number) | bit(is(W::wsegspace), wide_wsegspace) | bit(is(W::newline), wide_newline) |
         bit(is(W::extend) || is(W::format) || is(W::zwj), wide_extender) | bit(is(W::zwj), wide_zwj) | bit(is(W::katakana), wide_katakana) |
         bit(is(W::hebrew_letter), wide_hebrew) | bit(is(W::regional_indicator), wide_indicator) | bit(picture, wide_picture) |
         bit(letter, kind_letter) | bit(number, kind_number) | bit(space, kind_space) |
         bit(!(letter || number || space) || (p.flags & flag_emoji) != 0, kind_odd);
}

constexpr auto make_record_bits() {
  std::array<std::uint32_t, std::size(property_records)> bits{};
  for (std::size_t record = 0; record < bits.size(); ++record) bits[record] = wide_bits(property_records[record]);
  return bits;
}
inline constexpr auto record_bits = make_record_bits();

/// Where the code points of each class start in a block that is not all ASCII.
struct WideMasks {
  std::array<Mask, 8 * n_planes> at{};
  Mask inner = 0;  // second to fourth bytes
  Mask ill_formed = 0, keycap = 0, shrug = 0;

  Mask operator[](WideBit bit) const { return at[bit]; }
};

[[gnu::always_inline]] inline void read_wide_singly(std::string_view text, std::size_t at, Mask non_ascii, WideMasks& out) {
  Mask starts = 0;
  for (Mask left = non_ascii; left != 0;) {
    const auto p = static_cast<std::size_t>(std::countr_zero(left));
    const CodePoint c = decode_multibyte(text, at + p);
    const std::size_t block = static_cast<std::size_t>(property_index[c.value >> property_shift]) << property_shift;
    const std::uint32_t bits = record_bits[property_blocks[block + (c.value & ((1u << property_shift) - 1))]];
    const Mask start = Mask{1} << p;
    for (std::uint32_t rest = bits; rest != 0; rest &= rest - 1) out.at[static_cast<std::size_t>(std::countr_zero(rest))] |= start;
    starts |= start;
    left &= ~(bits_below(c.length) << p);
    if (c.value == 0xFFFD || c.value == 0x20E3 || c.value == 0xAF) [[unlikely]] {
      out.ill_formed |= c.value == 0xFFFD ? start : 0;
      out.keycap |= c.value == 0x20E3 ? start : 0;
      out.shrug |= c.value == 0xAF ? start : 0;
    }
  }
  out.inner = non_ascii & ~starts;
}

#if ATTUNE_HAS_X86_KERNELS

template <std::size_t plane>
alignas(64) inline constexpr auto wide_plane = make_record_table([](const Properties& p) { return static_cast<std::uint8_t>(wide_bits(p) >> (8 * plane)); });

template <std::size_t plane>
[[gnu::always_inline]] ATTUNE_AVX512 inline void write_wide_plane(const Avx512Records& found, WideMasks& out) {
  __m512i bits = found.look_up(wide_plane<plane>);
  if (_mm512_test_epi8_mask(bits, bits) == 0) return;
  for (std::size_t k = 8; k-- > 0; bits = _mm512_add_epi8(bits, bits)) out.at[8 * plane + k] = _mm512_movepi8_mask(bits);
}

ATTUNE_AVX512 inline bool read_wide_avx512(std::string_view text, std::size_t at, Mask non_ascii, WideMasks& out) {
  constexpr int worthwhile = 8;  // bytes: a curly apostrophe or two are sooner read singly
  if (std::popcount(non_ascii) < worthwhile) return false;
  Avx512Sequences block;
  if (!block.load(text, at)) return false;
  const Avx512Records found = block.records(text.data() + at);
  static_assert(n_planes == 3);
  write_wide_plane<0>(found, out);
  write_wide_plane<1>(found, out);
  write_wide_plane<2>(found, out);
  out.inner = non_ascii & ~block.leads;
  out.ill_formed = block.where(0xEF, 0xBF, 0xBD);
  out.keycap = block.where(0xE2, 0x83, 0xA3);
  out.shrug = block.where(0xC2, 0xAF);
  return true;
}

#endif

template <class K>
[[gnu::always_inline]] inline void read_wide(std::string_view text, std::size_t at, Mask non_ascii, WideMasks& out) {
#if ATTUNE_HAS_X86_KERNELS
  if constexpr (std::is_same_v<K, Avx512Kernel>)
    if (read_wide_avx512(text, at, non_ascii, out)) return;
#endif
  read_wide_singly(text, at, non_ascii, out);
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

template <class K>
[[gnu::always_inline]] inline void wide_block(std::string_view text, std::size_t at, const BlockReach& reach, bool join_colon, const WordMasks& m, WordBlock& out) {
  WideMasks wide;
  read_wide<K>(text, at, m.non_ascii, wide);
  const Mask hebrew = wide[wide_hebrew], katakana = wide[wide_katakana], indicator = wide[wide_indicator];
  const Mask letter = m.letter | wide[wide_letter], number = m.number | wide[wide_number], connector = m.connector | wide[wide_connector];
  const Mask mid_both = m.mid_both | wide[wide_mid_both];
  const Mask mid_letter = (join_colon ? m.mid_letter : 0) | wide[wide_mid_letter];
  const Mask mid_number = m.mid_number | wide[wide_mid_number];
  const Mask space = m.space | wide[wide_wsegspace];

  // WB4: what extends a character counts as a part of it; at the start of a line, and of a block, it stands for itself.
  const Mask extenders = wide[wide_extender];
  const Mask line = m.line & ~where(text, at, m.line & (extenders >> 1), '\t');
  Mask line_end = line;
  if (wide[wide_newline] != 0) line_end |= with_run(wide[wide_newline], wide.inner);
  const Mask extend = extenders & ~((line_end << 1) | 1);
  const Mask behind = wide.inner | extend;
  const auto after = [&](Mask starts) { return with_run(starts, behind) << 1; };

  const Mask word = letter | number | connector;
  const Mask behind_letter = after(letter), behind_number = after(number);
  const Mask letter_mid = behind_letter & (mid_both | mid_letter), number_mid = behind_number & (mid_both | mid_number);
  Mask middle = letter_mid | number_mid;
  Mask joined = behind                                                                             // WB4
                | (word & (behind_letter | behind_number))                                         // WB5, WB8 to WB10
                | joined_pairs(letter_mid, after(letter_mid) & letter)                             // WB6, WB7
                | joined_pairs(number_mid, after(number_mid) & number)                             // WB11, WB12
                | (space & space << 1)                                                             // WB3d: adjacent, marks part them
                | joined_line_feeds(text, at, m.line);                                             // WB3
  if (connector != 0) joined |= word & after(connector);                                           // WB13a, WB13b
  if (wide[wide_wsegspace] != 0) joined |= space & (with_run(wide[wide_wsegspace], wide.inner) << 1);  // WB3d
  if (katakana != 0) joined |= (katakana & after(katakana | connector)) | (connector & after(katakana));  // WB13, WB13a, WB13b
  if (wide[wide_zwj] != 0) joined |= with_run(wide[wide_zwj], wide.inner) << 1 & wide[wide_picture];      // WB3c
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
  if (extend != 0) {
    const Mask marked = (with_run(middle, wide.inner) << 1) & extend;
    if (marked != 0) out.breaks &= std::bit_floor(middle & ((marked & (~marked + 1)) - 1)) - 1;
  }

  out.letter = m.letter | wide[kind_letter];
  out.number = m.number | wide[kind_number];
  out.space = m.space | m.line | wide[kind_space];
  out.odd_start = wide[kind_odd] | wide.ill_formed;
  // White space with a mark is no white space: then every segment is looked at.
  const bool marked_space = (with_run(out.space, wide.inner) << 1 & extend) != 0;
  out.odd = wide.keycap | (marked_space ? ~Mask{0} : 0);
  out.keycap = wide.keycap;
  out.shrug = wide.shrug;
}

// One body a kernel, for its instructions; not inlined in each place that reads blocks.
[[gnu::noinline]] inline void read_wide_block(PortableKernel, std::string_view text, std::size_t at, const BlockReach& reach, bool join_colon,
                                              const WordMasks& masks, WordBlock& out) {
  wide_block<PortableKernel>(text, at, reach, join_colon, masks, out);
}
#if ATTUNE_HAS_X86_KERNELS
ATTUNE_AVX2 [[gnu::noinline]] inline void read_wide_block(Avx2Kernel, std::string_view text, std::size_t at, const BlockReach& reach, bool join_colon,
                                                          const WordMasks& masks, WordBlock& out) {
  wide_block<Avx2Kernel>(text, at, reach, join_colon, masks, out);
}
ATTUNE_AVX512 [[gnu::noinline]] inline void read_wide_block(Avx512Kernel, std::string_view text, std::size_t at, const BlockReach& reach,
                                                            bool join_colon, const WordMasks& masks, WordBlock& out) {
  wide_block<Avx512Kernel>(text, at, reach, join_colon, masks, out);
}
#endif

/// The block of what `read_masks` has read. With `join_colon` false ':' joins no letters, as in CLDR's root locale.
template <class K>
[[gnu::always_inline]] inline void read_block(std::string_view text, std::size_t at, const BlockReach& reach, bool join_colon, const WordMasks& masks,
                                              WordBlock& out) {
  if (masks.non_ascii == 0) [[likely]]
    read_ascii_block(text, at, reach, join_colon, masks, out);
  else
    read_wide_block(K{}, text, at, reach, join_colon, masks, out);
}

/// Where a step a code point is as fast as masks: text that is mostly not ASCII, unless vectors decode it. The automaton then goes
/// on for a few blocks.
template <class K>
bool is_for_automaton(const WordMasks& masks) {
  return !K::decodes && std::popcount(masks.non_ascii) > 24;
}
inline constexpr std::size_t automaton_stretch = 4 * block_bytes;

// ---- boundaries -----------------------------------------------------------------------------------------------------------

/// Offsets written to a vector's end, which is sized ahead of them: whole blocks are written, and nothing is copied.
class OffsetWriter {
 public:
  /// For the boundaries of a text of `n_bytes`.
  OffsetWriter(std::vector<std::uint32_t>& out, std::size_t n_bytes) : out_(out), n_(out.size()) { out_.resize(n_ + n_bytes / 2 + block_bytes); }

  template <class K>
  [[gnu::always_inline]] inline void write(Mask mask, std::size_t at) {
    reserve(block_bytes);
    K::write_offsets(mask, static_cast<std::uint32_t>(at), out_.data() + n_);
    n_ += static_cast<std::size_t>(std::popcount(mask));
  }

  void push_back(std::size_t at) {
    reserve(1);
    out_[n_++] = static_cast<std::uint32_t>(at);
  }

  /// The last offset, taken back. There is one.
  std::size_t pop_back() { return out_[--n_]; }

  void finish() { out_.resize(n_); }

 private:
  void reserve(std::size_t n) {
    if (n_ + n > out_.size()) [[unlikely]] out_.resize(2 * n_ + n);
  }

  std::vector<std::uint32_t>& out_;
  std::size_t n_;
};

#if ATTUNE_HAS_X86_KERNELS

/// What a byte of ASCII has to do with its neighbours, a bit each.
constexpr std::uint8_t neighbor_bits(std::size_t b) {
  const std::uint8_t c = b < 0x80 ? word_class_bits(b) : 0;
  const auto has = [&](int mask, int bit) { return ((c & mask) != 0) << bit; };
  // letter, number, joins letters, joins numbers, word, space, line
  return static_cast<std::uint8_t>(has(1, 0) | has(2, 1) | has(0x18, 2) | has(0x28, 3) | has(7, 4) | has(0x40, 5) | has(0x80, 6));
}
alignas(64) inline constexpr auto neighbor_table = make_class_table<neighbor_bits>();

/// `ascii_breaks` of 64 bytes with ':' joining, by comparing each with its neighbours: two masks leave the vectors instead of nine.
ATTUNE_AVX512 inline Mask ascii_breaks_avx512(std::string_view text, std::size_t at, Mask& non_ascii) {
  const __m512i bytes = _mm512_loadu_si512(text.data() + at), index = _mm512_load_si512(identity_bytes.data()), one = _mm512_set1_epi8(1);
  non_ascii = _mm512_movepi8_mask(bytes);
  const __m512i self = _mm512_permutex2var_epi8(_mm512_load_si512(neighbor_table.data()), bytes, _mm512_load_si512(neighbor_table.data() + 64));
  const __m512i before = _mm512_maskz_permutexvar_epi8(~Mask{1}, _mm512_sub_epi8(index, one), self);
  const __m512i after = _mm512_maskz_permutexvar_epi8(~last_bit, _mm512_add_epi8(index, one), self);
  const Mask alike = _mm512_test_epi8_mask(self, _mm512_and_si512(before, _mm512_set1_epi8(0x30)));
  const __m512i both_sides = _mm512_and_si512(_mm512_and_si512(before, after), _mm512_set1_epi8(3));
  const Mask middle = _mm512_test_epi8_mask(both_sides, _mm512_srli_epi16(self, 2));
  const Mask line = _mm512_test_epi8_mask(self, _mm512_and_si512(before, _mm512_set1_epi8(0x40)));
  Mask joined = alike | middle | middle << 1;
  if (line != 0) [[unlikely]] joined |= joined_line_feeds(text, at, line | line >> 1);
  return ~joined;
}

#endif

#if ATTUNE_HAS_X86_KERNELS
/// The windows of `scan_ascii` but for the last ones of the text: how far they went, which is short of it if one is not ASCII.
ATTUNE_AVX512 [[gnu::noinline]] inline std::size_t scan_ascii_windows(std::string_view text, std::size_t from, OffsetWriter& out) {
  for (; from - 2 + block_bytes < text.size(); from += block_bytes - 3) {
    Mask non_ascii = 0;
    const Mask breaks = ascii_breaks_avx512(text, from - 2, non_ascii);
    if (non_ascii != 0) break;
    out.write<Avx512Kernel>(breaks & ~(last_bit | 3), from - 2);
  }
  return from;
}
#endif

/// Boundaries from `from` on as long as the text is ASCII, where two bytes before and one behind decide: windows at any place
/// will do, so none waits for the one before. Returns the last boundary found, taken back, or the end of the text.
template <class K>
[[gnu::always_inline]] inline std::size_t scan_ascii(std::string_view text, std::size_t from, OffsetWriter& out) {
#if ATTUNE_HAS_X86_KERNELS
  constexpr std::size_t worthwhile = 4 * block_bytes;
  if constexpr (std::is_same_v<K, Avx512Kernel>)
    if (text.size() - from > worthwhile) [[unlikely]] from = scan_ascii_windows(text, from, out);
#endif
  const std::size_t last = text.size() - block_bytes;
  for (;;) {
    const std::size_t at = std::min(from - 2, last);
    WordMasks masks;
    read_masks<K>(text, at, masks);
    if (masks.non_ascii != 0) return out.pop_back();
    Mask in_doubt = 0;
    const Mask breaks = ascii_breaks(text, at, true, masks, in_doubt) & ~Mask{0} << (from - at);
    if (at == last) {  // nothing follows, so the last byte is in no doubt
      out.write<K>(breaks, at);
      return text.size();
    }
    out.write<K>(breaks & ~last_bit, at);
    from = at + block_bytes - 1;
  }
}

template <class K>
[[gnu::always_inline]] inline void scan_words(std::string_view text, std::vector<std::uint32_t>& offsets) {
  OffsetWriter out(offsets, text.size());
  for (std::size_t at = 0; at < text.size();) {
    const BlockReach reach = reach_of(text, at);
    WordMasks masks;
    WordBlock block;
    read_masks<K>(text, at, masks);
    if (is_for_automaton<K>(masks)) {
      out.push_back(at);
      at = scan_words_until(text, at, at + automaton_stretch, true, [&](std::size_t byte) { out.push_back(byte); });
      continue;
    }
    read_block<K>(text, at, reach, true, masks, block);
    if (masks.non_ascii == 0 && !reach.final) {
      out.write<K>(block.breaks & ~last_bit, at);
      const std::size_t reached = scan_ascii<K>(text, at + block_bytes - 1, out);
      if (reached != at) {
        at = reached;
        continue;
      }
      block.breaks = 1;
    }
    const Mask next = std::bit_floor(block.breaks);
    if (next == 1) {  // no boundary in sight but this one
      out.push_back(at);
      at = next_word_boundary(text, at, true);
      continue;
    }
    out.write<K>(block.breaks ^ next, at);
    at += static_cast<std::size_t>(std::countr_zero(next));
  }
  if (!text.empty()) out.push_back(text.size());
  out.finish();
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
