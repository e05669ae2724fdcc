// Typing errors of the words that patterns know: one letter dropped, doubled or swapped with its neighbour.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/word_table.hpp>

namespace attune::detail {

/// Of the first `n_words` words of a table, which has to stand still meanwhile.
class Slips {
 public:
  static constexpr std::size_t shortest = 6;   // of the word that was meant
  static constexpr std::size_t longest = 24;   // bounds the work on words that nobody means

  Slips() = default;
  Slips(const WordTable& words, std::size_t n_words) : n_words_(static_cast<std::uint32_t>(n_words)) {
    std::size_t n_dropped = 0, n_long = 0;
    for_each_long_word(words, [&](std::uint32_t, std::string_view word) { ++n_long, n_dropped += word.size() - 2; });
    dropped_.assign(table_size(n_dropped), {});
    letters_.assign(std::max<std::size_t>(table_size(4 * n_long) / 64, 1), 0);
    for_each_long_word(words, [&](std::uint32_t id, std::string_view word) {
      const std::uint64_t letters = hash_letters(word);
      letters_[letters / 64 % letters_.size()] |= std::uint64_t{1} << letters % 64;
      // The first and the last letter make another word ("refund", "refunds") more often than a slip.
      for (std::size_t i = 1; i + 1 < word.size(); ++i) add_dropped(words, id, word, i);
    });
  }

  /// The word that `form`, which is not one of them, was meant to be; 0 when none or not one.
  std::uint32_t find(std::string_view form, const WordTable& words) const {
    if (form.size() < shortest || form.size() > longest + 1 || dropped_.empty() || !is_letters(form)) return 0;
    if (const Dropped found = dropped_[find_dropped(words, form)]; !found.is_free()) return found.of_several() ? 0 : found.word();
    const bool may_be_swapped = has_letters(form);
    for (std::size_t i = 0; i + 1 < form.size(); ++i) {
      const bool doubled = form[i] == form[i + 1];
      if (doubled ? form.size() == shortest : !may_be_swapped) continue;
      Copy other(form);
      if (doubled) other.drop(i);
      else std::swap(other.bytes[i], other.bytes[i + 1]);
      if (const std::uint32_t id = words.find(other.view()); id != 0 && id <= n_words_) return id;
    }
    return 0;
  }

 private:
  /// A word without one of its letters.
  class Dropped {
   public:
    Dropped() = default;
    Dropped(std::uint32_t word, std::size_t letter) : bits_(word << 6 | static_cast<std::uint32_t>(letter) << 1) {}
    bool is_free() const { return bits_ == 0; }
    std::uint32_t word() const { return bits_ >> 6; }
    std::size_t letter() const { return bits_ >> 1 & 31; }
    bool of_several() const { return (bits_ & 1) != 0; }  // another word without one is the same: nobody can tell
    void add(std::uint32_t word) { bits_ |= word != this->word(); }

   private:
    std::uint32_t bits_ = 0;
  };
  struct Copy {
    explicit Copy(std::string_view word) : size(word.size()) { std::copy(word.begin(), word.end(), bytes.begin()); }
    void drop(std::size_t i) { std::copy(bytes.begin() + i + 1, bytes.begin() + size--, bytes.begin() + i); }
    std::string_view view() const { return {bytes.data(), size}; }
    std::array<char, longest + 1> bytes;
    std::size_t size;
  };

  template <class Each>
  void for_each_long_word(const WordTable& words, Each each) const {
    for (std::uint32_t id = 1; id <= n_words_; ++id)
      if (const std::string_view word = words[id]; word.size() >= shortest && word.size() <= longest && is_letters(word)) each(id, word);
  }

  static bool is_letters(std::string_view word) {
    return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  }

  /// The same for all orders of the letters: how often each is there, two bits a letter.
  static std::uint64_t hash_letters(std::string_view word) {
    std::uint64_t counts = 0;
    for (const char c : word) counts += std::uint64_t{1} << 2 * (c - 'a');
    return mix(counts);
  }
  bool has_letters(std::string_view form) const {
    const std::uint64_t letters = hash_letters(form);
    return (letters_[letters / 64 % letters_.size()] >> letters % 64 & 1) != 0;
  }

  static bool is_without(std::string_view word, std::size_t letter, std::string_view form) {
    return word.size() == form.size() + 1 && word.substr(0, letter) == form.substr(0, letter) && word.substr(letter + 1) == form.substr(letter);
  }

  /// Where the form is among words without a letter, or would be.
  std::size_t find_dropped(const WordTable& words, std::string_view form) const {
    const std::size_t mask = dropped_.size() - 1;
    std::size_t at = word_hash(form) & mask;
    while (!dropped_[at].is_free() && !is_without(words[dropped_[at].word()], dropped_[at].letter(), form)) at = (at + 1) & mask;
    return at;
  }

  void add_dropped(const WordTable& words, std::uint32_t id, std::string_view word, std::size_t letter) {
    Copy form(word);
    form.drop(letter);
    Dropped& place = dropped_[find_dropped(words, form.view())];
    if (place.is_free()) place = Dropped(id, letter);
    else place.add(id);
  }

  std::uint32_t n_words_ = 0;
  std::vector<Dropped> dropped_;
  std::vector<std::uint64_t> letters_;  // as bits: whether a word of these letters may be there
};

}  // namespace attune::detail
