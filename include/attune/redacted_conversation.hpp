/// A conversation and its evidence as they may leave the house: texts redacted, offsets moved along.
#pragma once

#include <attune/conversation.hpp>
#include <attune/redact.hpp>

namespace attune {

struct ConversationRedactOptions {
  RedactOptions kinds = {};
  bool safety = false;  ///< keep what names a crisis or life event: cues and reasons; `needs_human` is kept in any case
};

struct RedactedConversation {
  Transcript transcript;
  Conversation conversation;
};

/// `conversation`, found in `transcript`, about the redacted transcript: texts, id, customer, team and agents are redacted, and every
/// span lies where its words now are; a span that cuts what was replaced covers all of the placeholder.
///
/// What was found stays: scores are those of the words as they were written.
/// Errors: `std::invalid_argument` when the two have not the same number of turns. Cost: linear in bytes and spans.
RedactedConversation redact(Transcript transcript, Conversation conversation, const ConversationRedactOptions& options = {});

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/redacted_conversation-inl.hpp>
#endif
