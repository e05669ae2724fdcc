// Dates and times of day as transcripts write them.
#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>
#include <string_view>

namespace attune::detail {

/// Reads a text from the left; once something is not there, `ok` stays false.
class TimeScanner {
 public:
  explicit TimeScanner(std::string_view text) : rest_(text) {}

  /// A number of exactly `n_digits` in [low, high].
  int number(std::size_t n_digits, int low, int high) {
    int value = 0;
    for (std::size_t i = 0; i < n_digits; ++i) {
      if (i >= rest_.size() || rest_[i] < '0' || rest_[i] > '9') return fail();
      value = value * 10 + (rest_[i] - '0');
    }
    if (value < low || value > high) return fail();
    rest_.remove_prefix(n_digits);
    return value;
  }

  /// The first character, when it is one of `any`.
  char take(std::string_view any) {
    if (rest_.empty() || any.find(rest_.front()) == std::string_view::npos) return '\0';
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  void expect(std::string_view any) { ok_ = take(any) != '\0' && ok_; }

  /// The digits behind a decimal point that was taken.
  double fraction() {
    double value = 0, unit = 1;
    if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') return fail();
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1))
      if (unit > 1e-12) value += (unit /= 10) * (rest_.front() - '0');
    return value;
  }

  std::size_t n_digits_ahead() const { return std::min(rest_.find_first_not_of("0123456789"), rest_.size()); }
  bool ok() const { return ok_; }
  bool finished() const { return ok_ && rest_.empty(); }

 private:
  int fail() {
    ok_ = false;
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

/// RFC 3339, with a space for the "T" as its section 5.6 allows, and UTC where no offset is written.
inline std::optional<double> parse_date_time(std::string_view text) {
  TimeScanner scan(text);
  const int year = scan.number(4, 0, 9999);
  scan.expect("-");
  const unsigned month = static_cast<unsigned>(scan.number(2, 1, 12));
  scan.expect("-");
  const unsigned day = static_cast<unsigned>(scan.number(2, 1, 31));
  scan.expect("Tt ");
  const int hour = scan.number(2, 0, 23);
  scan.expect(":");
  const int minute = scan.number(2, 0, 59);
  scan.expect(":");
  double second = scan.number(2, 0, 60);  // 60: a leap second
  if (scan.take(".") != '\0') second += scan.fraction();
  int offset = 0;
  if (const char sign = scan.take("Zz+-"); sign == '+' || sign == '-') {
    offset = scan.number(2, 0, 23) * 3600;
    scan.expect(":");
    offset = (offset + scan.number(2, 0, 59) * 60) * (sign == '-' ? -1 : 1);
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!scan.finished() || !date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<double>(static_cast<long long>(days) * 86400 + hour * 3600 + minute * 60 - offset) + second;
}

inline std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// What stands before or behind a speaker's name.
struct Stamp {
  double seconds = 0;
  bool is_date = false;
  bool has_seconds = false;  ///< "09:31" may be hours and minutes or minutes and seconds
};

/// A date with a time, or "9:31", "09:31:02", "00:12.5".
inline std::optional<Stamp> parse_stamp(std::string_view text) {
  if (const std::optional<double> seconds = parse_date_time(text)) return Stamp{*seconds, true, true};
  TimeScanner scan(text);
  Stamp stamp;
  const std::size_t n_digits = scan.n_digits_ahead();
  if (n_digits != 1 && n_digits != 2) return std::nullopt;
  const int first = scan.number(n_digits, 0, 99);
  scan.expect(":");
  const int second = scan.number(2, 0, 59);
  stamp.seconds = first * 3600 + second * 60;
  if (scan.take(":") != '\0') {
    stamp.seconds += scan.number(2, 0, 60);
    stamp.has_seconds = true;
  }
  if (scan.take(".,") != '\0') {
    if (!stamp.has_seconds) stamp.seconds = first * 60 + second;  // no clock shows a fraction of a minute
    stamp.seconds += scan.fraction();
    stamp.has_seconds = true;
  }
  if (!scan.finished()) return std::nullopt;
  return stamp;
}

}  // namespace attune::detail
