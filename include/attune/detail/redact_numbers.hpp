// Numbers with a form of their own: payment cards, IBANs, social security numbers, phone numbers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <attune/detail/english.hpp>
#include <attune/detail/redact_context.hpp>
#include <attune/detail/redact_digits.hpp>

namespace attune::detail {

/// Source: ISO/IEC 7812-1, annex B.
inline bool passes_luhn(std::string_view digits) {
  unsigned sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const unsigned digit = static_cast<unsigned>(digits[digits.size() - 1 - i] - '0');
    sum += i % 2 == 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
  }
  return sum % 10 == 0;
}

/// Whether card schemes issue numbers of this length that begin so; keeps out timestamps and article numbers.
inline bool may_be_card(std::string_view digits) {
  const auto starts = [&](std::initializer_list<std::string_view> prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) { return digits.starts_with(prefix); });
  };
  switch (digits.size()) {
    case 13: return starts({"4", "5", "6"});
    case 14: return starts({"30", "36", "38", "39", "5", "6"});
    case 15: return starts({"34", "37", "1800", "2131", "5", "6"});
    case 16: case 17: case 18: case 19: return starts({"2", "3", "4", "5", "6", "9792"});
    default: return false;
  }
}

/// The length of IBANs of the country; 0 when it has none. Source: ISO 13616, IBAN registry.
inline std::size_t iban_length(char first, char second) {
  static constexpr std::string_view lengths =
      "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28"
      "HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29"
      "RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";
  for (std::size_t i = 0; i < lengths.size(); i += 4)
    if (lengths[i] == first && lengths[i + 1] == second) return static_cast<std::size_t>((lengths[i + 2] - '0') * 10 + (lengths[i + 3] - '0'));
  return 0;
}

/// Groups of up to four, or in one piece; `at` is at the country's letters.
inline PersonalDatum find_iban(const RedactionContext& context, std::size_t at) {
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; };
  const std::size_t length = iban_length(upper(context.at(at)), upper(context.at(at + 1)));
  if (length == 0 || context.is_joined_before(at)) return {};
  std::array<char, 34> characters{};
  std::size_t n = 0, end = at;
  while (n < length) {
    if (n > 0 && n % 4 == 0) {
      const std::size_t space = space_length(context.text(), end);
      end += space > 0 ? space : hyphen_length(context.text(), end);
    }
    if (!is_alnum(context.at(end))) return {};
    characters[n++] = upper(context.at(end++));
  }
  if (context.is_joined_behind(end)) return {};
  std::rotate(characters.begin(), characters.begin() + 4, characters.begin() + static_cast<std::ptrdiff_t>(length));
  unsigned remainder = 0;
  for (std::size_t i = 0; i < length; ++i) {
    const char c = characters[i];
    remainder = is_digit(c) ? (remainder * 10 + static_cast<unsigned>(c - '0')) % 97 : (remainder * 100 + static_cast<unsigned>(c - 'A' + 10)) % 97;
  }
  if (remainder != 1) return {};
  return {at, end, RedactionKind::iban};
}

class NumberFinder {
 public:
  explicit NumberFinder(const RedactionContext& context) : context_(context) {}

  /// A card or social security number that starts at `at`, a digit.
  PersonalDatum find_card_or_ssn(std::size_t at) const {
    if (context_.is_joined_before(at)) return {};
    const DigitRun run(context_, at);
    for (std::size_t n = run.n_groups(); n > 0; --n) {
      if (!ends_well(run, n)) continue;
      if (is_card(run, n)) return {at, run.group(n - 1).end, RedactionKind::card};
      if (is_ssn(run, n)) return {at, run.group(n - 1).end, RedactionKind::ssn};
    }
    return {};
  }

  /// A phone number that starts at `at`: a digit, '+' or '('.
  PersonalDatum find_phone(std::size_t at) const {
    if (context_.is_joined_before(at) || (at > 0 && context_.at(at - 1) == '#')) return {};
    const DigitRun run(context_, at);
    if (run.n_groups() == 0 || (context_.at(at) == '(' && !run.starts_open())) return {};
    const bool announced = is_announced(at);
    for (std::size_t n = run.n_groups(); n > 0; --n) {
      if (!run.may_end(n) || looks_like_date(run, n) || !is_phone(run, n, announced)) continue;
      const std::size_t end = extension_end(run.group(n - 1).end);
      if (n == run.n_groups() && context_.is_joined_behind(end)) continue;
      return {at, end, RedactionKind::phone};
    }
    return {};
  }

 private:
  bool ends_well(const DigitRun& run, std::size_t n) const {
    return run.may_end(n) && (n < run.n_groups() || !context_.is_joined_behind(run.group(n - 1).end));
  }

  bool is_card(const DigitRun& run, std::size_t n) const {
    const std::string_view digits = run.digits(n);
    const bool is_valid = may_be_card(digits) && passes_luhn(digits);
    if (!is_valid && !(digits.size() >= 13 && digits.size() <= 19 && is_called_card(run.start()))) return false;
    if (n == 1) return true;
    for (std::size_t i = 1; i < n; ++i)
      if ((run.group(i).size() == 1 && i + 1 < n) || run.group(i).size() > 7) return false;
    return run.group(0).size() == 4 && run.has_separators(n, " -");
  }

  /// "card number 4111 1111 1111 1112": mistyped, and still nearly all of somebody's card.
  bool is_called_card(std::size_t at) const {
    WordsBefore words(context_, at);
    bool number = false;
    for (int i = 0; i < 3; ++i) {
      const std::string_view word = words.next();
      if (word == "card") return number || words.saw_hash();
      if (is_any(word, {"number", "no", "nr", "num"})) number = true;
      else if (word != "is") return false;
    }
    return false;
  }

  /// Source: Social Security Administration, "Social Security Number Randomization": no area 000 or 666, no group 00, no serial 0000.
  bool is_ssn(const DigitRun& run, std::size_t n) const {
    const std::string_view digits = run.digits(n);
    if (digits.size() != 9 || digits.starts_with("000") || digits.starts_with("666") || digits.substr(3, 2) == "00" || digits.substr(5) == "0000") return false;
    if (run.has_shape(n, {3, 2, 4})) return run.has_separators(n, "-") || run.has_separators(n, " ");
    if (n != 1) return false;
    WordsBefore words(context_, run.start());
    for (int i = 0; i < 4; ++i) {
      const std::string_view word = words.next();
      if (is_any(word, {"ssn", "security"})) return true;
      if (!is_any(word, {"number", "no", "is", "my"})) return false;
    }
    return false;
  }

  // ---- phone numbers ------------------------------------------------------------------------------------------------------

  static bool is_year(std::string_view digits) { return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20")); }

  /// "12.05.2024", "2024-05-12 10", "12/05/24".
  static bool looks_like_date(const DigitRun& run, std::size_t n) {
    if (run.has_plus() || run.starts_open() || n < 3) return false;
    const std::string_view digits = run.digits(n);
    const std::size_t first = run.group(0).size(), second = run.group(1).size(), third = run.group(2).size();
    if (run.group(1).separator != run.group(2).separator) return false;
    if (first <= 2 && second <= 2 && third == 4) return is_year(digits.substr(first + second, 4));
    if (first == 4 && second <= 2 && third <= 2) return is_year(digits.substr(0, 4));
    const bool goes_on = n > 3 && run.group(3).separator == run.group(2).separator;
    return first <= 2 && second <= 2 && third == 2 && !goes_on && run.group(1).separator != ' ';
  }

  bool is_phone(const DigitRun& run, std::size_t n, bool announced) const {
    const std::string_view digits = run.digits(n);
    const std::size_t n_digits = digits.size();
    if (run.has_plus()) return digits[0] != '0' && n_digits >= 8 && n_digits <= 16;
    if (follows_group(run.start()) && (n == 1 || !run.has_separators(n, "-./()"))) return false;
    if (digits.starts_with("00")) return digits.size() > 2 && digits[2] != '0' && n_digits >= (n == 1 ? 12u : 10u) && n_digits <= 17;
    if (run.starts_open()) {
      const std::size_t area = run.group(0).size();
      return n > 1 && area >= 2 && area <= 5 && !is_year(digits.substr(0, area)) && n_digits >= 9 && n_digits <= 12 && run.group(n - 1).size() > 1;
    }
    return has_national_form(run, n, digits) || (announced && has_loose_form(run, n, n_digits));
  }

  /// "3704 0044 0532 0130": the end of a longer number.
  bool follows_group(std::size_t at) const {
    if (at < context_.taken() + 4 || context_.at(at - 1) != ' ') return false;
    const std::string_view before = context_.text().substr(at - 4, 3);
    return std::all_of(before.begin(), before.end(), is_digit);
  }

  static bool has_national_form(const DigitRun& run, std::size_t n, std::string_view digits) {
    // North America, with or without the 1.
    if (run.has_shape(n, {3, 3, 4}) || (digits[0] == '1' && run.has_shape(n, {1, 3, 3, 4}))) return true;
    if (digits.starts_with("1300") || digits.starts_with("1800")) return run.has_shape(n, {4, 3, 3});  // Australia
    if (digits[0] != '0') return false;
    // A trunk 0, as in most of Europe.
    if (n == 1) return digits.size() == 10 || digits.size() == 11;
    for (std::size_t i = 0; i < n; ++i)
      if (run.group(i).size() < (i == 0 && run.group(1).separator == '.' && run.group(1).size() > 2 ? 3u : 2u)) return false;
    return digits.size() >= 9 && digits.size() <= 12;
  }

  /// Behind "call", "mobile" and the like most numbers of that length are phone numbers.
  static bool has_loose_form(const DigitRun& run, std::size_t n, std::size_t n_digits) {
    for (std::size_t i = 1; i < n; ++i)
      if (run.group(i).size() < 2 || (is_any_of(run.group(i).separator, "./") && run.group(i).size() < 3)) return false;
    return n_digits >= 7 && n_digits <= 13;
  }

  bool is_announced(std::size_t at) const {
    WordsBefore words(context_, at);
    constexpr int most_words = 6;
    for (int n = 0; n < most_words; ++n) {
      const std::string_view word = words.next();
      if (is_any(word, {"call",  "phone", "telephone", "tel",  "ph",    "mobile",  "mob",  "cell",  "cellphone", "landline", "fax",
                        "text",  "sms",   "whatsapp",  "ring", "dial",  "contact", "reach", "hotline", "handy",   "callback"})) return true;
      if (!is_any(word, {"me", "us", "him", "her", "them", "at", "on", "is", "my", "his", "our", "the", "number", "no", "nr", "num", "to", "it's", "or", "under", "via", "new", "work",
                         "home", "office", "direct", "back", "please", "use", "changed"})) return false;
      if (is_any(word, {"number", "no", "num"}) && is_possessive(words)) return true;
    }
    return false;
  }

  /// "my number", "our new number"; a copy of `words`, which go on from there.
  static bool is_possessive(WordsBefore words) {
    for (int n = 0; n < 2; ++n) {
      const std::string_view word = words.next();
      if (is_any(word, {"my", "his", "her", "our", "their"})) return true;
      if (!is_any(word, {"new", "old", "other", "work", "home"})) return false;
    }
    return false;
  }

  /// Behind "x123", " ext. 12"; `end` when there is none.
  std::size_t extension_end(std::size_t end) const {
    std::size_t at = end + space_length(context_.text(), end);
    for (const std::string_view name : {"extension", "ext.", "ext", "x"}) {
      if (!starts_with_ignoring_case(context_.text().substr(std::min(at, context_.text().size())), name)) continue;
      at += name.size();
      at += space_length(context_.text(), at);
      const std::size_t n = context_.n_digits_at(at, 7);
      return n > 0 && n < 7 && !context_.word_at(at + n) ? at + n : end;
    }
    return end;
  }

  const RedactionContext& context_;
};

}  // namespace attune::detail
