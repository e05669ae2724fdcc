/// Personal data in a text, replaced by typed placeholders: addresses, numbers and secrets that can be told by their form.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <attune/detail/config.hpp>
#include <attune/span.hpp>

namespace attune {

enum class RedactionKind : std::uint8_t {
  email,      ///< an address with a host
  phone,      ///< international, or in a national form with its usual separators; bare digits with a trunk 0 or behind "call", "mobile", ...
  card,       ///< a payment card: 13 to 19 digits of a length that issuers use, by their check digit
  iban,       ///< of the length that its country has, by its check digits
  ip,         ///< IPv4 and IPv6
  ssn,        ///< US social security number, with separators or named as one
  url_token,  ///< in a URL: user and password, values of secret or personal parameters, long opaque values and path segments
  reference,  ///< order, booking, ticket, account and other numbers behind the word that says so
};

inline constexpr std::size_t n_redaction_kinds = 8;

/// "email", "phone", ... as above.
std::string_view to_string(RedactionKind kind);

/// "[EMAIL]", "[PHONE]", "[CARD]", "[IBAN]", "[IP]", "[SSN]", "[URL_TOKEN]", "[REFERENCE]".
std::string_view placeholder(RedactionKind kind);

/// Which kinds are replaced. A kind that is left out stays as it is, and no part of it is taken for another.
struct RedactOptions {
  bool email = true;
  bool phone = true;
  bool card = true;
  bool iban = true;
  bool ip = true;
  bool ssn = true;
  bool url_token = true;
  bool reference = true;
};

struct RedactedSpan {
  std::uint32_t start = 0;  ///< byte offset of the caller's text
  std::uint32_t end = 0;
  RedactionKind kind = RedactionKind::email;
  std::uint32_t placeholder_start = 0;  ///< byte offset of `Redaction::text`
  std::uint32_t placeholder_end = 0;

  friend bool operator==(const RedactedSpan&, const RedactedSpan&) = default;
};

struct Redaction {
  std::string text;
  std::vector<RedactedSpan> spans;  ///< in order and apart

  /// Where `span` of the caller's text is in `text`; one that cuts what was replaced covers all of the placeholder.
  Span to_redacted(Span span) const;
};

/// `text` with a placeholder in place of each e-mail address, phone number and so on.
///
/// What has a check digit is found by it; the rest by its form and the words before it, so that dates, times, prices, versions and
/// model names stay. Entities and full-width forms are read as what they stand for. Names and postal addresses are not looked for,
/// nor numbers spelt out; what matters must not rest on this alone.
///
/// Units: offsets are bytes. Spans start and end between graphemes; bytes outside them are kept, ill-formed ones too.
/// Redacting again changes nothing. Errors: none (`std::length_error` at 4 GiB). Cost: linear in bytes.
/// Source: RFC 5321 and 3986; ITU-T E.164 and national numbering plans; ISO/IEC 7812-1 annex B (Luhn); ISO 13616 and the lengths of
/// the IBAN registry; RFC 4291.
Redaction redact(std::string_view text, const RedactOptions& options = {});

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/redact-inl.hpp>
#endif
