// Typing errors of the words that patterns know: one letter dropped, doubled or swapped with its neighbour.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <attune/detail/pattern_program.hpp>
#include <attune/detail/pattern_words.hpp>

namespace attune::detail {

class Slips {
 public:
  static constexpr std::size_t shortest = 6;   // of the word that was meant
  static constexpr std::size_t longest = 24;   // bounds the work on words that nobody means

  Slips() = default;
  Slips(const WordTable& words, std::span<const std::string> known) : known_(known.begin(), known.end()) {
    for (std::uint32_t id = 1; id <= words.size(); ++id) {
      const std::string& word = words[id];
      if (word.size() < shortest || word.size() > longest || !is_letters(word)) continue;
      // The first and the last letter make another word ("refund", "refunds") more often than a slip.
      for (std::size_t i = 1; i + 1 < word.size(); ++i) {
        const auto [found, is_new] = dropped_.try_emplace(without(word, i), id);
        if (!is_new && found->second != id) found->second = 0;  // of two words: nobody can tell
      }
    }
  }

  /// The word that `form`, which is not one of them, was meant to be; 0 when none or not one.
  std::uint32_t find(std::string& form, const WordTable& words) const {
    if (form.size() + 1 < shortest || form.size() > longest + 1 || !is_letters(form) || is_never_a_slip(form) || known_.count(form) != 0) return 0;
    if (const auto found = dropped_.find(form); found != dropped_.end() && form.size() + 1 >= shortest + 1) return found->second;
    if (form.size() < shortest) return 0;
    for (std::size_t i = 0; i + 1 < form.size(); ++i) {
      if (form[i] == form[i + 1]) {
        if (const std::uint32_t id = form.size() > shortest ? words.find(without(form, i)) : 0; id != 0) return id;
        continue;
      }
      std::swap(form[i], form[i + 1]);
      const std::uint32_t id = words.find(form);
      std::swap(form[i], form[i + 1]);
      if (id != 0) return id;
    }
    return 0;
  }

 private:
  static bool is_letters(std::string_view word) {
    for (const char c : word)
      if (c < 'a' || c > 'z') return false;
    return true;
  }
  static std::string without(const std::string& word, std::size_t i) { return word.substr(0, i) + word.substr(i + 1); }

  std::unordered_map<std::string, std::uint32_t> dropped_;
  std::unordered_set<std::string> known_;
};

}  // namespace attune::detail
