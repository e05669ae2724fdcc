// Reads what a match is written as into a program's nodes, and chooses what it is looked for by.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/pattern_program.hpp>
#include <attune/detail/pattern_words.hpp>
#include <attune/detail/social.hpp>
#include <attune/tokenizer.hpp>

namespace attune::detail {

/// What is wrong with a match, and at which of its bytes.
struct PatternError {
  std::size_t at = 0;
  std::string message;
};

/// Where a match is to be looked for: its words may begin from `least_before` to `most_before` words before one of the keys.
struct Anchor {
  std::vector<Key> keys;  // none: anywhere
  std::uint8_t least_before = 0, most_before = 0;
};

/// Adds matches and slot entries to a program, one after the other.
///
///     choice   = sequence { "|" sequence }
///     sequence = { item [ "?" ] }
///     item     = word | word "*" | "{" slot "}" | "(" choice ")" | "..." [digit] | "^" | "$" | "[" sequence "]" | "<" kind ">"
class PatternCompiler {
 public:
  static constexpr std::size_t max_words = 48;
  static constexpr std::size_t max_nodes = 4096;  // of one match
  static constexpr std::size_t max_depth = 16;

  explicit PatternCompiler(Program& program) : program_(program) {}

  /// The node where the match begins, the last of those that were added. Throws PatternError.
  std::uint32_t compile(std::string_view source, bool is_entry = false) {
    source_ = source;
    is_entry_ = is_entry;
    bracketed_ = branches_ = false;
    at_ = 0;
    items_.clear();
    first_node_ = program_.nodes.size();
    if (first_node_ + 2 * max_nodes > Node::max_argument) fail("the packs have too many patterns");
    whole_ = read_choice(0);
    skip_space();
    if (at_ < source_.size()) fail(std::string("unexpected '") + source_[at_] + "'");
    const Item& whole = items_[whole_];
    if (whole.least == 0) fail("matches nothing at all: at least one word must not be optional");
    if (whole.most > max_words) fail("can span " + std::to_string(whole.most) + " words; at most " + std::to_string(max_words) + " are allowed");
    program_.add(Op::accept);
    build(whole_, program_.last());
    return program_.last();
  }

  // ---- of what was compiled last ----------------------------------------------------------------------------------------

  /// Whether its nodes go more ways than one.
  bool branches() const { return branches_; }

  /// The rarest word, or pair of neighbouring words, that every text of the match holds.
  void find_anchor(Anchor& anchor) {
    anchor.keys.clear();
    parts_.clear();
    flatten(whole_);
    float best_cost = nowhere;
    std::size_t best = 0, least = 0, most = 0;
    bool best_is_pair = false;
    const auto consider = [&](std::size_t k, bool is_pair, float cost, std::size_t least_before, std::size_t most_before) {
      most_before = std::min<std::size_t>(most_before, max_before);
      least_before = std::min(least_before, most_before);
      cost *= static_cast<float>(1 + most_before - least_before);
      if (cost >= best_cost) return;
      best_cost = cost;
      best = k;
      best_is_pair = is_pair;
      anchor.least_before = static_cast<std::uint8_t>(least_before);
      anchor.most_before = static_cast<std::uint8_t>(most_before);
    };
    for (std::size_t k = 0; k < parts_.size(); ++k) {
      const Item& item = items_[parts_[k]];
      if (item.least > 0) {
        consider(k, false, cost_of(parts_[k]), least, most + item.longest - 1);
        if (find_pairs(k)) consider(k, true, cost_of_pairs(), least, most);
      }
      least += item.least;
      most += item.longest;
    }
    if (best_cost == nowhere) {
      anchor.least_before = anchor.most_before = 0;
    } else if (best_is_pair) {
      find_pairs(best);
      for (const std::uint32_t left : lefts_)
        for (const std::uint32_t right : firsts_.words) anchor.keys.push_back({left, right});
    } else {
      needed_.clear();
      add_needed(parts_[best], needed_);
      for (const std::uint32_t key : needed_) anchor.keys.push_back({key, 0});
    }
  }

  /// What every text of the match shows, for those of several ways.
  Filter find_filter() {
    Filter filter;
    parts_.clear();
    flatten(whole_);
    const auto signs_of = [](const std::vector<std::uint32_t>& keys) {
      std::uint64_t signs = 0;
      for (const std::uint32_t key : keys) signs |= sign_of(key);
      return signs;
    };
    for (const std::uint32_t part : parts_) {
      if (items_[part].least == 0 || cost_of(part) == nowhere) continue;
      needed_.clear();
      add_needed(part, needed_);
      std::uint64_t signs = signs_of(needed_);
      if (std::has_single_bit(signs)) filter.all |= signs;
      else if (std::popcount(signs) < std::popcount(filter.one)) filter.another = std::exchange(filter.one, signs);
      else if (std::popcount(signs) < std::popcount(filter.another)) filter.another = signs;
    }
    if (find_firsts(0)) filter.first = signs_of(firsts_.words);
    return filter;
  }

  /// The words of a text that should hold the match: the shortest, of several the first.
  std::string example() const {
    std::string text;
    add_example(whole_, text);
    return text;
  }

  /// Adds an entry to its slot; `firsts` are the words that it may begin with.
  void add_entry(Slot& slot, FirstWords& firsts) const {
    slot.longest = std::max(slot.longest, items_[whole_].longest);
    add_firsts(whole_, firsts);
    slot.firsts.add(firsts);
    if (slot.example.empty()) slot.example = example();
    slot.needs.cost += cost_of(whole_);
    if (slot.needs.cost == nowhere) slot.needs.keys.clear();
    else add_needed(whole_, slot.needs.keys);
  }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  static constexpr float nowhere = std::numeric_limits<float>::infinity();
  static constexpr std::size_t max_before = 63;
  static constexpr std::size_t max_pairs = 64;

  struct Item {
    enum class Type : std::uint8_t { leaf, sequence, choice, option, gap, bracket };
    Type type = Type::leaf;
    Node node{Op::accept};      // of a leaf
    std::uint32_t least = 0, most = 0;  // words it takes, a slot's entry being counted as 8 ...
    std::uint32_t longest = 0;  // ... or as long as it is
    std::uint32_t first = none, next = none;  // its first part; what follows it in the whole that it is a part of
  };

  [[noreturn]] void fail(std::string message) const { throw PatternError{at_, std::move(message)}; }

  std::uint32_t add(Item::Type type) {
    if (items_.size() == max_nodes) fail("too many parts: split it into several matches");
    items_.push_back({.type = type});
    return static_cast<std::uint32_t>(items_.size() - 1);
  }
  std::uint32_t add_leaf(Op op, std::uint32_t argument = 0) {
    const std::uint32_t item = add(Item::Type::leaf);
    items_[item].node = Node(op, argument);
    items_[item].least = items_[item].most = items_[item].longest = op == Op::begin || op == Op::end ? 0 : 1;
    return item;
  }
  template <class Each>
  void for_each_part(std::uint32_t item, Each each) const {
    for (std::uint32_t part = items_[item].first; part != none; part = items_[part].next) each(part);
  }

  // ---- reading -----------------------------------------------------------------------------------------------------------

  void skip_space() {
    while (at_ < source_.size() && (source_[at_] == ' ' || source_[at_] == '\t')) ++at_;
  }
  bool sees(char c) const { return at_ < source_.size() && source_[at_] == c; }

  std::uint32_t read_choice(std::size_t depth) {
    if (depth > max_depth) fail("parentheses are nested too deep");
    const std::uint32_t first = read_alternative(depth);
    if (!sees('|')) return first;
    const std::uint32_t choice = add(Item::Type::choice);
    items_[choice].first = first;
    for (std::uint32_t last = first; sees('|'); last = items_[last].next) {
      ++at_;
      const std::uint32_t part = read_alternative(depth);
      items_[last].next = part;
    }
    items_[choice].least = none;
    for_each_part(choice, [&](std::uint32_t part) {
      Item& all = items_[choice];
      all.least = std::min(all.least, items_[part].least);
      all.most = std::max(all.most, items_[part].most);
      all.longest = std::max(all.longest, items_[part].longest);
    });
    return choice;
  }

  std::uint32_t read_alternative(std::size_t depth) {
    const std::uint32_t sequence = read_sequence(depth);
    if (items_[sequence].first == none) fail("an empty choice: write (...)? for what may be missing");
    return sequence;
  }

  std::uint32_t read_sequence(std::size_t depth) {
    const std::uint32_t sequence = add(Item::Type::sequence);
    std::uint32_t last = none;
    for (skip_space(); at_ < source_.size() && !is_any_of(source_[at_], "|)]"); skip_space()) {
      std::uint32_t part = read_item(depth);
      if (sees('?')) {
        ++at_;
        const std::uint32_t option = add(Item::Type::option);
        items_[option].most = items_[part].most;
        items_[option].longest = items_[part].longest;
        items_[option].first = part;
        part = option;
      }
      append(sequence, last, part);
    }
    return sequence;
  }

  void append(std::uint32_t sequence, std::uint32_t& last, std::uint32_t part) {
    (last == none ? items_[sequence].first : items_[last].next) = part;
    last = part;
    items_[sequence].least += items_[part].least;
    items_[sequence].most += items_[part].most;
    items_[sequence].longest += items_[part].longest;
  }

  std::string_view read_until(char close) {
    const std::size_t end = source_.find(close, at_);
    if (end == std::string_view::npos) fail(std::string("no '") + close + "' follows");
    const std::string_view name = source_.substr(at_, end - at_);
    at_ = end + 1;
    return name;
  }

  std::uint32_t read_item(std::size_t depth) {
    const char c = source_[at_];
    if (is_entry_ && is_any_of(c, "^$[")) fail(std::string("'") + c + "' has no meaning in a slot's entry");
    if (source_.substr(at_).starts_with("...")) return read_gap();
    switch (c) {
      case '^': return ++at_, add_leaf(Op::begin);
      case '$': return ++at_, add_leaf(Op::end);
      case '{': return ++at_, read_slot();
      case '<': return ++at_, read_kind();
      case '(': return read_group(depth);
      case '[': return read_bracket(depth);
      default: return read_word();
    }
  }

  std::uint32_t read_gap() {
    at_ += 3;
    std::uint32_t n = 3;
    if (at_ < source_.size() && is_digit(source_[at_])) n = static_cast<std::uint32_t>(source_[at_++] - '0');
    if (n == 0) fail("a gap of no words");
    const std::uint32_t gap = add(Item::Type::gap);
    items_[gap].most = items_[gap].longest = n;
    return gap;
  }

  std::uint32_t read_slot() {
    const std::size_t at = at_;
    const std::string_view name = read_until('}');
    const std::optional<std::uint32_t> slot = program_.find_slot(name);
    if (!slot) {
      at_ = at;
      fail("no slot \"" + std::string(name) + "\": define it under [slots], before slots that use it");
    }
    const std::uint32_t item = add_leaf(Op::slot, *slot);
    items_[item].most = 8;  // entries may be longer; what counts is that it is bounded
    items_[item].longest = program_.slots[*slot].longest;
    return item;
  }

  std::uint32_t read_kind() {
    const std::size_t at = at_;
    const std::string_view name = read_until('>');
    if (name == "word") return add_leaf(Op::any);
    for (const TokenKind kind : {TokenKind::number, TokenKind::url, TokenKind::email, TokenKind::handle, TokenKind::hashtag, TokenKind::emoji})
      if (name == to_string(kind)) return add_leaf(Op::kind, static_cast<std::uint32_t>(kind));
    at_ = at;
    fail("no kind <" + std::string(name) + ">: expected word, number, url, email, handle, hashtag or emoji");
  }

  std::uint32_t read_group(std::size_t depth) {
    const std::size_t at = at_++;
    const std::uint32_t group = read_choice(depth + 1);
    if (!sees(')')) {
      at_ = at;
      fail("no ')' follows");
    }
    ++at_;
    return group;
  }

  std::uint32_t read_bracket(std::size_t depth) {
    const std::size_t at = at_++;
    if (bracketed_) fail("a second '[': one part only is tagged");
    bracketed_ = true;
    const std::uint32_t inner = read_sequence(depth + 1), bracket = add(Item::Type::bracket);
    std::uint32_t last = none;
    append(bracket, last, inner);
    if (!sees(']') || items_[bracket].least == 0) {
      at_ = at;
      fail(items_[bracket].least == 0 ? "the bracketed part may be empty" : "no ']' follows");
    }
    ++at_;
    return bracket;
  }

  std::uint32_t read_word() {
    static constexpr auto ends = [] {
      std::array<bool, 256> out{};
      for (const char c : std::string_view(" \t|()[]{}<>^$?*")) out[static_cast<std::uint8_t>(c)] = true;
      return out;
    }();
    const std::size_t from = at_;
    while (at_ < source_.size() && !ends[static_cast<std::uint8_t>(source_[at_])]) ++at_;
    const std::string_view written = source_.substr(from, at_ - from);
    if (sees('*')) return read_prefix(written, from);
    const std::size_t n_before = written_.size();
    const std::uint32_t number = written_.add(written);
    if (written_.size() > n_before) spell_word(written, from);
    const std::uint32_t first = written_ends_[number - 1], last = written_ends_[number];
    if (last - first == 1) return add_leaf(Op::word, written_words_[first]);
    const std::uint32_t sequence = add(Item::Type::sequence);
    std::uint32_t before = none;
    for (std::uint32_t i = first; i < last; ++i) append(sequence, before, add_leaf(Op::word, written_words_[i]));
    return sequence;
  }

  std::uint32_t read_prefix(std::string_view written, std::size_t from) {
    const std::string word = fold(written, from);
    if (word.size() < min_prefix) fail("a beginning of less than three letters");
    ++at_;
    return add_leaf(Op::prefix, program_.prefixes.add(word));
  }

  /// Notes the plain words of a word that is read for the first time.
  void spell_word(std::string_view written, std::size_t from) {
    const std::string word = fold(written, from);
    const std::size_t n_before = written_words_.size();
    // "follow-up" is two words to the tokenizer.
    for (std::size_t at = 0; at <= word.size();) {
      const std::size_t end = std::min(word.find('-', at), word.size());
      if (end > at) spell_out(std::string_view(word).substr(at, end - at), [&](std::string_view plain) { written_words_.push_back(add_word(plain)); });
      at = end + 1;
    }
    if (written_words_.size() == n_before) fail("a word without letters");
    written_ends_.push_back(static_cast<std::uint32_t>(written_words_.size()));
  }

  std::string fold(std::string_view written, std::size_t from) {
    std::string word(written);
    std::transform(word.begin(), word.end(), word.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c; });
    for (std::size_t curly; (curly = word.find("’")) != std::string::npos;) word.replace(curly, 3, "'");
    if (word.empty()) fail(std::string("unexpected '") + source_[at_] + "'");
    if (word.find_first_of(".,;:!\"") != std::string::npos) {
      at_ = from;
      fail("punctuation is not matched: leave it out");
    }
    return word;
  }

  std::uint32_t add_word(std::string_view plain) {
    const std::uint32_t id = program_.words.add(plain);
    if (id >= frequencies_.size()) frequencies_.push_back(frequency_of(plain));
    return id;
  }

  // ---- how rare ----------------------------------------------------------------------------------------------------------

  static constexpr float frequency_of_prefix = 2, frequency_of_kind = 100;

  /// How often a word is in a text, against 1 for most: English's closed classes, and what every agent says.
  static float frequency_of(std::string_view word) {
    static constexpr std::array<std::string_view, 92> common{
        "a",    "about", "account", "all",  "also", "am",   "an",   "and",  "any",   "are",   "as",    "at",    "be",    "been", "but",    "by",      "can",  "could", "did",  "do",   "email", "for",
        "from", "get",   "had",     "has",  "have", "help", "here", "how",  "i",     "if",    "in",    "is",    "issue", "it",   "just",   "know",    "let",  "like",  "may",  "me",   "more",  "my",
        "need", "no",    "not",     "now",  "of",   "on",   "one",  "only", "or",    "order", "our",   "out",   "please", "refund", "so",  "soon",    "sorry", "team", "thank", "thanks", "that", "the",
        "them", "then",  "there",   "they", "this", "time", "to",   "today", "understand", "up", "us", "very", "was",   "we",   "well",   "were",    "what", "when",  "which", "will", "with",  "would",
        "yes",  "you",   "your",    "yours"};
    static_assert(std::is_sorted(common.begin(), common.end()));
    return std::binary_search(common.begin(), common.end(), word) ? 300 : 1;
  }

  /// How often texts hold what an item needs.
  float cost_of(std::uint32_t index) const {
    const Item& item = items_[index];
    float cost = 0;
    switch (item.type) {
      case Item::Type::leaf: {
        const std::uint32_t argument = item.node.argument();
        switch (item.node.op()) {
          case Op::word: return frequencies_[argument];
          case Op::prefix: return frequency_of_prefix;
          case Op::kind: return frequency_of_kind;
          case Op::slot: return program_.slots[argument].needs.cost;
          default: return nowhere;
        }
      }
      case Item::Type::sequence:
      case Item::Type::bracket: return cost_of(cheapest_part(index));
      case Item::Type::choice: for_each_part(index, [&](std::uint32_t part) { cost += cost_of(part); }); return cost;
      case Item::Type::option:
      case Item::Type::gap: break;
    }
    return nowhere;
  }

  std::uint32_t cheapest_part(std::uint32_t index) const {
    std::uint32_t best = items_[index].first;
    float best_cost = cost_of(best);
    for (std::uint32_t part = items_[best].next; part != none; part = items_[part].next)
      if (const float cost = cost_of(part); cost < best_cost) best = part, best_cost = cost;
    return best;
  }

  /// Adds what an item needs, which must be something.
  void add_needed(std::uint32_t index, std::vector<std::uint32_t>& out) const {
    const Item& item = items_[index];
    switch (item.type) {
      case Item::Type::leaf:
        if (item.node.op() == Op::word) out.push_back(item.node.argument());
        else if (item.node.op() == Op::prefix) out.push_back(Key::is_prefix | item.node.argument());
        else if (item.node.op() == Op::kind) out.push_back(Key::is_kind | item.node.argument());
        else out.insert(out.end(), program_.slots[item.node.argument()].needs.keys.begin(), program_.slots[item.node.argument()].needs.keys.end());
        break;
      case Item::Type::choice: for_each_part(index, [&](std::uint32_t part) { add_needed(part, out); }); break;
      default: add_needed(cheapest_part(index), out); break;
    }
  }

  // ---- neighbours --------------------------------------------------------------------------------------------------------

  /// The parts of a match one behind the other.
  void flatten(std::uint32_t index) {
    const Item::Type type = items_[index].type;
    if (type != Item::Type::sequence && type != Item::Type::bracket) parts_.push_back(index);
    else for_each_part(index, [&](std::uint32_t part) { flatten(part); });
  }

  /// Adds the words that an item may begin with.
  void add_firsts(std::uint32_t index, FirstWords& out) const {
    const Item& item = items_[index];
    switch (item.type) {
      case Item::Type::leaf:
        switch (item.node.op()) {
          case Op::word: out.words.push_back(item.node.argument()); break;
          case Op::slot: out.add(program_.slots[item.node.argument()].firsts); break;
          case Op::begin:
          case Op::end: break;
          default: out.any = true; break;
        }
        break;
      case Item::Type::gap: out.any = true; break;
      case Item::Type::choice:
      case Item::Type::option: for_each_part(index, [&](std::uint32_t part) { add_firsts(part, out); }); break;
      case Item::Type::sequence:
      case Item::Type::bracket:
        for (std::uint32_t part = item.first; part != none; part = items_[part].next) {
          add_firsts(part, out);
          if (items_[part].least > 0) break;
        }
        break;
    }
  }

  /// Finds the words of part k, one at a time, and those that may stand behind it; not always are they few and known.
  bool find_pairs(std::size_t k) {
    const Item& item = items_[parts_[k]];
    lefts_.clear();
    if (item.type == Item::Type::leaf && item.node.op() == Op::word) lefts_.push_back(item.node.argument());
    else if (item.type == Item::Type::choice && is_word_choice(parts_[k])) for_each_part(parts_[k], [&](std::uint32_t part) { lefts_.push_back(word_of(part)); });
    else return false;
    return find_firsts(k + 1) && lefts_.size() * firsts_.words.size() <= max_pairs;
  }

  /// Finds the words that part k and those behind it may begin with; not always are they known.
  bool find_firsts(std::size_t k) {
    firsts_.words.clear();
    firsts_.any = false;
    for (; k < parts_.size(); ++k) {
      add_firsts(parts_[k], firsts_);
      if (items_[parts_[k]].least > 0) return !firsts_.any;
    }
    return false;
  }

  float cost_of_pairs() const {
    constexpr float words_in_texts = 20000, idiom = 10;  // neighbours in a pattern are neighbours in texts more often than by chance
    float left = 0, right = 0;
    for (const std::uint32_t word : lefts_) left += frequencies_[word];
    for (const std::uint32_t word : firsts_.words) right += frequencies_[word];
    return left * right * idiom / words_in_texts;
  }

  // ---- an example --------------------------------------------------------------------------------------------------------

  void add_example(std::uint32_t index, std::string& out) const {
    const Item& item = items_[index];
    switch (item.type) {
      case Item::Type::leaf: {
        const std::string_view text = example_of(item.node);
        out.append(out.empty() || text.empty() ? "" : " ").append(text);
        break;
      }
      case Item::Type::choice: add_example(item.first, out); break;
      case Item::Type::sequence:
      case Item::Type::bracket: for_each_part(index, [&](std::uint32_t part) { add_example(part, out); }); break;
      case Item::Type::option:
      case Item::Type::gap: break;
    }
  }

  std::string_view example_of(Node node) const {
    switch (node.op()) {
      case Op::word: return program_.words[node.argument()];
      case Op::prefix: return program_.prefixes[node.argument()];
      case Op::slot: return program_.slots[node.argument()].example;
      case Op::any: return "thing";
      case Op::kind: break;
      default: return {};
    }
    switch (static_cast<TokenKind>(node.argument())) {
      case TokenKind::number: return "12";
      case TokenKind::url: return "www.example.com";
      case TokenKind::email: return "name@example.com";
      case TokenKind::handle: return "@name";
      case TokenKind::hashtag: return "#topic";
      default: return "🙂";
    }
  }

  // ---- building ----------------------------------------------------------------------------------------------------------

  std::uint32_t word_of(std::uint32_t index) const {
    while (items_[index].type == Item::Type::sequence) index = items_[index].first;
    return items_[index].node.argument();
  }

  /// Every choice is one word.
  bool is_word_choice(std::uint32_t choice) const {
    bool all = true;
    for_each_part(choice, [&](std::uint32_t part) {
      while (items_[part].type == Item::Type::sequence && items_[items_[part].first].next == none) part = items_[part].first;
      all = all && items_[part].type == Item::Type::leaf && items_[part].node.op() == Op::word;
    });
    return all;
  }

  /// Adds nodes from the last to the first, so that `next` follows.
  void build(std::uint32_t index, std::uint32_t next) {
    if (program_.nodes.size() - first_node_ > max_nodes) fail("too many choices: split it into several matches");
    const Item& item = items_[index];
    switch (item.type) {
      case Item::Type::leaf:
        branches_ = branches_ || item.node.op() == Op::slot;
        program_.lead_to(next);
        program_.nodes.push_back(item.node);
        return;
      case Item::Type::sequence: build_parts(item.first, next); return;
      case Item::Type::option:
        branches_ = true;
        build(item.first, next);
        program_.add(Op::either, next);
        return;
      case Item::Type::choice: build_choice(index, next); return;
      case Item::Type::gap: {
        branches_ = true;
        std::uint32_t start = next;
        for (std::uint32_t i = 0; i < item.longest; ++i) {
          program_.lead_to(start);
          program_.add(Op::any);
          start = program_.add(Op::skip, next);
        }
        return;
      }
      case Item::Type::bracket:
        program_.lead_to(next);
        program_.add(Op::close);
        build(item.first, program_.last());
        program_.add(Op::open);
        return;
    }
  }

  /// The parts from `index` on, the last first.
  void build_parts(std::uint32_t index, std::uint32_t next) {
    if (items_[index].next != none) {
      build_parts(items_[index].next, next);
      next = program_.last();
    }
    build(index, next);
  }

  void build_choice(std::uint32_t choice, std::uint32_t next) {
    if (is_word_choice(choice)) {
      std::vector<std::uint32_t> words;
      for_each_part(choice, [&](std::uint32_t part) { words.push_back(word_of(part)); });
      program_.lead_to(next);
      program_.add_one_of(std::move(words));
      return;
    }
    branches_ = true;
    Fork fork;
    build_alternatives(items_[choice].first, next, fork);
    program_.add_fork(std::move(fork));
  }

  /// The alternatives from `index` on, the last first.
  void build_alternatives(std::uint32_t index, std::uint32_t next, Fork& fork) {
    if (items_[index].next != none) build_alternatives(items_[index].next, next, fork);
    build(index, next);
    FirstWords firsts;
    add_firsts(index, firsts);
    firsts.any = firsts.any || items_[index].least == 0;
    fork.add(program_.last(), firsts);
  }

  Program& program_;
  std::string_view source_;
  bool is_entry_ = false, bracketed_ = false, branches_ = false;
  std::size_t at_ = 0;
  std::size_t first_node_ = 0;
  std::uint32_t whole_ = 0;
  std::vector<Item> items_;  // of the match at hand
  std::vector<std::uint32_t> parts_, lefts_, needed_;
  FirstWords firsts_;
  std::vector<float> frequencies_{0};  // by word
  WordTable written_;                  // words as packs have them, each spelt out once
  std::vector<std::uint32_t> written_words_, written_ends_{0};
};

}  // namespace attune::detail
