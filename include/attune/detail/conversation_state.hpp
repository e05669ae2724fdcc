// What is known of a conversation after some of its turns: all that its summary and the turns to come need, in a fixed size.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <attune/conversation.hpp>
#include <attune/detail/conversation_terms.hpp>

namespace attune::detail {

/// A place in one turn's text.
struct Place {
  std::uint32_t turn = 0;
  std::uint32_t start = 0;
  std::uint32_t end = 0;
};

/// What stays of a customer's turn.
struct CustomerTurn {
  float stress = 0;
  std::uint8_t level = 0;
  bool content = false;  // calm, and says so
  Place strongest;       // its first reason, else the whole of it
};

/// An emotional turn that a reply could take up.
struct EmotionalTurn {
  Place place;
  std::optional<double> time;
};

/// A cue that customers repeat.
struct CueTrace {
  std::uint32_t n_turns = 0;
  Place last;
};

class ConversationState {
 public:
  /// The next turn; `size` is that of its text, in the unit of the reading's offsets.
  void add(const Reading& turn, std::uint32_t size, std::optional<double> time) {
    const std::uint32_t index = n_turns++;
    if (has_safety_reason(turn)) needs_safety = true;
    if (turn.role == Role::customer) add_customer(turn, {index, 0, size});
    if (!emotional && is_emotional(turn)) emotional = EmotionalTurn{last.strongest, time};
    if (turn.role == Role::agent) add_reply(turn, index, time);
    if (time) last_time = time;
  }

  std::uint32_t n_customer_turns() const { return n_by_level[0] + n_by_level[1] + n_by_level[2]; }
  Shift shift() const { return last.level < first.level ? Shift::down : last.level > first.level ? Shift::up : Shift::flat; }
  bool first_turn_high_stress() const { return first.level == 2; }
  bool high_stress_at_end() const { return last.level == 2; }
  /// The first escalation that no agent has acted on, unless the customer is content without.
  bool has_open_escalation() const { return escalation && !last.content; }
  bool needs_human() const { return needs_safety || high_stress_at_end() || has_open_escalation(); }
  bool awaits_acknowledgement() const { return emotional && !acknowledged; }

  /// From the first emotional turn to `time`; none without times, or with times that run backwards.
  std::optional<double> seconds_since_emotion(std::optional<double> time) const {
    if (!emotional || !emotional->time || !time) return std::nullopt;
    const double seconds = *time - *emotional->time;
    if (!(seconds >= 0 && seconds < 1e15)) return std::nullopt;
    return seconds;
  }

  Balance balance() const {
    if (empathy.cognitive > 0) return empathy.emotional > 0 ? Balance::both : Balance::cognitive;
    return empathy.emotional > 0 ? Balance::emotional : Balance::none;
  }

  // Data, public because monitor.hpp saves and shows it; only `add` changes it.
  std::uint32_t n_turns = 0;
  std::array<std::uint32_t, 3> n_by_level{};  // customer's turns
  CustomerTurn first, last;
  CueTrace repeat_contact, waiting;
  std::optional<EmotionalTurn> emotional;     // the first
  std::uint32_t n_replies = 0;                // of agents since then, up to the one that took it up
  std::optional<Acknowledgement> acknowledged;
  EmpathySummary empathy;                     // but for its balance
  bool has_empathy = false;
  std::optional<Place> escalation;
  bool needs_safety = false;                  // a crisis, life event or error in any turn
  std::optional<double> last_time;

 private:
  void add_customer(const Reading& turn, Place whole) {
    last = {turn.stress, turn.stress_level, is_content(turn), whole};
    if (!turn.why.empty()) last.strongest = {whole.turn, turn.why.front().start, turn.why.front().end};
    if (n_customer_turns() == 0) first = last;
    ++n_by_level[std::min<std::size_t>(turn.stress_level, n_by_level.size() - 1)];
    trace(turn, CueKind::repeat_contact, whole.turn, repeat_contact);
    trace(turn, CueKind::waiting, whole.turn, waiting);
    if (escalation) return;
    if (const Cue* cue = find_cue(turn, CueKind::escalation)) escalation = Place{whole.turn, cue->start, cue->end};
  }

  static void trace(const Reading& turn, CueKind kind, std::uint32_t index, CueTrace& out) {
    const Cue* cue = find_cue(turn, kind);
    if (cue == nullptr) return;
    ++out.n_turns;
    out.last = {index, cue->start, cue->end};
  }

  void add_reply(const Reading& turn, std::uint32_t index, std::optional<double> time) {
    if (awaits_acknowledgement()) {
      ++n_replies;
      if (any_counted(turn, acknowledges)) acknowledged = Acknowledgement{emotional->place.turn, index, seconds_since_emotion(time)};
    }
    for (const Phrase& phrase : turn.spans)
      if (counts(phrase)) count(phrase);
    const bool acts = any_counted(turn, offers_action);
    has_empathy = has_empathy || any_counted(turn, shows_empathy);
    if (has_empathy && acts) empathy.followed_by_action = true;
    if (acts) escalation.reset();
  }

  void count(const Phrase& phrase) {
    switch (phrase.kind) {
      case Kind::cognitive: ++empathy.cognitive; break;
      case Kind::emotional: ++empathy.emotional; break;
      case Kind::action: ++empathy.action; break;
      case Kind::detracting: ++empathy.detracting; break;
    }
    if (phrase.tag == Tag::scripted) ++empathy.formulaic;
  }
};

}  // namespace attune::detail
