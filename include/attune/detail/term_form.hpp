// The comparable form of one token.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <attune/detail/plain_characters.hpp>
#include <attune/detail/social.hpp>
#include <attune/detail/unicode_properties.hpp>
#include <attune/terms.hpp>

namespace attune::detail {

inline char32_t comparable(char32_t c) {
  if (c < 0x80) return is_upper(static_cast<char>(c)) ? c + ('a' - 'A') : c;
  return fold_case(plain_apostrophe(plain_width(c)));
}

/// Appends the comparable form of `token` to `buffer` and says what was special about it.
inline void append_form(std::string_view token, std::string& buffer, Term& term) {
  std::size_t n_letters = 0, n_upper = 0;
  LetterRun run;
  std::size_t at = 0;
  // The ASCII that most tokens are.
  for (; at < token.size() && static_cast<std::uint8_t>(token[at]) < 0x80; ++at) {
    const bool upper = is_upper(token[at]);
    const char form = upper ? static_cast<char>(token[at] + ('a' - 'A')) : token[at];
    const bool is_letter = form >= 'a' && form <= 'z';
    n_letters += is_letter;
    n_upper += upper;
    if (run.add(static_cast<char32_t>(form), is_letter) > 2) term.elongated = true;
    else buffer += form;
  }
  while (at < token.size()) {
    const CodePoint c = decode_at(token, at);
    at += c.length;
    if (is_variation_selector(c.value) || is_invisible(c.value)) continue;
    const Properties& p = properties(c.value);
    const char32_t form = comparable(c.value);
    const bool is_letter = p.category == Category::letter;
    if (is_letter) {
      ++n_letters;
      n_upper += p.sentence == SentenceBreak::upper;
    }
    if (run.add(form, is_letter) > 2) term.elongated = true;
    else append_utf8(buffer, form);
  }
  term.all_caps = n_letters >= 2 && n_upper == n_letters;
}

/// ":)))" is ":)" said louder: what an emoticon's last character repeats is dropped, unless it is all there is ("^^").
inline void shorten_emoticon(std::string& buffer, Term& term) {
  std::size_t end = buffer.size();
  const char mouth = buffer.back();
  while (end > term.form_start && buffer[end - 1] == mouth) --end;
  if (end == term.form_start || static_cast<std::uint8_t>(mouth) >= 0x80) return;
  if (buffer.size() - end > 2) term.elongated = true;
  term.all_caps = false;
  buffer.resize(end + 1);
}

/// Appends the form of a token of kind `term.kind`, which starts at `term.form_start`.
inline void append_term(std::string_view token, std::string& buffer, Term& term) {
  switch (term.kind) {
    case TokenKind::url: buffer += "<url>"; break;
    case TokenKind::email: buffer += "<email>"; break;
    case TokenKind::handle: buffer += "<handle>"; break;
    default: append_form(token, buffer, term); break;
  }
  if (term.kind == TokenKind::emoticon) shorten_emoticon(buffer, term);
}

}  // namespace attune::detail
