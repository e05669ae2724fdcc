// What the summary of a conversation and those who show it mean by "counted" and "emotional".
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include <attune/conversation.hpp>

namespace attune::detail {

/// Spans less sure than this are shown, but they neither count nor answer a customer.
inline constexpr float counted_score = 0.5f;

inline bool counts(const Phrase& phrase) { return phrase.score >= counted_score; }

inline bool has_cue(const Reading& reading, std::initializer_list<CueKind> kinds) {
  return std::any_of(reading.cues.begin(), reading.cues.end(),
                     [&](const Cue& cue) { return std::find(kinds.begin(), kinds.end(), cue.cue) != kinds.end(); });
}

inline bool says(const Reading& reading, std::initializer_list<std::string_view> labels) {
  return std::any_of(reading.labels.begin(), reading.labels.end(),
                     [&](std::string_view label) { return std::find(labels.begin(), labels.end(), label) != labels.end(); });
}

/// A customer's message with an emotion that a reply could take up: see `Acknowledgement`.
inline bool is_emotional(const Reading& reading) {
  return reading.role == Role::customer &&
         (reading.stress_level >= 1 || says(reading, {"anger", "frustration", "disappointment", "anxiety", "sadness"}) ||
          has_cue(reading, {CueKind::repeat_contact, CueKind::waiting, CueKind::life_event, CueKind::crisis, CueKind::churn,
                            CueKind::escalation, CueKind::deadline}));
}

}  // namespace attune::detail
