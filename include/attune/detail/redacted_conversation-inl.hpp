#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/redacted_conversation.hpp>
#include <attune/safety.hpp>

namespace attune {

namespace detail {

template <class Spans>
void move_spans(Spans& spans, const Redaction& redacted) {
  for (auto& span : spans) {
    const Span moved = redacted.to_redacted({span.start, span.end});
    span.start = moved.start;
    span.end = moved.end;
  }
}

inline void move_reasons(std::vector<Reason>& reasons, const std::vector<Redaction>& turns) {
  for (Reason& reason : reasons) {
    const Span moved = turns.at(reason.turn).to_redacted({reason.start, reason.end});
    reason.start = moved.start;
    reason.end = moved.end;
  }
}

inline void leave_out_safety(Conversation& conversation) {
  const auto names_safety = [](const auto& why) { return why.reason == to_string(SafetyKind::crisis) || why.reason == to_string(SafetyKind::life_event); };
  for (Reading& turn : conversation.turns) {
    std::erase_if(turn.cues, [](const Cue& cue) { return cue.cue == CueKind::crisis || cue.cue == CueKind::life_event; });
    std::erase_if(turn.why, names_safety);
  }
  std::erase_if(conversation.first_turn_why, names_safety);
  std::erase_if(conversation.needs_human_why, names_safety);
}

}  // namespace detail

ATTUNE_INLINE RedactedConversation redact(Transcript transcript, Conversation conversation, const ConversationRedactOptions& options) {
  if (transcript.turns.size() != conversation.turns.size())
    throw std::invalid_argument("a transcript of " + std::to_string(transcript.turns.size()) + " turns, but " + std::to_string(conversation.turns.size()) + " were read");
  const auto replace = [&](std::string& text) { text = redact(text, options.kinds).text; };
  for (std::string* const name : {&transcript.id, &transcript.customer, &transcript.team, &conversation.id}) replace(*name);
  std::vector<Redaction> texts;
  for (std::size_t i = 0; i < transcript.turns.size(); ++i) {
    Utterance& said = transcript.turns[i];
    Reading& reading = conversation.turns[i];
    texts.push_back(redact(said.text, options.kinds));
    said.text = texts.back().text;
    replace(said.agent);
    detail::move_spans(reading.cues, texts.back());
    detail::move_spans(reading.spans, texts.back());
    detail::move_spans(reading.why, texts.back());
  }
  detail::move_reasons(conversation.first_turn_why, texts);
  detail::move_reasons(conversation.needs_human_why, texts);
  if (!options.safety) detail::leave_out_safety(conversation);
  return {std::move(transcript), std::move(conversation)};
}

}  // namespace attune
