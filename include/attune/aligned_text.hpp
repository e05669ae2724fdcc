/// A text derived from the caller's text (normalized, folded, cleaned), with the way back to the caller's bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/span.hpp>
#include <attune/unicode.hpp>

namespace attune {

/// A derived text that knows where its bytes come from.
///
/// It is made of pieces. What was kept, and a code point replaced by one of the same length, maps byte by byte. Whatever else was
/// replaced is one piece: each of its bytes comes from all of what it replaced, so that no span is mapped into the middle of a sequence.
///
/// Units: bytes, those of `text()` in and those of the source (the caller's text) out.
/// Cost: 16 bytes for each change from kept to replaced and back, or from one pair of lengths to another; nothing for a text that
/// was only kept. Look-ups are binary searches.
class AlignedText {
 public:
  AlignedText() = default;
  /// `text` derived from itself. Throws `std::length_error` at 4 GiB.
  explicit AlignedText(std::string text);

  const std::string& text() const& { return text_; }
  std::string text() && { return std::move(text_); }
  std::uint32_t source_size() const { return source_size_; }
  /// True when every byte comes from the byte at the same offset.
  bool is_aligned_bytewise() const { return stretches_.empty() && text_.size() == source_size_; }

  /// Where the source of `text()[start, end)` is: from the start of the first piece to the end of the last. What was dropped before,
  /// behind or between pieces is left out, left out, and in. An empty span stays empty. Offsets past the end count as the end.
  Span to_source(std::uint32_t start, std::uint32_t end) const;
  /// Where the piece with this byte starts; `source_size()` at the end of the text. Never falls as `byte` rises.
  std::uint32_t to_source(std::uint32_t byte) const;

  friend bool operator==(const AlignedText&, const AlignedText&) = default;
  /// `last`, which was derived from `first.text()`, as derived from the source of `first`: its offsets go both steps at once.
  ///
  /// Errors: `std::invalid_argument` when the size of `first.text()` is not `last.source_size()`.
  /// Cost: linear in the stretches of both and the pieces that `last` replaced.
  friend AlignedText compose(const AlignedText& first, AlignedText last);

 private:
  friend class AlignedTextBuilder;

  // Pieces of one pair of lengths in a row, up to the next stretch; before the first one, bytes come from where they are.
  struct Stretch {
    std::uint32_t derived = 0;
    std::uint32_t source = 0;
    std::uint32_t derived_step = 1;  // length of a piece: 1 and 1 for what was kept
    std::uint32_t source_step = 1;

    Span piece(std::uint32_t byte) const {
      const std::uint32_t start = source + (byte - derived) / derived_step * source_step;
      return {start, start + source_step};
    }
    friend bool operator==(const Stretch&, const Stretch&) = default;
  };
  class Cursor;

  Stretch stretch_at(std::uint32_t byte) const;
  void add(const Stretch& next);

  std::string text_;
  std::vector<Stretch> stretches_;
  std::uint32_t source_size_ = 0;
};

AlignedText compose(const AlignedText& first, AlignedText last);

/// Derives a text by replacing parts of `source`, from left to right; what lies between them is kept.
class AlignedTextBuilder {
 public:
  /// `source` must outlive the builder. The memory of `reuse` is used again. Throws `std::length_error` at 4 GiB.
  explicit AlignedTextBuilder(std::string_view source, AlignedText reuse = {});

  /// Puts `with` where [start, end) was, as one piece; an empty `with` drops it.
  ///
  /// `start` must not lie before the end of the last call, `end` not before `start` (nothing is inserted: an empty range changes
  /// nothing). Throws `std::length_error` when the derived text reaches 4 GiB.
  void replace(std::size_t start, std::size_t end, std::string_view with);

  /// Keeps the rest, and hands the text over.
  AlignedText build() &&;

 private:
  void keep_until(std::size_t end);

  std::string_view source_;
  std::size_t at_ = 0;  // in the source: up to here it is derived
  AlignedText out_;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/aligned_text-inl.hpp>
#endif
