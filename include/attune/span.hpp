/// Half-open ranges of a text, and the slice they stand for.
#pragma once

#include <cstdint>
#include <string_view>

namespace attune {

/// `[start, end)` in bytes of the caller's text.
struct Span {
  std::uint32_t start = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// The part of `text` that a token, phrase, cue or other span stands for.
/// Errors: `std::out_of_range` when the span does not lie in `text`.
template <class SpanLike>
std::string_view slice(std::string_view text, const SpanLike& span) {
  return text.substr(span.start, span.end - span.start);
}

}  // namespace attune
