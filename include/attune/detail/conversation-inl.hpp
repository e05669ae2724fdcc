#pragma once

#include <stdexcept>

#include <attune/conversation.hpp>
#include <attune/detail/evidence_json.hpp>
#include <attune/detail/json_writer.hpp>
#include <attune/detail/turn_offsets.hpp>
#include <attune/detail/views.hpp>

namespace attune {

ATTUNE_INLINE std::string_view to_string(Shift shift) {
  switch (shift) {
    case Shift::down: return "down";
    case Shift::up: return "up";
    case Shift::flat: break;
  }
  return "flat";
}

ATTUNE_INLINE std::string_view to_string(Balance balance) {
  switch (balance) {
    case Balance::cognitive: return "cognitive";
    case Balance::emotional: return "emotional";
    case Balance::both: return "both";
    case Balance::none: break;
  }
  return "none";
}

namespace detail {

inline void write_emotions(JsonWriter& json, const Reading& reading) {
  static_assert(std::tuple_size_v<decltype(Reading::emotions)> == support_labels.size());
  json.begin_object();
  if (reading.has_emotions)
    for (std::size_t i = 0; i < support_labels.size(); ++i) json.field(support_labels[i].name, reading.emotions[i]);
  json.end_object();
}

/// What a role's readings hold: emotions, stress and cues are a customer's, spans an answer's, and who is unknown may be either.
inline bool has_stress(const Reading& reading) { return reading.role == Role::customer; }
inline bool has_cues(const Reading& reading) { return reading.role == Role::customer || reading.role == Role::unknown; }
inline bool has_spans(const Reading& reading) { return reading.role != Role::customer; }

/// Names of a turn's fields in both the reading's and the conversation's JSON.
inline void write_turn(JsonWriter& json, const Reading& reading, const OffsetMap& offsets) {
  json.field("role", to_string(reading.role));
  if (has_stress(reading)) {
    json.key("emotions");
    write_emotions(json, reading);
    json.field("stress", reading.stress);
    json.field("stress_level", reading.stress_level);
  }
  if (has_spans(reading)) {
    json.key("spans");
    write_phrases(json, reading.spans, offsets);
  }
  if (has_cues(reading)) {
    json.key("cues");
    write_cues(json, reading.cues, offsets);
  }
}

inline void write_reasons(JsonWriter& json, std::span<const Reason> why, std::span<const Utterance> turns) {
  TurnOffsets offsets(turns);
  json.begin_array();
  for (const Reason& reason : why) {
    json.begin_object();
    json.field("turn", reason.turn);
    write_offsets(json, reason, offsets.of(reason.turn));
    json.field("reason", reason.reason);
    json.end_object();
  }
  json.end_array();
}

inline void write_acknowledged(JsonWriter& json, const std::optional<Acknowledgement>& acknowledged) {
  if (!acknowledged) return json.value(nullptr);
  json.begin_object();
  json.field("cue_turn", acknowledged->cue_turn);
  json.field("reply_turn", acknowledged->reply_turn);
  json.key("seconds");
  if (acknowledged->seconds) json.value(*acknowledged->seconds);
  else json.value(nullptr);
  json.end_object();
}

inline void write_empathy(JsonWriter& json, const EmpathySummary& empathy) {
  json.begin_object();
  json.field("cognitive", empathy.cognitive);
  json.field("emotional", empathy.emotional);
  json.field("action", empathy.action);
  json.field("detracting", empathy.detracting);
  json.field("balance", to_string(empathy.balance));
  json.field("formulaic", empathy.formulaic);
  json.field("followed_by_action", empathy.followed_by_action);
  json.end_object();
}

inline void write_model(JsonWriter& json, const ModelHashes& model) {
  json.begin_object();
  json.field("emotions", model.emotions);
  json.field("phrases", model.phrases);
  json.field("cues", model.cues);
  if (!model.support.empty()) json.field("support", model.support);
  json.end_object();
}

}  // namespace detail

ATTUNE_INLINE std::string Reading::to_json(std::string_view text) const {
  const OffsetMap offsets(text);
  detail::JsonWriter json;
  json.begin_object();
  detail::write_turn(json, *this, offsets);
  if (detail::has_stress(*this)) {
    json.key("labels");
    json.begin_array();
    for (const std::string_view label : labels) json.value(label);
    json.end_array();
    json.field("high_stress", high_stress);
  }
  json.field("needs_human", needs_human);
  json.key("why");
  detail::write_evidence(json, why, offsets);
  json.end_object();
  return json.take();
}

ATTUNE_INLINE std::string Conversation::to_json(const Transcript& transcript) const {
  const std::vector<Utterance>& said = transcript.turns;
  if (said.size() != turns.size())
    throw std::invalid_argument("a transcript of " + std::to_string(said.size()) + " turns, but " + std::to_string(turns.size()) + " were read");
  detail::JsonWriter json;
  json.begin_object();
  json.field("schema", 1);
  json.field("id", id);
  json.key("turns");
  json.begin_array();
  for (std::size_t i = 0; i < turns.size(); ++i) {
    json.begin_object();
    detail::write_turn(json, turns[i], OffsetMap(said[i].text));
    json.end_object();
  }
  json.end_array();
  json.field("first_turn_high_stress", first_turn_high_stress);
  json.key("first_turn_why");
  detail::write_reasons(json, first_turn_why, said);
  json.field("stress_begin", stress_begin);
  json.field("stress_end", stress_end);
  json.field("shift", to_string(shift));
  json.key("acknowledged");
  detail::write_acknowledged(json, acknowledged);
  json.key("empathy");
  detail::write_empathy(json, empathy);
  json.field("needs_human", needs_human);
  json.key("needs_human_why");
  detail::write_reasons(json, needs_human_why, said);
  if (!model.emotions.empty()) {
    json.key("model");
    detail::write_model(json, model);
  }
  json.end_object();
  return json.take();
}

}  // namespace attune
