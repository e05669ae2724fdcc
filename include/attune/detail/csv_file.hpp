// Conversations from a table with a row per message.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <attune/detail/csv.hpp>
#include <attune/detail/transcript_files.hpp>

namespace attune::detail {

/// Hashes that were seen, 8 bytes each and some room.
class HashSet {
 public:
  /// False when `hash` is there already.
  bool insert(std::uint64_t hash) {
    if (hash == 0) hash = 1;  // 0 is an empty slot
    if ((n_ + 1) * 4 > slots_.size() * 3) grow();
    std::uint64_t& slot = find(hash);
    if (slot == hash) return false;
    slot = hash;
    ++n_;
    return true;
  }

 private:
  std::uint64_t& find(std::uint64_t hash) {
    std::size_t i = hash & (slots_.size() - 1);
    while (slots_[i] != 0 && slots_[i] != hash) i = (i + 1) & (slots_.size() - 1);
    return slots_[i];
  }

  void grow() {
    std::vector<std::uint64_t> old(std::max<std::size_t>(slots_.size() * 2, 64));
    old.swap(slots_);
    for (const std::uint64_t hash : old)
      if (hash != 0) find(hash) = hash;
  }

  std::vector<std::uint64_t> slots_;
  std::size_t n_ = 0;
};

/// A file of up to 16 MiB may hold the rows of its conversations in any order: they are brought together, in the order
/// of their first rows. In a longer one the rows of a conversation must follow each other, and a later row of an
/// earlier conversation is an error.
class CsvFile : public ConversationFile {
 public:
  CsvFile(std::filesystem::path path, RecordSource source, std::string_view delimiters)
      : ConversationFile(std::move(path), std::move(source)),
        delimiters_(delimiters),
        any_order_(source_.size() <= max_in_any_order) {}

  std::optional<Result<Transcript>> next() override {
    while (ready_.empty() && !done_) step();
    if (ready_.empty()) return std::nullopt;
    Result<Transcript> first = std::move(ready_.front());
    ready_.pop_front();
    return first;
  }

 private:
  static constexpr std::uint64_t max_in_any_order = std::uint64_t{16} << 20;
  /// A quote that is never closed costs a scan of the whole file, so that only a few are mended.
  static constexpr int max_open_quotes = 16;

  void report(std::size_t line, const std::string& problem) { ready_.push_back(bad(line, problem)); }

  void step() {
    CsvScan scan(header_.delimiter);
    const FoundRecord record = find_record(source_, scan);
    const std::size_t line = source_.line();
    if (record.size == 0) {
      flush();
      done_ = true;
      return;
    }
    if (record.end != RecordEnd::found && scan.in_quotes()) return skip_open_quote(line);
    if (record.end == RecordEnd::too_long) {
      skip_record(source_, CsvScan(header_.delimiter));
      ready_.push_back(too_long(line));
      return;
    }
    const std::string_view text = source_.rest().substr(0, record.size);
    if (text.find_first_not_of("\r\n") != std::string_view::npos) {
      if (header_.n_columns == 0)
        read_header(text, line);
      else
        read_row(split_csv(text, header_.delimiter), line);
    }
    source_.consume(record.size);
  }

  /// Gives up one line rather than all that follows.
  void skip_open_quote(std::size_t line) {
    report(line, "a quote that is never closed; double the quotes inside a quoted field");
    if (n_open_quotes_++ < max_open_quotes)
      skip_record(source_, scan_line);
    else
      skip_record(source_, CsvScan(header_.delimiter));
  }

  void read_header(std::string_view record, std::size_t line) {
    header_ = find_csv_header(record, delimiters_);
    std::string missing;
    for (const Field field : {Field::conversation, Field::role, Field::text})
      if (!header_.has(field))
        missing += (missing.empty() ? "" : ", ") + std::string(field_names[static_cast<std::size_t>(field)]);
    if (missing.empty()) return;
    report(line, "a header without " + missing + "; name the columns conversation, role and text");
    done_ = true;
  }

  void read_row(const std::vector<std::string>& cells, std::size_t line) {
    const auto filled =
        std::find_if(cells.rbegin(), cells.rend(), [](const std::string& cell) { return !cell.empty(); });
    const auto n_cells = static_cast<std::size_t>(cells.rend() - filled);
    if (n_cells == 0) return;  // spreadsheets write blank rows as ",,,"
    if (n_cells > header_.n_columns) {
      report(line, std::to_string(n_cells) + " fields where the header has " + std::to_string(header_.n_columns) +
                       "; quote the text");
      return;
    }
    const auto cell = [&](Field field) -> std::string_view {
      return header_[field] < cells.size() ? std::string_view(cells[header_[field]]) : std::string_view();
    };
    const std::string id = to_well_formed(trim(cell(Field::conversation)));
    if (id.empty())
      report(line, "no conversation; each row names its own");
    else if (cells.size() <= std::max(header_[Field::role], header_[Field::text]))
      report(line, "too few fields; each row has a role and a text");
    else if (Draft* const draft = find_draft(id, line))
      add_message(*draft, cell, line);
  }

  template <class Cell>
  void add_message(Draft& draft, const Cell& cell, std::size_t line) {
    Transcript& transcript = draft.transcript;
    if (transcript.customer.empty()) transcript.customer = to_well_formed(cell(Field::customer));
    if (transcript.team.empty()) transcript.team = to_well_formed(cell(Field::team));
    const std::optional<Role> role = role_from_synonym(cell(Field::role));
    if (!role) {
      ++draft.n_tool_messages;
      return;
    }
    Utterance utterance{.role = *role, .text = to_well_formed(cell(Field::text))};
    if (const std::string_view time = trim(cell(Field::time)); !time.empty()) {
      utterance.time = parse_time(time);
      if (!utterance.time) report(line, std::string(bad_time));
    }
    if (*role != Role::customer) utterance.agent = to_well_formed(cell(Field::agent));
    transcript.turns.push_back(std::move(utterance));
  }

  /// Null for a row of a conversation that was closed before.
  Draft* find_draft(const std::string& id, std::size_t line) {
    if (!any_order_ && !drafts_.empty() && drafts_.back().transcript.id != id) flush();
    if (!any_order_ && drafts_.empty() && !open(id, line)) return nullptr;
    const auto [found, is_new] = index_.try_emplace(id, drafts_.size());
    if (is_new) drafts_.push_back({.transcript = {.id = id, .turns = {}}});
    return &drafts_[found->second];
  }

  bool open(const std::string& id, std::size_t line) {
    if (id == refused_) return false;
    const bool is_new = closed_.insert(std::hash<std::string>()(id));
    refused_ = is_new ? "" : id;
    if (!is_new)
      report(line, "rows of a conversation that ended before; sort a file of more than " +
                       std::to_string(max_in_any_order >> 20) + " MiB by conversation");
    return is_new;
  }

  void flush() {
    for (Draft& draft : drafts_) ready_.push_back(finish(std::move(draft)));
    drafts_.clear();
    index_.clear();
  }

  std::string_view delimiters_;
  bool any_order_;
  CsvHeader header_;
  bool done_ = false;
  int n_open_quotes_ = 0;
  std::vector<Draft> drafts_;                           // open conversations, by their first rows
  std::unordered_map<std::string, std::size_t> index_;  // by what the cell says
  HashSet closed_;
  std::string refused_;  // the conversation of rows that are refused
  std::deque<Result<Transcript>> ready_;
};

}  // namespace attune::detail
