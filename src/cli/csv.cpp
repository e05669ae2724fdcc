#include "csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>

#include <attune/unicode.hpp>

namespace attune::cli {

namespace {

constexpr std::array<std::string_view, 16> columns{
    "id",          "n_turns", "first_turn_high_stress", "stress_begin", "stress_end", "shift",              "acknowledged_turn", "acknowledged_seconds",
    "cognitive",   "emotional", "action",               "detracting",   "balance",    "formulaic",          "followed_by_action", "needs_human_why"};

/// = + - @, their full-width forms, TAB and CR begin what a spreadsheet runs.
bool starts_a_formula(std::string_view text) {
  constexpr std::array<std::string_view, 11> starts{"=", "+", "-", "@", "\t", "\r", "'", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return text.starts_with(start); });
}

class Row {
 public:
  Row& text(std::string_view given) {
    const std::string well_formed = to_well_formed(given);
    std::string cell = starts_a_formula(well_formed) ? "'" + well_formed : well_formed;
    if (cell.find_first_of(",\"\r\n") != std::string::npos) {
      std::string quoted = "\"";
      for (const char c : cell) quoted.append(c == '"' ? 2 : 1, c);
      cell = quoted + '"';
    }
    return add(cell);
  }
  Row& truth(bool given) { return add(given ? "true" : "false"); }
  Row& empty() { return add(""); }
  template <class Number>
  Row& number(Number given) {
    char digits[32];
    const auto [end, failure] = std::to_chars(digits, digits + sizeof digits, given);
    return add(std::string_view(digits, failure == std::errc() ? static_cast<std::size_t>(end - digits) : 0));
  }

  std::string take() { return out_ + "\r\n"; }

 private:
  Row& add(std::string_view cell) {
    if (n_++ > 0) out_ += ',';
    out_ += cell;
    return *this;
  }

  std::string out_;
  std::size_t n_ = 0;
};

std::string join_reasons(const std::vector<Reason>& why) {
  std::set<std::string> reasons;
  for (const Reason& reason : why) reasons.insert(reason.reason);
  std::string out;
  for (const std::string& reason : reasons) out += (out.empty() ? "" : " ") + reason;
  return out;
}

}  // namespace

std::string csv_header() {
  Row row;
  for (const std::string_view column : columns) row.text(column);
  return row.take();
}

std::string csv_row(const Transcript&, const Conversation& c) {
  Row row;
  row.text(c.id).number(c.turns.size()).truth(c.first_turn_high_stress).number(c.stress_begin).number(c.stress_end).text(to_string(c.shift));
  if (c.acknowledged) row.number(c.acknowledged->reply_turn);
  else row.empty();
  if (c.acknowledged && c.acknowledged->seconds) row.number(*c.acknowledged->seconds);
  else row.empty();
  const EmpathySummary& e = c.empathy;
  row.number(e.cognitive).number(e.emotional).number(e.action).number(e.detracting).text(to_string(e.balance)).number(e.formulaic);
  row.truth(e.followed_by_action).text(join_reasons(c.needs_human_why));
  return row.take();
}

}  // namespace attune::cli
