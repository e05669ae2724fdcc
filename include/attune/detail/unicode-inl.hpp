#pragma once

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>

#include <attune/detail/unicode_properties.hpp>
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

ATTUNE_INLINE bool is_well_formed(std::string_view text) {
  for (std::size_t at = 0; (at = detail::skip_ascii(text, at)) < text.size();) {
    const CodePoint c = detail::decode_multibyte(text, at);
    if (!c.well_formed) return false;
    at += c.length;
  }
  return true;
}

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
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const std::size_t end = detail::skip_ascii(text, at);
    count += end - at;
    if (end == text.size()) break;
    at = end + detail::decode_multibyte(text, end).length;
  }
  return count;
}

ATTUNE_INLINE void require_indexable(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("a text of 4 GiB or more cannot be indexed with 32-bit offsets");
}

ATTUNE_INLINE OffsetMap::OffsetMap(std::string_view text) {
  require_indexable(text);
  size_bytes_ = static_cast<std::uint32_t>(text.size());
  size_code_points_ = size_bytes_;
  size_utf16_ = size_bytes_;
  std::size_t at = detail::skip_ascii(text, 0);
  if (at == text.size()) return;

  blocks_.resize(text.size() / 64 + 1);
  const auto mark = [](std::uint64_t& bits, std::size_t byte) { bits |= std::uint64_t{1} << (byte % 64); };
  for (std::size_t ascii = 0; ascii < at; ++ascii) mark(blocks_[ascii / 64].starts, ascii);
  while (at < text.size()) {
    const CodePoint c = detail::decode_at(text, at);
    mark(blocks_[at / 64].starts, at);
    // At its last byte, so that the pair counts only for offsets behind it.
    if (c.value > 0xFFFF) mark(blocks_[(at + c.length - 1) / 64].pairs, at + c.length - 1);
    at += c.length;
  }
  std::uint32_t n_starts = 0, n_pairs = 0;
  for (Block& block : blocks_) {
    block.starts_before = n_starts;
    block.pairs_before = n_pairs;
    n_starts += static_cast<std::uint32_t>(std::popcount(block.starts));
    n_pairs += static_cast<std::uint32_t>(std::popcount(block.pairs));
  }
  size_code_points_ = n_starts;
  size_utf16_ = n_starts + n_pairs;
}

ATTUNE_INLINE std::uint32_t OffsetMap::to_code_point(std::uint32_t byte) const {
  if (byte >= size_bytes_) return size_code_points_;
  if (blocks_.empty()) return byte;
  const Block& block = blocks_[byte / 64];
  const std::uint64_t up_to_byte = ~std::uint64_t{0} >> (63 - byte % 64);
  return block.starts_before + static_cast<std::uint32_t>(std::popcount(block.starts & up_to_byte)) - 1;
}

ATTUNE_INLINE std::uint32_t OffsetMap::to_utf16(std::uint32_t byte) const {
  if (byte >= size_bytes_) return size_utf16_;
  if (blocks_.empty()) return byte;
  const Block& block = blocks_[byte / 64];
  const std::uint64_t before_byte = (std::uint64_t{1} << (byte % 64)) - 1;
  return to_code_point(byte) + block.pairs_before + static_cast<std::uint32_t>(std::popcount(block.pairs & before_byte));
}

ATTUNE_INLINE std::uint32_t OffsetMap::from_code_point(std::uint32_t code_point) const {
  if (code_point >= size_code_points_) return size_bytes_;
  if (blocks_.empty()) return code_point;
  // The last block with at most `code_point` starts before it that holds a start of its own.
  const auto behind = std::partition_point(blocks_.begin(), blocks_.end(),
                                           [&](const Block& block) { return block.starts_before <= code_point; });
  const auto block = behind - 1;
  std::uint64_t starts = block->starts;
  for (std::uint32_t i = block->starts_before; i < code_point; ++i) starts &= starts - 1;  // drop the lowest
  return static_cast<std::uint32_t>((block - blocks_.begin()) * 64 + std::countr_zero(starts));
}

}  // namespace attune
