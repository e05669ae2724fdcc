/// Phrase packs: patterns over terms, written in TOML, compiled once and matched over many messages.
///
///     name = "empathy-en"
///     language = "en"
///
///     [slots]                               # word lists that patterns share
///     feeling = ["upset", "let down", "at (your|my) wits' end"]
///
///     [[pattern]]
///     id = "validate.every-right"           # unique in the pack; the `source` of what it finds
///     tag = "validate"                      # one of the tagger's tags (empathy.hpp) or cues (cues.hpp)
///     match = ["you have {every} right to (be|feel) {feeling}", "..."]   # any of these
///     except = ["no right to"]              # takes the match back when it matches in the same clause
///     weight = 0.9                          # score of the phrase, 0..1; default 0.8
///     extend = "clause"                     # span: "match" (default), "clause" (on to the clause's end), "whole" (the whole clause)
///
/// In `match`: a word stands for itself after folding, contractions spelt out on both sides ("I'm", "im" and "i am" are one);
/// `{slot}` any entry of a slot, `(a|b c)` a choice, `x?` or `(...)?` an option, `...` a gap of at most three words
/// (`...5`: five) inside the clause, `^` and `$` the clause's start and end, `[...]` the part that is tagged when the rest is only context,
/// `<number>` `<url>` `<handle>` `<hashtag>` `<emoji>` a token of that kind, `<word>` any one word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/error.hpp>
#include <attune/terms.hpp>

namespace attune {

enum class Extend : std::uint8_t { match, clause, whole };

// The rest of this header belongs to the body's author: Pattern, Pack::parse(file) -> Result<Pack>, PatternSet::compile(packs), PatternSet::match(...).

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/pack-inl.hpp>
#endif
