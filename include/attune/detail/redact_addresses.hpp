// E-mail addresses, and what is secret in a URL.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/redact_context.hpp>
#include <attune/detail/redact_ip.hpp>
#include <attune/detail/redact_references.hpp>

namespace attune::detail {

/// Addresses of one part of a text. Wider than the tokenizer's: names of any script, and of any length.
class EmailFinder {
 public:
  /// Those that start before `from` or end behind `text` are none of its.
  EmailFinder(std::string_view text, std::size_t from) : text_(text), from_(from) {}

  void find(std::vector<PersonalDatum>& out) const {
    std::size_t from = from_;
    for (std::size_t at = text_.find('@', from); at != text_.npos; at = text_.find('@', at + 1)) {
      const std::size_t start = name_start(from, at), end = host_end(at + 1);
      if (start == at || end == at + 1) continue;
      out.push_back({start, end, RedactionKind::email});
      from = end;
    }
  }

 private:
  /// Letters, digits and "._%+-'" before the '@': what else RFC 5321 allows is more often punctuation.
  std::size_t name_start(std::size_t from, std::size_t at) const {
    if (at == from || text_[at - 1] == '.') return at;
    std::size_t start = at;
    while (start > from) {
      const std::size_t before = previous(start);
      if (before < from || !(is_word_char(decode_at(text_, before).value) || is_any_of(text_[before], ".%+-'"))) break;
      start = before;
    }
    // Marks at the start belong to what stands before them.
    for (; start < at; start += decode_at(text_, start).length)
      if (!is_any_of(text_[start], ".%+-'") && properties(decode_at(text_, start).value).category != Category::mark) break;
    return start;
  }

  std::size_t previous(std::size_t at) const {
    for (std::size_t n = std::min<std::size_t>(at, 4); n > 1; --n)
      if (decode_at(text_, at - n).length == n) return at - n;
    return at - 1;
  }

  /// Labels with full stops between them, the last of two letters or more.
  std::size_t host_end(std::size_t from) const {
    std::size_t n_labels = 0, end = from;
    bool lower_before = false;
    for (std::size_t start = from; start < text_.size();) {
      std::size_t at = start, n_letters = 0;
      while (at < text_.size() && text_[at] != '_') {
        const CodePoint c = decode_at(text_, at);
        if (!is_word_char(c.value) && c.value != '-') break;
        n_letters += c.value >= 0x80 || is_alpha(static_cast<char>(c.value));
        at += c.length;
      }
      if (at == start) break;
      // "me@example.com.Thanks": a sentence begins where the space was forgotten.
      if (n_labels >= 2 && lower_before && is_upper(text_[start])) break;
      lower_before = !is_upper(text_[start]);
      ++n_labels;
      if (n_labels >= 2 && n_letters >= 2) end = at;
      if (at == text_.size() || text_[at] != '.') break;
      start = at + 1;
    }
    while (end > from && text_[end - 1] == '-') --end;
    return end;
  }

  std::string_view text_;
  std::size_t from_;
};

/// Of "https://" and the like, with which `url` begins; 0 when it has none.
inline std::size_t scheme_length(std::string_view url) {
  const std::size_t mark = url.find_first_of(":/?#@.");
  return mark != url.npos && url.substr(mark).starts_with("://") ? mark + 3 : 0;
}

/// What is secret in a URL: the host stays.
class UrlReader {
 public:
  UrlReader(const RedactionContext& context, const Token& url, std::vector<PersonalDatum>& out)
      : context_(context), text_(context.text().substr(0, url.end)), start_(url.start), out_(out) {}

  void read() {
    const std::size_t authority = start_ + scheme_length(text_.substr(start_));
    const std::size_t path = std::min(text_.find_first_of("/?#", authority), text_.size());
    const std::size_t at_sign = text_.substr(authority, path - authority).rfind('@');
    const std::size_t host = at_sign == text_.npos ? authority : authority + at_sign + 1;
    if (host > authority) take({authority, host - 1});
    if (const std::size_t end = ipv4_end(context_, host); end > host && !context_.word_at(end)) out_.push_back({host, end, RedactionKind::ip});
    const std::size_t n_before = out_.size();
    EmailFinder(text_, path).find(out_);
    read_parts(path, n_before);
    std::sort(out_.begin() + static_cast<std::ptrdiff_t>(n_before), out_.end(), [](const PersonalDatum& a, const PersonalDatum& b) { return a.start < b.start; });
  }

 private:
  struct Range {
    std::size_t start = 0, end = 0;
  };

  void take(Range range) {
    if (range.start < range.end && !has_placeholder(range)) out_.push_back({range.start, range.end, RedactionKind::url_token});
  }

  bool has_placeholder(Range range) const {
    const std::string_view text = text_.substr(0, range.end);
    for (std::size_t at = text.find('[', range.start); at != text.npos; at = text.find('[', at + 1))
      if (starts_with_placeholder(context_.text().substr(at))) return true;
    return false;
  }

  /// Segments of the path, and parameters of path, query and fragment; what was found from `n_before` on are e-mail addresses.
  void read_parts(std::size_t path, std::size_t n_before) {
    const std::size_t n_emails = out_.size();
    std::size_t next_email = n_before;
    bool in_path = false, announced = false;
    for (std::size_t at = path; at < text_.size();) {
      in_path = in_path || text_[at] == '/';
      const Range part{at + 1, std::min(text_.find_first_of("/?&#;", at + 1), text_.size())};
      at = part.end;
      while (next_email < n_emails && out_[next_email].end <= part.start) ++next_email;
      const bool is_email = next_email < n_emails && out_[next_email].start < part.end;
      const bool was_announced = std::exchange(announced, false);
      if (is_email || has_placeholder(part)) continue;
      const std::string_view words = text_.substr(part.start, part.end - part.start);
      if (const std::size_t equal = words.find('='); equal != words.npos) {
        if (is_secret_parameter(words.substr(0, equal), words.substr(equal + 1))) take({part.start + equal + 1, part.end});
      } else if (in_path) {  // without a path the tokenizer would not take up a fragment that begins with a placeholder
        if (is_opaque(words) || (was_announced && has_digits(words))) take(part);
        announced = announces_secret(words);
      }
    }
  }

  static bool has_digits(std::string_view value) { return value.size() >= 4 && std::count_if(value.begin(), value.end(), is_digit) >= 2; }

  /// Letters and digits in lower case: "access_token" and "Access-Token" are one name.
  static std::string plain_name(std::string_view name) {
    std::string word;
    for (const char c : name)
      if (is_alnum(c)) word += to_lower(c);
    return word;
  }

  static bool holds(std::string_view word, std::initializer_list<std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return word.find(part) != word.npos; });
  }

  static constexpr std::size_t longest_name = 32;

  /// What opens doors, says who somebody is, or is a reference.
  static bool is_secret_parameter(std::string_view name, std::string_view value) {
    if (is_opaque(value)) return true;
    if (name.size() > longest_name) return false;
    const std::string word = plain_name(name);
    if (holds(word, {"token", "secret", "passw", "signature", "sessionid", "apikey", "credential"})) return true;
    if (is_any(word, {"key", "sig", "sid", "session", "auth", "otp", "pin", "pwd", "pass", "jwt", "invite", "email", "mail", "useremail", "emailaddress", "phone", "phonenumber", "tel", "mobile",
                      "user", "username", "userid", "uid", "login"})) return true;
    return is_reference_name(word) && has_digits(value);
  }

  /// "order", "orderid", "booking_number".
  static bool is_reference_name(std::string_view word) {
    for (const std::string_view ending : {"number", "id", "no", "nr", ""})
      if (word.ends_with(ending) && is_reference_noun(word.substr(0, word.size() - ending.size()))) return true;
    return is_reference_marker(word);
  }

  /// A segment of a path behind which a secret or a reference stands.
  static bool announces_secret(std::string_view segment) {
    if (segment.size() > longest_name) return false;
    const std::string word = plain_name(segment);
    return holds(word, {"token", "passw", "unsubscribe"}) || is_any(word, {"reset", "verify", "confirm", "activate", "invite", "login", "user", "users"}) || is_reference_name(word);
  }

  /// Made by a machine to be guessed by nobody: long, with letters and digits mixed; not words with hyphens.
  static bool is_opaque(std::string_view value) {
    constexpr std::size_t shortest = 16;
    std::size_t n_hex = 0, n_digits = 0, n_pieces = 0, n_mixed = 0;
    bool alternates = false;  // digits, letters and digits again in one piece
    for (std::size_t at = 0; at < value.size();) {
      std::size_t end = at, n_letters = 0, n_groups = 0;
      for (; end < value.size() && is_alnum(value[end]); ++end) {
        const bool digit = is_digit(value[end]);
        n_groups += digit && (end == at || !is_digit(value[end - 1]));
        n_letters += !digit;
        n_digits += digit;
        n_hex += is_hex(value[end]);
      }
      if (end - at >= shortest && n_letters > 0 && n_groups > 1) return true;
      alternates = alternates || (n_letters > 0 && n_groups > 1);
      n_mixed += n_letters > 0 && n_groups > 0;
      n_pieces += end > at;
      at = end + 1;
    }
    if (n_pieces == 0) return false;
    const bool is_hexadecimal = n_hex + n_pieces - 1 == value.size() && n_hex >= shortest && n_digits >= 4 && n_digits < n_hex;
    return is_hexadecimal || (value.size() >= 20 && alternates && 2 * n_mixed >= n_pieces);
  }

  const RedactionContext& context_;
  std::string_view text_;  // up to the end of the URL
  std::size_t start_;
  std::vector<PersonalDatum>& out_;
};

}  // namespace attune::detail
