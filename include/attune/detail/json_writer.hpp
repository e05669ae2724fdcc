// JSON written straight into a string: one line, ASCII controls escaped, numbers without a locale.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <attune/unicode.hpp>

namespace attune::detail {

/// Puts the commas; that keys and values alternate is the caller's care.
class JsonWriter {
 public:
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void key(std::string_view name) {
    separate();
    string(name);
    out_ += ':';
    comma_ = false;
  }

  void value(std::string_view text) {
    separate();
    string(text);
  }
  void value(const char* text) { value(std::string_view(text)); }
  void value(bool truth) {
    separate();
    out_ += truth ? "true" : "false";
  }
  void value(std::nullptr_t) {
    separate();
    out_ += "null";
  }
  /// Integers, and floats with the fewest digits that read back as the same bits; they must be finite.
  template <class Number>
    requires(std::integral<Number> || std::floating_point<Number>)
  void value(Number number) {
    separate();
    char digits[32];  // enough for any
    const char* const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out_ += std::string_view(digits, static_cast<std::size_t>(end - digits));
  }

  template <class Value>
  void field(std::string_view name, Value&& of) {
    key(name);
    value(std::forward<Value>(of));
  }

  std::string take() { return std::move(out_); }

 private:
  void open(char bracket) {
    separate();
    out_ += bracket;
    comma_ = false;
  }
  void close(char bracket) {
    out_ += bracket;
    comma_ = true;
  }
  void separate() {
    if (comma_) out_ += ',';
    comma_ = true;
  }

  /// Ill-formed bytes are U+FFFD. Whatever some reader takes for the end of a line, and what a terminal would obey, is escaped.
  void string(std::string_view text) {
    out_ += '"';
    std::size_t plain = 0;  // text[plain, at) needs no change
    for (std::size_t at = 0; at < text.size();) {
      const unsigned char byte = static_cast<unsigned char>(text[at]);
      if (byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\') {
        ++at;
        continue;
      }
      const CodePoint c = decode(text, at);
      const bool control = c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0) || c.value == 0x2028 || c.value == 0x2029;
      if (c.well_formed && !control && c.value != '"' && c.value != '\\') {
        at += c.length;
        continue;
      }
      out_ += text.substr(plain, at - plain);
      escape(c.value);
      at += c.length;
      plain = at;
    }
    out_ += text.substr(plain);
    out_ += '"';
  }

  void escape(char32_t value) {
    constexpr std::string_view hex = "0123456789abcdef";
    switch (value) {
      case '"': out_ += "\\\""; return;
      case '\\': out_ += "\\\\"; return;
      case '\n': out_ += "\\n"; return;
      case '\t': out_ += "\\t"; return;
      case '\r': out_ += "\\r"; return;
      case 0xFFFD: append_utf8(out_, value); return;
      default: break;
    }
    out_ += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out_ += hex[(value >> shift) & 15];
  }

  std::string out_;
  bool comma_ = false;
};

}  // namespace attune::detail
