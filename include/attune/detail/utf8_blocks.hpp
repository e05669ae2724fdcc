// UTF-8 as bit masks, 64 bytes at a time: where code points start, which of them take two UTF-16 code units, and whether all is
// well-formed. A block that is not is read code point by code point, so that its maximal subparts come out as `decode` has them.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <attune/detail/byte_masks.hpp>
#include <attune/detail/unicode_properties.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

/// Multi-byte sequences by their first byte, one bit each.
struct Utf8Leads {
  Mask two = 0, three = 0, four = 0;    // sequences of at least that many bytes
  Mask e0 = 0, ed = 0, f0 = 0, f4 = 0;  // those whose second byte has a range of its own

  /// How many bytes of the last sequence lie in this block, if it goes on in the next.
  constexpr std::size_t n_unfinished() const { return (two >> 63) != 0 ? 1 : (three >> 62) != 0 ? 2 : (four >> 61) != 0 ? 3 : 0; }
};

struct Utf8Masks {
  Mask starts = 0;  // of code points
  Mask pairs = 0;   // the last byte of each that takes two UTF-16 code units
  bool well_formed = false;
};

/// Table 3-7 for 64 bytes. `leads` are those of the block before, and then of this one; `inner` are bytes known to go on with what
/// began before.
template <class K>
[[gnu::always_inline]] inline Utf8Masks read_utf8_masks(const char* bytes, Mask inner, Utf8Leads& leads) {
  Mask bit[8];
  K::transpose(bytes, bit);
  const Utf8Leads before = leads;
  const Mask rest = bit[3] | bit[2] | bit[1] | bit[0];
  const Mask continuation = bit[7] & ~bit[6];
  leads.two = bit[7] & bit[6];
  leads.three = leads.two & bit[5];
  leads.four = leads.three & bit[4];
  leads.e0 = leads.three & ~bit[4] & ~rest;
  leads.ed = leads.three & ~bit[4] & bit[3] & bit[2] & ~bit[1] & bit[0];
  leads.f0 = leads.four & ~rest;
  leads.f4 = leads.four & bit[2];
  const auto behind = [](Mask now, Mask previous, int n) { return now << n | previous >> (64 - n); };

  const Mask never = (leads.two & ~(bit[5] | bit[4] | bit[3] | bit[2] | bit[1]))    // C0, C1
                     | (leads.four & (bit[3] | (bit[2] & (bit[1] | bit[0]))));      // F5 to FF
  const Mask out_of_range = (behind(leads.e0, before.e0, 1) & ~bit[5]) | (behind(leads.ed, before.ed, 1) & bit[5]) |
                            (behind(leads.f0, before.f0, 1) & ~(bit[5] | bit[4])) | (behind(leads.f4, before.f4, 1) & (bit[5] | bit[4]));
  const Mask pairs = behind(leads.four, before.four, 3);
  const Mask wanted = behind(leads.two, before.two, 1) | behind(leads.three, before.three, 2) | pairs | inner;
  return {~continuation, pairs, ((wanted ^ continuation) | never | out_of_range) == 0};
}

struct Utf8Counts {
  std::size_t n_code_points = 0;
  std::size_t n_pairs = 0;
  bool well_formed = true;
};

/// Counts, and fills `blocks`, one for each 64 bytes, unless that is null; it stays empty as long as the text is ASCII.
template <class K>
class Utf8Scan {
 public:
  Utf8Scan(std::string_view text, std::vector<OffsetBlock>* blocks) : text_(text), blocks_(blocks) {}

  [[gnu::always_inline]] inline Utf8Counts run() {
    for (std::size_t at = 0; at < text_.size(); at += block_bytes) read_block(at);
    if (leads_.n_unfinished() != 0) counts_.well_formed = false;
    return counts_;
  }

 private:
  [[gnu::always_inline]] inline void read_block(std::size_t at) {
    const std::size_t n = std::min(text_.size() - at, block_bytes), n_unfinished = leads_.n_unfinished();
    const Mask valid = ~Mask{0} >> (block_bytes - n);
    HighMasks high;
    read_masks<K>(text_, at, high);
    if (high.non_ascii == 0 && n_unfinished == 0 && inner_ == 0) {
      leads_ = {};
      put(at, {valid, 0});
      counts_.n_code_points += n;
      return;
    }
    if (blocks_ != nullptr && blocks_->empty()) start_blocks(at);
    const Utf8Masks masks = n == block_bytes ? read_utf8_masks<K>(text_.data() + at, inner_, leads_) : read_tail(at, n);
    if (!masks.well_formed) return read_singly(at, n_unfinished);
    add(at, masks.starts & valid, masks.pairs | pair_);
    inner_ = pair_ = 0;
  }

  [[gnu::always_inline]] inline Utf8Masks read_tail(std::size_t at, std::size_t n) {
    alignas(block_bytes) char copy[block_bytes] = {};
    copy_short(text_.data() + at, n, copy);
    return read_utf8_masks<K>(copy, inner_, leads_);
  }

  /// All of the text's blocks; those before `at` are ASCII.
  void start_blocks(std::size_t at) {
    blocks_->resize((text_.size() + block_bytes - 1) / block_bytes);
    for (std::size_t i = 0; i < at / block_bytes; ++i) (*blocks_)[i] = {~Mask{0}, 0, static_cast<std::uint32_t>(i * block_bytes), 0};
  }

  [[gnu::always_inline]] inline void put(std::size_t at, OffsetBlock block) {
    if (blocks_ == nullptr || blocks_->empty()) return;
    block.starts_before = static_cast<std::uint32_t>(counts_.n_code_points);
    block.pairs_before = static_cast<std::uint32_t>(counts_.n_pairs);
    (*blocks_)[at / block_bytes] = block;
  }

  [[gnu::always_inline]] inline void add(std::size_t at, Mask starts, Mask pairs) {
    put(at, {starts, pairs});
    counts_.n_code_points += static_cast<std::size_t>(std::popcount(starts));
    counts_.n_pairs += static_cast<std::size_t>(std::popcount(pairs));
  }

  /// The block from `begin` on, after the sequence that the one before left unfinished: its start is counted already.
  void read_singly(std::size_t begin, std::size_t n_unfinished) {
    const std::size_t end = begin + block_bytes;
    Mask starts = 0, pairs[2] = {pair_, 0};
    std::size_t at = begin - n_unfinished + static_cast<std::size_t>(std::countr_one(inner_));
    while (at < std::min(end, text_.size())) {
      const CodePoint c = decode_at(text_, at);
      if (at >= begin) starts |= Mask{1} << (at - begin);
      at += c.length;
      if (c.value > 0xFFFF) pairs[(at - 1 - begin) / block_bytes] |= Mask{1} << ((at - 1) % block_bytes);
      counts_.well_formed = counts_.well_formed && c.well_formed;
    }
    add(begin, starts, pairs[0]);
    leads_ = {};
    inner_ = at > end ? bits_below(at - end) : 0;
    pair_ = pairs[1];
  }

  std::string_view text_;
  std::vector<OffsetBlock>* blocks_;
  Utf8Leads leads_;
  // Of the block to come, when the one before was read singly: bytes of a sequence that began there, and the last of a pair.
  Mask inner_ = 0, pair_ = 0;
  Utf8Counts counts_;
};

// One body a kernel, for its instructions.
inline Utf8Counts scan_utf8_portable(std::string_view text, std::vector<OffsetBlock>* blocks) { return Utf8Scan<PortableKernel>(text, blocks).run(); }
#if ATTUNE_HAS_X86_KERNELS
ATTUNE_AVX2 inline Utf8Counts scan_utf8_avx2(std::string_view text, std::vector<OffsetBlock>* blocks) { return Utf8Scan<Avx2Kernel>(text, blocks).run(); }
ATTUNE_AVX512 inline Utf8Counts scan_utf8_avx512(std::string_view text, std::vector<OffsetBlock>* blocks) { return Utf8Scan<Avx512Kernel>(text, blocks).run(); }
#endif

/// As `Utf8Scan` says; every kernel gives the same, and `kernel` must be supported.
inline Utf8Counts scan_utf8(std::string_view text, Kernel kernel, std::vector<OffsetBlock>* blocks) {
#if ATTUNE_HAS_X86_KERNELS
  if (kernel == Kernel::avx512) return scan_utf8_avx512(text, blocks);
  if (kernel == Kernel::avx2) return scan_utf8_avx2(text, blocks);
#endif
  static_cast<void>(kernel);
  return scan_utf8_portable(text, blocks);
}

// ---- conversions ------------------------------------------------------------------------------------------------------

/// What `byte`, an offset of `block`, is in code points or UTF-16 code units; inside a sequence, what its start is.
template <bool utf16>
[[gnu::always_inline]] inline std::uint32_t convert_offset(const OffsetBlock& block, std::uint32_t byte) {
  const std::size_t at = byte % block_bytes;
  const auto count = [](Mask mask) { return static_cast<std::uint32_t>(std::popcount(mask)); };
  const std::uint32_t code_point = block.starts_before + count(block.starts & (~Mask{0} >> (block_bytes - 1 - at))) - 1;
  if constexpr (utf16) return code_point + block.pairs_before + count(block.pairs & bits_below(at));
  return code_point;
}

/// Each of `offsets` in place; those of `size_bytes` and more become `size`.
template <bool utf16>
[[gnu::always_inline]] inline void convert_offsets(const OffsetBlock* blocks, std::uint32_t size_bytes, std::uint32_t size, std::span<std::uint32_t> offsets) {
  for (std::uint32_t& offset : offsets) offset = offset < size_bytes ? convert_offset<utf16>(blocks[offset / block_bytes], offset) : size;
}

#if ATTUNE_HAS_X86_KERNELS
template <bool utf16>
ATTUNE_AVX2 inline void convert_offsets_avx2(const OffsetBlock* blocks, std::uint32_t size_bytes, std::uint32_t size, std::span<std::uint32_t> offsets) {
  convert_offsets<utf16>(blocks, size_bytes, size, offsets);
}
#endif

template <bool utf16>
void convert_offsets(Kernel kernel, const OffsetBlock* blocks, std::uint32_t size_bytes, std::uint32_t size, std::span<std::uint32_t> offsets) {
#if ATTUNE_HAS_X86_KERNELS
  if (kernel != Kernel::portable) return convert_offsets_avx2<utf16>(blocks, size_bytes, size, offsets);
#endif
  static_cast<void>(kernel);
  convert_offsets<utf16>(blocks, size_bytes, size, offsets);
}

}  // namespace attune::detail
