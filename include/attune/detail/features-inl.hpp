#pragma once

#include <algorithm>
#include <array>

#include <attune/detail/feature_hash.hpp>
#include <attune/detail/feature_parts.hpp>
#include <attune/features.hpp>
#include <attune/unicode.hpp>

namespace attune {

namespace detail {

class FeatureReader {
 public:
  FeatureReader(std::string_view text, const FeatureSettings& settings, FeatureList& out) : text_(text), settings_(settings), out_(out) {}

  void read() {
    make_terms(text_, out_.terms);
    const TermList& list = out_.terms;
    clear_seen(out_.seen, list.terms.size());
    const auto form_at = [&](std::size_t i) { return list.form(list.terms[i]); };
    const auto adjoins = [&](std::size_t i) { return list.terms[i].start == list.terms[i - 1].end; };
    for (std::size_t i = 0; i < list.terms.size();) {
      const Term& term = list.terms[i];
      std::string_view form = list.form(term);
      std::uint32_t end = term.end;
      const MarkRun marks = term.kind == TokenKind::punctuation ? read_marks(list.terms.size(), i, form_at, adjoins) : MarkRun{};
      if (marks.n > 0) {
        form = marks.form;
        end = list.terms[i + marks.n - 1].end;
        i += marks.n;
      } else {
        ++i;
      }
      if (form.empty()) continue;
      const bool is_first = add_words({form, term.start, end}, term.kind);
      if (is_first && has_letters(term.kind)) {
        const auto add_ngram = [&](const FeatureHash& hash) { add(hash, term.start, end, FeatureBlock::character); };
        for_each_letter_ngram(form, settings_, out_.edges, add_ngram);
      }
      style_.count(term.kind, term.all_caps, term.elongated, form, text_.substr(term.start, end - term.start));
    }
    if (style_.empty()) return;
    add_edge('e', before_[0]);
    style_.for_each_flag([&](std::size_t flag) {
      add(flag_hash(settings_.seed, message_flags[flag]), 0, static_cast<std::uint32_t>(text_.size()), FeatureBlock::message);
    });
  }

 private:
  struct Item {
    std::string_view form;
    std::uint32_t start = 0, end = 0;
  };

  void add(const FeatureHash& hash, std::uint32_t start, std::uint32_t end, FeatureBlock block) {
    out_.features.push_back({hash.finish(), start, end, block});
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
    const bool is_first = add_seen(out_.seen, one.finish());
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

  std::string_view text_;
  const FeatureSettings& settings_;
  FeatureList& out_;
  std::array<Item, 2> before_{};  // the last item, and the one before it
  std::uint32_t n_before_ = 0;
  std::uint32_t n_negated_ = 0;
  MessageStyle style_;
};

}  // namespace detail

ATTUNE_INLINE void extract_features(std::string_view text, const FeatureSettings& settings, FeatureList& out) {
  out.features.clear();
  detail::FeatureReader(text, settings, out).read();
}

}  // namespace attune
