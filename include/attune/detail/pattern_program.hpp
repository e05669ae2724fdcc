// Patterns as programs: what a match is written as, read into nodes that a matcher walks.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <attune/detail/pattern_words.hpp>
#include <attune/detail/social.hpp>
#include <attune/tokenizer.hpp>

namespace attune::detail {

enum class Op : std::uint8_t {
  word,    // argument: id of a word
  one_of,  // argument: index of a set of words
  prefix,  // argument: index of a prefix
  kind,    // argument: a TokenKind
  any,     // any one word
  slot,    // argument: index of a slot
  split,   // goes on at `next` and at `other`
  begin, end,    // of the clause
  open, close,   // the bracketed part
  accept,
};

struct Node {
  Op op = Op::accept;
  std::uint32_t argument = 0;
  std::uint32_t next = 0;
  std::uint32_t other = 0;
};

/// Words that patterns know, numbered from 1 in the order in which they come.
class WordTable {
 public:
  std::uint32_t add(std::string_view word) {
    const auto [found, is_new] = ids_.try_emplace(std::string(word), static_cast<std::uint32_t>(words_.size() + 1));
    if (is_new) words_.push_back(found->first);
    return found->second;
  }
  std::uint32_t find(const std::string& word) const {
    const auto found = ids_.find(word);
    return found == ids_.end() ? 0 : found->second;
  }
  const std::string& operator[](std::uint32_t id) const { return words_[id - 1]; }
  std::size_t size() const { return words_.size(); }

 private:
  std::unordered_map<std::string, std::uint32_t> ids_;
  std::vector<std::string> words_;
};

/// Words of which a text must hold at least one for a program to match; anything goes when `words` is empty. A word is its id, a prefix `is_prefix` and its index.
struct Needs {
  static constexpr std::uint32_t is_prefix = 1u << 31;
  std::vector<std::uint32_t> words;
  std::uint64_t cost = ~std::uint64_t{0};  // how often texts hold one of them, roughly
};

/// Words that a program may begin with.
struct FirstWords {
  std::vector<std::uint32_t> words;  // ascending
  bool any = false;                  // others too: a prefix or a kind

  bool holds(std::uint32_t word) const { return any || std::binary_search(words.begin(), words.end(), word); }
};

/// What all programs of a set share.
struct Program {
  std::vector<Node> nodes;
  std::vector<std::vector<std::uint32_t>> sets;  // of words, ascending
  std::vector<Needs> slot_needs;
  std::vector<FirstWords> slot_firsts;
  WordTable words;
  std::vector<std::string> prefixes;
  std::vector<std::string> slot_names;
  std::vector<std::uint32_t> slot_starts;  // of each slot: the node where its entries begin

  std::uint32_t add(Node node) {
    nodes.push_back(node);
    return static_cast<std::uint32_t>(nodes.size() - 1);
  }
  /// Adds the words that the nodes from `at` on may begin with.
  void find_firsts(std::uint32_t at, FirstWords& out) const {
    for (const Node* node = &nodes[at];; node = &nodes[node->next]) {
      switch (node->op) {
        case Op::word: out.words.push_back(node->argument); return;
        case Op::one_of: out.words.insert(out.words.end(), sets[node->argument].begin(), sets[node->argument].end()); return;
        case Op::prefix:
        case Op::kind:
        case Op::any: out.any = true; return;
        case Op::slot: {
          const FirstWords& inner = slot_firsts[node->argument];
          out.words.insert(out.words.end(), inner.words.begin(), inner.words.end());
          out.any = out.any || inner.any;
          return;
        }
        case Op::split: find_firsts(node->other, out); break;
        case Op::accept: return;
        default: break;
      }
    }
  }

  std::uint32_t add_set(std::vector<std::uint32_t> set) {
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    const auto found = std::find(sets.begin(), sets.end(), set);
    if (found != sets.end()) return static_cast<std::uint32_t>(found - sets.begin());
    sets.push_back(std::move(set));
    return static_cast<std::uint32_t>(sets.size() - 1);
  }
  std::uint32_t add_prefix(std::string_view prefix) {
    for (std::size_t i = 0; i < prefixes.size(); ++i)
      if (prefixes[i] == prefix) return static_cast<std::uint32_t>(i);
    prefixes.emplace_back(prefix);
    return static_cast<std::uint32_t>(prefixes.size() - 1);
  }
  std::optional<std::uint32_t> find_slot(std::string_view name) const {
    const auto found = std::find(slot_names.begin(), slot_names.end(), name);
    if (found == slot_names.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - slot_names.begin());
  }
};

/// Whatever satisfies one of the two; none when one of them asks for nothing.
inline Needs either(Needs a, const Needs& b) {
  if (a.words.empty() || b.words.empty()) return {};
  a.words.insert(a.words.end(), b.words.begin(), b.words.end());
  std::sort(a.words.begin(), a.words.end());
  a.words.erase(std::unique(a.words.begin(), a.words.end()), a.words.end());
  a.cost += b.cost;
  return a;
}

/// How often a word is in a text, against 1 for most: English's closed classes, and what every agent says.
inline std::uint64_t cost_of(std::string_view word) {
  static constexpr std::array<std::string_view, 92> common{
      "a",    "about", "account", "all",  "also", "am",   "an",   "and",  "any",   "are",   "as",    "at",    "be",    "been", "but",    "by",      "can",  "could", "did",  "do",   "email", "for",
      "from", "get",   "had",     "has",  "have", "help", "here", "how",  "i",     "if",    "in",    "is",    "issue", "it",   "just",   "know",    "let",  "like",  "may",  "me",   "more",  "my",
      "need", "no",    "not",     "now",  "of",   "on",   "one",  "only", "or",    "order", "our",   "out",   "please", "refund", "so",  "soon",    "sorry", "team", "thank", "thanks", "that", "the",
      "them", "then",  "there",   "they", "this", "time", "to",   "today", "understand", "up", "us", "very", "was",   "we",   "well",   "were",    "what", "when",  "which", "will", "with",  "would",
      "yes",  "you",   "your",    "yours"};
  return std::find(common.begin(), common.end(), word) != common.end() ? 60 : 1;
}

/// What is wrong with a match, and at which of its bytes.
struct PatternError {
  std::size_t at = 0;
  std::string message;
};

/// Reads one match (or slot entry) and adds its nodes to a program.
///
///     choice   = sequence { "|" sequence }
///     sequence = { item [ "?" ] }
///     item     = word | word "*" | "{" slot "}" | "(" choice ")" | "..." [digit] | "^" | "$" | "[" sequence "]" | "<" kind ">"
class PatternCompiler {
 public:
  static constexpr std::size_t max_words = 48;
  static constexpr std::size_t max_nodes = 4096;  // of one match
  static constexpr std::size_t max_depth = 16;
  static constexpr std::size_t min_prefix = 3;  // bytes before a '*'

  PatternCompiler(std::string_view source, Program& program, bool is_entry) : source_(source), program_(program), is_entry_(is_entry) {}

  static constexpr std::size_t max_needs = 2;

  /// What a text must hold, the rarest first, after `compile`: at most `max_needs`, one at least, which may be empty.
  const std::vector<Needs>& needs() const { return needs_; }

  /// The node where it begins. Throws PatternError.
  std::uint32_t compile() {
    first_node_ = program_.nodes.size();
    const Item whole = read_choice(0);
    skip_space();
    if (at_ < source_.size()) fail(std::string("unexpected '") + source_[at_] + "'");
    if (whole.least == 0) fail("matches nothing at all: at least one word must not be optional");
    if (whole.most > max_words) fail("can span " + std::to_string(whole.most) + " words; at most " + std::to_string(max_words) + " are allowed");
    collect_needs(whole);
    std::stable_sort(needs_.begin(), needs_.end(), [](const Needs& a, const Needs& b) { return a.cost < b.cost; });
    if (needs_.size() > max_needs) needs_.resize(max_needs);
    if (needs_.empty()) needs_.emplace_back();
    return build(whole, program_.add({Op::accept}));
  }

 private:
  struct Item {
    enum class Type : std::uint8_t { leaf, sequence, choice, option, gap, bracket };
    Type type = Type::leaf;
    Node node{};
    std::uint32_t n = 0;  // of a gap
    std::vector<Item> items{};
    std::size_t least = 0, most = 0;  // words it takes
  };

  [[noreturn]] void fail(std::string message) const { throw PatternError{at_, std::move(message)}; }

  void skip_space() {
    while (at_ < source_.size() && (source_[at_] == ' ' || source_[at_] == '\t')) ++at_;
  }

  Item read_choice(std::size_t depth) {
    if (depth > max_depth) fail("parentheses are nested too deep");
    Item choice{.type = Item::Type::choice};
    choice.items.push_back(read_sequence(depth));
    while (at_ < source_.size() && source_[at_] == '|') {
      ++at_;
      choice.items.push_back(read_sequence(depth));
    }
    choice.least = choice.items[0].least;
    for (const Item& item : choice.items) {
      if (item.items.empty()) fail("an empty choice: write (...)? for what may be missing");
      choice.least = std::min(choice.least, item.least);
      choice.most = std::max(choice.most, item.most);
    }
    if (choice.items.size() > 1) return choice;
    Item only = std::move(choice.items[0]);
    return only;
  }

  Item read_sequence(std::size_t depth) {
    Item sequence{.type = Item::Type::sequence};
    for (skip_space(); at_ < source_.size() && !is_any_of(source_[at_], "|)]"); skip_space()) {
      Item item = read_item(depth);
      if (at_ < source_.size() && source_[at_] == '?') {
        ++at_;
        Item option{.type = Item::Type::option};
        option.most = item.most;
        option.items.push_back(std::move(item));
        item = std::move(option);
      }
      sequence.least += item.least;
      sequence.most += item.most;
      sequence.items.push_back(std::move(item));
    }
    return sequence;
  }

  Item leaf(Op op, std::uint32_t argument = 0) {
    Item item{.type = Item::Type::leaf};
    item.node = {op, argument};
    item.least = item.most = op == Op::begin || op == Op::end ? 0 : 1;
    return item;
  }

  std::string_view read_until(char close) {
    const std::size_t end = source_.find(close, at_);
    if (end == std::string_view::npos) fail(std::string("no '") + close + "' follows");
    const std::string_view name = source_.substr(at_, end - at_);
    at_ = end + 1;
    return name;
  }

  Item read_item(std::size_t depth) {
    const char c = source_[at_];
    if (is_entry_ && is_any_of(c, "^$[")) fail(std::string("'") + c + "' has no meaning in a slot's entry");
    if (source_.substr(at_).starts_with("...")) return read_gap();
    switch (c) {
      case '^': return ++at_, leaf(Op::begin);
      case '$': return ++at_, leaf(Op::end);
      case '{': return ++at_, read_slot();
      case '<': return ++at_, read_kind();
      case '(': return read_group(depth);
      case '[': return read_bracket(depth);
      default: return read_word();
    }
  }

  Item read_gap() {
    at_ += 3;
    Item gap{.type = Item::Type::gap};
    gap.n = 3;
    if (at_ < source_.size() && is_digit(source_[at_])) gap.n = static_cast<std::uint32_t>(source_[at_++] - '0');
    if (gap.n == 0) fail("a gap of no words");
    gap.most = gap.n;
    return gap;
  }

  Item read_slot() {
    const std::size_t at = at_;
    const std::string_view name = read_until('}');
    const std::optional<std::uint32_t> slot = program_.find_slot(name);
    if (!slot) {
      at_ = at;
      fail("no slot \"" + std::string(name) + "\": define it under [slots], before slots that use it");
    }
    Item item = leaf(Op::slot, *slot);
    item.most = 8;  // entries may be longer; what counts is that it is bounded
    return item;
  }

  Item read_kind() {
    const std::size_t at = at_;
    const std::string_view name = read_until('>');
    if (name == "word") return leaf(Op::any);
    for (const TokenKind kind : {TokenKind::number, TokenKind::url, TokenKind::email, TokenKind::handle, TokenKind::hashtag, TokenKind::emoji})
      if (name == to_string(kind)) return leaf(Op::kind, static_cast<std::uint32_t>(kind));
    at_ = at;
    fail("no kind <" + std::string(name) + ">: expected word, number, url, email, handle, hashtag or emoji");
  }

  Item read_group(std::size_t depth) {
    const std::size_t at = at_++;
    Item group = read_choice(depth + 1);
    if (at_ >= source_.size() || source_[at_] != ')') {
      at_ = at;
      fail("no ')' follows");
    }
    ++at_;
    return group;
  }

  Item read_bracket(std::size_t depth) {
    const std::size_t at = at_++;
    if (bracketed_) fail("a second '[': one part only is tagged");
    bracketed_ = true;
    Item bracket{.type = Item::Type::bracket};
    bracket.items.push_back(read_sequence(depth + 1));
    bracket.least = bracket.items[0].least;
    bracket.most = bracket.items[0].most;
    if (at_ >= source_.size() || source_[at_] != ']' || bracket.least == 0) {
      at_ = at;
      fail(bracket.least == 0 ? "the bracketed part may be empty" : "no ']' follows");
    }
    ++at_;
    return bracket;
  }

  Item read_word() {
    const std::size_t from = at_;
    while (at_ < source_.size() && !is_any_of(source_[at_], " \t|()[]{}<>^$?*")) ++at_;
    std::string word(source_.substr(from, at_ - from));
    std::transform(word.begin(), word.end(), word.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c; });
    for (std::size_t curly; (curly = word.find("’")) != std::string::npos;) word.replace(curly, 3, "'");
    if (word.empty()) fail(std::string("unexpected '") + source_[at_] + "'");
    if (word.find_first_of(".,;:!\"") != std::string::npos) {
      at_ = from;
      fail("punctuation is not matched: leave it out");
    }
    if (at_ < source_.size() && source_[at_] == '*') {
      if (word.size() < min_prefix) fail("a beginning of less than three letters");
      ++at_;
      return leaf(Op::prefix, program_.add_prefix(word));
    }
    Item sequence{.type = Item::Type::sequence};
    // "follow-up" is two words to the tokenizer.
    for (std::size_t at = 0; at <= word.size();) {
      const std::size_t end = std::min(word.find('-', at), word.size());
      if (end > at) spell_out(std::string_view(word).substr(at, end - at), [&](std::string_view plain) { sequence.items.push_back(leaf(Op::word, program_.words.add(plain))); });
      at = end + 1;
    }
    if (sequence.items.empty()) fail("a word without letters");
    sequence.least = sequence.most = sequence.items.size();
    if (sequence.items.size() > 1) return sequence;
    Item only = std::move(sequence.items[0]);
    return only;
  }

  /// Those of every part that must be there.
  void collect_needs(const Item& item) {
    if (item.type == Item::Type::sequence || item.type == Item::Type::bracket) {
      for (const Item& part : item.items) collect_needs(part);
    } else if (Needs needs = find_needs(item); !needs.words.empty()) {
      needs_.push_back(std::move(needs));
    }
  }

  static Needs cheaper(Needs a, Needs b) { return b.cost < a.cost ? b : a; }

  Needs find_needs(const Item& item) const {
    Needs needs;
    switch (item.type) {
      case Item::Type::leaf:
        if (item.node.op == Op::word) needs = {{item.node.argument}, cost_of(program_.words[item.node.argument])};
        if (item.node.op == Op::prefix) needs = {{Needs::is_prefix | item.node.argument}, 2};
        if (item.node.op == Op::slot) needs = program_.slot_needs[item.node.argument];
        break;
      case Item::Type::sequence:
      case Item::Type::bracket:
        for (const Item& part : item.items) needs = cheaper(std::move(needs), find_needs(part));
        break;
      case Item::Type::choice:
        needs = find_needs(item.items[0]);
        for (std::size_t i = 1; i < item.items.size() && !needs.words.empty(); ++i) needs = either(std::move(needs), find_needs(item.items[i]));
        break;
      case Item::Type::option:
      case Item::Type::gap: break;
    }
    return needs;
  }

  /// Every choice is one word.
  static bool is_word_choice(const Item& choice) {
    return std::all_of(choice.items.begin(), choice.items.end(), [](const Item& item) {
      const Item* only = &item;
      while (only->type == Item::Type::sequence && only->items.size() == 1) only = &only->items[0];
      return only->type == Item::Type::leaf && only->node.op == Op::word;
    });
  }

  static std::uint32_t word_of(const Item& item) {
    const Item* only = &item;
    while (only->type == Item::Type::sequence) only = &only->items[0];
    return only->node.argument;
  }

  /// Adds nodes from the last to the first; returns where `item` begins when `next` follows it.
  std::uint32_t build(const Item& item, std::uint32_t next) {
    if (program_.nodes.size() - first_node_ > max_nodes) fail("too many choices: split it into several matches");
    switch (item.type) {
      case Item::Type::leaf: {
        Node node = item.node;
        node.next = next;
        return program_.add(node);
      }
      case Item::Type::sequence:
        for (std::size_t i = item.items.size(); i > 0; --i) next = build(item.items[i - 1], next);
        return next;
      case Item::Type::option: return program_.add({Op::split, 0, build(item.items[0], next), next});
      case Item::Type::choice: {
        if (is_word_choice(item)) {
          std::vector<std::uint32_t> words;
          for (const Item& word : item.items) words.push_back(word_of(word));
          return program_.add({Op::one_of, program_.add_set(std::move(words)), next});
        }
        std::uint32_t start = build(item.items.back(), next);
        for (std::size_t i = item.items.size() - 1; i > 0; --i) start = program_.add({Op::split, 0, build(item.items[i - 1], next), start});
        return start;
      }
      case Item::Type::gap: {
        std::uint32_t start = next;
        for (std::uint32_t i = 0; i < item.n; ++i) start = program_.add({Op::split, 0, next, program_.add({Op::any, 0, start})});
        return start;
      }
      case Item::Type::bracket: return program_.add({Op::open, 0, build(item.items[0], program_.add({Op::close, 0, next}))});
    }
    return next;
  }

  std::string_view source_;
  Program& program_;
  bool is_entry_;
  bool bracketed_ = false;
  std::vector<Needs> needs_;
  std::size_t at_ = 0;
  std::size_t first_node_ = 0;
};

}  // namespace attune::detail
