#pragma once

#include <unicode/ubrk.h>

#include <memory>

#include <attune/detail/break_scan.hpp>
#include <attune/detail/social.hpp>
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

/// True when the segment that starts with `first`, and goes on with `rest`, shows as an emoji.
inline bool is_emoji(char32_t first, const Properties& p, std::string_view rest) {
  constexpr std::string_view text_style = "\xEF\xB8\x8E", emoji_style = "\xEF\xB8\x8F", keycap = "\xE2\x83\xA3";
  if ((p.flags & flag_emoji) == 0) return false;
  if (first < 0x80) return rest.starts_with(keycap) || (rest.starts_with(emoji_style) && rest.substr(3).starts_with(keycap));
  if (p.word == WordBreak::regional_indicator) return !rest.empty() && properties(decode_at(rest, 0).value).word == WordBreak::regional_indicator;
  if (rest.starts_with(text_style)) return false;
  if ((p.flags & flag_emoji_presentation) != 0 || rest.starts_with(emoji_style)) return true;
  // Drawn as text by default, but typed as emoji: hearts, smileys, hands. Not arrows, not the trade mark.
  return p.category == Category::symbol && first >= 0x2600;
}

/// The kind of the segment `[start, end)`; `skip` for white space, which makes no token.
struct Classified {
  TokenKind kind = TokenKind::other;
  bool skip = false;
};

inline Classified classify(std::string_view segment) {
  if (is_alpha(segment[0])) return {TokenKind::word};
  const CodePoint first = decode_at(segment, 0);
  const Properties& p = properties(first.value);
  if (segment.size() == 1) {
    switch (p.category) {
      case Category::space: return {TokenKind::other, true};
      case Category::punctuation: return {TokenKind::punctuation};
      case Category::symbol: return {TokenKind::symbol};
      case Category::number: return {TokenKind::number};
      default: return {TokenKind::other};
    }
  }
  if (first.value == 0xFFFD) return {TokenKind::other};
  if (is_emoji(first.value, p, segment.substr(first.length))) return {TokenKind::emoji};
  bool letter = false, number = false, all_space = true;
  for (std::size_t at = 0; at < segment.size() && !letter;) {
    const CodePoint c = decode_at(segment, at);
    const Category category = properties(c.value).category;
    letter = category == Category::letter;
    number = number || category == Category::number;
    all_space = all_space && category == Category::space;
    at += c.length;
  }
  if (all_space) return {TokenKind::other, true};
  if (letter) return {TokenKind::word};
  if (number) return {TokenKind::number};
  if (p.category == Category::punctuation) return {TokenKind::punctuation};
  if (p.category == Category::symbol) return {TokenKind::symbol};
  return {TokenKind::other};
}

inline void append_segment(std::string_view text, std::size_t start, std::size_t end, std::vector<Token>& out) {
  const Classified found = classify(text.substr(start, end - start));
  if (!found.skip) out.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end), found.kind});
}

inline void tokenize_strict(std::string_view text, std::vector<Token>& out) {
  std::size_t start = 0;
  const auto emit = [&](std::size_t end) {
    if (end != start) append_segment(text, start, end, out);
    start = end;
  };
  scan_boundaries(text, word_automaton, [](const Properties& p) { return p.word; }, emit);
}

inline void tokenize_social(std::string_view text, std::vector<Token>& out) {
  SocialReader reader(text);
  for (std::size_t at = 0; at < text.size();) {
    const Token special = reader.read(at);
    if (special.end > at) {
      out.push_back(special);
      at = special.end;
      continue;
    }
    std::size_t end = next_word_boundary(text, at, false);
    // "12" and a keycap 3 are one segment of digits: the keycap is a token of its own.
    const std::size_t keycap = text.substr(at, end - at).find("\xE2\x83\xA3");
    if (keycap != std::string_view::npos) {
      std::size_t digit = at + keycap;
      while (digit > at && static_cast<std::uint8_t>(text[digit]) >= 0x80) --digit;
      if (digit > at) end = digit;
    }
    append_segment(text, at, end, out);
    at = end;
  }
}

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
    case TokenMode::social: detail::tokenize_social(text, out); break;
    case TokenMode::uax29: detail::tokenize_strict(text, out); break;
    case TokenMode::dictionary: detail::tokenize_dictionary(text, out); break;
  }
}

ATTUNE_INLINE std::vector<Token> tokenize(std::string_view text, TokenMode mode) {
  std::vector<Token> out;
  tokenize(text, mode, out);
  return out;
}

}  // namespace attune
