/// Terms to n-gram features with the spans they stand for.
#pragma once

#include <cstdint>
#include <cstddef>
#include <string_view>
#include <vector>

#include <attune/terms.hpp>

namespace attune {

/// What kind of thing a feature counts; each block is scaled by itself (see emotion.hpp).
enum class FeatureBlock : std::uint8_t {
  word,       ///< a term, neighbouring terms, a term behind a negation, the first or the last term
  character,  ///< two to five letters of a term, its edges included; of its first `max_spelled` letters
  message,    ///< how the whole message is written: length, capitals, exclamation and question marks
};
inline constexpr std::size_t n_feature_blocks = 3;

/// Letters of a term that are looked at one by one: no word is longer, and what is (a line of junk, a mountain of marks) says no more by going on.
inline constexpr std::size_t max_spelled = 1024;

/// One occurrence of a feature in a text. A term and its letters count where it comes first: whoever says a word ten times means it no
/// more than once. Other features that occur twice are listed twice.
struct Feature {
  std::uint64_t hash = 0;    ///< its upper half is the key of the model's table; see `feature_key`
  std::uint32_t start = 0;   ///< bytes of the caller's text: of a character n-gram its whole word; of a message's feature [0, size)
  std::uint32_t end = 0;
  FeatureBlock block = FeatureBlock::word;
};

constexpr std::uint32_t feature_key(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

/// The settings a model was trained with, kept in its file.
struct FeatureSettings {
  std::uint64_t seed = 1;         ///< of the hash
  std::uint32_t max_words = 2;    ///< 1..3 neighbouring terms
  std::uint32_t negated = 4;      ///< terms behind a negation that count as negated, 0..16
  std::uint32_t min_letters = 2;  ///< of character n-grams; 1..8
  std::uint32_t max_letters = 5;  ///< at least `min_letters`, at most 8

  friend bool operator==(const FeatureSettings&, const FeatureSettings&) = default;
};

/// The features of one text. Reuse one list over many messages: nothing is allocated once it has grown.
struct FeatureList {
  std::vector<Feature> features;  ///< in the order of the text, message features last
  // Scratch of `extract_features`.
  TermList terms;
  std::vector<std::uint32_t> edges;
  std::vector<std::uint64_t> seen;
};

/// The features of `text`: what the classifier looks at.
///
/// Units: bytes of `text`. Errors: none; a text without tokens has no features.
/// Cost: linear in bytes. Source: models/emotion-en.md.
void extract_features(std::string_view text, const FeatureSettings& settings, FeatureList& out);

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/features-inl.hpp>
#endif
