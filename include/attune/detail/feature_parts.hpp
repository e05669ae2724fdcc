// What n-gram features are made of, for those who list them (features-inl.hpp) and those who add them up at once (ngram_scorer.hpp).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <attune/detail/feature_hash.hpp>
#include <attune/features.hpp>
#include <attune/tokenizer.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

inline bool is_negation(std::string_view form) {
  static constexpr std::array<std::string_view, 17> negations{"aint", "cannot", "cant", "didnt",   "doesnt", "dont",    "hardly",  "neither", "never",
                                                              "no",   "nobody", "none", "nor",     "not",    "nothing", "without", "wont"};
  return is_one_of(form, negations) || (form.size() > 3 && form.ends_with("n't"));
}

/// Where what is negated ends.
inline bool ends_negation(std::string_view form) {
  static constexpr std::array<std::string_view, 4> turns{"because", "but", "however", "though"};
  return is_one_of(form, turns);
}

inline bool has_letters(TokenKind kind) {
  return kind == TokenKind::word || kind == TokenKind::number || kind == TokenKind::hashtag || kind == TokenKind::emoticon || kind == TokenKind::emoji;
}

/// Terms that are one run of '!' and '?', or of '.': how many, and what they count as.
struct MarkRun {
  std::size_t n = 0;
  std::string_view form;
};

/// The run that starts with term `first` of `n_terms`. `form_at` gives the form of a term, `adjoins` whether a term stands right behind the one before it.
template <class FormAt, class Adjoins>
MarkRun read_marks(std::size_t n_terms, std::size_t first, FormAt form_at, Adjoins adjoins) {
  std::size_t n_exclamation = 0, n_question = 0, n_dots = 0, i = first;
  for (; i < n_terms && (i == first || adjoins(i)); ++i) {
    const std::string_view form = form_at(i);
    if (form == "!" && n_dots == 0) ++n_exclamation;
    else if (form == "?" && n_dots == 0) ++n_question;
    else if (form == "." && n_exclamation + n_question == 0) ++n_dots;
    else break;
  }
  if (n_exclamation > 0 && n_question > 0) return {i - first, "?!"};
  if (n_exclamation > 0) return {i - first, n_exclamation > 1 ? "!!" : "!"};
  if (n_question > 0) return {i - first, n_question > 1 ? "??" : "?"};
  return {i - first, n_dots > 1 ? ".." : "."};
}

/// Calls `visit(hash)` for every run of letters of "_form_", counted in code points. `edges` is scratch.
template <class Visit>
void for_each_letter_ngram(std::string_view form, const FeatureSettings& settings, std::vector<std::uint32_t>& edges, Visit visit) {
  edges.clear();
  std::size_t end_of_letters = 0;
  for (; end_of_letters < form.size() && edges.size() < max_spelled; end_of_letters += decode(form, end_of_letters).length)
    edges.push_back(static_cast<std::uint32_t>(end_of_letters));
  const std::size_t n_letters = edges.size();
  edges.push_back(static_cast<std::uint32_t>(end_of_letters));
  const std::size_t n = n_letters + (end_of_letters == form.size() ? 2 : 1);  // with the underscores
  const auto letter = [&](std::size_t i) -> std::string_view {
    if (i == 0 || i > n_letters) return "_";
    return form.substr(edges[i - 1], edges[i] - edges[i - 1]);
  };
  for (std::size_t first = 0; first + settings.min_letters <= n; ++first) {
    FeatureHash hash(settings.seed, 'c');
    for (std::size_t length = 1; length <= settings.max_letters && first + length <= n; ++length) {
      hash.add(letter(first + length - 1));
      if (length >= settings.min_letters) visit(hash);
    }
  }
}

/// Makes room in `seen`, a set of hashes, for `n` of them.
inline void clear_seen(std::vector<std::uint64_t>& seen, std::size_t n) { seen.assign(std::bit_ceil(2 * n + 1), 0); }

/// Adds to the set; false when the hash was there before.
inline bool add_seen(std::vector<std::uint64_t>& seen, std::uint64_t hash) {
  constexpr std::size_t max_steps = 64;  // words chosen to collide must not cost more than others
  hash |= 1;                             // 0 is a free place
  const std::size_t mask = seen.size() - 1;  // a power of two, and never half full
  for (std::size_t step = 0; step < max_steps; ++step) {
    std::uint64_t& place = seen[(static_cast<std::size_t>(hash >> 32) + step) & mask];
    if (place == hash) return false;
    if (place != 0) continue;
    place = hash;
    return true;
  }
  return true;
}

/// A feature of one term: 'w' the term itself, 'n' negated, 'b' the first and 'e' the last of the text.
inline FeatureHash term_hash(std::uint64_t seed, char kind, std::string_view form) {
  FeatureHash hash(seed, kind);
  hash.add(form);
  return hash;
}

/// Features of the whole message, by their place in `MessageStyle`'s bins.
struct MessageFlag {
  std::string_view name;
  char value = 0;
};
inline constexpr std::array<MessageFlag, 22> message_flags{{
    {"length", '0'},      {"length", '1'},      {"length", '2'},      {"length", '3'},   {"length", '4'},   {"length", '5'},   {"length", '6'},   {"exclamation", '0'},
    {"exclamation", '1'}, {"exclamation", '2'}, {"exclamation", '3'}, {"exclamation", '4'}, {"question", '0'}, {"question", '1'}, {"question", '2'}, {"question", '3'},
    {"question", '4'},    {"ends", '!'},        {"ends", '?'},        {"elongated", '1'},   {"capitals", 'm'}, {"capitals", 'f'},
}};

inline FeatureHash flag_hash(std::uint64_t seed, const MessageFlag& flag) {
  FeatureHash hash(seed, 'm');
  hash.add(flag.name);
  hash.add(flag.value);
  return hash;
}

/// How the whole message is written.
class MessageStyle {
 public:
  /// Takes the next item of the message: `whole` is what it is in the text, a run of marks or a term.
  void count(TokenKind kind, bool all_caps, bool elongated, std::string_view form, std::string_view whole) {
    ++n_items_;
    n_words_ += kind == TokenKind::word;
    n_capitals_ += kind == TokenKind::word && all_caps;
    n_elongated_ += elongated;
    if (form == "!" || form == "!!" || form == "?!") n_exclamation_ += static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '!'));
    if (form == "?" || form == "??" || form == "?!") n_question_ += static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '?'));
    last_ = form[0];
  }

  bool empty() const { return n_items_ == 0; }

  /// Calls `visit` with the index of each of `message_flags` that holds.
  template <class Visit>
  void for_each_flag(Visit visit) const {
    static constexpr std::array<std::size_t, 6> lengths{1, 4, 8, 13, 19, 26};
    static constexpr std::array<std::size_t, 4> counts{1, 2, 3, 6};
    visit(bin_of(n_items_, lengths));
    if (n_exclamation_ > 0) visit(7 + bin_of(n_exclamation_, counts));
    if (n_question_ > 0) visit(12 + bin_of(n_question_, counts));
    if (last_ == '!' || last_ == '?') visit(last_ == '!' ? 17u : 18u);
    if (n_elongated_ > 0) visit(19);
    if (n_capitals_ > 0) visit(n_capitals_ * 2 > n_words_ ? 20u : 21u);  // most words, or a few
  }

 private:
  /// The number as one of a few bins.
  static std::size_t bin_of(std::size_t n, std::span<const std::size_t> upper) {
    return static_cast<std::size_t>(std::count_if(upper.begin(), upper.end(), [n](std::size_t bound) { return bound <= n; }));
  }

  std::size_t n_items_ = 0, n_words_ = 0, n_capitals_ = 0, n_elongated_ = 0, n_exclamation_ = 0, n_question_ = 0;
  char last_ = 0;
};

}  // namespace attune::detail
