#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <span>

#include <attune/detail/feature_hash.hpp>
#include <attune/features.hpp>
#include <attune/unicode.hpp>

namespace attune {

namespace detail {

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

/// Terms from `first` on that are one run of '!' and '?', or of '.': how many, and what they count as.
struct MarkRun {
  std::size_t n = 0;
  std::string_view form;
};

inline MarkRun read_marks(const TermList& list, std::size_t first) {
  std::size_t n_exclamation = 0, n_question = 0, n_dots = 0, i = first;
  for (; i < list.terms.size() && (i == first || list.terms[i].start == list.terms[i - 1].end); ++i) {
    const std::string_view form = list.form(list.terms[i]);
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

/// The number as one of a few bins.
inline char bin_of(std::size_t n, std::span<const std::size_t> upper) {
  return static_cast<char>('0' + (std::upper_bound(upper.begin(), upper.end(), n) - upper.begin()));
}

class FeatureReader {
 public:
  FeatureReader(std::string_view text, const FeatureSettings& settings, FeatureList& out) : text_(text), settings_(settings), out_(out) {}

  void read() {
    make_terms(text_, out_.terms);
    const TermList& list = out_.terms;
    out_.seen.assign(std::bit_ceil(2 * list.terms.size() + 1), 0);
    for (std::size_t i = 0; i < list.terms.size();) {
      const Term& term = list.terms[i];
      std::string_view form = list.form(term);
      std::uint32_t end = term.end;
      const MarkRun marks = term.kind == TokenKind::punctuation ? read_marks(list, i) : MarkRun{};
      if (marks.n > 0) {
        form = marks.form;
        end = list.terms[i + marks.n - 1].end;
        i += marks.n;
      } else {
        ++i;
      }
      if (form.empty()) continue;
      const bool is_first = add_words({form, term.start, end}, term.kind);
      if (is_first && has_letters(term.kind)) add_letters(form, term.start, end);
      count(term, form, text_.substr(term.start, end - term.start));
    }
    if (n_items_ == 0) return;
    add_edge('e', before_[0]);
    add_message();
  }

 private:
  struct Item {
    std::string_view form;
    std::uint32_t start = 0, end = 0;
  };

  static bool has_letters(TokenKind kind) {
    return kind == TokenKind::word || kind == TokenKind::number || kind == TokenKind::hashtag || kind == TokenKind::emoticon ||
           kind == TokenKind::emoji;
  }

  void add(const FeatureHash& hash, std::uint32_t start, std::uint32_t end, FeatureBlock block) {
    out_.features.push_back({hash.finish(), start, end, block});
  }

  /// False when it was there before.
  bool remember(std::uint64_t hash) {
    constexpr std::size_t max_steps = 64;  // words chosen to collide must not cost more than others
    hash |= 1;                             // 0 is a free place
    const std::size_t mask = out_.seen.size() - 1;  // a power of two, and never half full
    for (std::size_t step = 0; step < max_steps; ++step) {
      std::uint64_t& place = out_.seen[(static_cast<std::size_t>(hash >> 32) + step) & mask];
      if (place == hash) return false;
      if (place != 0) continue;
      place = hash;
      return true;
    }
    return true;
  }

  /// The first or the last item of the text.
  void add_edge(char kind, const Item& item) {
    FeatureHash edge(settings_.seed, kind);
    edge.add(item.form);
    add(edge, item.start, item.end, FeatureBlock::word);
  }

  /// Says whether the item is there for the first time.
  bool add_words(const Item& item, TokenKind kind) {
    FeatureHash one(settings_.seed, 'w');
    one.add(item.form);
    const bool is_first = remember(one.finish());
    if (is_first) add(one, item.start, item.end, FeatureBlock::word);
    if (n_before_ == 0) add_edge('b', item);
    for (std::uint32_t n = 2; n <= settings_.max_words && n <= n_before_ + 1; ++n) {
      FeatureHash several(settings_.seed, 'w');
      for (std::uint32_t back = n - 1; back > 0; --back) {
        several.add(before_[back - 1].form);
        several.add(' ');
      }
      several.add(item.form);
      add(several, before_[n - 2].start, item.end, FeatureBlock::word);
    }
    before_[1] = before_[0];
    before_[0] = item;
    n_before_ = std::min(n_before_ + 1, 2u);

    if (kind == TokenKind::punctuation || ends_negation(item.form)) {
      n_negated_ = 0;
    } else if (n_negated_ > 0) {
      FeatureHash negated(settings_.seed, 'n');
      negated.add(item.form);
      add(negated, item.start, item.end, FeatureBlock::word);
      --n_negated_;
    }
    if (is_negation(item.form)) n_negated_ = settings_.negated;
    return is_first;
  }

  /// Every run of letters of "_form_", counted in code points.
  void add_letters(std::string_view form, std::uint32_t start, std::uint32_t end) {
    edges_.clear();
    std::size_t end_of_letters = 0;
    for (; end_of_letters < form.size() && edges_.size() < max_spelled; end_of_letters += decode(form, end_of_letters).length)
      edges_.push_back(static_cast<std::uint32_t>(end_of_letters));
    const std::size_t n_letters = edges_.size();
    edges_.push_back(static_cast<std::uint32_t>(end_of_letters));
    const std::size_t n = n_letters + (end_of_letters == form.size() ? 2 : 1);  // with the underscores
    const auto letter = [&](std::size_t i) -> std::string_view {
      if (i == 0 || i > n_letters) return "_";
      return form.substr(edges_[i - 1], edges_[i] - edges_[i - 1]);
    };
    for (std::size_t first = 0; first + settings_.min_letters <= n; ++first) {
      FeatureHash hash(settings_.seed, 'c');
      for (std::size_t length = 1; length <= settings_.max_letters && first + length <= n; ++length) {
        hash.add(letter(first + length - 1));
        if (length >= settings_.min_letters) add(hash, start, end, FeatureBlock::character);
      }
    }
  }

  void count(const Term& term, std::string_view form, std::string_view whole) {
    ++n_items_;
    n_words_ += term.kind == TokenKind::word;
    n_capitals_ += term.kind == TokenKind::word && term.all_caps;
    n_elongated_ += term.elongated;
    if (form == "!" || form == "!!" || form == "?!") n_exclamation_ += static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '!'));
    if (form == "?" || form == "??" || form == "?!") n_question_ += static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '?'));
    last_ = form[0];
  }

  void add_flag(std::string_view name, char value) {
    FeatureHash hash(settings_.seed, 'm');
    hash.add(name);
    hash.add(value);
    add(hash, 0, static_cast<std::uint32_t>(text_.size()), FeatureBlock::message);
  }

  void add_message() {
    static constexpr std::array<std::size_t, 6> lengths{1, 4, 8, 13, 19, 26};
    static constexpr std::array<std::size_t, 4> counts{1, 2, 3, 6};
    add_flag("length", bin_of(n_items_, lengths));
    if (n_exclamation_ > 0) add_flag("exclamation", bin_of(n_exclamation_, counts));
    if (n_question_ > 0) add_flag("question", bin_of(n_question_, counts));
    if (last_ == '!' || last_ == '?') add_flag("ends", last_);
    if (n_elongated_ > 0) add_flag("elongated", '1');
    if (n_capitals_ > 0) add_flag("capitals", n_capitals_ * 2 > n_words_ ? 'm' : 'f');  // most words, or a few
  }

  std::string_view text_;
  const FeatureSettings& settings_;
  FeatureList& out_;
  std::vector<std::uint32_t>& edges_ = out_.edges;
  std::array<Item, 2> before_{};  // the last item, and the one before it
  std::uint32_t n_before_ = 0;
  std::uint32_t n_negated_ = 0;
  std::size_t n_items_ = 0, n_words_ = 0, n_capitals_ = 0, n_elongated_ = 0, n_exclamation_ = 0, n_question_ = 0;
  char last_ = 0;
};

}  // namespace detail

ATTUNE_INLINE void extract_features(std::string_view text, const FeatureSettings& settings, FeatureList& out) {
  out.features.clear();
  detail::FeatureReader(text, settings, out).read();
}

}  // namespace attune
