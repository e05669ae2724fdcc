// JSON of unknown make: cut into values, mended where only its characters are broken, and parsed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <attune/unicode.hpp>

namespace attune::detail {

// A conversation has neither so many levels nor so many values; the memory of a parsed value is ten times its text's.
inline constexpr std::size_t max_json_depth = 128;
inline constexpr std::size_t max_json_values = 1000000;

/// Finds the end of one value, whatever is wrong inside (a scan of `find_record`); the value starts at the first byte.
class JsonScan {
 public:
  std::size_t operator()(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const char c = bytes[i];
      if (in_string_) {
        if (escaped_)
          escaped_ = false;
        else if (c == '\\')
          escaped_ = true;
        else if (c == '"')
          in_string_ = false;
        if (!in_string_ && depth_ == 0) return i + 1;
      } else if (in_scalar_) {
        if (std::string_view(" \t\r\n,[]{}\"").find(c) != std::string_view::npos) return i;
      } else if (c == '"') {
        in_string_ = true;
      } else if (c == ',') {
        ++n_values_;
      } else if (c == '[' || c == '{') {
        ++n_values_;
        if (++depth_ > deepest_) deepest_ = depth_;
      } else if (c == ']' || c == '}') {
        if (depth_ <= 1) return i + 1;
        --depth_;
      } else if (depth_ == 0) {
        in_scalar_ = true;
      }
    }
    return std::string_view::npos;
  }

  std::size_t deepest() const { return deepest_; }
  std::size_t n_values() const { return n_values_; }  ///< at most, for valid JSON

 private:
  bool in_string_ = false;
  bool escaped_ = false;
  bool in_scalar_ = false;
  std::size_t depth_ = 0;
  std::size_t deepest_ = 0;
  std::size_t n_values_ = 0;
};

/// The four hexadecimal digits at `at`; empty when they are not there.
inline std::optional<std::uint32_t> read_hex4(std::string_view text, std::size_t at) {
  if (at > text.size() || text.size() - at < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(at, 4)) {
    value <<= 4;
    if (c >= '0' && c <= '9')
      value |= static_cast<std::uint32_t>(c - '0');
    else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
      value |= static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
    else
      return std::nullopt;
  }
  return value;
}

/// Escapes of lone surrogates become "\ufffd", in place.
inline void mend_surrogates(std::string& text) {
  const auto escape_at = [&](std::size_t at) -> std::uint32_t {
    return std::string_view(text).substr(std::min(at, text.size()), 2) == "\\u" ? read_hex4(text, at + 2).value_or(0)
                                                                                : 0;
  };
  for (std::size_t at = 0; (at = text.find('\\', at)) != std::string::npos;) {
    const std::uint32_t unit = escape_at(at);
    if (unit < 0xD800 || unit > 0xDFFF) {
      at += 2;
      continue;
    }
    const std::uint32_t next = escape_at(at + 6);
    if (unit <= 0xDBFF && next >= 0xDC00 && next <= 0xDFFF) {
      at += 12;
    } else {
      text.replace(at + 2, 4, "fffd");
      at += 6;
    }
  }
}

struct ParsedJson {
  nlohmann::json value;
  std::string problem;             ///< empty when all is well
  std::size_t n_lines_before = 0;  ///< of the problem
};

/// Ill-formed UTF-8 and lone surrogates are read as U+FFFD; anything else that is not JSON is a problem.
inline ParsedJson parse_json(std::string_view text) {
  ParsedJson parsed;
  JsonScan scan;
  scan(text);
  if (scan.deepest() > max_json_depth)
    parsed.problem = "JSON nested more than " + std::to_string(max_json_depth) + " deep";
  else if (scan.n_values() > max_json_values)
    parsed.problem = "JSON of more than " + std::to_string(max_json_values) + " values";
  if (!parsed.problem.empty()) return parsed;
  std::string mended;
  const bool has_escapes = text.find("\\u") != std::string_view::npos;
  if (has_escapes || !is_well_formed(text)) {
    mended = to_well_formed(text);
    mend_surrogates(mended);
    text = mended;
  }
  const auto fail_at = [&](std::size_t at) {
    const std::string_view before = text.substr(0, at);
    parsed.n_lines_before = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t column = before.size() - (before.rfind('\n') + 1);
    parsed.problem = at >= text.size() ? "JSON that ends too early" : "not JSON at byte " + std::to_string(column + 1);
  };
  try {
    parsed.value = nlohmann::json::parse(text);
    // The parser takes NUL for the end.
    if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) fail_at(nul);
  } catch (const nlohmann::json::parse_error& error) {  // what() quotes the text
    fail_at(error.byte == 0 ? 0 : error.byte - 1);
  } catch (const nlohmann::json::exception&) {
    parsed.problem = "JSON with a number that is too large";
  }
  return parsed;
}

}  // namespace attune::detail
