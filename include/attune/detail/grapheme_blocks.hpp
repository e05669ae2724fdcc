// The grapheme rules of UAX #29 on masks, as word_blocks.hpp has those of words. No rule looks ahead, so a block is sure of all the
// boundaries in it. Prepended marks, conjoining jamo and ill-formed bytes are left to the automaton.
#pragma once

#include <attune/detail/word_blocks.hpp>

namespace attune::detail {

/// What the rules ask of a code point that is not ASCII.
enum GraphemeBit : std::uint8_t {
  grapheme_extend, grapheme_zwj, grapheme_spacing, grapheme_control, grapheme_indicator, grapheme_picture,
  grapheme_hard,  // for the automaton
};

constexpr std::uint8_t grapheme_bit(const Properties& p) {
  using G = GraphemeBreak;
  switch (p.grapheme) {
    case G::extend: return 1 << grapheme_extend;
    case G::zwj: return 1 << grapheme_zwj;
    case G::spacingmark: return 1 << grapheme_spacing;
    case G::control: return 1 << grapheme_control;
    case G::regional_indicator: return 1 << grapheme_indicator;
    case G::pictographic: return 1 << grapheme_picture;
    case G::prepend: case G::l: case G::v: case G::t: return 1 << grapheme_hard;
    default: return 0;  // LV and LVT with no jamo near them, too
  }
}

/// Whether a code point may be of one grapheme with an adjacent one of any class: between two others, CR LF apart, there is a boundary.
constexpr bool joins_graphemes(const Properties& p) {
  return (grapheme_bit(p) & ~(1 << grapheme_control | 1 << grapheme_picture)) != 0;
}

/// The boundaries of a block that is not all ASCII, as far as they are sure: bit 0, which is where it starts, and more or none.
inline Mask wide_grapheme_breaks(PortableKernel, std::string_view text, std::size_t at, const BlockReach&, const GraphemeMasks& m) {
  const Mask ascii = bits_below(static_cast<std::size_t>(std::countr_zero(m.non_ascii)));
  return (ascii & ~joined_line_feeds(text, at, m.control)) | 1;
}

#if ATTUNE_HAS_X86_KERNELS

inline constexpr CodePointFilter grapheme_joiners = make_filter(joins_graphemes);

/// The boundaries up to the first code point that may join.
ATTUNE_AVX2 [[gnu::noinline]] inline Mask wide_grapheme_breaks(Avx2Kernel, std::string_view text, std::size_t at, const BlockReach& reach,
                                                               const GraphemeMasks& m) {
  Avx2Sequences sequences;
  if (!sequences.load(text, at)) return 1;
  const Mask breaks = sure_breaks(~(m.non_ascii & ~sequences.leads) & ~joined_line_feeds(text, at, m.control), 0, reach);
  for (Mask left = Avx2Sequences::may_be(grapheme_joiners, sequences.first); left != 0; left &= left - 1) {
    const auto p = static_cast<std::size_t>(std::countr_zero(left));
    if (joins_graphemes(properties(decode_multibyte(text, at + p).value))) return (breaks & bits_below(p)) | 1;
  }
  return breaks;
}

alignas(64) inline constexpr auto grapheme_plane = make_record_table(grapheme_bit);

ATTUNE_AVX512 [[gnu::noinline]] inline Mask wide_grapheme_breaks(Avx512Kernel, std::string_view text, std::size_t at, const BlockReach& reach,
                                                                 const GraphemeMasks& m) {
  Avx512Sequences sequences;
  if (!sequences.load(text, at)) return 1;
  const Mask inner = m.non_ascii & ~sequences.leads;
  Mask joined = inner | joined_line_feeds(text, at, m.control);                     // GB3
  if (sequences.may_be(grapheme_joiners) == 0) return sure_breaks(~joined, 0, reach);

  const __m512i bits = sequences.records(text.data() + at).look_up(grapheme_plane);
  using K = Avx512Kernel;
  const Mask extend = K::has(bits, grapheme_extend), zwj = K::has(bits, grapheme_zwj), spacing = K::has(bits, grapheme_spacing);
  const Mask picture = K::has(bits, grapheme_picture), indicator = K::has(bits, grapheme_indicator), hard = K::has(bits, grapheme_hard);
  const Mask control = with_run(m.control | K::has(bits, grapheme_control), inner);
  joined |= (extend | zwj | spacing) & ~(control << 1 | 1);                         // GB4, GB9, GB9a
  if (zwj != 0) {
    const Mask joining = (with_run(picture, inner | extend) << 1) & zwj;
    joined |= (with_run(joining, inner) << 1) & picture;                            // GB11
  }
  if (indicator != 0) joined |= joined_indicators(indicator, (with_run(indicator, inner) << 1) & indicator);  // GB12, GB13
  const Mask breaks = sure_breaks(~joined, 0, reach);
  return hard == 0 ? breaks : (breaks & bits_below(static_cast<std::size_t>(std::countr_zero(hard)))) | 1;
}

#endif

template <class K>
[[gnu::always_inline]] inline void scan_graphemes(std::string_view text, std::vector<std::uint32_t>& offsets) {
  OffsetWriter out(offsets, 2 * text.size());
  for (std::size_t at = 0; at < text.size();) {
    const BlockReach reach = reach_of(text, at);
    GraphemeMasks masks;
    read_masks<K>(text, at, masks);
    masks.control &= reach.valid();  // a tail may be read with zeros behind it
    Mask breaks = 0;
    if (masks.non_ascii == 0) [[likely]]
      breaks = sure_breaks(~joined_line_feeds(text, at, masks.control), 0, reach);
    else
      breaks = wide_grapheme_breaks(K{}, text, at, reach, masks);
    const Mask next = std::bit_floor(breaks);
    if (next == 1) {
      out.push_back(at);
      const std::size_t stretch = std::popcount(masks.non_ascii) > 24 ? block_bytes : 8;  // bytes: what needs it here will need it again
      at = scan_graphemes_until(text, at, at + stretch, [&](std::size_t byte) { out.push_back(byte); });
      continue;
    }
    out.write<K>(breaks ^ next, at);
    at += next == last_bit ? block_bytes - 1 : static_cast<std::size_t>(std::countr_zero(next));  // the branch waits for no count
  }
  if (!text.empty()) out.push_back(text.size());
  out.finish();
}

inline void scan_graphemes_portable(std::string_view text, std::vector<std::uint32_t>& out) { scan_graphemes<PortableKernel>(text, out); }
#if ATTUNE_HAS_X86_KERNELS
ATTUNE_AVX2 inline void scan_graphemes_avx2(std::string_view text, std::vector<std::uint32_t>& out) { scan_graphemes<Avx2Kernel>(text, out); }
ATTUNE_AVX512 inline void scan_graphemes_avx512(std::string_view text, std::vector<std::uint32_t>& out) { scan_graphemes<Avx512Kernel>(text, out); }
#endif

/// Appends all grapheme boundaries of `text` to `out`. Every kernel appends the same; `kernel` must be supported.
inline void scan_graphemes(std::string_view text, Kernel kernel, std::vector<std::uint32_t>& out) {
#if ATTUNE_HAS_X86_KERNELS
  if (kernel == Kernel::avx512) return scan_graphemes_avx512(text, out);
  if (kernel == Kernel::avx2) return scan_graphemes_avx2(text, out);
#endif
  static_cast<void>(kernel);
  scan_graphemes_portable(text, out);
}

}  // namespace attune::detail
