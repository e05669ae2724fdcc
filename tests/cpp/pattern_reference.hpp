// Random packs, and what they find by the plainest reading of pack.hpp: sets of ends, no index, no program.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <attune/clauses.hpp>
#include <attune/pack.hpp>

namespace reference {

using Ends = std::set<std::size_t>;

/// A part of a pattern.
struct Part {
  enum class Type { word, prefix, any, number, begin, end, gap, sequence, choice, option, slot };
  Type type = Type::word;
  std::string text{};  // of a word, a prefix or a slot's name
  std::size_t n = 0;   // of a gap
  std::vector<Part> parts{};
};

struct Match {
  std::size_t pattern = 0, first = 0, last = 0;  // words [first, last)
  bool excepted = false;
  friend bool operator==(const Match&, const Match&) = default;
  friend bool operator<(const Match& a, const Match& b) { return std::tie(a.pattern, a.first) < std::tie(b.pattern, b.first); }
};

struct Pattern {
  std::vector<Part> matches{}, exceptions{};
  bool across = false;
  attune::Mood mood = attune::Mood::any;
};

/// The words of a text: every term that is one, as none of those used here is spelt out.
struct Words {
  struct Word {
    std::string form;
    std::size_t clause;
  };
  explicit Words(const attune::ClauseList& clauses) : list(clauses) {
    for (std::size_t c = 0; c < list.clauses.size(); ++c) {
      const attune::Clause& clause = list.clauses[c];
      body.push_back(words.size());
      first.push_back(words.size());
      for (std::uint32_t t = clause.first; t < clause.last; ++t) {
        if (t == clause.body) body.back() = words.size();
        const attune::Term& term = list.terms.terms[t];
        if (term.kind == attune::TokenKind::word || term.kind == attune::TokenKind::number) words.push_back({std::string(list.terms.form(term)), c});
      }
      last.push_back(words.size());
    }
  }
  std::size_t limit(const Pattern& pattern, std::size_t clause) const {
    while (pattern.across && clause + 1 < list.clauses.size() && list.clauses[clause + 1].sentence == list.clauses[clause].sentence) ++clause;
    return last[clause];
  }
  const attune::ClauseList& list;
  std::vector<Word> words{};
  std::vector<std::size_t> first{}, last{}, body{};  // of each clause
};

class Pack {
 public:
  explicit Pack(std::mt19937& random) : random_(random) {
    for (std::size_t s = roll(3); s > 0; --s) {
      Part slot{.type = Part::Type::choice};
      for (std::size_t n = 1 + roll(3); n > 0; --n) slot.parts.push_back(make_sequence(1, true));
      slots_.push_back(slot);
    }
    for (std::size_t p = 1 + roll(6); p > 0; --p) {
      Pattern pattern;
      for (std::size_t n = 1 + roll(3); n > 0; --n) pattern.matches.push_back(make_sequence(2, false));
      for (std::size_t n = roll(3); n > 1; --n) pattern.exceptions.push_back(make_sequence(1, false));
      pattern.across = roll(3) == 0;
      pattern.mood = static_cast<attune::Mood>(roll(5) < 3 ? 0 : 1 + roll(2));
      patterns_.push_back(pattern);
    }
  }

  std::string toml() const {
    std::string out = "[slots]\n";
    const auto list = [](const std::vector<Part>& parts) {
      std::string text = "[";
      for (const Part& part : parts) text += "\"" + write(part) + "\", ";
      return text + "]\n";
    };
    for (std::size_t s = 0; s < slots_.size(); ++s) out += "s" + std::to_string(s) + " = " + list(slots_[s].parts);
    for (std::size_t p = 0; p < patterns_.size(); ++p) {
      static constexpr const char* moods[] = {"any", "question", "statement"};
      const Pattern& pattern = patterns_[p];
      out += "[[pattern]]\nid = \"p" + std::to_string(p) + "\"\ntag = \"one\"\nmatch = " + list(pattern.matches) + "except = " + list(pattern.exceptions);
      out += std::string("mood = \"") + moods[static_cast<std::size_t>(pattern.mood)] + "\"\nwithin = \"" + (pattern.across ? "sentence" : "clause") + "\"\n";
    }
    return out;
  }

  std::vector<Match> find(const attune::ClauseList& clauses) const {
    const Words text(clauses);
    std::vector<Match> found;
    for (std::size_t p = 0; p < patterns_.size(); ++p) {
      const Pattern& pattern = patterns_[p];
      for (std::size_t at = 0, behind = 0; at < text.words.size(); ++at) {
        const std::size_t clause = text.words[at].clause, limit = text.limit(pattern, clause);
        if (at < behind || (pattern.mood != attune::Mood::any && clauses.clauses[clause].question != (pattern.mood == attune::Mood::question))) continue;
        const std::size_t end = longest(pattern.matches, text, at, limit, text.body[clause]);
        if (end == at) continue;
        behind = end;
        bool excepted = false;
        for (std::size_t e = text.first[clause]; e < limit; ++e) excepted = excepted || longest(pattern.exceptions, text, e, limit, text.body[clause]) > e;
        found.push_back({p, at, end, excepted});
      }
    }
    return found;
  }

  std::string make_text() {
    std::string text;
    for (std::size_t n = 2 + roll(30); n > 0; --n) {
      text += roll(8) == 0 ? "7" : word();
      static constexpr const char* marks[] = {", ", "; ", ". ", "? ", " (", ") "};
      text += roll(5) == 0 ? marks[roll(6)] : " ";
    }
    return text;
  }

 private:
  std::size_t roll(std::size_t n) { return random_() % n; }

  std::string word() {
    static constexpr const char* words[] = {"red", "tan", "gold", "golf", "pink", "grey", "you", "we", "so", "okay"};
    return words[roll(10)];
  }

  Part make_sequence(std::size_t depth, bool is_entry) {
    Part sequence{.type = Part::Type::sequence};
    for (std::size_t n = roll(3); n > 0; --n) sequence.parts.push_back(make_part(depth, is_entry));
    sequence.parts.insert(sequence.parts.begin() + static_cast<std::ptrdiff_t>(roll(sequence.parts.size() + 1)), make_leaf());  // one word at least
    if (!is_entry && depth == 2 && roll(8) == 0) sequence.parts.insert(sequence.parts.begin(), {.type = Part::Type::begin});
    if (!is_entry && depth == 2 && roll(8) == 0) sequence.parts.push_back({.type = Part::Type::end});
    return sequence;
  }

  Part make_leaf() {
    switch (roll(12)) {
      case 0: return {.type = Part::Type::prefix, .text = "gol"};
      case 1: return {.type = Part::Type::any};
      case 2: return {.type = Part::Type::number};
      default: return {.type = Part::Type::word, .text = word()};
    }
  }

  Part make_part(std::size_t depth, bool is_entry) {
    const std::size_t kind = roll(8);
    if (kind == 0 && !slots_.empty()) {
      const std::size_t slot = roll(slots_.size());
      return {.type = Part::Type::slot, .text = "s" + std::to_string(slot), .parts = {slots_[slot]}};
    }
    if (kind == 1 && !is_entry) return {.type = Part::Type::gap, .n = 1 + roll(4)};
    if (kind > 4 || depth == 0) return make_leaf();
    Part choice{.type = kind == 2 ? Part::Type::option : Part::Type::choice};
    for (std::size_t n = kind == 2 ? 1 : 2 + roll(3); n > 0; --n) choice.parts.push_back(make_sequence(depth - 1, is_entry));
    return choice;
  }

  static std::string write(const Part& part) {
    const auto join = [&](const char* between) {
      std::string out;
      for (const Part& each : part.parts) out += (out.empty() ? "" : between) + write(each);
      return out;
    };
    switch (part.type) {
      case Part::Type::word: return part.text;
      case Part::Type::prefix: return part.text + "*";
      case Part::Type::any: return "<word>";
      case Part::Type::number: return "<number>";
      case Part::Type::begin: return "^";
      case Part::Type::end: return "$";
      case Part::Type::gap: return "..." + std::to_string(part.n);
      case Part::Type::sequence: return join(" ");
      case Part::Type::choice: return "(" + join("|") + ")";
      case Part::Type::option: return "(" + join("|") + ")?";
      case Part::Type::slot: return "{" + part.text + "}";
    }
    return {};
  }

  /// Where the part may end when it begins at word `at`.
  static Ends ends(const Part& part, const Words& text, std::size_t at, std::size_t limit, std::size_t begin) {
    const auto take = [&](bool fits) { return at < limit && fits ? Ends{at + 1} : Ends{}; };
    const std::string_view form = at < limit ? std::string_view(text.words[at].form) : std::string_view();
    Ends out;
    switch (part.type) {
      case Part::Type::word: return take(form == part.text);
      case Part::Type::prefix: return take(form.starts_with(part.text));
      case Part::Type::any: return take(true);
      case Part::Type::number: return take(form == "7");
      case Part::Type::begin: return at == begin ? Ends{at} : Ends{};
      case Part::Type::end: return at == limit ? Ends{at} : Ends{};
      case Part::Type::gap:
        for (std::size_t n = 0; n <= part.n && at + n <= limit; ++n) out.insert(at + n);
        return out;
      case Part::Type::sequence:
        out = {at};
        for (const Part& each : part.parts) {
          Ends next;
          for (const std::size_t from : out) next.merge(ends(each, text, from, limit, begin));
          out = std::move(next);
        }
        return out;
      case Part::Type::option: out = {at}; [[fallthrough]];
      default:
        for (const Part& each : part.parts) out.merge(ends(each, text, at, limit, begin));
        return out;
    }
  }

  /// The farthest end; `at` when there is none.
  static std::size_t longest(const std::vector<Part>& parts, const Words& text, std::size_t at, std::size_t limit, std::size_t begin) {
    std::size_t end = at;
    for (const Part& part : parts)
      if (const Ends all = ends(part, text, at, limit, begin); !all.empty()) end = std::max(end, *all.rbegin());
    return end;
  }

  std::mt19937& random_;
  std::vector<Part> slots_;
  std::vector<Pattern> patterns_;
};

}  // namespace reference
