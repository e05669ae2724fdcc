// What TokenMode::social keeps whole: each reader looks at one position, which starts a word, and says where the token ends.
// src/DESIGN.md describes what is taken and what is left alone.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <attune/detail/unicode_properties.hpp>
#include <attune/tokenizer.hpp>

namespace attune::detail {

inline bool is_any_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

inline bool is_word_char(char32_t c) {
  if (c < 0x80) return is_alnum(static_cast<char>(c)) || c == '_';
  const Category category = properties(c).category;
  return category == Category::letter || category == Category::number || category == Category::mark;
}

inline bool is_space(char32_t c) { return properties(c).category == Category::space; }

/// The code point that ends at `at`; a space at the start of the text.
inline char32_t code_point_before(std::string_view text, std::size_t at) {
  if (at == 0) return ' ';
  for (std::size_t n = std::min<std::size_t>(at, 4); n > 1; --n) {
    const CodePoint c = decode_at(text, at - n);
    if (c.length == n) return c.value;
  }
  return decode_at(text, at - 1).value;
}

/// ASCII letters only; `lower` is lower-case.
inline bool starts_with_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const char c = is_upper(text[i]) ? static_cast<char>(text[i] + ('a' - 'A')) : text[i];
    if (c != lower[i]) return false;
  }
  return true;
}

class SocialReader {
 public:
  explicit SocialReader(std::string_view text) : text_(text) {}

  /// The token of a social kind, keycap or fraction that starts at `at`; its end is `at` when there is none.
  Token read(std::size_t at) {
    Token token{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at), TokenKind::other};
    const auto take = [&](std::size_t end, TokenKind kind) {
      if (end == at) return false;
      token.end = static_cast<std::uint32_t>(absorb(end));
      token.kind = kind;
      return true;
    };
    const char c = text_[at];
    if (is_alnum(c)) {
      if (is_digit(c) && (take(keycap(at), TokenKind::emoji) || take(fraction(at), TokenKind::number))) return token;
      if (take(url(at), TokenKind::url) || take(email(at), TokenKind::email)) return token;
      take(emoticon(at), TokenKind::emoticon);
      return token;
    }
    switch (c) {
      case '#': take(keycap(at), TokenKind::emoji) || take(hashtag(at), TokenKind::hashtag); break;
      case '*': take(keycap(at), TokenKind::emoji) || take(emoticon(at), TokenKind::emoticon); break;
      case '@': take(handle(at), TokenKind::handle) || take(emoticon(at), TokenKind::emoticon); break;
      case '^': take(emoticon(at), TokenKind::emoticon) || take(signature(at), TokenKind::handle); break;
      case ':': case ';': case '=': case '<': case '>': case '-': case '(': case ')': case '.': case '\\': case '\xC2':
        take(emoticon(at), TokenKind::emoticon);
        break;
      default: break;
    }
    return token;
  }

 private:
  char at_or_zero(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  bool word_char_at(std::size_t at) const { return at < text_.size() && is_word_char(decode_at(text_, at).value); }

  char32_t before(std::size_t at) const { return code_point_before(text_, at); }

  bool space_or_end_at(std::size_t at) const { return at == text_.size() || is_space(decode_at(text_, at).value); }

  /// Where what belongs to the code point before `at` ends (WB4), so that no token cuts a grapheme.
  std::size_t absorb(std::size_t at) const {
    while (at < text_.size()) {
      const CodePoint c = decode_at(text_, at);
      const WordBreak word = properties(c.value).word;
      if (word != WordBreak::extend && word != WordBreak::format && word != WordBreak::zwj) break;
      at += c.length;
    }
    return at;
  }

  std::size_t word_end(std::size_t at) const {
    while (at < text_.size()) {
      const CodePoint c = decode_at(text_, at);
      if (!is_word_char(c.value)) break;
      at += c.length;
    }
    return at;
  }

  /// A digit, '#' or '*', perhaps U+FE0F, and U+20E3.
  std::size_t keycap(std::size_t at) const {
    std::size_t end = at + 1;
    if (text_.substr(end, 3) == "\xEF\xB8\x8F") end += 3;
    return text_.substr(end, 3) == "\xE2\x83\xA3" ? end + 3 : at;
  }

  /// "1/2", "4.5/5", "24/7", "12/05/2019".
  std::size_t fraction(std::size_t at) {
    if (at < no_fraction_before_ || is_word_char(before(at))) return at;
    const auto number_end = [&](std::size_t from) {
      std::size_t end = from;
      while (is_digit(at_or_zero(end))) ++end;
      if (end > from && is_any_of(at_or_zero(end), ".,") && is_digit(at_or_zero(end + 1))) {
        ++end;
        while (is_digit(at_or_zero(end))) ++end;
      }
      return end;
    };
    std::size_t end = number_end(at);
    bool whole = false;
    while (at_or_zero(end) == '/' && is_digit(at_or_zero(end + 1))) {
      end = number_end(end + 1);
      whole = true;
    }
    if (!whole) return at;
    if (!word_char_at(end) && at_or_zero(end) != '/') return end;
    no_fraction_before_ = end;  // a later start in the chain ends where this one does
    return at;
  }

  // ---- URLs and e-mail addresses ------------------------------------------------------------------------------------

  static bool is_known_top_level(std::string_view label) {
    // Endings that are also English words ("me", "in", "it", "us", "to") count only before a path or after "www.".
    static constexpr std::string_view known[] = {
        "ae",  "ai",  "app", "ar",  "at",  "au", "be", "biz", "br", "ca",   "cc",   "ch",  "cl",  "cn", "co", "com",  "cz",
        "de",  "dev", "dk",  "edu", "es",  "eu", "fi", "fr",  "gg", "gl",   "gov",  "gr",  "hk",  "hu", "id", "ie",   "il",
        "info", "int", "io",  "jp",  "kr",  "ly", "mil", "mx", "net", "nl", "nz",   "online", "org", "pl", "pt", "ro", "ru",
        "se",  "sg",  "shop", "site", "store", "tr", "tv", "tw", "ua", "uk", "xyz", "za"};
    return std::any_of(std::begin(known), std::end(known), [&](std::string_view name) {
      return name.size() == label.size() && starts_with_ignoring_case(label, name);
    });
  }

  struct Domain {
    std::size_t end = 0;    // of the name; its start when there is none
    bool known = false;     // the last label is a known top-level domain
    std::size_t run = 0;    // end of all label characters read
  };

  Domain domain(std::size_t at) const {
    constexpr std::size_t longest = 253;  // RFC 1035, section 2.3.4, less the length octets
    Domain found{at, false, at};
    bool accepted_upper = false;
    for (std::size_t start = at;;) {
      std::size_t end = start;
      while (is_alnum(at_or_zero(end)) || at_or_zero(end) == '-') ++end;
      found.run = end;
      if (end == start || end - at > longest) break;
      const std::string_view label = text_.substr(start, end - start);
      const bool is_name = label.size() >= 2 && (std::all_of(label.begin(), label.end(), is_alpha) ||
                                                 starts_with_ignoring_case(label, "xn--"));
      if (start != at && is_name) {
        // "see example.com.Thanks": a sentence begins where the space was forgotten.
        if (found.known && is_upper(label[0]) && !accepted_upper) break;
        found.end = end;
        found.known = is_known_top_level(label);
        accepted_upper = is_upper(label[0]);
      }
      if (at_or_zero(end) != '.') break;
      start = end + 1;
    }
    return found;
  }

  /// The end of what follows a host: no white space, no quotes or angle brackets, no punctuation at its end.
  std::size_t address_end(std::size_t at) const {
    const std::size_t start = at;
    std::size_t n_open = 0, n_close = 0;
    while (at < text_.size()) {
      const CodePoint c = decode_at(text_, at);
      if (c.value < 0x80 ? c.value <= ' ' || c.value == 0x7F || is_any_of(static_cast<char>(c.value), "<>\"`{}|\\^") : !is_word_char(c.value)) break;
      if (c.value == '(') ++n_open;
      if (c.value == ')') ++n_close;
      at += c.length;
    }
    for (; at > start; --at) {
      const char last = text_[at - 1];
      if (last == ')' && n_close > n_open) --n_close;
      else if (!is_any_of(last, ".,:;!?'*_~[]")) break;
    }
    return at;
  }

  std::size_t url(std::size_t at) {
    if (is_word_char(before(at)) || before(at) == '@') return at;
    for (const std::string_view scheme : {"https://", "http://", "ftp://"}) {
      if (!starts_with_ignoring_case(text_.substr(at, scheme.size()), scheme)) continue;
      const std::size_t end = address_end(at + scheme.size());
      return end > at + scheme.size() ? end : at;
    }
    if (at < no_domain_before_) return at;
    const Domain host = domain(at);
    const bool www = starts_with_ignoring_case(text_.substr(at, 4), "www.") && host.end > at + 4;
    std::size_t end = host.end;
    if (end > at) {
      if (at_or_zero(end) == ':' && is_digit(at_or_zero(end + 1)))
        for (++end; is_digit(at_or_zero(end));) ++end;
      if (at_or_zero(end) == '/') return address_end(end);
      if ((www || host.known) && (at_or_zero(end) == '?' || at_or_zero(end) == '#') && is_alnum(at_or_zero(end + 1)))
        return address_end(end);
      if ((www || host.known) && !word_char_at(end) && at_or_zero(end) != '@' && at_or_zero(end) != '-') return end;
    }
    no_domain_before_ = host.run;  // a later start sees fewer labels of the same name
    return at;
  }

  std::size_t email(std::size_t at) {
    constexpr std::size_t longest = 64;  // RFC 5321, section 4.5.3.1.1
    if (at < no_email_before_ || is_word_char(before(at))) return at;
    std::size_t end = at;
    while (is_alnum(at_or_zero(end)) || is_any_of(at_or_zero(end), "._%+-")) {
      if (end == text_.size()) break;
      ++end;
    }
    if (at_or_zero(end) == '@' && end - at <= longest && text_[end - 1] != '.') {
      const Domain host = domain(end + 1);
      if (host.end > end + 1) return host.end;
    }
    no_email_before_ = end;
    return at;
  }

  // ---- handles, hashtags, signatures ------------------------------------------------------------------------------

  /// "@name", and "@name@host" of the fediverse.
  std::size_t handle(std::size_t at) const {
    if (is_word_char(before(at))) return at;
    const std::size_t end = word_end(at + 1);
    if (end == at + 1) return at;
    if (at_or_zero(end) == '@') {
      const Domain host = domain(end + 1);
      if (host.end > end + 1) return host.end;
    }
    return end;
  }

  /// '#' and a word that is not all digits: "#1234" is an order number.
  std::size_t hashtag(std::size_t at) const {
    if (is_word_char(before(at)) || before(at) == '&') return at;
    const std::size_t end = word_end(at + 1);
    const std::string_view word = text_.substr(at + 1, end - at - 1);
    return std::all_of(word.begin(), word.end(), is_digit) ? at : end;
  }

  /// "^AB": the initials with which an agent signs.
  std::size_t signature(std::size_t at) const {
    if (!is_space(before(at))) return at;
    std::size_t end = at + 1;
    while (is_alpha(at_or_zero(end))) ++end;
    return end > at + 1 && end <= at + 4 && !word_char_at(end) ? end : at;
  }

  // ---- emoticons --------------------------------------------------------------------------------------------------

  std::size_t emoticon(std::size_t at) const {
    std::size_t end = fixed_emoticon(at);
    if (end == at) end = face(at_or_zero(at) == '>' ? at + 1 : at);
    return end == at + 1 && text_[at] == '>' ? at : end;
  }

  std::size_t fixed_emoticon(std::size_t at) const {
    static constexpr std::string_view fixed[] = {
        "\xC2\xAF\\_(\xE3\x83\x84)_/\xC2\xAF",  // the shrug
        "^^",  "^_^", "^.^", "^-^", "-_-", "-__-", "-___-", "-.-", ">_<", ">.<", ">.>", "<.<", ">_>", "<_<", "._.", "o_O", "O_o",
        "o_o", "O_O", "o.O", "O.o", "T_T", "T.T", ";_;", ";-;", "u_u", "n_n", "@_@", "x_x", "X_X", "=_=", "*_*", "\\o/",
        "8-)", "8-D", "(:", "(-:", "(;", "):", ")-:", "(="};
    const char first = text_[at];
    for (const std::string_view form : fixed) {
      if (form[0] != first || text_.substr(at, form.size()) != form) continue;
      const std::size_t end = at + form.size();
      if (first == '(' || first == ')') {  // mirrored faces look like lists and asides: only between spaces
        if (is_space(before(at)) && space_or_end_at(end)) return end;
      } else if (!is_word_char(before(at)) && !word_char_at(end) && at_or_zero(end) != form.back()) {
        return end;
      }
    }
    if (first == '<') {  // hearts: "<3", "<333", "</3"
      std::size_t end = at + 1;
      if (at_or_zero(end) == '/' || at_or_zero(end) == '\\') ++end;
      const std::size_t three = end;
      while (at_or_zero(end) == '3') ++end;
      const char32_t previous = before(at);
      const bool after_digit = previous < 0x80 && is_digit(static_cast<char>(previous));
      const bool decimal = is_any_of(at_or_zero(end), ".,") && is_digit(at_or_zero(end + 1));
      if (end > three && !after_digit && !decimal && !word_char_at(end)) return end;
    }
    if (first == 'x' || first == 'X') {  // "XD", "xDDD"
      std::size_t end = at + 1;
      const char mouth = at_or_zero(end);
      if (mouth == 'D' || mouth == 'd') {
        while (at_or_zero(end) == mouth) ++end;
        if (!is_word_char(before(at)) && !word_char_at(end) && at_or_zero(end) != '\'') return end;
      }
    }
    return at;
  }

  /// Eyes, perhaps a tear, perhaps a nose, and a mouth: ":)", ":'-(", ";-P", "=D", ":/".
  std::size_t face(std::size_t at) const {
    const char eyes = at_or_zero(at);
    if (eyes == '\0' || !is_any_of(eyes, ":;=")) return at;
    const char32_t previous = before(at);
    const bool after_word = is_word_char(previous);
    if (eyes == '=' && after_word) return at;  // "a=(b"
    if (eyes == ';' && after_word && closes_entity(at)) return at;
    std::size_t end = at + 1;
    if (eyes == ':' && at_or_zero(end) == '\'') ++end;
    if (is_any_of(at_or_zero(end), "-^") || (at_or_zero(end) == 'o' && is_any_of(at_or_zero(end + 1), ")("))) ++end;
    const char mouth = at_or_zero(end);
    if (!is_any_of(mouth, ")(][}{*|/\\DPpOoSsXx03cC$@")) return at;  // "::::" is no run of mouths
    const bool plain = end == at + 1;
    const std::size_t start = end;
    while (at_or_zero(end) == mouth) ++end;

    if (is_any_of(mouth, ")(][}{*|")) {
      if (after_word && word_char_at(end)) return at;                                // "note:(see below"
      if (is_any_of(mouth, "[{*") && after_word) return at;                          // "items:[", "note:*"
      if (mouth == '|' && end - start > 1) return at;
      return end;
    }
    if (is_any_of(mouth, "/\\")) {
      const bool closed = space_or_end_at(end) || is_any_of(at_or_zero(end), ".,!?;)");
      return eyes != ';' && end - start == 1 && closed ? end : at;
    }
    const std::string_view letters = eyes == ':' ? "DPpOoSsXx03cC$@" : "DPp";
    if (!is_any_of(mouth, letters) || word_char_at(end)) return at;
    if (is_digit(mouth) && (end - start > 1 || (is_any_of(at_or_zero(end), ".,:") && is_digit(at_or_zero(end + 1))))) return at;
    // "thanks:D" is a face, "PIN:D" and "10:30" are not.
    const bool after_lower = properties(previous).sentence == SentenceBreak::lower;
    if (after_word && !(after_lower && plain && is_any_of(mouth, "DP"))) return at;
    return end;
  }

  /// True when the ';' at `at` ends an HTML entity such as "&quot;".
  bool closes_entity(std::size_t at) const {
    std::size_t start = at;
    while (start > 0 && at - start < 10 && (is_alnum(text_[start - 1]) || text_[start - 1] == '#')) --start;
    return start > 0 && text_[start - 1] == '&';
  }

  std::string_view text_;
  std::size_t no_domain_before_ = 0;  // known not to start a domain, an address or a fraction, so that no run is read twice
  std::size_t no_email_before_ = 0;
  std::size_t no_fraction_before_ = 0;
};

}  // namespace attune::detail
