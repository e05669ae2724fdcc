// The rules of UAX #29 as three automata over break classes. The tables are worked out by the compiler from the step
// functions below, which name the rules; at run time a code point costs one look-up.
//
// Where a rule looks ahead (WB6, WB7b, WB12, SB8) the automaton marks the position in doubt and goes on; a later step
// settles the mark. So no text is read twice, however long the run of marks, spaces or pictures in between.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <attune/detail/unicode_generated.hpp>

namespace attune::detail {

/// What one code point does: the state after it, and what is now known about boundaries.
struct BreakStep {
  std::uint8_t next = 0;
  bool here = false;      // a boundary before this code point
  bool at_mark = false;   // a boundary at the mark
  bool set_mark = false;  // the position before this code point is in doubt: it becomes the mark
};

template <std::size_t n_states, std::size_t n_classes>
struct BreakAutomaton {
  std::array<std::array<BreakStep, n_classes>, n_states> steps{};
  std::array<bool, n_states> in_doubt{};  // the mark is a boundary if the text ends here
};

// ---- words ----------------------------------------------------------------------------------------------------------

// Also the state before the text: `newline` has a boundary before whatever follows (WB1, WB3a).
enum class WordState : std::uint8_t {
  newline, cr, space, other, letter, hebrew, number, katakana, connector, regional,
  letter_mid, hebrew_quote, hebrew_double, number_mid,
};
inline constexpr std::uint8_t n_word_states = 14;  // then the same again, after a ZWJ

constexpr BreakStep word_step(WordState state, bool after_zwj, WordBreak c) {
  using S = WordState;
  using W = WordBreak;
  const auto to = [](S next, bool here) { return BreakStep{static_cast<std::uint8_t>(next), here, false, false}; };
  const bool in_doubt = state == S::letter_mid || state == S::hebrew_double || state == S::number_mid;
  const bool is_letter = c == W::aletter || c == W::aletter_pictographic || c == W::hebrew_letter;
  const bool is_picture = c == W::pictographic || c == W::aletter_pictographic;

  S plain = S::other;  // the state after c, whatever came before
  if (c == W::cr) plain = S::cr;
  else if (c == W::lf || c == W::newline) plain = S::newline;
  else if (c == W::wsegspace) plain = S::space;
  else if (c == W::hebrew_letter) plain = S::hebrew;
  else if (is_letter) plain = S::letter;
  else if (c == W::numeric) plain = S::number;
  else if (c == W::katakana) plain = S::katakana;
  else if (c == W::extendnumlet) plain = S::connector;
  else if (c == W::regional_indicator) plain = S::regional;

  if (state == S::cr && c == W::lf) return to(S::newline, false);               // WB3
  if (state == S::cr || state == S::newline) {                                  // WB3a
    BreakStep step = to(plain, true);
    if (c == W::zwj) step.next += n_word_states;
    return step;
  }
  if (c == W::extend || c == W::format || c == W::zwj) {                        // WB4
    BreakStep step = to(state == S::space ? S::other : state, false);           // WB3d wants the spaces adjacent
    if (c == W::zwj) step.next += n_word_states;
    return step;
  }
  if (state == S::space && c == W::wsegspace) return to(S::space, false);       // WB3d

  const bool is_mid_quote = c == W::midnumlet || c == W::single_quote;
  switch (state) {
    case S::hebrew:
      if (c == W::single_quote) return to(S::hebrew_quote, false);              // WB7a
      if (c == W::double_quote) return {static_cast<std::uint8_t>(S::hebrew_double), false, false, true};  // WB7b
      [[fallthrough]];
    case S::letter:
      if (is_letter || c == W::numeric || c == W::extendnumlet) return to(plain, false);  // WB5, WB9, WB13a
      if (c == W::midletter || is_mid_quote) return {static_cast<std::uint8_t>(S::letter_mid), false, false, true};  // WB6
      break;
    case S::number:
      if (is_letter || c == W::numeric || c == W::extendnumlet) return to(plain, false);  // WB8, WB10, WB13a
      if (c == W::midnum || is_mid_quote) return {static_cast<std::uint8_t>(S::number_mid), false, false, true};  // WB12
      break;
    case S::katakana:
      if (c == W::katakana || c == W::extendnumlet) return to(plain, false);    // WB13, WB13a
      break;
    case S::connector:
      if (is_letter || c == W::numeric || c == W::katakana || c == W::extendnumlet) return to(plain, false);  // WB13a, WB13b
      break;
    case S::regional:
      if (c == W::regional_indicator) return to(S::other, false);               // WB15, WB16
      break;
    case S::letter_mid:
    case S::hebrew_quote:
      if (is_letter) return to(plain, false);                                   // WB7
      break;
    case S::hebrew_double:
      if (c == W::hebrew_letter) return to(plain, false);                       // WB7c
      break;
    case S::number_mid:
      if (c == W::numeric) return to(plain, false);                             // WB11
      break;
    default: break;
  }
  BreakStep step = to(plain, !(after_zwj && is_picture));                       // WB3c, WB999
  step.at_mark = in_doubt;
  return step;
}

constexpr auto make_word_automaton() {
  BreakAutomaton<2 * n_word_states, n_word_breaks> automaton;
  for (std::uint8_t s = 0; s < 2 * n_word_states; ++s) {
    const auto state = static_cast<WordState>(s % n_word_states);
    automaton.in_doubt[s] =
        state == WordState::letter_mid || state == WordState::hebrew_double || state == WordState::number_mid;
    for (std::uint8_t c = 0; c < n_word_breaks; ++c)
      automaton.steps[s][c] = word_step(state, s >= n_word_states, static_cast<WordBreak>(c));
  }
  return automaton;
}
inline constexpr auto word_automaton = make_word_automaton();

// ---- graphemes ------------------------------------------------------------------------------------------------------

enum class GraphemeState : std::uint8_t { control, cr, other, prepend, l, v, t, regional, picture, picture_zwj };
inline constexpr std::uint8_t n_grapheme_states = 10;

constexpr BreakStep grapheme_step(GraphemeState state, GraphemeBreak c) {
  using S = GraphemeState;
  using G = GraphemeBreak;
  const auto to = [](S next, bool here) { return BreakStep{static_cast<std::uint8_t>(next), here, false, false}; };

  S plain = S::other;
  if (c == G::cr) plain = S::cr;
  else if (c == G::lf || c == G::control) plain = S::control;
  else if (c == G::prepend) plain = S::prepend;
  else if (c == G::l) plain = S::l;
  else if (c == G::v || c == G::lv) plain = S::v;
  else if (c == G::t || c == G::lvt) plain = S::t;
  else if (c == G::regional_indicator) plain = S::regional;
  else if (c == G::pictographic) plain = S::picture;

  if (state == S::cr && c == G::lf) return to(plain, false);                                       // GB3
  if (state == S::cr || state == S::control) return to(plain, true);                               // GB4
  if (c == G::cr || c == G::lf || c == G::control) return to(plain, true);                         // GB5
  if (c == G::extend) return to(state == S::picture ? S::picture : S::other, false);               // GB9
  if (c == G::zwj) return to(state == S::picture ? S::picture_zwj : S::other, false);              // GB9
  if (c == G::spacingmark) return to(S::other, false);                                             // GB9a
  if (state == S::prepend) return to(plain, false);                                                // GB9b
  if (state == S::l && (c == G::l || c == G::v || c == G::lv || c == G::lvt)) return to(plain, false);  // GB6
  if (state == S::v && (c == G::v || c == G::t)) return to(plain, false);                          // GB7
  if (state == S::t && c == G::t) return to(plain, false);                                         // GB8
  if (state == S::picture_zwj && c == G::pictographic) return to(plain, false);                    // GB11
  if (state == S::regional && c == G::regional_indicator) return to(S::other, false);              // GB12, GB13
  return to(plain, true);                                                                          // GB999
}

constexpr auto make_grapheme_automaton() {
  BreakAutomaton<n_grapheme_states, n_grapheme_breaks> automaton;
  for (std::uint8_t s = 0; s < n_grapheme_states; ++s)
    for (std::uint8_t c = 0; c < n_grapheme_breaks; ++c)
      automaton.steps[s][c] = grapheme_step(static_cast<GraphemeState>(s), static_cast<GraphemeBreak>(c));
  return automaton;
}
inline constexpr auto grapheme_automaton = make_grapheme_automaton();

// ---- sentences ------------------------------------------------------------------------------------------------------

// `full_stop` is an ATerm, `full_stop_cased` one right after a cased letter (SB7), `stop` an STerm; then come Close* and Sp*.
// `doubt`: after ATerm Close* Sp* and something that is no letter, SB8 waits for a lower-case letter.
enum class SentenceState : std::uint8_t {
  separator, cr, other, cased, full_stop, full_stop_cased, full_stop_close, full_stop_space, stop, stop_close, stop_space, doubt,
};
inline constexpr std::uint8_t n_sentence_states = 12;

constexpr BreakStep sentence_step(SentenceState state, SentenceBreak c) {
  using S = SentenceState;
  using B = SentenceBreak;
  const auto to = [](S next, bool here) { return BreakStep{static_cast<std::uint8_t>(next), here, false, false}; };
  const bool is_separator = c == B::cr || c == B::lf || c == B::sep;

  S plain = S::other;
  if (c == B::cr) plain = S::cr;
  else if (is_separator) plain = S::separator;
  else if (c == B::lower || c == B::upper) plain = S::cased;
  else if (c == B::aterm) plain = state == S::cased ? S::full_stop_cased : S::full_stop;
  else if (c == B::sterm) plain = S::stop;

  if (state == S::cr && c == B::lf) return to(S::separator, false);                        // SB3
  if (state == S::cr || state == S::separator) return to(plain, true);                     // SB4
  if (c == B::extend || c == B::format) return to(state, false);                           // SB5

  if (state == S::doubt) {                                                                 // SB8
    if (c == B::lower) return to(plain, false);
    BreakStep step = to(S::doubt, false);
    if (c == B::oletter || c == B::upper || is_separator || c == B::aterm || c == B::sterm) {
      step = to(plain, false);
      step.at_mark = true;
    }
    return step;
  }

  const bool right_after_stop = state == S::full_stop || state == S::full_stop_cased;
  const bool after_full_stop = right_after_stop || state == S::full_stop_close || state == S::full_stop_space;
  const bool after_stop = state == S::stop || state == S::stop_close || state == S::stop_space;
  if (after_full_stop || after_stop) {
    if (right_after_stop && c == B::numeric) return to(plain, false);                      // SB6
    if (state == S::full_stop_cased && c == B::upper) return to(plain, false);             // SB7
    if (after_full_stop && c == B::lower) return to(plain, false);                         // SB8
    if (c == B::scontinue || c == B::aterm || c == B::sterm) return to(plain, false);      // SB8a
    if (c == B::close && state != S::full_stop_space && state != S::stop_space)            // SB9
      return to(after_full_stop ? S::full_stop_close : S::stop_close, false);
    if (c == B::sp) return to(after_full_stop ? S::full_stop_space : S::stop_space, false);  // SB9, SB10
    if (is_separator) return to(plain, false);                                             // SB9, SB10
    if (after_full_stop && c != B::oletter && c != B::upper)                               // SB8 looks ahead
      return {static_cast<std::uint8_t>(S::doubt), false, false, true};
    return to(plain, true);                                                                // SB11
  }
  return to(plain, false);                                                                 // SB998
}

constexpr auto make_sentence_automaton() {
  BreakAutomaton<n_sentence_states, n_sentence_breaks> automaton;
  for (std::uint8_t s = 0; s < n_sentence_states; ++s) {
    automaton.in_doubt[s] = static_cast<SentenceState>(s) == SentenceState::doubt;
    for (std::uint8_t c = 0; c < n_sentence_breaks; ++c)
      automaton.steps[s][c] = sentence_step(static_cast<SentenceState>(s), static_cast<SentenceBreak>(c));
  }
  return automaton;
}
inline constexpr auto sentence_automaton = make_sentence_automaton();

}  // namespace attune::detail
