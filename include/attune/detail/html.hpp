// The one way into HTML: a sink that takes literals of this program and text that says how it is escaped, and nothing else.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <attune/detail/unicode_properties.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

/// Markup written in this program: only a literal converts to it, at compile time.
struct Markup {
  template <std::size_t n>
  consteval Markup(const char (&literal)[n]) : bytes(literal, n - 1) {}

  std::string_view bytes;
};

/// Anyone's text as the content of an element.
struct HtmlText {
  explicit HtmlText(std::string_view text) : raw(text) {}
  std::string_view raw;
};

/// Anyone's text where no element may be made: the value of a double-quoted attribute, or the content of `<title>`.
struct HtmlAttr {
  explicit HtmlAttr(std::string_view text) : raw(text) {}
  std::string_view raw;
};

/// A number with a fixed number of decimals; what is not finite is written as 0.
struct Fixed {
  double value = 0;
  int decimals = 0;
};

/// Embeddings, overrides and isolates: they reorder what follows them until they are closed.
constexpr bool is_direction_control(char32_t c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }

/// HTML in the making. There is no operator for `std::string`, `std::string_view` or `const char*`: raw text does not compile.
class Html {
 public:
  Html& operator<<(Markup markup) {
    bytes_ += markup.bytes;
    return *this;
  }

  Html& operator<<(HtmlText text) {
    escape(text.raw, true);
    return *this;
  }

  Html& operator<<(HtmlAttr text) {
    escape(text.raw, false);
    return *this;
  }

  Html& operator<<(Fixed number) {
    const bool finite = number.value > -1e15 && number.value < 1e15;
    char digits[40];
    const std::to_chars_result end = std::to_chars(digits, digits + sizeof digits, finite ? number.value : 0, std::chars_format::fixed, number.decimals);
    bytes_.append(digits, end.ptr);
    return *this;
  }

  template <std::integral T>
    requires(sizeof(T) > 1)  // neither bool nor characters
  Html& operator<<(T number) {
    char digits[24];
    bytes_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    return *this;
  }

  Html& operator<<(const Html& other) {
    bytes_ += other.bytes_;
    return *this;
  }

  const std::string& bytes() const& { return bytes_; }
  std::string bytes() && { return std::move(bytes_); }

 private:
  void escape(std::string_view text, bool elements) {
    for (std::size_t at = 0; at < text.size();) {
      const CodePoint c = decode_at(text, at);
      escape(c, text.substr(at, c.length), elements);
      at += c.length;
    }
  }

  void escape(const CodePoint& c, std::string_view bytes, bool elements) {
    switch (c.value) {
      case U'&': bytes_ += "&amp;"; return;
      case U'<': bytes_ += "&lt;"; return;
      case U'>': bytes_ += "&gt;"; return;
      case U'"': bytes_ += "&quot;"; return;
      case U'\'': bytes_ += "&#39;"; return;
      case U'\r': bytes_ += "&#13;"; return;         // written as it is, a parser would make it a line feed
      case U'\0': append_utf8(bytes_, 0xFFFD); return;  // which HTML cannot hold
      default: break;
    }
    if (is_direction_control(c.value)) return escape_direction(c.value, elements);
    if (c.well_formed) bytes_ += bytes;
    else append_utf8(bytes_, 0xFFFD);
  }

  // Its effect ends with the element, whose style shows the code; an attribute has nothing to end it with.
  void escape_direction(char32_t c, bool elements) {
    if (!elements) return append_utf8(bytes_, 0xFFFD);
    char code[8];
    bytes_ += "<bdi class=\"control\" data-code=\"U+";
    bytes_.append(code, std::to_chars(code, code + sizeof code, static_cast<std::uint32_t>(c), 16).ptr);
    bytes_ += "\">";
    append_utf8(bytes_, c);
    bytes_ += "</bdi>";
  }

  std::string bytes_;
};

}  // namespace attune::detail
