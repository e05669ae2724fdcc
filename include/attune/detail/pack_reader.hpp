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

#include <attune/detail/pattern_compiler.hpp>
#include <attune/detail/pattern_index.hpp>
#include <attune/detail/pattern_matcher.hpp>
#include <attune/detail/pattern_program.hpp>
#include <attune/pack.hpp>

namespace attune::detail {

/// Matches or exceptions, by pattern, and where to look for them.
struct PatternEntries {
  std::vector<PatternEntry> entries;
  std::vector<Posting> postings;
  std::vector<std::uint32_t> anywhere;  // those without a key
};

/// A text that a match should be found in, and where a pack has the match.
struct PatternExample {
  std::uint32_t match = 0;
  std::string where, text;
};

struct PackContents {
  std::vector<Pattern> patterns;
  PatternEntries matches, exceptions;
  std::vector<PatternExample> examples;  // of matches, when they are asked for
  std::vector<Filter> filters{{}};  // the first lets all pass
  std::vector<std::string> known;  // words that are no slips of others
  Program program;
};

class PackReader {
 public:
  /// `with_examples`: of the matches too.
  PackReader(std::span<const std::string_view> tags, PackContents& out, bool with_examples = false)
      : tags_(tags), out_(out), compiler_(out.program), with_examples_(with_examples) {}

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
  std::string place(const toml::source_position& at) const {
    return std::string(name_) + ", line " + std::to_string(at.line) + ", column " + std::to_string(at.column);
  }
  Error make_error(const toml::source_position& at, const std::string& message) const { return Error(ErrorCode::invalid_data, place(at) + ": " + message); }
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

  std::uint32_t compile(const toml::node& node, std::string_view source, bool is_entry) {
    try {
      return compiler_.compile(source, is_entry);
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
      const std::optional<std::uint32_t> earlier = out_.program.find_slot(name);
      Slot slot = earlier ? out_.program.slots[*earlier] : Slot{std::string(name), {}, {}, {}, {}};
      Fork entries;
      if (earlier) entries.add(slot.start, {.words = {}, .any = true});
      if (read_slot_entries(*slots.get(name), slot, entries) == 0) throw make_error(at, "slot \"" + std::string(name) + "\" has no entries");
      slot.start = out_.program.add_fork(std::move(entries));
      slot.finish();
      if (earlier) out_.program.slots[*earlier] = std::move(slot);
      else out_.program.slots.push_back(std::move(slot));
    }
  }

  /// Says how many there are. Those of one word are one set: most slots are lists of words.
  std::size_t read_slot_entries(const toml::node& node, Slot& slot, Fork& entries) {
    Program& program = out_.program;
    std::size_t n = 0;
    std::vector<std::uint32_t> words;
    for_each_string(node, "a slot", [&](const toml::node& item, std::string_view entry) {
      const std::size_t n_before = program.nodes.size();
      const std::uint32_t start = compile(item, entry, true);
      FirstWords firsts;
      compiler_.add_entry(slot, firsts);
      ++n;
      if (program.nodes.size() == n_before + 2 && program.nodes[start].op() == Op::word) {
        words.push_back(program.nodes[start].argument());
        program.nodes.resize(n_before, Node(Op::accept));
      } else {
        entries.add(start, firsts);
      }
    });
    if (!words.empty()) {
      program.add(Op::accept);
      entries.add(program.add_one_of(std::move(words)), {.words = {}, .any = true});
    }
    return n;
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
    const std::size_t before = out_.matches.entries.size();
    read_entries(*match, "match", pattern, out_.matches);
    if (out_.matches.entries.size() == before) fail(*match, "match: no entries");
    if (const toml::node* except = table.get("except")) read_entries(*except, "except", pattern, out_.exceptions);
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

  void read_entries(const toml::node& node, const char* what, const Pattern& pattern, PatternEntries& out) {
    for_each_string(node, what, [&](const toml::node& item, std::string_view source) {
      const auto number = static_cast<std::uint32_t>(out.entries.size());
      PatternEntry entry;
      entry.pattern = static_cast<std::uint32_t>(out_.patterns.size());
      entry.mood = pattern.mood;
      entry.across = pattern.across;
      entry.first_node = static_cast<std::uint32_t>(out_.program.nodes.size());
      entry.start_node = compile(item, source, false);
      entry.branches = compiler_.branches();
      if (entry.branches) {
        entry.filter = static_cast<std::uint32_t>(out_.filters.size());
        out_.filters.push_back(compiler_.find_filter());
      }
      compiler_.find_anchor(anchor_);
      entry.least_before = anchor_.least_before;
      entry.most_before = anchor_.most_before;
      if (anchor_.keys.empty()) out.anywhere.push_back(number);
      for (const Key& key : anchor_.keys) out.postings.push_back({key, number});
      out.entries.push_back(entry);
      if (with_examples_ && &out == &out_.matches) out_.examples.push_back({number, place(item.source().begin), compiler_.example()});
    });
  }

  std::span<const std::string_view> tags_;
  PackContents& out_;
  PatternCompiler compiler_;
  bool with_examples_;
  Anchor anchor_;
  std::set<std::string, std::less<>> ids_;
  std::string_view name_;
  std::uint32_t file_ = 0;
};

}  // namespace attune::detail
