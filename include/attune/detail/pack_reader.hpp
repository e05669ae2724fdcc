// Reads phrase packs: TOML into patterns and their programs, with file, line, column and remedy for what cannot be used.
#pragma once

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/pattern_program.hpp>
#include <attune/pack.hpp>

namespace attune::detail {

/// One match or exception of a pattern.
struct PatternEntry {
  std::uint32_t pattern = 0;
  std::uint32_t start_node = 0;
  std::uint32_t first_node = 0, last_node = 0;  // of its program
};

struct PackContents {
  std::vector<Pattern> patterns;
  std::vector<PatternEntry> matches;
  std::vector<PatternEntry> exceptions;  // ordered by pattern
  std::vector<std::vector<Needs>> needs;  // of each match
  std::vector<std::string> known;        // words that are no slips of others
  Program program;
};

class PackReader {
 public:
  PackReader(std::span<const std::string_view> tags, PackContents& out) : tags_(tags), out_(out) {}

  /// Adds one pack. Slots of earlier packs may be used, and given again: then entries are added.
  Status read(std::string_view bytes, std::string_view name, std::uint32_t file) {
    name_ = name;
    file_ = file;
    try {
      const toml::table pack = toml::parse(bytes, name);
      read_pack(pack);
      return std::monostate{};
    } catch (const toml::parse_error& error) {
      return make_error(error.source().begin, std::string(error.description()));
    } catch (const Error& error) {
      return error;
    }
  }

 private:
  Error make_error(const toml::source_position& at, const std::string& message) const {
    return Error(ErrorCode::invalid_data, std::string(name_) + ", line " + std::to_string(at.line) + ", column " + std::to_string(at.column) + ": " + message);
  }
  [[noreturn]] void fail(const toml::node& node, const std::string& message) const { throw make_error(node.source().begin, message); }

  template <class Names>
  static std::string list(const Names& names) {
    std::string out;
    for (const std::string_view name : names) out.append(" ").append(name);
    return out;
  }

  template <class Names>
  void require_known_keys(const toml::table& table, const Names& names, const char* what) const {
    for (const auto& [key, value] : table) {
      if (std::find(names.begin(), names.end(), key.str()) != names.end()) continue;
      throw make_error(key.source().begin, "no field \"" + std::string(key.str()) + "\" in " + what + ": expected one of" + list(names));
    }
  }

  std::string_view read_string(const toml::node& node, const char* what) const {
    const toml::value<std::string>* value = node.as_string();
    if (value == nullptr) fail(node, std::string(what) + ": expected a string");
    return value->get();
  }

  template <class Each>
  void for_each_string(const toml::node& node, const char* what, Each each) const {
    const toml::array* array = node.as_array();
    if (array == nullptr) fail(node, std::string(what) + ": expected an array of strings");
    for (const toml::node& item : *array) each(item, read_string(item, what));
  }

  void read_pack(const toml::table& pack) {
    static constexpr std::array<std::string_view, 6> fields{"name", "language", "version", "known", "slots", "pattern"};
    require_known_keys(pack, fields, "a pack");
    if (const toml::node* known = pack.get("known"))
      for_each_string(*known, "known", [&](const toml::node&, std::string_view word) { out_.known.emplace_back(word); });
    if (const toml::node* slots = pack.get("slots")) {
      if (!slots->is_table()) fail(*slots, "slots: expected a table of arrays");
      read_slots(*slots->as_table());
    }
    const toml::node* patterns = pack.get("pattern");
    if (patterns == nullptr) return;
    if (!patterns->is_array_of_tables()) fail(*patterns, "pattern: expected [[pattern]] tables");
    for (const toml::node& pattern : *patterns->as_array()) read_pattern(*pattern.as_table());
  }

  std::uint32_t compile(const toml::node& node, std::string_view source, bool is_entry, std::vector<Needs>& needs) {
    try {
      PatternCompiler compiler(source, out_.program, is_entry);
      const std::uint32_t start = compiler.compile();
      needs = compiler.needs();
      return start;
    } catch (const PatternError& error) {
      throw make_error(node.source().begin, "character " + std::to_string(error.at + 1) + " of the pattern: " + error.message);
    }
  }

  /// Slots are read in the order in which they stand, so that one may use those above it.
  void read_slots(const toml::table& slots) {
    std::vector<std::pair<toml::source_position, std::string_view>> order;
    for (const auto& [key, value] : slots) order.emplace_back(key.source().begin, key.str());
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [at, name] : order) {
      std::optional<std::uint32_t> start;
      const std::optional<std::uint32_t> earlier = out_.program.find_slot(name);
      if (earlier) start = out_.program.slot_starts[*earlier];
      Needs needs;
      std::vector<Needs> one;
      if (earlier) needs = out_.program.slot_needs[*earlier];
      // Entries of one word are one set: most slots are lists of words.
      std::vector<std::uint32_t> words;
      std::size_t n_entries = 0;
      for_each_string(*slots.get(name), "a slot", [&](const toml::node& node, std::string_view entry) {
        const std::uint32_t node_index = compile(node, entry, true, one);
        needs = start || !words.empty() ? either(std::move(needs), one[0]) : one[0];
        const Node& first = out_.program.nodes[node_index];
        if (first.op == Op::word && out_.program.nodes[first.next].op == Op::accept) words.push_back(first.argument);
        else start = start ? out_.program.add({Op::split, 0, node_index, *start}) : node_index;
        ++n_entries;
      });
      if (!words.empty()) {
        const std::uint32_t accept = out_.program.add({Op::accept});
        const std::uint32_t set = out_.program.add({Op::one_of, out_.program.add_set(std::move(words)), accept});
        start = start ? out_.program.add({Op::split, 0, set, *start}) : set;
      }
      if (n_entries == 0) throw make_error(at, "slot \"" + std::string(name) + "\" has no entries");
      FirstWords firsts;
      out_.program.find_firsts(*start, firsts);
      std::sort(firsts.words.begin(), firsts.words.end());
      if (earlier) {
        out_.program.slot_starts[*earlier] = *start;
        out_.program.slot_needs[*earlier] = std::move(needs);
        out_.program.slot_firsts[*earlier] = std::move(firsts);
      } else {
        out_.program.slot_firsts.push_back(std::move(firsts));
        out_.program.slot_needs.push_back(std::move(needs));
        out_.program.slot_names.emplace_back(name);
        out_.program.slot_starts.push_back(*start);
      }
    }
  }

  void read_pattern(const toml::table& table) {
    static constexpr std::array<std::string_view, 8> fields{"id", "tag", "match", "except", "weight", "extend", "within", "mood"};
    require_known_keys(table, fields, "a pattern");
    const toml::node *id = table.get("id"), *tag = table.get("tag"), *match = table.get("match");
    if (id == nullptr || tag == nullptr || match == nullptr) fail(table, std::string("a pattern without ") + (id == nullptr ? "id" : tag == nullptr ? "tag" : "match"));
    Pattern pattern;
    pattern.id = read_string(*id, "id");
    pattern.tag = read_string(*tag, "tag");
    pattern.file = file_;
    pattern.line = table.source().begin.line;
    if (!ids_.insert(pattern.id).second) fail(*id, "a second pattern with the id \"" + pattern.id + "\"");
    if (std::find(tags_.begin(), tags_.end(), pattern.tag) == tags_.end()) fail(*tag, "no tag \"" + pattern.tag + "\": expected one of" + list(tags_));
    read_settings(table, pattern);
    const auto index = static_cast<std::uint32_t>(out_.patterns.size());
    const std::size_t before = out_.matches.size();
    read_entries(*match, "match", index, out_.matches, true);
    if (out_.matches.size() == before) fail(*match, "match: no entries");
    if (const toml::node* except = table.get("except")) read_entries(*except, "except", index, out_.exceptions, false);
    out_.patterns.push_back(std::move(pattern));
  }

  void read_settings(const toml::table& table, Pattern& pattern) const {
    if (const toml::node* weight = table.get("weight")) {
      const std::optional<double> value = weight->value<double>();
      if (!value || !(*value >= 0 && *value <= 1)) fail(*weight, "weight: expected a number from 0 to 1");
      pattern.weight = static_cast<float>(*value);
    }
    pattern.extend = choose(table, "extend", {"match", "clause", "whole", "sentence"}, pattern.extend);
    pattern.mood = choose(table, "mood", {"any", "question", "statement"}, pattern.mood);
    pattern.across = choose(table, "within", {"clause", "sentence"}, 0) == 1;
  }

  template <class Choice>
  Choice choose(const toml::table& table, const char* field, std::initializer_list<std::string_view> names, Choice otherwise) const {
    const toml::node* node = table.get(field);
    if (node == nullptr) return otherwise;
    const std::string_view name = read_string(*node, field);
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<Choice>(found - names.begin());
    fail(*node, std::string(field) + ": expected one of" + list(names));
  }

  void read_entries(const toml::node& node, const char* what, std::uint32_t pattern, std::vector<PatternEntry>& out, bool keep_needs) {
    for_each_string(node, what, [&](const toml::node& item, std::string_view source) {
      PatternEntry entry;
      entry.pattern = pattern;
      entry.first_node = static_cast<std::uint32_t>(out_.program.nodes.size());
      std::vector<Needs> needs;
      entry.start_node = compile(item, source, false, needs);
      if (keep_needs) out_.needs.push_back(std::move(needs));
      entry.last_node = static_cast<std::uint32_t>(out_.program.nodes.size() - 1);
      out.push_back(entry);
    });
  }

  std::span<const std::string_view> tags_;
  PackContents& out_;
  std::set<std::string, std::less<>> ids_;
  std::string_view name_;
  std::uint32_t file_ = 0;
};

}  // namespace attune::detail
