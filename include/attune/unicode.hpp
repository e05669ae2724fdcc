/// UTF-8, and offsets in three units: bytes (inside and in C++), code points (Python, JSON), UTF-16 code units (on request).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/detail/config.hpp>

namespace attune {

/// The Unicode version of all tables.
inline constexpr std::string_view unicode_version = "15.0.0";

/// One code point read from UTF-8.
struct CodePoint {
  char32_t value = 0xFFFD;    ///< U+FFFD where the bytes are ill-formed
  std::uint32_t length = 1;   ///< bytes taken: of an ill-formed sequence its maximal subpart
  bool well_formed = false;
};

/// The code point that starts at byte `at`, which must be less than `text.size()`.
///
/// Errors: none. Ill-formed bytes are U+FFFD, one per maximal subpart.
/// Cost: constant. Source: Unicode Standard 15.0, table 3-7 and section 3.9, "U+FFFD Substitution of Maximal Subparts".
CodePoint decode(std::string_view text, std::size_t at);

/// Appends `value` as UTF-8; a surrogate or a value above U+10FFFF is appended as U+FFFD.
void append_utf8(std::string& out, char32_t value);

/// True when every byte belongs to a well-formed sequence.
bool is_well_formed(std::string_view text);

/// `text` with every ill-formed maximal subpart replaced by U+FFFD.
std::string to_well_formed(std::string_view text);

/// Length in code points; an ill-formed maximal subpart counts as one.
std::size_t count_code_points(std::string_view text);

namespace detail {

/// 64 bytes of a text: where code points start, and where those that take two UTF-16 code units end.
struct OffsetBlock {
  std::uint64_t starts = 0;
  std::uint64_t pairs = 0;
  std::uint32_t starts_before = 0;  // in the blocks before this one
  std::uint32_t pairs_before = 0;
};

}  // namespace detail

/// Byte offsets of one text turned into code points and UTF-16 code units, and back: the one place where that is done.
///
/// Holds no reference to the text. Offsets inside a sequence, or between the two code units of a pair, count as its start; offsets past
/// the end as the end. An ill-formed maximal subpart is one code point and one code unit.
/// Cost: building is linear in bytes, 64 at a time, and stores 3 bytes for each 8 (nothing for pure ASCII); conversions from bytes are
/// O(1), those to bytes a binary search.
class OffsetMap {
 public:
  explicit OffsetMap(std::string_view text);

  std::uint32_t to_code_point(std::uint32_t byte) const;
  std::uint32_t to_utf16(std::uint32_t byte) const;
  std::uint32_t from_code_point(std::uint32_t code_point) const;
  std::uint32_t from_utf16(std::uint32_t code_unit) const;

  /// The same for each of many byte offsets, in place and in any order.
  void to_code_points(std::span<std::uint32_t> bytes) const;
  void to_utf16(std::span<std::uint32_t> bytes) const;

  std::uint32_t size_bytes() const { return size_bytes_; }
  std::uint32_t size_code_points() const { return size_code_points_; }
  std::uint32_t size_utf16() const { return size_utf16_; }

 private:
  std::uint32_t size_bytes_ = 0;
  std::uint32_t size_code_points_ = 0;
  std::uint32_t size_utf16_ = 0;
  std::vector<detail::OffsetBlock> blocks_;  // empty when the text is ASCII
};

/// Throws `std::length_error` for a text of 4 GiB or more: the one text that is refused, since offsets have 32 bits.
void require_indexable(std::string_view text);

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/unicode-inl.hpp>
#endif
