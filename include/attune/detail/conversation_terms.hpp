// What the summary of a conversation and those who show it mean by "counted", "emotional", "acknowledges" and the like.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include <attune/conversation.hpp>

namespace attune::detail {

/// Spans less sure than this are shown, but they neither count nor answer a customer.
inline constexpr float counted_score = 0.5f;

inline bool counts(const Phrase& phrase) { return phrase.score >= counted_score; }

template <class Wanted>
bool any_counted(const Reading& reading, Wanted wanted) {
  return reading.role == Role::agent &&
         std::any_of(reading.spans.begin(), reading.spans.end(), [&](const Phrase& phrase) { return counts(phrase) && wanted(phrase); });
}

/// Takes up the emotion or its cause.
inline bool acknowledges(const Phrase& phrase) {
  switch (phrase.tag) {
    case Tag::reflect_feeling: case Tag::validate: case Tag::restate: case Tag::understand:
    case Tag::share_feeling: case Tag::sympathy: case Tag::apology: return true;
    default: return false;
  }
}

inline bool shows_empathy(const Phrase& phrase) { return phrase.kind == Kind::cognitive || phrase.kind == Kind::emotional; }
inline bool offers_action(const Phrase& phrase) { return phrase.kind == Kind::action; }

/// Of a message that needs a person whatever else it says.
inline bool is_safety_reason(const Evidence& why) { return why.reason == "crisis" || why.reason == "life_event" || why.reason == "error"; }
inline bool has_safety_reason(const Reading& reading) {
  return reading.needs_human && std::any_of(reading.why.begin(), reading.why.end(), is_safety_reason);
}

/// The first cue of that kind; null when there is none.
inline const Cue* find_cue(const Reading& reading, CueKind kind) {
  const auto found = std::find_if(reading.cues.begin(), reading.cues.end(), [&](const Cue& cue) { return cue.cue == kind; });
  return found == reading.cues.end() ? nullptr : &*found;
}

inline bool has_cue(const Reading& reading, std::initializer_list<CueKind> kinds) {
  return std::any_of(reading.cues.begin(), reading.cues.end(),
                     [&](const Cue& cue) { return std::find(kinds.begin(), kinds.end(), cue.cue) != kinds.end(); });
}

inline bool says(const Reading& reading, std::initializer_list<std::string_view> labels) {
  return std::any_of(reading.labels.begin(), reading.labels.end(),
                     [&](std::string_view label) { return std::find(labels.begin(), labels.end(), label) != labels.end(); });
}

/// Calm, and pleased: what was asked for before needs nobody any more.
inline bool is_content(const Reading& reading) {
  return reading.stress_level == 0 && says(reading, {"gratitude", "satisfaction", "relief"});
}

/// A customer's message with an emotion that a reply could take up: see `Acknowledgement`.
inline bool is_emotional(const Reading& reading) {
  return reading.role == Role::customer &&
         (reading.stress_level >= 1 || says(reading, {"anger", "frustration", "disappointment", "anxiety", "sadness"}) ||
          has_cue(reading, {CueKind::repeat_contact, CueKind::waiting, CueKind::life_event, CueKind::crisis, CueKind::churn,
                            CueKind::escalation, CueKind::deadline}));
}

}  // namespace attune::detail
