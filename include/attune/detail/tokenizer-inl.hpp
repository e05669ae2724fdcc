#pragma once

#include <unicode/ubrk.h>

#include <memory>

#include <attune/detail/token_blocks.hpp>
#include <attune/tokenizer.hpp>

namespace attune {

ATTUNE_INLINE std::string_view to_string(TokenKind kind) {
  switch (kind) {
    case TokenKind::word: return "word";
    case TokenKind::number: return "number";
    case TokenKind::punctuation: return "punctuation";
    case TokenKind::symbol: return "symbol";
    case TokenKind::emoji: return "emoji";
    case TokenKind::url: return "url";
    case TokenKind::email: return "email";
    case TokenKind::handle: return "handle";
    case TokenKind::hashtag: return "hashtag";
    case TokenKind::emoticon: return "emoticon";
    case TokenKind::other: return "other";
  }
  return "other";
}

ATTUNE_INLINE std::string_view to_string(TokenMode mode) {
  switch (mode) {
    case TokenMode::social: return "social";
    case TokenMode::uax29: return "uax29";
    case TokenMode::dictionary: return "dictionary";
  }
  return "social";
}

namespace detail {

// ---- dictionaries -----------------------------------------------------------------------------------------------------

struct CloseBreakIterator {
  void operator()(UBreakIterator* iterator) const { ubrk_close(iterator); }
};
using BreakIteratorPointer = std::unique_ptr<UBreakIterator, CloseBreakIterator>;

/// ICU's word iterator of the root locale, a clone for this call; null when ICU has no data.
inline BreakIteratorPointer clone_word_iterator() {
  static const BreakIteratorPointer prototype = [] {
    UErrorCode status = U_ZERO_ERROR;
    BreakIteratorPointer iterator(ubrk_open(UBRK_WORD, "", nullptr, 0, &status));
    return U_SUCCESS(status) ? std::move(iterator) : BreakIteratorPointer();
  }();
  if (!prototype) return {};
  UErrorCode status = U_ZERO_ERROR;
  BreakIteratorPointer clone(ubrk_clone(prototype.get(), &status));
  return U_SUCCESS(status) ? std::move(clone) : BreakIteratorPointer();
}

/// Splits runs of dictionary scripts; what it holds is allocated once per text, and only for texts that have such runs.
class DictionarySplitter {
 public:
  /// Tokens of the run `[start, end)`, whose strict boundaries are its `segments`.
  void split(std::string_view text, std::size_t start, std::size_t end, std::vector<Token>& out) {
    units_.clear();
    bytes_.clear();
    for (std::size_t at = start; at < end;) {
      const CodePoint c = decode_at(text, at);
      if (c.value > 0xFFFF) {
        append(static_cast<char16_t>(0xD7C0 + (c.value >> 10)), at);
        append(static_cast<char16_t>(0xDC00 + (c.value & 0x3FF)), at);
      } else {
        append(static_cast<char16_t>(c.value), at);
      }
      at += c.length;
    }
    bytes_.push_back(static_cast<std::uint32_t>(end));
    if (!iterator_) iterator_ = clone_word_iterator();
    UErrorCode status = U_ZERO_ERROR;
    if (iterator_) ubrk_setText(iterator_.get(), units_.data(), static_cast<std::int32_t>(units_.size()), &status);
    std::size_t from = start;
    if (iterator_ && U_SUCCESS(status)) {
      ubrk_first(iterator_.get());
      for (std::int32_t unit; (unit = ubrk_next(iterator_.get())) != UBRK_DONE;) {
        const std::size_t to = bytes_[static_cast<std::size_t>(unit)];
        if (to > from) append_segment(text, from, to, out);
        from = to;
      }
    }
    while (from < end) {  // without ICU's dictionaries: the strict segments
      const std::size_t to = std::min(end, next_word_boundary(text, from, true));
      append_segment(text, from, to, out);
      from = to;
    }
  }

 private:
  void append(char16_t unit, std::size_t byte) {
    units_.push_back(unit);
    bytes_.push_back(static_cast<std::uint32_t>(byte));
  }

  BreakIteratorPointer iterator_;
  std::u16string units_;
  std::vector<std::uint32_t> bytes_;  // where the code point of each unit starts
};

inline void tokenize_dictionary(std::string_view text, std::vector<Token>& out) {
  constexpr std::size_t longest_run = 1 << 16;  // bytes: bounds ICU's memory on a text without spaces
  DictionarySplitter splitter;
  std::size_t start = 0, run_start = 0;
  bool in_run = false;
  const auto close_run = [&] {
    if (in_run) splitter.split(text, run_start, start, out);
    in_run = false;
  };
  const auto emit = [&](std::size_t end) {
    if (end == start) return;
    const bool belongs = (properties(decode_at(text, start).value).flags & flag_dictionary) != 0;
    if (!belongs || (in_run && end - run_start > longest_run)) close_run();
    if (!belongs) {
      append_segment(text, start, end, out);
    } else if (!in_run) {
      in_run = true;
      run_start = start;
    }
    start = end;
  };
  scan_boundaries(text, word_automaton, [](const Properties& p) { return p.word; }, emit);
  close_run();
}

}  // namespace detail

ATTUNE_INLINE void tokenize(std::string_view text, TokenMode mode, std::vector<Token>& out) {
  require_indexable(text);
  out.clear();
  switch (mode) {
    case TokenMode::social: detail::tokenize_social(text, detail::best_kernel(), out); break;
    case TokenMode::uax29: detail::tokenize_strict(text, detail::best_kernel(), out); break;
    case TokenMode::dictionary: detail::tokenize_dictionary(text, out); break;
  }
}

ATTUNE_INLINE std::vector<Token> tokenize(std::string_view text, TokenMode mode) {
  std::vector<Token> out;
  tokenize(text, mode, out);
  return out;
}

}  // namespace attune
