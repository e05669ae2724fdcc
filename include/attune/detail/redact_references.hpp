// Order, booking and other numbers: told by the word before them, since their form says little.
#pragma once

#include <cstddef>
#include <string_view>

#include <attune/detail/english.hpp>
#include <attune/detail/redact_context.hpp>

namespace attune::detail {

/// Nouns that have numbers of their own, in lower case.
inline bool is_reference_noun(std::string_view word) {
  return is_any(word, {"order",     "orders",   "booking",  "bookings",    "reservation", "confirmation", "ticket",   "tickets", "case",    "invoice", "invoices",
                       "account",   "acct",     "customer", "policy",      "claim",       "contract",     "shipment", "parcel",  "receipt", "return",  "request",
                       "complaint", "incident", "member",   "membership",  "transaction", "consignment",  "quote",    "payment", "loyalty", "refund",  "delivery",
                       "package",   "dispatch", "service",  "application", "subscription", "ac",          "txn",      "trans"});
}

/// Words that by themselves announce a number.
inline bool is_reference_marker(std::string_view word) {
  return is_any(word, {"ref", "refs", "reference", "references", "pnr", "rma", "tracking", "awb", "arn", "utr", "locator"});
}

class ReferenceFinder {
 public:
  explicit ReferenceFinder(const RedactionContext& context) : context_(context) {}

  /// The reference that holds the letters and digits at `at`, which have a digit; empty (end == start) when there is none.
  PersonalDatum find(std::size_t at) {
    const Value value = read_value(at);
    if (value.end == value.start || context_.word_before(value.start) || context_.is_joined_behind(value.end)) return {};
    if (is_date_or_amount(value) || !(is_announced(value) || continues_last(value))) return {};
    last_ = value;
    return {value.start, value.end, RedactionKind::reference};
  }

 private:
  struct Value {
    std::size_t start = 0, end = 0;
    std::size_t n_digits = 0, n_upper = 0, n_lower = 0, n_groups = 0;  // groups of digits
    char separator = '\0';                                            // the last one

    bool is_plain_digits() const { return n_upper + n_lower == 0; }
  };

  static bool is_separator(char c) { return is_any_of(c, "-_/."); }

  /// Letters and digits, joined by single marks: "A123-99", "2024/88231".
  Value read_value(std::size_t at) const {
    constexpr std::size_t longest = 32;
    Value value{at, at};
    const auto joins = [&](std::size_t mark) {
      if (!is_separator(context_.at(mark)) || !is_alnum(context_.at(mark + 1))) return false;
      return context_.at(mark) != '.' || is_digit(context_.at(mark + 1));
    };
    while (value.start > context_.taken() && at - value.start <= longest) {
      const char c = context_.at(value.start - 1);
      const bool continues = is_alnum(c) || (joins(value.start - 1) && value.start - 1 > context_.taken() && is_alnum(context_.at(value.start - 2)));
      if (!continues) break;
      --value.start;
    }
    value.end = value.start;
    while (value.end - value.start <= longest && (is_alnum(context_.at(value.end)) || (value.end > value.start && joins(value.end)))) {
      const char c = context_.at(value.end++);
      if (is_digit(c)) value.n_groups += value.n_digits++ == 0 || !is_digit(context_.at(value.end - 2));
      else if (is_upper(c)) ++value.n_upper;
      else if (is_alpha(c)) ++value.n_lower;
      else value.separator = c;
    }
    if (value.end - value.start > longest) value.end = value.start;
    return value;
  }

  /// "12/05/2024", "2024-05-12", "2019-2020", "45.99", "10am", "2nd".
  bool is_date_or_amount(const Value& value) const {
    const std::string_view text = context_.text().substr(value.start, value.end - value.start);
    if (!value.is_plain_digits()) return is_digit(text.front()) && value.n_upper == 0 && value.n_digits < 5;
    if (value.separator == '.') return true;
    if (value.separator != '-' && value.separator != '/') return false;
    const auto is_century = [](std::string_view digits) { return digits.starts_with("19") || digits.starts_with("20"); };
    const std::size_t first = text.find(value.separator), last = text.rfind(value.separator);
    if (first == last) return value.n_digits <= 6 || (first == 4 && text.size() == 9 && is_century(text) && is_century(text.substr(5)));
    if (value.n_groups != 3 || text.size() > 10) return false;
    return text.size() <= 8 || (first == 4 && is_century(text)) || (text.size() - last == 5 && is_century(text.substr(last + 1)));
  }

  bool is_announced(const Value& value) const {
    WordsBefore words(context_, value.start);
    bool strong = false;  // "number", "no.", "id", ...
    bool loose = false;   // other words are between: then it must be strong
    constexpr int most_words = 6;
    for (int n = 0; n < most_words; ++n) {
      const std::string_view word = words.next();
      if (word.empty()) return false;
      loose = loose || words.saw_comma();
      if (is_reference_marker(word)) return (strong || !loose) && has_form(value, true, words.saw_colon());
      if (is_reference_noun(word)) {
        if (loose) return strong && has_form(value, true, false);
        const bool acts = is_any(word, {"order", "orders", "return", "request", "claim", "case", "service", "delivery", "payment", "quote"});
        return has_form(value, strong || words.saw_hash(), words.saw_colon()) || has_plain_form(value, acts);
      }
      const bool prefix = n == 0 && word.size() <= 4 && value.is_plain_digits() && value.n_digits >= 5;  // "policy number abc 88231"
      if (is_any(word, {"number", "numbers", "no", "nos", "nr", "num", "id", "code"})) strong = true;
      else if (is_any(word, {"of", "actually", "just", "which"}) || prefix) loose = true;
      else if (!is_any(word, {"is", "was", "are"})) return false;
    }
    return false;
  }

  /// Behind "number", '#' or ':'.
  static bool has_form(const Value& value, bool strong, bool colon) {
    if (!strong && !colon) return false;
    if (value.is_plain_digits()) return value.n_digits >= (strong ? 3u : 4u);
    const std::size_t length = value.end - value.start;
    if (value.n_lower == 0 || value.n_groups > 1) return length >= 4;
    return value.n_digits >= 3 && length >= 5;
  }

  /// Behind the noun alone: "booking QX7P2L", "order 88231"; one that is also a verb ("to order RTX4090") needs more digits.
  static bool has_plain_form(const Value& value, bool acts) {
    if (value.n_lower > 0) return false;
    return value.n_digits >= 5 || (!acts && value.n_upper > 0 && value.end - value.start >= 5);
  }

  /// "orders 88231, 88232 and 88233".
  bool continues_last(const Value& value) const {
    if (last_.end == 0 || last_.end != context_.taken() || value.n_digits < 5 || value.n_lower > 0) return false;
    if (last_.is_plain_digits() != value.is_plain_digits()) return false;
    return is_any(context_.text().substr(last_.end, value.start - last_.end), {", ", ",", " and ", " & ", " or ", ", and ", "/"});
  }

  const RedactionContext& context_;
  Value last_;  // the reference found last
};

}  // namespace attune::detail
