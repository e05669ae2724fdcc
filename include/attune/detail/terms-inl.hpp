#pragma once

#include <array>
#include <optional>

#include <attune/detail/social.hpp>
#include <attune/detail/unicode_properties.hpp>
#include <attune/terms.hpp>

namespace attune {

namespace detail {

struct Entity {
  char32_t value = 0;
  std::size_t length = 0;  // bytes, '&' and ';' included
};

/// The HTML entity at `at`, where text has '&'. Only what chat systems write by themselves, and numbers; the ';' is required.
inline std::optional<Entity> read_entity(std::string_view text, std::size_t at) {
  constexpr std::size_t longest = 10;  // "&#1114111;"
  const std::string_view rest = text.substr(at + 1, longest);
  const std::size_t semicolon = rest.find(';');
  if (semicolon == std::string_view::npos || semicolon < 2) return std::nullopt;
  std::string_view name = rest.substr(0, semicolon);
  const std::size_t length = semicolon + 2;
  struct Named {
    std::string_view name;
    char32_t value;
  };
  static constexpr std::array<Named, 10> named{{{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''},
                                                {"nbsp", 0xA0}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D}}};
  for (const Named& entry : named)
    if (entry.name == name) return Entity{entry.value, length};
  if (name[0] != '#') return std::nullopt;
  name.remove_prefix(1);
  const bool hexadecimal = name[0] == 'x' || name[0] == 'X';
  if (hexadecimal) name.remove_prefix(1);
  if (name.empty()) return std::nullopt;
  char32_t value = 0;
  for (const char c : name) {  // at most eight digits: no overflow
    char32_t digit = 0;
    if (is_digit(c)) digit = static_cast<char32_t>(c - '0');
    else if (hexadecimal && c >= 'a' && c <= 'f') digit = static_cast<char32_t>(c - 'a' + 10);
    else if (hexadecimal && c >= 'A' && c <= 'F') digit = static_cast<char32_t>(c - 'A' + 10);
    else return std::nullopt;
    value = value * (hexadecimal ? 16 : 10) + digit;
  }
  if (value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  return Entity{value, length};
}

/// Reads the entities of `text` into `out.decoded`, and how far offsets are off behind each one.
inline void decode_entities(std::string_view text, TermList& out) {
  out.decoded.clear();
  out.shifts.clear();
  std::size_t copied = 0;
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const std::optional<Entity> entity = read_entity(text, at);
    if (!entity) continue;
    out.decoded.append(text, copied, at - copied);
    append_utf8(out.decoded, entity->value);
    copied = at + entity->length;
    out.shifts.push_back({static_cast<std::uint32_t>(out.decoded.size()), static_cast<std::uint32_t>(copied - out.decoded.size())});
    at = copied - 1;
  }
  if (!out.shifts.empty()) out.decoded.append(text, copied);
}

inline char32_t comparable(char32_t c) {
  if (c < 0x80) return is_upper(static_cast<char>(c)) ? c + ('a' - 'A') : c;
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;                                   // full-width ASCII
  if (c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x02BC) return '\'';  // curly apostrophes, and U+02BC
  return fold_case(c);
}

/// Variation selectors and what no reader can see: soft hyphen, word joiner, byte order mark.
inline bool is_dropped(char32_t c) { return (c >= 0xFE00 && c <= 0xFE0F) || c == 0xAD || c == 0x2060 || c == 0xFEFF; }

/// Appends the comparable form of `token` to `buffer` and says what was special about it.
inline void append_form(std::string_view token, std::string& buffer, Term& term) {
  std::size_t n_letters = 0, n_upper = 0, n_same = 0;
  char32_t previous = 0;
  for (std::size_t at = 0; at < token.size();) {
    const CodePoint c = decode_at(token, at);
    at += c.length;
    if (is_dropped(c.value)) continue;
    const Properties& p = properties(c.value);
    const char32_t form = comparable(c.value);
    const bool is_letter = p.category == Category::letter;
    if (is_letter) {
      ++n_letters;
      n_upper += p.sentence == SentenceBreak::upper;
    }
    n_same = is_letter && form == previous ? n_same + 1 : 1;
    previous = form;
    if (n_same > 2) term.elongated = true;
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

}  // namespace detail

ATTUNE_INLINE void make_terms(std::string_view text, TermList& out) {
  require_indexable(text);
  out.terms.clear();
  out.buffer.clear();
  detail::decode_entities(text, out);
  const std::string_view decoded = out.shifts.empty() ? text : std::string_view(out.decoded);
  tokenize(decoded, TokenMode::social, out.tokens);

  std::size_t next_shift = 0;
  std::uint32_t shift = 0;
  const auto to_caller = [&](std::uint32_t byte) {  // ascending calls
    for (; next_shift < out.shifts.size() && out.shifts[next_shift].from <= byte; ++next_shift) shift = out.shifts[next_shift].by;
    return byte + shift;
  };
  for (const Token& token : out.tokens) {
    Term term;
    term.kind = token.kind;
    term.start = to_caller(token.start);
    term.end = to_caller(token.end);
    term.form_start = static_cast<std::uint32_t>(out.buffer.size());
    switch (token.kind) {
      case TokenKind::url: out.buffer += "<url>"; break;
      case TokenKind::email: out.buffer += "<email>"; break;
      case TokenKind::handle: out.buffer += "<handle>"; break;
      default: detail::append_form(decoded.substr(token.start, token.end - token.start), out.buffer, term); break;
    }
    if (token.kind == TokenKind::emoticon) detail::shorten_emoticon(out.buffer, term);
    term.form_end = static_cast<std::uint32_t>(out.buffer.size());
    out.terms.push_back(term);
  }
}

}  // namespace attune
