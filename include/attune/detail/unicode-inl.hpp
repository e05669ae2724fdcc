#pragma once

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>

#include <attune/detail/unicode_properties.hpp>
#include <attune/detail/utf8_blocks.hpp>
#include <attune/unicode.hpp>

namespace attune {

ATTUNE_INLINE CodePoint decode(std::string_view text, std::size_t at) { return detail::decode_at(text, at); }

ATTUNE_INLINE void append_utf8(std::string& out, char32_t value) {
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) value = 0xFFFD;
  const auto push = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (value < 0x80) {
    push(value);
  } else if (value < 0x800) {
    push(0xC0 | (value >> 6));
    push(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    push(0xE0 | (value >> 12));
    push(0x80 | ((value >> 6) & 0x3F));
    push(0x80 | (value & 0x3F));
  } else {
    push(0xF0 | (value >> 18));
    push(0x80 | ((value >> 12) & 0x3F));
    push(0x80 | ((value >> 6) & 0x3F));
    push(0x80 | (value & 0x3F));
  }
}

ATTUNE_INLINE bool is_well_formed(std::string_view text) { return detail::scan_utf8(text, detail::best_kernel(), nullptr).well_formed; }

ATTUNE_INLINE std::string to_well_formed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = detail::skip_ascii(text, at);
    out.append(text, at, end - at);
    if (end == text.size()) break;
    const CodePoint c = detail::decode_multibyte(text, end);
    append_utf8(out, c.value);
    at = end + c.length;
  }
  return out;
}

ATTUNE_INLINE std::size_t count_code_points(std::string_view text) {
  return detail::scan_utf8(text, detail::best_kernel(), nullptr).n_code_points;
}

ATTUNE_INLINE void require_indexable(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("a text of 4 GiB or more cannot be indexed with 32-bit offsets");
}

ATTUNE_INLINE OffsetMap::OffsetMap(std::string_view text) {
  require_indexable(text);
  size_bytes_ = static_cast<std::uint32_t>(text.size());
  const detail::Utf8Counts counts = detail::scan_utf8(text, detail::best_kernel(), &blocks_);
  size_code_points_ = static_cast<std::uint32_t>(counts.n_code_points);
  size_utf16_ = static_cast<std::uint32_t>(counts.n_code_points + counts.n_pairs);
}

ATTUNE_INLINE std::uint32_t OffsetMap::to_code_point(std::uint32_t byte) const {
  if (byte >= size_bytes_) return size_code_points_;
  return blocks_.empty() ? byte : detail::convert_offset<false>(blocks_[byte / detail::block_bytes], byte);
}

ATTUNE_INLINE std::uint32_t OffsetMap::to_utf16(std::uint32_t byte) const {
  if (byte >= size_bytes_) return size_utf16_;
  return blocks_.empty() ? byte : detail::convert_offset<true>(blocks_[byte / detail::block_bytes], byte);
}

ATTUNE_INLINE void OffsetMap::to_code_points(std::span<std::uint32_t> bytes) const {
  if (!blocks_.empty()) return detail::convert_offsets<false>(detail::best_kernel(), blocks_.data(), size_bytes_, size_code_points_, bytes);
  for (std::uint32_t& byte : bytes) byte = std::min(byte, size_bytes_);
}

ATTUNE_INLINE void OffsetMap::to_utf16(std::span<std::uint32_t> bytes) const {
  if (!blocks_.empty()) return detail::convert_offsets<true>(detail::best_kernel(), blocks_.data(), size_bytes_, size_utf16_, bytes);
  for (std::uint32_t& byte : bytes) byte = std::min(byte, size_bytes_);
}

ATTUNE_INLINE std::uint32_t OffsetMap::from_code_point(std::uint32_t code_point) const {
  if (code_point >= size_code_points_) return size_bytes_;
  if (blocks_.empty()) return code_point;
  const auto behind = std::partition_point(blocks_.begin(), blocks_.end(),
                                           [&](const detail::OffsetBlock& block) { return block.starts_before <= code_point; });
  const auto block = behind - 1;
  detail::Mask starts = block->starts;
  for (std::uint32_t i = block->starts_before; i < code_point; ++i) starts &= starts - 1;  // drop the lowest
  return static_cast<std::uint32_t>(static_cast<std::size_t>(block - blocks_.begin()) * detail::block_bytes + static_cast<std::size_t>(std::countr_zero(starts)));
}

ATTUNE_INLINE std::uint32_t OffsetMap::from_utf16(std::uint32_t code_unit) const {
  if (code_unit >= size_utf16_) return size_bytes_;
  if (blocks_.empty()) return code_unit;
  const auto behind = std::partition_point(blocks_.begin(), blocks_.end(), [&](const detail::OffsetBlock& block) {
    return block.starts_before + block.pairs_before <= code_unit;
  });
  // The last code point with at most `code_unit` before it; between the halves of a pair, that may be the last of the block before.
  const auto block = static_cast<std::size_t>(behind - blocks_.begin()) - 1;
  const auto last_of = [](std::size_t b, detail::Mask starts) {
    return static_cast<std::uint32_t>(b * detail::block_bytes + static_cast<std::size_t>(std::bit_width(starts)) - 1);
  };
  for (detail::Mask starts = blocks_[block].starts; starts != 0; starts ^= std::bit_floor(starts)) {
    const std::uint32_t byte = last_of(block, starts);
    if (detail::convert_offset<true>(blocks_[block], byte) <= code_unit) return byte;
  }
  return last_of(block - 1, blocks_[block - 1].starts);
}

}  // namespace attune
