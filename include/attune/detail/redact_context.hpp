// What the finders of personal data share: the text, what of it is taken already, and what stands around a candidate.
//
// A placeholder, and whatever is taken, counts as part of a word: it joins what it touches, and no words are read across it. So what
// has been replaced makes nothing else look like personal data.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <attune/detail/social.hpp>
#include <attune/redact.hpp>

namespace attune::detail {

/// What was found, in bytes of the text that is searched.
struct PersonalDatum {
  std::size_t start = 0;
  std::size_t end = 0;
  RedactionKind kind = RedactionKind::email;
};

inline char to_lower(char c) { return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c; }

inline bool starts_with_placeholder(std::string_view text) {
  for (std::size_t kind = 0; kind < n_redaction_kinds; ++kind)
    if (text.starts_with(placeholder(static_cast<RedactionKind>(kind)))) return true;
  return false;
}
inline bool ends_with_placeholder(std::string_view text) {
  for (std::size_t kind = 0; kind < n_redaction_kinds; ++kind)
    if (text.ends_with(placeholder(static_cast<RedactionKind>(kind)))) return true;
  return false;
}

class RedactionContext {
 public:
  explicit RedactionContext(std::string_view text) : text_(text) {}

  std::string_view text() const { return text_; }
  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  /// What lies before is taken, or given up: no word is read across it.
  void take_until(std::size_t end) { taken_ = end; }
  std::size_t taken() const { return taken_; }

  /// A word ends at `i`.
  bool word_before(std::size_t i) const {
    if (i == 0) return false;
    if (i == taken_ || is_word_char(code_point_before(text_, i))) return true;
    return text_[i - 1] == ']' && ends_with_placeholder(text_.substr(0, i));
  }
  /// A word starts at `i`; a mark belongs to what stands before it.
  bool word_at(std::size_t i) const {
    if (i >= text_.size()) return false;
    if (text_[i] == '[') return starts_with_placeholder(text_.substr(i));
    const char32_t c = decode_at(text_, i).value;
    return is_word_char(c) && (c < 0x80 || properties(c).category != Category::mark);
  }

  /// What starts at `start` goes on with something before it: "A-555", "3.555", "@555".
  bool is_joined_before(std::size_t start) const {
    if (word_before(start)) return true;
    if (start == 0) return false;
    const char mark = text_[start - 1];
    if (mark == '-') return word_before(start - 1);
    if (mark == '@' || mark == '$' || is_currency(code_point_before(text_, start))) return true;
    return is_any_of(mark, ".,:/") && word_before(start - 1) && !(start > 1 && is_alpha(text_[start - 2]));
  }
  /// What ends at `end` goes on: "4567-A", "4567.50", "4567%".
  bool is_joined_behind(std::size_t end) const {
    if (word_at(end)) return true;
    const char mark = at(end);
    if (mark == '-') return word_at(end + 1);
    if (mark == ',') return starts_decimals(end + 1);
    if (is_any_of(mark, ".:/")) return word_at(end + 1) && !is_alpha(at(end + 1));
    return mark == '@' || mark == '%' || (end < text_.size() && is_currency(decode_at(text_, end).value));
  }

  std::size_t n_digits_at(std::size_t i, std::size_t most) const {
    std::size_t n = 0;
    while (n < most && is_digit(at(i + n))) ++n;
    return n;
  }

 private:
  /// Decimals or thousands: up to three digits that are not the start of something longer.
  bool starts_decimals(std::size_t i) const {
    const std::size_t n = n_digits_at(i, 4);
    if (n == 0 || n > 3 || word_at(i + n)) return false;
    const char mark = at(i + n), next = at(i + n + 1);
    return mark != '@' && !(is_any_of(mark, "-./:%+'") && is_alnum(next)) && !(mark == ' ' && is_digit(next));
  }

  static bool is_currency(char32_t c) { return c == '$' || (c >= 0xA2 && c <= 0xA5) || (c >= 0x20A0 && c <= 0x20C0); }

  std::string_view text_;
  std::size_t taken_ = 0;
};

/// Reads the words before a candidate from right to left, as long as only spaces and marks like ':' and '#' part them.
class WordsBefore {
 public:
  WordsBefore(const RedactionContext& context, std::size_t at) : context_(context), at_(at) {}

  /// The next word to the left in lower case, valid until the next call; empty when something else is there.
  std::string_view next() {
    const bool dotted = skip_marks();
    constexpr std::size_t longest = 16;
    std::size_t start = at_;
    while (start > context_.taken() && at_ - start < longest && (is_alpha(before(start)) || before(start) == '\'')) --start;
    word_.clear();
    // A full stop behind anything but an abbreviation ends the sentence.
    if (start == at_ || context_.word_before(start) || (dotted && at_ - start > 4)) return {};
    for (std::size_t i = start; i < at_; ++i) word_ += to_lower(context_.text()[i]);
    at_ = start;
    return word_;
  }

  bool saw_hash() const { return hash_; }    ///< '#' or the numero sign
  bool saw_colon() const { return colon_; }  ///< or '='
  bool saw_comma() const { return comma_; }

 private:
  char before(std::size_t i) const { return context_.text()[i - 1]; }

  /// Returns whether a full stop was among them.
  bool skip_marks() {
    bool dotted = false;
    constexpr std::size_t most = 6;
    for (std::size_t n = 0; n < most && at_ > context_.taken(); ++n) {
      const char c = before(at_);
      const std::string_view text = context_.text().substr(0, at_);
      if (text.ends_with("\xC2\xA0")) at_ -= 2;
      else if (text.ends_with("\xE2\x84\x96")) hash_ = true, at_ -= 3;
      else if (c == '#') hash_ = true, --at_;
      else if (c == ':' || c == '=') colon_ = true, --at_;
      else if (c == ',') comma_ = true, --at_;
      else if (c == '.') dotted = true, --at_;
      else if (is_any_of(c, " \t\r\n(-*\"")) --at_;
      else break;
    }
    return dotted;
  }

  const RedactionContext& context_;
  std::size_t at_;
  std::string word_;
  bool hash_ = false, colon_ = false, comma_ = false;
};

}  // namespace attune::detail
