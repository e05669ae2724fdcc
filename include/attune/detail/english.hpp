// The closed classes of English that clauses are told apart by. Forms are those of terms.hpp: folded, with plain apostrophes.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include <attune/tokenizer.hpp>

namespace attune::detail {

inline bool is_any(std::string_view form, std::initializer_list<std::string_view> words) {
  // Most differ in length or at the first byte: memcmp is seldom called.
  return std::any_of(words.begin(), words.end(), [form](std::string_view word) { return word.size() == form.size() && word.front() == form.front() && word == form; });
}

/// Words in ascending order, each beginning with one of a to z: those of one letter are compared.
template <std::size_t n>
class WordList {
 public:
  template <class... Words>
  constexpr explicit WordList(Words... words) : words_{words...} {
    for (const std::string_view word : words_)
      for (std::size_t letter = letter_of(word) + 1; letter < starts_.size(); ++letter) ++starts_[letter];
  }
  constexpr bool is_sorted() const { return std::is_sorted(words_.begin(), words_.end()); }

  bool holds(std::string_view form) const {
    if (form.empty() || form.front() < 'a' || form.front() > 'z') return false;
    const std::size_t letter = letter_of(form);
    return std::any_of(words_.begin() + starts_[letter], words_.begin() + starts_[letter + 1], [form](std::string_view word) { return word == form; });
  }

 private:
  static constexpr std::size_t letter_of(std::string_view word) { return static_cast<std::size_t>(word.front() - 'a'); }
  std::array<std::string_view, n> words_;
  std::array<std::uint8_t, 27> starts_{};  // of each letter's words, and behind them all
};
template <class... Words>
WordList(Words...) -> WordList<sizeof...(Words)>;

/// What can be a word of a phrase: not punctuation, symbols, emoji and the like.
constexpr bool is_wordlike(TokenKind kind) {
  return kind == TokenKind::word || kind == TokenKind::number || kind == TokenKind::url || kind == TokenKind::email || kind == TokenKind::handle ||
         kind == TokenKind::hashtag;
}

inline bool is_opening(std::string_view mark) { return is_any(mark, {"(", "[", "\"", "“", "'", "«", "^"}); }
inline bool is_closing(std::string_view mark) { return is_any(mark, {")", "]", "\"", "”", "'", "»"}); }

/// Stand before a name, with a full stop that ends nothing.
inline bool is_title(std::string_view form) { return is_any(form, {"mr", "mrs", "ms", "mx", "dr", "prof", "st", "sr", "jr", "rs", "no", "nos", "ref"}); }

inline bool is_abbreviation(std::string_view form) {
  return is_any(form, {"a.m", "approx", "dept", "e.g", "etc", "i.e", "inc", "ltd", "p.m", "vs"}) || (form.size() == 1 && form != "i");
}

inline bool is_coordinator(std::string_view form) { return is_any(form, {"and", "but", "so", "or", "yet", "plus", "&", "n"}); }

/// May stand between a coordinator and the subject.
inline bool is_filler(std::string_view form) {
  return is_any(form, {"uh", "um", "er", "erm", "uhm", "hmm", "also", "then", "just", "still", "now", "again", "honestly", "really", "hopefully", "obviously", "meanwhile",
                       "yes", "yeah", "okay", "ok", "oh", "well", "like"});
}

/// Open a clause without being part of what it says.
inline bool is_opener(std::string_view form) {
  static constexpr WordList openers{
      "ah", "ahh", "alright", "and", "anyway", "aw", "aww", "but", "dear", "er", "erm", "gosh", "hello", "hey", "hi", "hiya", "hm", "hmm", "k",
      "nah", "oh", "ohh", "ok", "okay", "omg", "oof", "or", "ouch", "plus", "so", "uh", "uhm", "um", "umm", "well", "wow", "yea", "yeah", "yep",
      "yes"};
  static_assert(openers.is_sorted());
  return openers.holds(form);
}

inline bool is_greeting(std::string_view form) { return is_any(form, {"hello", "hey", "hi", "hiya", "dear", "aw", "aww", "ah"}); }

/// Forms of address, and adverbs that stand by themselves behind a comma.
inline bool is_address(std::string_view form) {
  return is_any(form, {"mr", "mrs", "ms", "miss", "dr", "sir", "madam", "ma'am", "maam", "mate", "friend", "dear", "love", "buddy", "pal", "folks", "ji", "boss", "hun", "honestly",
                       "though", "please", "okay", "ok", "right", "really", "guys", "everyone", "all", "bro", "dude", "man", "team", "again"});
}

inline bool is_question_word(std::string_view form) {
  return is_any(form, {"what", "how", "why", "where", "when", "who", "which", "what's", "how's", "where's", "who's", "whats", "hows"});
}

inline bool is_auxiliary(std::string_view form) {
  static constexpr WordList words{
      "am", "are", "aren't", "arent", "can", "can't", "cant", "could", "couldn't", "did", "didn't", "didnt", "do", "does", "doesn't", "doesnt",
      "don't", "dont", "had", "has", "hasn't", "hasnt", "have", "haven't", "havent", "is", "isn't", "isnt", "may", "might", "must", "shall",
      "should", "was", "wasn't", "wasnt", "were", "weren't", "will", "won't", "wont", "would", "wouldn't"};
  static_assert(words.is_sorted());
  return words.holds(form);
}

/// Verbs that are finite as they stand, the auxiliaries among them: enough to see that a subject came before.
inline bool is_finite(std::string_view form) {
  static constexpr WordList words{
      "arrives", "became", "becomes", "began", "broke", "came", "cannot", "comes", "cost", "costs", "couldve", "covers", "failed", "fell", "felt",
      "gave", "gets", "gives", "goes", "got", "happened", "happens", "kept", "knows", "leaves", "left", "look", "looks", "lost", "made", "makes",
      "mean", "means", "needs", "opens", "ought", "said", "saw", "says", "seem", "seemed", "seems", "sent", "shouldve", "shows", "sound", "sounded",
      "sounds", "starts", "stays", "stopped", "stops", "takes", "tells", "thinks", "told", "took", "wants", "went", "works", "wouldve"};
  static_assert(words.is_sorted());
  return is_auxiliary(form) || words.holds(form) || (form.size() > 3 && (form.ends_with("'s") || form.ends_with("'ll") || form.ends_with("n't")));
}

inline bool is_adverb(std::string_view form) { return (form.size() > 4 && form.ends_with("ly")) || is_any(form, {"also", "just", "still", "now", "then", "never", "always", "already", "even"}); }

inline bool is_determiner(std::string_view form) {
  return is_any(form, {"the", "a", "an", "my", "our", "your", "their", "his", "her", "its", "each", "both", "all", "some", "any", "every", "most", "no", "one", "nobody", "nothing", "everything",
                       "everyone", "someone", "neither", "either"});
}

inline bool is_preposition(std::string_view form) {
  return is_any(form, {"of", "to", "in", "on", "at", "for", "with", "from", "by", "about", "into", "over", "under", "without", "within", "through", "during", "against", "between", "around",
                       "across", "behind", "towards", "regarding", "concerning", "per", "via"});
}

/// Behind these a subject and verb are the object or a condition, not a new statement.
inline bool takes_clause(std::string_view form) {
  static constexpr WordList words{
      "afraid", "after", "although", "and", "as", "because", "before", "believe", "bet", "but", "cause", "cos", "cuz", "even", "feel", "glad",
      "guess", "hear", "hope", "how", "if", "imagine", "know", "like", "mean", "once", "or", "promise", "realise", "realize", "said", "saw", "say",
      "see", "since", "so", "suppose", "sure", "tell", "than", "that", "think", "though", "thought", "till", "told", "understand", "unless", "until",
      "what", "when", "where", "whether", "which", "while", "who", "whom", "why", "wish", "you"};
  static_assert(words.is_sorted());
  return words.holds(form);
}

/// A pronoun contracted with its verb, with or without the apostrophe: "i'm", "thats".
inline bool is_subject_with_verb(std::string_view form) {
  static constexpr WordList words{
      "he'd", "he'll", "he's", "here's", "i'd", "i'll", "i'm", "i've", "im", "it'd", "it'll", "it's", "its", "ive", "let's", "lets", "she'd",
      "she'll", "she's", "that'd", "that'll", "that's", "thats", "there'll", "there's", "theres", "these're", "they'd", "they'll", "they're",
      "they've", "theyll", "theyre", "theyve", "this'll", "this's", "we'd", "we'll", "we're", "we've", "weve", "y'all", "y'all're", "you'd",
      "you'll", "you're", "you've", "youd", "youll", "youre", "youve"};
  static_assert(words.is_sorted());
  return words.holds(form);
}

}  // namespace attune::detail
