// HTML entities, as chat systems leave them in a text.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <attune/aligned_text.hpp>
#include <attune/detail/unicode_properties.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

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

/// Puts `text` with its entities read into `out`, whose memory is used again; false, and nothing is done, when there are none.
inline bool read_entities(std::string_view text, AlignedText& out) {
  std::optional<AlignedTextBuilder> builder;
  std::string character;
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at)) {
    const std::optional<Entity> entity = read_entity(text, at);
    if (!entity) {
      ++at;
      continue;
    }
    if (!builder) builder.emplace(text, std::move(out));
    character.clear();
    append_utf8(character, entity->value);
    builder->replace(at, at + entity->length, character);
    at += entity->length;
  }
  if (builder) out = std::move(*builder).build();
  return builder.has_value();
}

}  // namespace attune::detail
