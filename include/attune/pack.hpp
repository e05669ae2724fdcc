/// Phrase packs: patterns over words, written in TOML, compiled once and matched over many messages.
///
///     name = "empathy-en"
///     language = "en"
///     known = ["contract"]                  # words that are no typing errors of a pattern's words ("contact")
///
///     [slots]                               # word lists that patterns share; an entry is written like a match
///     feeling = ["upset", "let down", "at (your|my) wits' end"]
///
///     [[pattern]]
///     id = "validate.every-right"           # unique; the `source` of what it finds
///     tag = "validate"                      # one of the tagger's tags (empathy.hpp) or cues (cues.hpp), or one of its markers ("_refusal")
///     match = ["you have every right to (be|feel) {feeling}", "..."]   # any of these
///     except = ["no right to"]              # takes the match back when it matches in the same clause (48 words near)
///     weight = 0.9                          # score of the phrase, 0..1; default 0.8
///     extend = "clause"                     # what the phrase spans: "match" (default), "clause" (from the match on to the clause's end),
///                                           # "whole" (the whole clause), "sentence" (from the match on to the sentence's end)
///     within = "sentence"                   # a match may cross the clauses of its sentence; default "clause"
///     mood = "question"                     # only in a question, or "statement": only outside one; default either
///
/// In `match`: a word stands for itself after folding, contractions spelt out on both sides ("I'm", "im" and "i am" are one, "can't", "cannot"
/// and "can not" too), British spelling as American, chat spelling as plain ("u" is "you"); punctuation and emoji do not count.
/// A word of six letters or more also stands for itself with one letter dropped, doubled or swapped with its neighbour.
/// `apolog*` any word that begins so (three letters at least), `{slot}` any entry of a slot, `(a|b c)` a choice, `x?` or `(a|b)?` an option,
/// `...` a gap of at most three words (`...5`: five) , `^` and `$` the clause's start (behind openers) and end, `[...]` the part that
/// is tagged when the rest is only context, `<number>` `<url>` `<email>` `<handle>` `<hashtag>` `<emoji>` a token of that kind, `<word>` any one word.
/// The longest match from each place counts. A match holds at most 48 words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/clauses.hpp>
#include <attune/error.hpp>

namespace attune {

enum class Extend : std::uint8_t { match, clause, whole, sentence };
enum class Mood : std::uint8_t { any, question, statement };

/// A `[[pattern]]` of a pack, without its matches.
struct Pattern {
  std::string id;
  std::string tag;
  float weight = 0.8f;
  Extend extend = Extend::match;
  Mood mood = Mood::any;
  bool across = false;         ///< within = "sentence"
  std::uint32_t file = 0;      ///< index of the files that were loaded
  std::uint32_t line = 0;      ///< from 1
};

/// Where a pattern was found.
struct PatternMatch {
  std::uint32_t pattern = 0;   ///< index of `PatternSet::patterns()`
  std::uint32_t start = 0;     ///< bytes of the caller's text: the bracketed part or the match, extended as the pattern says
  std::uint32_t end = 0;
  std::uint32_t first = 0;     ///< terms [first, last) that the match itself covers
  std::uint32_t last = 0;
  std::uint32_t clause = 0;    ///< where the match begins
  bool excepted = false;       ///< one of the pattern's exceptions matched in the same clause
};

/// What `PatternSet::find` needs besides: reuse one over many messages, one per thread.
struct PatternScratch {
  struct Word {
    std::uint32_t id = 0;  // of the set's vocabulary; 0: in no pattern
    std::uint32_t term = 0;
    std::uint32_t clause = 0;
  };
  struct ClauseWords {
    std::uint32_t first = 0, last = 0;  // words [first, last)
    std::uint32_t body = 0;             // the first behind openers
    std::uint32_t last_of_sentence = 0; // a clause
    std::uint64_t signs = 0, signs_on = 0;  // of its words; of those on to its sentence's end
  };
  struct Found {
    std::uint32_t pattern, start, entry, end, open, close;  // the last four as in the programs: words
  };
  struct SlotLengths {
    std::uint32_t time, slot, lengths;
  };
  std::vector<Word> words;
  std::vector<ClauseWords> clauses;
  std::uint32_t epoch = 0, next_epoch = 1;  // times from `epoch` on are of this text, one a word
  std::vector<std::uint32_t> tried;         // by match: the time of the word before which all were tried
  std::vector<SlotLengths> slots;           // some slots at some times: lengths of entries, as bits
  struct Visits {
    std::uint64_t walk, words;
  };
  std::vector<Visits> visited;              // by node of a program: words already tried there in a walk, as bits
  std::uint64_t walk = 0;
  std::vector<Found> found;
};

/// Compiled patterns of one or more packs. Immutable: `const` is safe from many threads.
class PatternSet {
 public:
  /// Compiles the packs, in order. `tags` are those that a pattern may have.
  /// Errors: `io`; `invalid_data` with file, line, column and remedy.
  static Result<PatternSet> load(std::span<const std::filesystem::path> files, std::span<const std::string_view> tags);
  /// The same from the text of one pack; `name` stands for the file in messages.
  static Result<PatternSet> parse(std::string_view toml, std::string_view name, std::span<const std::string_view> tags);

  /// What is of no use in the packs from number `first` on, one message each, with file, line, column and remedy: matches that are not
  /// found in a text of their own words, and matches that an earlier pattern of the same tag and no less weight finds already. Each is
  /// tried with its shortest text: options left out, of choices the first.
  /// Errors: those of `load`. Cost: one `find` a match.
  static Result<std::vector<std::string>> lint(std::span<const std::filesystem::path> files, std::span<const std::string_view> tags, std::size_t first = 0);

  std::span<const Pattern> patterns() const;
  /// How many matches the patterns have together.
  std::size_t n_patterns() const;
  /// SHA-256 of the packs, in hex.
  std::string_view hash() const;

  /// Every match in the clauses of a text, quoted ones included, ordered by start, then longer first, then pattern.
  /// Of one pattern the longest from each place, and none inside another of its own. Says whether these are all: of a text with
  /// more than `max_matches`, matches inside others counted, only the first so many are looked at.
  /// Errors: none. Cost: linear in words plus, where a match's rarest words occur, the words that it may span.
  bool find(const ClauseList& clauses, PatternScratch& scratch, std::vector<PatternMatch>& out) const;
  static constexpr std::size_t max_matches = 100'000;

 private:
  struct Model;
  explicit PatternSet(std::shared_ptr<const Model> model) : model_(std::move(model)) {}
  std::shared_ptr<const Model> model_;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/pack-inl.hpp>
#endif
