// One pass of a break automaton over a text. word_blocks.hpp, grapheme_blocks.hpp and sentence_blocks.hpp find the same boundaries
// faster, and leave to the automata what they do not decide.
#pragma once

#include <attune/detail/break_automata.hpp>
#include <attune/detail/unicode_properties.hpp>

namespace attune::detail {

/// Calls `emit(byte)` for each boundary of `text`, ascending. `class_of` gives the break class of a code point.
template <class Automaton, class ClassOf, class Emit>
void scan_boundaries(std::string_view text, const Automaton& automaton, ClassOf class_of, Emit emit) {
  if (text.empty()) return;
  std::size_t state = 0, mark = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = decode_at(text, at);
    const BreakStep step = automaton.steps[state][static_cast<std::size_t>(class_of(properties(c.value)))];
    if (step.at_mark) emit(mark);
    if (step.here) emit(at);
    if (step.set_mark) mark = at;
    state = step.next;
    at += c.length;
  }
  if (automaton.in_doubt[state]) emit(mark);
  emit(text.size());
}

/// Calls `emit(byte)` for the word boundaries behind `from`, which is itself a boundary and less than `text.size()`, as long as
/// they are before `until`; returns the first that is not. Every boundary is a point to start afresh: only the text between two
/// boundaries decides where the second one is, and at most one look ahead. With `join_colon` false ':' joins no letters, as in
/// CLDR's root locale.
template <class Emit>
std::size_t scan_words_until(std::string_view text, std::size_t from, std::size_t until, bool join_colon, Emit emit) {
  std::size_t state = 0, mark = 0;
  for (std::size_t at = from; at < text.size();) {
    const CodePoint c = decode_at(text, at);
    const WordBreak word = c.value == ':' && !join_colon ? WordBreak::other : properties(c.value).word;
    const BreakStep step = word_automaton.steps[state][static_cast<std::size_t>(word)];
    if (step.at_mark) {
      if (mark >= until) return mark;
      emit(mark);
    }
    if (step.here && at != from) {
      if (at >= until) return at;
      emit(at);
    }
    if (step.set_mark) mark = at;
    state = step.next;
    at += c.length;
  }
  if (word_automaton.in_doubt[state]) {
    if (mark >= until) return mark;
    emit(mark);
  }
  return text.size();
}

/// The first word boundary behind `from`.
inline std::size_t next_word_boundary(std::string_view text, std::size_t from, bool join_colon) {
  return scan_words_until(text, from, from + 1, join_colon, [](std::size_t) {});
}

/// Calls `emit(byte)` for the grapheme boundaries behind `from`, itself a boundary and less than `text.size()`, as long as they are
/// before `until`; returns the first that is not.
template <class Emit>
std::size_t scan_graphemes_until(std::string_view text, std::size_t from, std::size_t until, Emit emit) {
  std::size_t state = 0;
  for (std::size_t at = from; at < text.size();) {
    const CodePoint c = decode_at(text, at);
    const BreakStep step = grapheme_automaton.steps[state][static_cast<std::size_t>(properties(c.value).grapheme)];
    if (step.here && at != from) {
      if (at >= until) return at;
      emit(at);
    }
    state = step.next;
    at += c.length;
  }
  return text.size();
}

}  // namespace attune::detail
