// The sentence rules of UAX #29 where they matter: at full stops and the like and at line ends. Masks of 64 bytes find these; from
// each on the automaton steps until nothing is pending, and what lies between is not read.
#pragma once

#include <attune/detail/break_scan.hpp>
#include <attune/detail/multibyte_blocks.hpp>

namespace attune::detail {

/// Whether a code point leaves the two states in which nothing is pending.
constexpr bool stops_sentence(const Properties& p) {
  using S = SentenceBreak;
  return p.sentence == S::aterm || p.sentence == S::sterm || p.sentence == S::cr || p.sentence == S::lf || p.sentence == S::sep;
}

constexpr bool masks_hold_ascii_stops() {
  for (std::size_t byte = 0; byte < 0x80; ++byte)
    if (stops_sentence(property_records[property_blocks[(property_index[0] << property_shift) + byte]]) != is_in(sentence_stops, byte)) return false;
  return true;
}
static_assert(masks_hold_ascii_stops());

inline constexpr CodePointFilter sentence_stop_filter = make_filter(stops_sentence);

/// The bytes of `lead` that code points which may be stops start with.
inline Mask wide_stops(PortableKernel, std::string_view text, std::size_t at, Mask lead) {
  Mask found = 0;
  for (; lead != 0; lead &= lead - 1) {
    const auto p = static_cast<std::size_t>(std::countr_zero(lead));
    const auto byte = static_cast<std::uint8_t>(text[at + p]);
    if ((sentence_stop_filter.leads[byte & 15] >> (byte >> 4 & 3) & 1) != 0) found |= Mask{1} << p;
  }
  return found;
}

#if ATTUNE_HAS_X86_KERNELS
ATTUNE_AVX2 inline Mask wide_stops(Avx2Kernel, std::string_view text, std::size_t at, Mask) {
  return Avx2Sequences::may_be(sentence_stop_filter, Avx2Sequences::load_bytes(text, at));
}

alignas(64) inline constexpr auto stop_records = make_record_table([](const Properties& p) -> std::uint8_t { return stops_sentence(p); });

/// A few that the filter lets through are sooner looked at singly than all by vectors.
ATTUNE_AVX512 [[gnu::noinline]] inline Mask wide_stops(Avx512Kernel, std::string_view text, std::size_t at, Mask) {
  const Mask found = Avx512Sequences::may_be(sentence_stop_filter, Avx512Sequences::load_bytes(text, at), Avx512Sequences::load_bytes(text, at + 1));
  if (std::popcount(found) < 8) return found;
  Avx512Sequences sequences;
  if (!sequences.load(text, at)) return found;
  return Avx512Kernel::has(sequences.records(text.data() + at).look_up(stop_records), 0);
}
#endif

/// Stops one after another, from masks of 64 bytes at any places.
template <class K>
class StopFinder {
 public:
  explicit StopFinder(std::string_view text) : text_(text) {}

  /// The first stop at `from` or behind, or the end of the text. `from` starts a code point and never goes back.
  [[gnu::always_inline]] inline std::size_t next(std::size_t from) {
    left_ = from < block_ + block_bytes ? left_ & (~Mask{0} << (from - block_)) : 0;
    next_block_ = std::max(next_block_, from);
    for (;;) {
      for (; left_ != 0; left_ &= left_ - 1) {
        const std::size_t at = block_ + static_cast<std::size_t>(std::countr_zero(left_));
        if (static_cast<std::uint8_t>(text_[at]) < 0x80 || stops_sentence(properties(decode_multibyte(text_, at).value))) return at;
      }
      if (next_block_ >= text_.size()) return text_.size();
      block_ = next_block_;
      SentenceMasks masks;
      read_masks<K>(text_, block_, masks);
      left_ = masks.stop;
      if (masks.lead != 0) left_ |= wide_stops(K{}, text_, block_, masks.lead);
      next_block_ += block_bytes;
      for (int i = 0; i < 3 && next_block_ < text_.size() && is_continuation(static_cast<std::uint8_t>(text_[next_block_])); ++i) ++next_block_;
    }
  }

 private:
  std::string_view text_;
  std::size_t block_ = 0, next_block_ = 0;
  Mask left_ = 0;  // what may be a stop, of the block and not yet passed
};

/// SB7: whether the last code point before `at`, marks aside, is a cased letter. Behind `from` there is no stop; `cased` says it of there.
inline bool is_behind_cased(std::string_view text, std::size_t from, std::size_t at, bool cased) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  while (at > from) {
    std::size_t start = at - 1;
    while (start > from && at - start < 4 && is_continuation(byte(start))) --start;
    const CodePoint c = decode_at(text, start);
    if (start + c.length != at) return false;  // a stray byte
    const SentenceBreak found = properties(c.value).sentence;
    if (found != SentenceBreak::extend && found != SentenceBreak::format) return found == SentenceBreak::lower || found == SentenceBreak::upper;
    at = start;
  }
  return cased;
}

template <class K>
[[gnu::always_inline]] inline void scan_sentences(std::string_view text, std::vector<std::uint32_t>& out) {
  constexpr auto other = static_cast<std::size_t>(SentenceState::other), cased = static_cast<std::size_t>(SentenceState::cased);
  if (text.empty()) return;
  const auto emit = [&](std::size_t byte) { out.push_back(static_cast<std::uint32_t>(byte)); };
  emit(0);
  StopFinder<K> stops(text);
  std::size_t state = other, mark = 0;
  for (std::size_t at = 0;;) {
    const std::size_t stop = stops.next(at);
    if (stop == text.size()) break;
    state = is_behind_cased(text, at, stop, state == cased) ? cased : other;
    at = stop;
    do {
      const CodePoint c = decode_at(text, at);
      const BreakStep step = sentence_automaton.steps[state][static_cast<std::size_t>(properties(c.value).sentence)];
      if (step.at_mark) emit(mark);
      if (step.here) emit(at);
      if (step.set_mark) mark = at;
      state = step.next;
      at += c.length;
    } while (at < text.size() && state != other && state != cased);
  }
  if (sentence_automaton.in_doubt[state]) emit(mark);
  emit(text.size());
}

inline void scan_sentences_portable(std::string_view text, std::vector<std::uint32_t>& out) { scan_sentences<PortableKernel>(text, out); }
#if ATTUNE_HAS_X86_KERNELS
ATTUNE_AVX2 inline void scan_sentences_avx2(std::string_view text, std::vector<std::uint32_t>& out) { scan_sentences<Avx2Kernel>(text, out); }
ATTUNE_AVX512 inline void scan_sentences_avx512(std::string_view text, std::vector<std::uint32_t>& out) { scan_sentences<Avx512Kernel>(text, out); }
#endif

/// Appends all sentence boundaries of `text` to `out`. Every kernel appends the same; `kernel` must be supported.
inline void scan_sentences(std::string_view text, Kernel kernel, std::vector<std::uint32_t>& out) {
#if ATTUNE_HAS_X86_KERNELS
  if (kernel == Kernel::avx512) return scan_sentences_avx512(text, out);
  if (kernel == Kernel::avx2) return scan_sentences_avx2(text, out);
#endif
  static_cast<void>(kernel);
  scan_sentences_portable(text, out);
}

}  // namespace attune::detail
