// Labelled data from TSV.
#pragma once

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include <attune/detail/emotion_model.hpp>
#include <attune/detail/file.hpp>
#include <attune/detail/lines.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/train.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

/// What is wrong with a label's name; nothing when all is well.
inline std::string_view check_label(std::string_view name) {
  if (name.empty()) return "an empty label";
  if (name.size() > max_label_size) return "a label of more than 64 bytes";
  return is_well_formed(name) ? "" : "a label that is not UTF-8";
}

inline Result<std::vector<std::string>> read_labels(const std::filesystem::path& path) {
  Result<Mapping> file = map_file(path);
  if (!file) return file.error();
  std::vector<std::string> labels;
  std::string_view rest = file->bytes;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const std::string_view name = trim(take_line(rest));
    if (name.empty()) continue;
    std::string_view problem = check_label(name);
    if (std::find(labels.begin(), labels.end(), name) != labels.end()) problem = "a label that was there before";
    if (labels.size() == max_labels) problem = "more than 1024 labels";
    if (!problem.empty()) return Error(ErrorCode::invalid_data, path.string() + ", line " + std::to_string(line) + ": " + std::string(problem));
    labels.emplace_back(name);
  }
  if (labels.empty()) return Error(ErrorCode::invalid_data, path.string() + ": no labels; one name a line is expected");
  return labels;
}

inline std::optional<std::uint32_t> find_label(std::string_view name, std::span<const std::string> labels) {
  const auto found = std::find(labels.begin(), labels.end(), name);
  if (found != labels.end()) return static_cast<std::uint32_t>(found - labels.begin());
  std::uint32_t index = 0;
  const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (failure == std::errc() && end == name.data() + name.size() && index < labels.size()) return index;
  return std::nullopt;
}

class LabelledTextReader {
 public:
  explicit LabelledTextReader(std::vector<std::string> labels) : fixed_(!labels.empty()) { data_.labels = std::move(labels); }

  void read(const std::string& name, std::string_view rest) {
    data_.sources.push_back({name, sha256(rest)});
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
    for (std::size_t line = 1; !rest.empty(); ++line) {
      const std::string_view text = take_line(rest);
      if (text.empty()) continue;
      LabelledTexts::Row row;
      if (const std::string problem = parse(text, row); problem.empty()) data_.rows.push_back(std::move(row));
      else data_.bad_rows.push_back({name, line, problem});
    }
  }

  /// A row that is not from a file.
  void add(std::string_view text, const std::vector<std::string_view>& names, std::size_t number) {
    LabelledTexts::Row row;
    row.text = text;
    std::string problem = is_well_formed(text) ? "" : "the text is not UTF-8";
    if (problem.empty()) problem = set_labels(names, row);
    if (problem.empty()) data_.rows.push_back(std::move(row));
    else data_.bad_rows.push_back({"", number, problem});
  }

  /// With labels in their final order.
  LabelledTexts finish() {
    if (fixed_) return std::move(data_);
    std::vector<std::uint32_t> position;
    for (const auto& [name, index] : found_) {
      data_.labels.push_back(name);
      position.resize(std::max<std::size_t>(position.size(), index + 1));
      position[index] = static_cast<std::uint32_t>(data_.labels.size() - 1);
    }
    for (LabelledTexts::Row& row : data_.rows) {
      for (std::uint32_t& label : row.labels) label = position[label];
      std::sort(row.labels.begin(), row.labels.end());
    }
    return std::move(data_);
  }

 private:
  std::string parse(std::string_view line, LabelledTexts::Row& row) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) return "no tab; text, labels and perhaps an id are expected, with tabs between them";
    const std::size_t next = line.find('\t', tab + 1);
    row.text = line.substr(0, tab);
    if (next != std::string_view::npos) row.id = line.substr(next + 1);
    if (!is_well_formed(row.text)) return "the text is not UTF-8";
    std::vector<std::string_view> names;
    std::string_view rest = trim(line.substr(tab + 1, next == std::string_view::npos ? next : next - tab - 1));
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      names.push_back(trim(rest.substr(0, comma)));
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    return set_labels(names, row);
  }

  std::string set_labels(const std::vector<std::string_view>& names, LabelledTexts::Row& row) {
    for (const std::string_view name : names)
      if (const std::string_view problem = check_label(name); !problem.empty()) return std::string(problem);
    for (const std::string_view name : names) {
      const std::optional<std::uint32_t> label = index_of(name);
      if (!label) return fixed_ ? "a label that is neither one of the given labels nor the index of one" : "more than 1024 labels";
      if (std::find(row.labels.begin(), row.labels.end(), *label) == row.labels.end()) row.labels.push_back(*label);
    }
    std::sort(row.labels.begin(), row.labels.end());
    return "";
  }

  std::optional<std::uint32_t> index_of(std::string_view name) {
    if (fixed_) return find_label(name, data_.labels);
    if (const auto it = found_.find(name); it != found_.end()) return it->second;
    if (found_.size() == max_labels) return std::nullopt;
    return found_.emplace(name, static_cast<std::uint32_t>(found_.size())).first->second;
  }

  bool fixed_;
  LabelledTexts data_;
  std::map<std::string, std::uint32_t, std::less<>> found_;  // in order of name, numbered as they came
};

}  // namespace attune::detail
