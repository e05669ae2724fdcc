// IP addresses by their grammar (RFC 4291, section 2.2; RFC 3986, section 3.2.2), told from versions, times and names with colons.
#pragma once

#include <cstddef>

#include <attune/detail/english.hpp>
#include <attune/detail/redact_context.hpp>

namespace attune::detail {

inline bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// The end of four numbers up to 255 with full stops between them; `at` when that is not there.
inline std::size_t ipv4_end(const RedactionContext& context, std::size_t at) {
  std::size_t end = at;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && context.at(end++) != '.') return at;
    const std::size_t n = context.n_digits_at(end, 4);
    unsigned value = 0;
    for (std::size_t i = 0; i < n; ++i) value = value * 10 + static_cast<unsigned>(context.at(end + i) - '0');
    if (n == 0 || n > 3 || value > 255 || (n > 1 && context.at(end) == '0')) return at;
    end += n;
  }
  return end;
}

/// "version 1.2.3.4", "firmware is 10.2.0.1".
inline bool names_a_version(const RedactionContext& context, std::size_t at) {
  WordsBefore words(context, at);
  for (int n = 0; n < 3; ++n) {
    const std::string_view word = words.next();
    if (is_any(word, {"version", "versions", "ver", "v", "firmware", "build", "release", "software", "driver", "update", "app", "patch", "rev", "revision", "section", "clause"})) return true;
    if (!is_any(word, {"is", "to", "from", "number", "no"})) return false;
  }
  return false;
}

inline PersonalDatum find_ipv4(const RedactionContext& context, std::size_t at) {
  const std::size_t end = ipv4_end(context, at);
  if (end == at || context.word_before(at) || context.word_at(end) || names_a_version(context, at)) return {};
  if (at > 0 && is_any_of(context.at(at - 1), ".-") && context.word_before(at - 1)) return {};
  if (is_any_of(context.at(end), ".-") && context.word_at(end + 1)) return {};
  return {at, end, RedactionKind::ip};
}

/// Whether what starts at `at` is not the first group: a group and ':' stand before it, or "::". "IP:2001:db8::1" is a label and an address.
inline bool follows_ipv6_group(const RedactionContext& context, std::size_t at) {
  if (at == 0 || context.at(at - 1) != ':') return at > 0 && context.at(at - 1) == '.';
  std::size_t n = 0;
  while (n < 5 && at >= n + 2 && is_hex(context.at(at - n - 2))) ++n;
  return n < 5 && !(at >= n + 2 && is_alnum(context.at(at - n - 2)));
}

/// `at` is at the first group, or at the "::" that an address begins with.
inline PersonalDatum find_ipv6(const RedactionContext& context, std::size_t at) {
  if (context.word_before(at) || follows_ipv6_group(context, at)) return {};
  std::size_t end = at;
  int n_groups = 0;
  bool gap = false, digit = false;
  while (n_groups < 8) {
    if (context.at(end) == ':' && context.at(end + 1) == ':') {
      if (gap) return {};
      gap = true;
      end += 2;
    } else if (n_groups > 0 && !(gap && context.at(end - 1) == ':')) {
      if (context.at(end) != ':' || !is_hex(context.at(end + 1))) break;
      ++end;
    }
    if (const std::size_t last = ipv4_end(context, end); last > end && n_groups <= 6) {
      end = last;
      n_groups += 2;
      digit = true;
      break;
    }
    std::size_t n = 0;
    for (; n < 5 && is_hex(context.at(end + n)); ++n) digit = digit || is_digit(context.at(end + n));
    if (n > 4) return {};
    if (n == 0) break;
    end += n;
    ++n_groups;
  }
  if (context.word_at(end) || context.at(end) == ':' || (context.at(end) == '.' && is_digit(context.at(end + 1)))) return {};
  // "a::b" is more often a name in a program, "::" an emphasis.
  const bool is_loopback = gap && n_groups == 1 && end == at + 3 && context.at(at + 2) == '1';
  if (gap ? n_groups > 7 || !(is_loopback || (n_groups > 1 && digit)) : n_groups != 8) return {};
  return {at, end, RedactionKind::ip};
}

}  // namespace attune::detail
