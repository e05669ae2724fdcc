#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

#include <attune/detail/safety_rules.hpp>
#include <attune/safety.hpp>
#include <attune/terms.hpp>
#include <attune/unicode.hpp>

namespace attune {

namespace detail {

/// One word as the rules see it.
struct SafetyWord {
  std::uint32_t start = 0;  // bytes of the caller's text
  std::uint32_t end = 0;
  std::string key;
  bool opens_sentence = false;
};

/// What a term is compared by: letters and digits alone, doubled letters once ("kil myself"), and in a word with letters the digits that
/// stand for some ("su1cide").
inline void append_key(std::string_view form, std::string& key) {
  const bool has_letter = std::any_of(form.begin(), form.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  for (std::size_t i = 0; i < form.size(); ++i) {
    char c = form[i];
    if (has_letter && c >= '0' && c <= '5') c = "oizeas"[c - '0'];
    const bool is_letter = c >= 'a' && c <= 'z';
    if ((c >= '0' && c <= '9') || (is_letter && (key.empty() || key.back() != c))) key += c;
  }
}

/// True of what no reader would see between two halves of a word: zero-width spaces, and bytes that are not UTF-8 ("don\x92t").
inline bool is_glue(std::string_view between) {
  for (std::size_t at = 0; at < between.size();) {
    const CodePoint c = decode(between, at);
    if (c.well_formed && c.value != 0x200B) return false;
    at += c.length;
  }
  return !between.empty();
}

struct SafetyContraction {
  std::string_view key, first, second;
};
inline constexpr auto safety_contractions = std::to_array<SafetyContraction>({
    {"im", "i", "am"},         {"ive", "i", "have"},      {"dont", "do", "not"},       {"cant", "can", "not"},     {"canot", "can", "not"},
    {"wana", "want", "to"},    {"gona", "going", "to"},   {"hes", "he", "is"},         {"shes", "she", "is"},      {"theyre", "they", "are"},
    {"wont", "will", "not"},   {"didnt", "did", "not"},   {"doesnt", "does", "not"},   {"isnt", "is", "not"},      {"couldnt", "could", "not"},
    {"wouldnt", "would", "not"}, {"havent", "have", "not"}, {"wasnt", "was", "not"},   {"whos", "who", "is"},      {"hasnt", "has", "not"},
    {"hed", "he", "would"},    {"theyd", "they", "would"},
    {"imma", "i", "will"},     {"ima", "i", "will"},      {"youre", "you", "are"},     {"arent", "are", "not"},
});

/// The words of `text`: what lies between them (emoji, quotes, commas) is nobody's barrier, the end of a sentence is remembered.
inline std::vector<SafetyWord> safety_words(std::string_view text) {
  TermList list;
  make_terms(text, list);
  std::vector<SafetyWord> words;
  bool opens = true;
  for (const Term& term : list.terms) {
    const std::string_view form = list.form(term);
    if (term.kind != TokenKind::word && term.kind != TokenKind::number && term.kind != TokenKind::hashtag) {
      opens = opens || form == "." || form == "!" || form == "?" || form == ";" || form == "\u2026";
      continue;
    }
    const bool is_will = form == "i'll", is_would = form == "i'd";  // not "ill" and "id"
    if (!words.empty() && is_glue(text.substr(words.back().end, term.start - words.back().end))) words.back().end = term.end;
    else words.push_back({term.start, term.end, {}, std::exchange(opens, false)});
    append_key(is_will || is_would ? "i" : form, words.back().key);
    if (is_will || is_would) words.push_back({term.start, term.end, is_will ? "wil" : "would", false});
  }
  return words;
}

/// Contractions spelt out, and "my self" in one.
inline std::vector<SafetyWord> spelt_out(std::vector<SafetyWord> words) {
  std::vector<SafetyWord> out;
  out.reserve(words.size() + 8);
  for (SafetyWord& word : words) {
    if ((word.key == "self" || word.key == "selves") && !out.empty() && !word.opens_sentence) {
      std::string& before = out.back().key;
      if (before == "my" || before == "your" || before == "ur" || before == "him" || before == "her" || before == "them" || before == "our") {
        before += word.key;
        out.back().end = word.end;
        continue;
      }
    }
    const auto contraction = std::find_if(safety_contractions.begin(), safety_contractions.end(), [&](const auto& c) { return c.key == word.key; });
    if (contraction != safety_contractions.end()) {
      out.push_back({word.start, word.end, std::string(contraction->first), word.opens_sentence});
      out.push_back({word.start, word.end, std::string(contraction->second), false});
    } else {
      out.push_back(std::move(word));
    }
  }
  return out;
}

/// Equal but for one letter that is missing, added or other, or two that changed places.
inline bool differ_by_one_slip(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  const std::size_t same = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  const std::string_view rest_a = a.substr(same), rest_b = b.substr(same);
  if (a.size() != b.size()) return rest_a == rest_b.substr(1);
  if (rest_a.empty() || rest_a.substr(1) == rest_b.substr(1)) return true;
  return rest_a.size() > 1 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] && rest_a.substr(2) == rest_b.substr(2);
}

/// The rules, compiled once, and found by the rare word that sets each off.
class SafetyMatcher {
 public:
  struct Match {
    std::size_t first, last, anchor;  // words
    std::size_t rule;                 // of `safety_rules`, or an idiom's number behind them
  };

  SafetyMatcher() {
    for (const SafetyRule& rule : safety_rules) add(rule.pattern, rule.kind == crisis);
    for (const std::string_view idiom : safety_idioms) add(idiom, false);
    finish();
    for (std::string_view rest = safety_slips; !rest.empty();) {
      std::string key;
      append_key(take(rest, '|'), key);
      if (const std::uint32_t id = id_of(key); id != unknown) slips_.push_back({std::move(key), id});
    }
  }

  std::vector<Match> find(const std::vector<SafetyWord>& words) const {
    std::vector<std::uint32_t> ids;
    ids.reserve(words.size());
    for (const SafetyWord& word : words) ids.push_back(id_of(word.key));
    std::vector<Match> matches;
    for (std::size_t at = 0; at < ids.size(); ++at) {
      if (ids[at] >= by_anchor_.size()) continue;
      for (const std::uint32_t p : by_anchor_[ids[at]]) {
        const Pattern& pattern = patterns_[p];
        const std::size_t first = reach(words, ids, pattern, pattern.anchor, at, -1), last = reach(words, ids, pattern, pattern.anchor, at, 1);
        if (first != nowhere && last != nowhere) matches.push_back({first, last, at, p});
      }
    }
    return matches;
  }

 private:
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  static constexpr std::uint32_t unknown = static_cast<std::uint32_t>(-1);

  struct Element {
    std::vector<std::uint32_t> words;  // sorted
    bool optional = false;
    std::size_t gap = 0;               // up to so many words of any kind; `words` is empty then
  };
  struct Pattern {
    std::vector<Element> elements;
    std::size_t anchor = 0;
    bool crosses_sentences = false;
  };

  static std::string_view take(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return part;
  }

  void add(std::string_view source, bool crosses_sentences) {
    Pattern pattern;
    pattern.crosses_sentences = crosses_sentences;
    while (!source.empty()) {
      std::string_view part = take(source, ' ');
      Element element;
      if (part.starts_with('+')) {
        element.gap = static_cast<std::size_t>(part[1] - '0');
      } else {
        if (part.starts_with('!')) {
          pattern.anchor = pattern.elements.size();
          part.remove_prefix(1);
        }
        element.optional = part.ends_with('?');
        if (element.optional) part.remove_suffix(1);
        add_words(part, element.words);
      }
      pattern.elements.push_back(std::move(element));
    }
    patterns_.push_back(std::move(pattern));
  }

  /// A stem stands for the longer words of other rules too.
  void finish() {
    by_anchor_.resize(ids_.size());
    for (std::uint32_t p = 0; p < patterns_.size(); ++p) {
      for (Element& element : patterns_[p].elements) {
        std::vector<std::uint32_t> longer;
        for (const auto& [stem, stem_id] : stems_)
          if (std::find(element.words.begin(), element.words.end(), stem_id) != element.words.end())
            for (const auto& [word, id] : ids_)
              if (word.starts_with(stem)) longer.push_back(id);
        element.words.insert(element.words.end(), longer.begin(), longer.end());
        std::sort(element.words.begin(), element.words.end());
        element.words.erase(std::unique(element.words.begin(), element.words.end()), element.words.end());
      }
      for (const std::uint32_t id : patterns_[p].elements[patterns_[p].anchor].words) by_anchor_[id].push_back(p);
    }
  }

  void add_words(std::string_view choices, std::vector<std::uint32_t>& out) {
    while (!choices.empty()) {
      std::string_view word = take(choices, '|');
      if (word.starts_with('{')) {
        const std::string_view name = word.substr(1, word.size() - 2);
        for (const SafetyClass& words : safety_classes)
          if (words.name == name) add_words(words.words, out);
        continue;
      }
      const bool is_stem = word.ends_with('*');
      std::string key;
      append_key(is_stem ? word.substr(0, word.size() - 1) : word, key);
      const auto [entry, added] = ids_.emplace(key, static_cast<std::uint32_t>(ids_.size()));
      if (is_stem) stems_.push_back({key, entry->second});
      out.push_back(entry->second);
    }
  }

  std::uint32_t id_of(const std::string& key) const {
    if (const auto found = ids_.find(key); found != ids_.end()) return found->second;
    for (const auto& [stem, id] : stems_)
      if (key.starts_with(stem)) return id;
    for (const auto& [word, id] : slips_)
      if (word[0] == key[0] && differ_by_one_slip(key, word)) return id;
    return unknown;
  }

  /// The furthest word of `pattern` on one side of its anchor, which stands at word `at`; `nowhere` when that side does not match.
  std::size_t reach(const std::vector<SafetyWord>& words, const std::vector<std::uint32_t>& ids, const Pattern& pattern, std::size_t element,
                    std::size_t at, int step) const {
    const std::size_t next = element + static_cast<std::size_t>(step);
    if (next >= pattern.elements.size()) return at;  // also below 0
    const Element& wanted = pattern.elements[next];
    if (wanted.gap > 0) {
      for (std::size_t n = 0; n <= wanted.gap; ++n) {
        if (const std::size_t end = reach(words, ids, pattern, next, at, step); end != nowhere) return end;
        if (!can_step(words, pattern, at, step)) return nowhere;
        at += static_cast<std::size_t>(step);
      }
      return nowhere;
    }
    if (can_step(words, pattern, at, step)) {
      const std::size_t to = at + static_cast<std::size_t>(step);
      if (std::binary_search(wanted.words.begin(), wanted.words.end(), ids[to]))
        if (const std::size_t end = reach(words, ids, pattern, next, to, step); end != nowhere) return end;
    }
    return wanted.optional ? reach(words, ids, pattern, next, at, step) : nowhere;
  }

  static bool can_step(const std::vector<SafetyWord>& words, const Pattern& pattern, std::size_t at, int step) {
    const std::size_t to = at + static_cast<std::size_t>(step);
    if (to >= words.size()) return false;  // also below 0
    return pattern.crosses_sentences || !words[std::max(at, to)].opens_sentence;
  }

  std::unordered_map<std::string, std::uint32_t> ids_;
  std::vector<std::pair<std::string, std::uint32_t>> stems_, slips_;
  std::vector<std::vector<std::uint32_t>> by_anchor_;
  std::vector<Pattern> patterns_;
};

}  // namespace detail

ATTUNE_INLINE std::string_view to_string(SafetyKind kind) { return kind == SafetyKind::crisis ? "crisis" : "life_event"; }

ATTUNE_INLINE std::vector<SafetyFlag> find_safety_flags(std::string_view text) {
  static const detail::SafetyMatcher matcher;
  const std::vector<detail::SafetyWord> words = detail::spelt_out(detail::safety_words(text));
  const std::vector<detail::SafetyMatcher::Match> matches = matcher.find(words);
  std::vector<std::uint8_t> in_idiom(words.size());
  for (const auto& match : matches)
    if (match.rule >= detail::safety_rules.size()) std::fill(in_idiom.begin() + match.first, in_idiom.begin() + match.last + 1, std::uint8_t{1});
  std::vector<SafetyFlag> flags;
  for (const auto& match : matches) {
    if (match.rule >= detail::safety_rules.size() || in_idiom[match.anchor]) continue;
    const detail::SafetyRule& rule = detail::safety_rules[match.rule];
    flags.push_back({words[match.first].start, words[match.last].end, rule.kind, rule.name});
  }
  // Where rules of one kind say the same of the same words, the longest stands.
  std::stable_sort(flags.begin(), flags.end(), [](const SafetyFlag& a, const SafetyFlag& b) { return a.start != b.start ? a.start < b.start : a.end > b.end; });
  std::array<std::uint32_t, 2> said_to{};
  std::vector<SafetyFlag> out;
  for (const SafetyFlag& flag : flags) {
    std::uint32_t& said = said_to[static_cast<std::size_t>(flag.kind)];
    if (flag.end > said) out.push_back(flag);
    said = std::max(said, flag.end);
  }
  return out;
}

}  // namespace attune
