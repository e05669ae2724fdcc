// What the words of a text are to patterns: each form is looked up once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/pattern_words.hpp>
#include <attune/detail/slips.hpp>
#include <attune/detail/word_table.hpp>

namespace attune::detail {

class PatternVocabulary {
 public:
  PatternVocabulary() = default;
  /// `known` are words that are no slips of others.
  PatternVocabulary(WordTable words, WordTable prefixes, std::span<const std::string> known)
      : n_words_(static_cast<std::uint32_t>(words.size())), words_(std::move(words)), slips_(words_, n_words_), prefixes_(std::move(prefixes)) {
    note_prefixes();
    note_forms(known);
  }

  /// Calls `emit(id)` for each plain word of a form; the id is 0 for words of no pattern. A word's slips stand for it where `may_slip`.
  template <class Emit>
  void read(std::string_view form, bool may_slip, Emit emit) const {
    const std::uint32_t id = words_.find(form);
    if (id != 0 && roles_[id] == is_itself) return emit(id);
    if (id != 0 && roles_[id] >= is_spelling) return for_each_word(spellings[roles_[id] - is_spelling].plain, [&](std::string_view word) { emit(find(word, may_slip)); });
    if (const auto [stem, rest] = split_contraction(form); !rest.empty()) {
      emit(find(stem, may_slip));
      emit(find(rest, may_slip));
      return;
    }
    std::string word(form);
    americanize(word);
    emit(find(word, may_slip));
  }

  std::string_view word(std::uint32_t id) const { return words_[id]; }
  std::string_view prefix(std::uint32_t id) const { return prefixes_[id]; }
  std::size_t n_words() const { return n_words_; }

  /// Calls `each(id)` for the prefixes that a word of a text begins with: word `id`, or `form` where that is 0.
  template <class Each>
  void for_each_prefix(std::uint32_t id, std::string_view form, Each each) const {
    if (id != 0) {
      for (std::uint32_t i = first_prefix_[id]; i < first_prefix_[id + 1]; ++i) each(word_prefixes_[i]);
    } else {
      find_prefixes(form, each);
    }
  }

 private:
  // What a form is when it is read: itself; spelling number n from `is_spelling` on; else it has to be looked at.
  static constexpr std::uint8_t is_unclear = 0, is_itself = 1, is_no_slip = 2, is_spelling = 3;
  static_assert(spellings.size() + is_spelling <= 256);

  std::uint32_t find(std::string_view word, bool may_slip) const {
    const std::uint32_t id = words_.find(word);
    if (id != 0 && id <= n_words_) return id;
    return may_slip && (id == 0 || roles_[id] != is_no_slip) ? slips_.find(word, words_) : 0;
  }

  void note_forms(std::span<const std::string> known) {
    const auto note = [&](std::string_view form, std::uint8_t role) {
      const std::uint32_t id = words_.add(form);
      if (id >= roles_.size()) roles_.push_back(role);
      else if (role >= is_spelling) roles_[id] = role;
    };
    roles_.reserve(n_words_ + 1 + known.size() + no_slips.size() + spellings.size());
    roles_.push_back(is_unclear);
    for (std::uint32_t id = 1; id <= n_words_; ++id) {
      std::size_t n = 0;
      bool same = false;
      spell_out(words_[id], [&](std::string_view word) { same = ++n == 1 && word == words_[id]; });
      roles_.push_back(same ? is_itself : is_unclear);
    }
    for (const std::string& word : known) note(word, is_no_slip);
    for (const std::string_view word : no_slips) note(word, is_no_slip);
    for (std::size_t i = 0; i < spellings.size(); ++i) note(spellings[i].form, static_cast<std::uint8_t>(is_spelling + i));
  }

  // ---- prefixes, by their first bytes ------------------------------------------------------------------------------------

  static std::uint32_t start_of(std::string_view form) {
    static_assert(min_prefix == 3);
    const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<std::uint8_t>(form[i])}; };
    return byte(0) << 16 | byte(1) << 8 | byte(2);
  }

  template <class Each>
  void find_prefixes(std::string_view form, Each each) const {
    if (form.size() < min_prefix) return;
    const std::uint32_t start = start_of(form);
    auto at = std::lower_bound(by_start_.begin(), by_start_.end(), std::pair{start, std::uint32_t{0}});
    for (; at != by_start_.end() && at->first == start; ++at)
      if (form.starts_with(prefixes_[at->second])) each(at->second);
  }

  void note_prefixes() {
    for (std::uint32_t p = 1; p <= prefixes_.size(); ++p) by_start_.emplace_back(start_of(prefixes_[p]), p);
    std::sort(by_start_.begin(), by_start_.end());
    first_prefix_.assign(2, 0);
    for (std::uint32_t id = 1; id <= n_words_; ++id) {
      find_prefixes(words_[id], [&](std::uint32_t p) { word_prefixes_.push_back(p); });
      first_prefix_.push_back(static_cast<std::uint32_t>(word_prefixes_.size()));
    }
  }

  std::uint32_t n_words_ = 0;  // of patterns; other forms follow
  WordTable words_;
  Slips slips_;
  std::vector<std::uint8_t> roles_;
  WordTable prefixes_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> by_start_;
  std::vector<std::uint32_t> first_prefix_, word_prefixes_;  // of word id: [first_prefix[id], first_prefix[id + 1])
};

}  // namespace attune::detail
