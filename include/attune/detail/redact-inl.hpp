#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/aligned_text.hpp>
#include <attune/channel.hpp>
#include <attune/redact.hpp>
#include <attune/segment.hpp>
#include <attune/tokenizer.hpp>
#include <attune/detail/redact_addresses.hpp>
#include <attune/detail/redact_context.hpp>
#include <attune/detail/redact_ip.hpp>
#include <attune/detail/redact_numbers.hpp>
#include <attune/detail/redact_references.hpp>

namespace attune {

ATTUNE_INLINE std::string_view to_string(RedactionKind kind) {
  constexpr std::array<std::string_view, n_redaction_kinds> names{"email", "phone", "card", "iban", "ip", "ssn", "url_token", "reference"};
  return names[static_cast<std::size_t>(kind)];
}

ATTUNE_INLINE std::string_view placeholder(RedactionKind kind) {
  constexpr std::array<std::string_view, n_redaction_kinds> names{"[EMAIL]", "[PHONE]", "[CARD]", "[IBAN]", "[IP]", "[SSN]", "[URL_TOKEN]", "[REFERENCE]"};
  return names[static_cast<std::size_t>(kind)];
}

namespace detail {

/// Everything personal in a plain text, in order and apart.
class PersonalDataFinder {
 public:
  explicit PersonalDataFinder(std::string_view text) : context_(text), references_(context_), numbers_(context_) {}

  std::vector<PersonalDatum> find() && {
    // Addresses first: what is in them is no number of its own.
    std::size_t at = 0;
    for (const Token& token : tokenize(context_.text())) {
      if (token.kind != TokenKind::url || !may_hold_secrets(token)) continue;
      search(at, token.start);
      UrlReader(context_, token, found_).read();
      context_.take_until(token.end);
      at = token.end;
    }
    search(at, context_.text().size());
    return std::move(found_);
  }

 private:
  /// More than a host, and not the end of something else, as in "jos\u00E9@my-shop.com/a".
  bool may_hold_secrets(const Token& url) const {
    if (url.start > 0) {
      const WordBreak before = properties(code_point_before(context_.text(), url.start)).word;
      if (context_.word_before(url.start) || before == WordBreak::numeric || before == WordBreak::format || before == WordBreak::zwj) return false;
    }
    const std::string_view text = slice(context_.text(), url);
    if (scheme_length(text) > 0) return true;
    const bool joined = url.start > 0 && is_any_of(context_.at(url.start - 1), "@-./:") && context_.word_before(url.start - 1);
    return !joined && text.find_first_of("/?#") != text.npos;
  }

  void search(std::size_t from, std::size_t to) {
    std::vector<PersonalDatum> emails;
    EmailFinder(context_.text().substr(0, to), from).find(emails);
    for (const PersonalDatum& email : emails) {
      search_numbers(from, email.start);
      take(email);
      from = email.end;
    }
    search_numbers(from, to);
  }

  void search_numbers(std::size_t at, std::size_t to) {
    while (at < to) {
      const std::size_t next = std::max(at + 1, chunk_end(at));
      const PersonalDatum found = find_at(at, next);
      if (found.end > found.start && found.end <= to) {
        take(found);
        at = found.end;
      } else {
        at = next;
      }
    }
  }

  std::size_t chunk_end(std::size_t at) const {
    while (is_alnum(context_.at(at))) ++at;
    return at;
  }

  /// What begins with the letters and digits [at, end), or with the mark at `at`.
  PersonalDatum find_at(std::size_t at, std::size_t end) {
    const auto exists = [](const PersonalDatum& found) { return found.end > found.start; };
    const char c = context_.at(at);
    if (!is_alnum(c)) {
      if (c == '+' || c == '(') return numbers_.find_phone(at);
      return c == ':' ? find_ipv6(context_, at) : PersonalDatum{};
    }
    if (end - at <= 4 && context_.at(end) == ':')
      if (const PersonalDatum found = find_ipv6(context_, at); exists(found)) return found;
    const std::string_view chunk = context_.text().substr(at, end - at);
    if (std::none_of(chunk.begin(), chunk.end(), is_digit)) return {};
    if (const PersonalDatum found = is_alpha(c) ? find_iban(context_, at) : find_ipv4(context_, at); exists(found)) return found;
    if (is_digit(c))
      if (const PersonalDatum found = numbers_.find_card_or_ssn(at); exists(found)) return found;
    if (const PersonalDatum found = references_.find(at); exists(found)) return found;
    return is_digit(c) ? numbers_.find_phone(at) : PersonalDatum{};
  }

  void take(const PersonalDatum& found) {
    found_.push_back(found);
    context_.take_until(found.end);
  }

  RedactionContext context_;
  ReferenceFinder references_;
  NumberFinder numbers_;
  std::vector<PersonalDatum> found_;
};

/// The text in which numbers and addresses are plain to read.
inline AlignedText legible(std::string_view text) {
  return clean(text, {.quotes = false, .quoted_mail = false, .signature = false, .elongation = false});
}

/// Moves each end outwards to where a grapheme ends; spans that meet by that become one.
inline void widen_to_graphemes(std::string_view text, std::vector<PersonalDatum>& found) {
  if (skip_ascii(text, 0) == text.size() || found.empty()) return;
  const std::vector<std::uint32_t> edges = boundaries(text, Unit::grapheme);
  std::size_t n = 0;
  for (PersonalDatum datum : found) {
    datum.start = *(std::upper_bound(edges.begin(), edges.end(), datum.start) - 1);
    datum.end = *std::lower_bound(edges.begin(), edges.end(), datum.end);
    if (n > 0 && datum.start < found[n - 1].end) found[n - 1].end = std::max(found[n - 1].end, datum.end);
    else found[n++] = datum;
  }
  found.resize(n);
}

inline bool is_wanted(RedactionKind kind, const RedactOptions& options) {
  switch (kind) {
    case RedactionKind::email: return options.email;
    case RedactionKind::phone: return options.phone;
    case RedactionKind::card: return options.card;
    case RedactionKind::iban: return options.iban;
    case RedactionKind::ip: return options.ip;
    case RedactionKind::ssn: return options.ssn;
    case RedactionKind::url_token: return options.url_token;
    case RedactionKind::reference: break;
  }
  return options.reference;
}

inline std::vector<PersonalDatum> find_personal_data(std::string_view text, const RedactOptions& options) {
  const AlignedText plain = legible(text);
  std::vector<PersonalDatum> found = PersonalDataFinder(plain.text()).find();
  std::erase_if(found, [&](const PersonalDatum& datum) { return !is_wanted(datum.kind, options); });
  for (PersonalDatum& datum : found) {
    const Span source = plain.to_source(static_cast<std::uint32_t>(datum.start), static_cast<std::uint32_t>(datum.end));
    datum = {source.start, source.end, datum.kind};
  }
  widen_to_graphemes(text, found);
  return found;
}

inline Redaction replace_all(std::string_view text, const std::vector<PersonalDatum>& found) {
  Redaction out;
  std::size_t at = 0;
  for (const PersonalDatum& datum : found) {
    out.text.append(text, at, datum.start - at);
    const std::size_t start = out.text.size();
    out.text += placeholder(datum.kind);
    require_indexable(out.text);
    out.spans.push_back({static_cast<std::uint32_t>(datum.start), static_cast<std::uint32_t>(datum.end), datum.kind, static_cast<std::uint32_t>(start),
                         static_cast<std::uint32_t>(out.text.size())});
    at = datum.end;
  }
  out.text.append(text, at, text.npos);
  require_indexable(out.text);
  return out;
}

/// Where `at`, outside of every placeholder, is in the text that was redacted.
inline std::size_t to_unredacted(const std::vector<RedactedSpan>& spans, std::size_t at) {
  const auto behind = std::partition_point(spans.begin(), spans.end(), [&](const RedactedSpan& span) { return span.placeholder_end <= at; });
  return behind == spans.begin() ? at : at - (behind - 1)->placeholder_end + (behind - 1)->end;
}

}  // namespace detail

ATTUNE_INLINE Span Redaction::to_redacted(Span span) const {
  // An offset inside of what was replaced is an end of the placeholder; one behind it lies as far behind that.
  const auto to_redacted = [&](std::uint32_t at, bool is_end) {
    const auto behind = std::partition_point(spans.begin(), spans.end(), [&](const RedactedSpan& other) { return is_end ? other.start < at : other.start <= at; });
    if (behind == spans.begin()) return at;
    const RedactedSpan& last = *(behind - 1);
    if (at >= last.end) return at - last.end + last.placeholder_end;
    return is_end ? last.placeholder_end : last.placeholder_start;
  };
  const std::uint32_t start = to_redacted(span.start, false);
  return {start, span.start == span.end ? start : to_redacted(span.end, true)};
}

ATTUNE_INLINE Redaction redact(std::string_view text, const RedactOptions& options) {
  require_indexable(text);
  std::vector<detail::PersonalDatum> found = detail::find_personal_data(text, options);
  Redaction out = detail::replace_all(text, found);
  // What was glued to it and stood in the way may stand free now: a second look finds nothing in all but made-up texts.
  constexpr int most_looks = 4;
  for (int look = 1; look < most_looks && !found.empty(); ++look) {
    const std::vector<detail::PersonalDatum> more = detail::find_personal_data(out.text, options);
    if (more.empty()) break;
    for (const detail::PersonalDatum& datum : more)
      found.push_back({detail::to_unredacted(out.spans, datum.start), detail::to_unredacted(out.spans, datum.end), datum.kind});
    std::sort(found.begin(), found.end(), [](const detail::PersonalDatum& a, const detail::PersonalDatum& b) { return a.start < b.start; });
    out = detail::replace_all(text, found);
  }
  return out;
}

}  // namespace attune
