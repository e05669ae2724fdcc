// Labelled data from JSONL: one object a line, offsets in code points of the row's text.
//
// How it is used: one function makes a record of a row, and says what is wrong with it by throwing (the readers below do);
// `read_labelled_jsonl` calls it for every row and reports every row that cannot be used, by file and line.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/detail/labelled_texts.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

/// A span of a row's text, in code points, with the tag, cue or other name it was given.
template <class Name>
struct LabelledSpan {
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  Name name{};
};

/// One line of a labelled file. What is asked of it and is not there, or is of another type, throws a `LabelledRow::Problem`,
/// whose message names the field and what was expected, and never quotes the text.
class LabelledRow {
 public:
  struct Problem : std::runtime_error {
    using std::runtime_error::runtime_error;
  };

  LabelledRow(nlohmann::json json, std::size_t line) : json_(std::move(json)), line_(line) {
    if (!json_.is_object()) throw Problem("expected a JSON object");
  }

  const nlohmann::json& json() const { return json_; }
  std::size_t line() const { return line_; }
  bool has(const char* key) const { return json_.contains(key) && !json_.at(key).is_null(); }

  std::string string(const char* key) const {
    const nlohmann::json& value = field(json_, key);
    if (!value.is_string()) throw Problem(quoted(key) + " must be a string");
    return value.get<std::string>();
  }
  std::string string_or(const char* key, std::string_view otherwise) const { return has(key) ? string(key) : std::string(otherwise); }

  bool flag_or(const char* key, bool otherwise) const {
    if (!has(key)) return otherwise;
    if (!json_.at(key).is_boolean()) throw Problem(quoted(key) + " must be true or false");
    return json_.at(key).get<bool>();
  }

  /// From `low` to `high`.
  std::int64_t integer(const char* key, std::int64_t low, std::int64_t high) const {
    const nlohmann::json& value = field(json_, key);
    if (!value.is_number_integer() || value < low || value > high)
      throw Problem(quoted(key) + " must be an integer from " + std::to_string(low) + " to " + std::to_string(high));
    return value.get<std::int64_t>();
  }

  /// A list of strings; empty when the field is missing.
  std::vector<std::string> strings(const char* key) const {
    std::vector<std::string> out;
    for (const nlohmann::json& item : list(key)) {
      if (!item.is_string()) throw Problem(quoted(key) + " must hold strings");
      out.push_back(item.get<std::string>());
    }
    return out;
  }

  /// A list of {"start", "end", NAME_KEY} over code points of the field "text"; empty when the field is missing. `from_name` gives
  /// an optional Name.
  template <class FromName>
  auto spans(const char* key, const char* name_key, FromName from_name) const {
    using Name = typename std::invoke_result_t<FromName, std::string_view>::value_type;
    std::vector<LabelledSpan<Name>> out;
    const nlohmann::json items = list(key);
    if (items.empty()) return out;
    const std::size_t size = count_code_points(string("text"));
    for (const nlohmann::json& item : items) {
      if (!item.is_object()) throw Problem(quoted(key) + " must hold objects");
      const nlohmann::json &start = field(item, "start"), &end = field(item, "end"), &name = field(item, name_key);
      if (!start.is_number_unsigned() || !end.is_number_unsigned()) throw Problem(quoted(key) + ": \"start\" and \"end\" must be integers");
      if (!name.is_string()) throw Problem(quoted(key) + ": " + quoted(name_key) + " must be a string");
      if (start >= end || end > size) throw Problem(quoted(key) + ": a span must hold a code point of the text, which has " + std::to_string(size));
      const auto known = from_name(name.get_ref<const std::string&>());
      if (!known) throw Problem(quoted(key) + ": unknown name " + quoted(name.get_ref<const std::string&>()));
      out.push_back({start.get<std::uint32_t>(), end.get<std::uint32_t>(), *known});
    }
    return out;
  }

 private:
  static std::string quoted(std::string_view key) { return '"' + std::string(key) + '"'; }

  static const nlohmann::json& field(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end()) throw Problem(quoted(key) + " is missing");
    return *found;
  }

  nlohmann::json list(const char* key) const {
    if (!has(key)) return nlohmann::json::array();
    if (!json_.at(key).is_array()) throw Problem(quoted(key) + " must be a list");
    return json_.at(key);
  }

  nlohmann::json json_;
  std::size_t line_;
};

/// What `use` makes of each row of `jsonl`, in order; blank lines are skipped.
/// Errors: `io`; `invalid_data` with each line that cannot be used, and when there is no row.
template <class Record, class Use>
Result<std::vector<Record>> read_labelled_jsonl(const std::filesystem::path& jsonl, Use use) {
  const Result<Mapping> file = map_file(jsonl);
  if (!file) return file.error();
  std::vector<Record> records;
  std::vector<BadRow> bad_rows;
  std::string_view rest = file->bytes;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const std::string_view row = take_line(rest);
    if (trim(row).empty()) continue;
    try {
      nlohmann::json json = nlohmann::json::parse(row, nullptr, false);
      if (json.is_discarded()) throw LabelledRow::Problem("not JSON: one object a line, in UTF-8, is expected");
      records.push_back(use(LabelledRow(std::move(json), line)));
    } catch (const LabelledRow::Problem& problem) {
      bad_rows.push_back({jsonl.filename().string(), line, problem.what()});
    }
  }
  if (bad_rows.empty() && !records.empty()) return records;
  std::string message = jsonl.string() + (bad_rows.empty() ? ": no rows" : ": rows that cannot be used");
  for (const BadRow& row : bad_rows) (message += '\n') += row.to_string();
  return Error(ErrorCode::invalid_data, message);
}

/// The index of `name` in `names`; a name that is not there is a problem of `key`.
template <class Names>
std::size_t require_name(const Names& names, std::string_view name, std::string_view key) {
  const auto found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) throw LabelledRow::Problem('"' + std::string(key) + "\": unknown name \"" + std::string(name) + '"');
  return static_cast<std::size_t>(found - std::begin(names));
}

}  // namespace attune::detail
