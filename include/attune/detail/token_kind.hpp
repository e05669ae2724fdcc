// What kind of token a segment between two word boundaries is.
#pragma once

#include <attune/detail/social.hpp>

namespace attune::detail {

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

/// `Tokens` is a vector, or what takes tokens as one does.
template <class Tokens>
void append_segment(std::string_view text, std::size_t start, std::size_t end, Tokens& out) {
  const Classified found = classify(text.substr(start, end - start));
  if (!found.skip) out.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end), found.kind});
}

}  // namespace attune::detail
