/// One contact between a customer and who answers: what goes in, and the evidence that comes out.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <attune/cues.hpp>
#include <attune/emotion.hpp>
#include <attune/empathy.hpp>
#include <attune/role.hpp>

namespace attune {

/// One message.
struct Utterance {
  Role role = Role::unknown;
  std::string text;
  std::optional<double> time = {};  ///< seconds, from any origin that the conversation shares
  std::string agent = {};           ///< who answered, when known
};

/// A conversation as it was recorded (transcript.hpp reads them).
struct Transcript {
  std::string id;
  std::vector<Utterance> turns;
  std::string customer = {};
  std::string team = {};
};

/// A piece of evidence in one turn of a conversation.
struct Reason {
  std::uint32_t turn = 0;   ///< index in `Conversation::turns`
  std::uint32_t start = 0;  ///< byte offset of that turn's text
  std::uint32_t end = 0;
  std::string reason;       ///< "repeat_contact", "anger", "crisis", "high_stress_at_end", "error", ...
};

/// What one message holds. Emotions, cues and stress are a customer's; spans an agent's; a message of unknown role has
/// cues and, at half their score, spans.
struct Reading {
  Role role = Role::unknown;
  std::array<float, 11> emotions{};              ///< of `View::support`, in column order; all 0 unless `has_emotions`
  bool has_emotions = false;
  std::vector<std::string_view> labels;          ///< which of them it says, most probable first: see `SupportClassifier::say`
  float stress = 0;                              ///< 0..1
  std::uint8_t stress_level = 0;                 ///< 0 calm, 1 tense, 2 high-stress
  bool high_stress = false;                      ///< stress_level == 2
  std::vector<Cue> cues;
  std::vector<Phrase> spans;
  bool needs_human = false;                      ///< crisis, life event, or an internal error
  std::vector<Evidence> why;                     ///< of high_stress and needs_human
  std::shared_ptr<const void> owner = {};        ///< keeps alive what the sources point to

  /// One JSON object; offsets are code points of `text`, the message that was read.
  std::string to_json(std::string_view text) const;
};

enum class Shift : std::uint8_t { down, flat, up };
enum class Balance : std::uint8_t { none, cognitive, emotional, both };
std::string_view to_string(Shift shift);
std::string_view to_string(Balance balance);

/// The agent's first turn, after a customer's emotional one, that takes up the emotion or its cause specifically: with a reflect_feeling, validate,
/// restate, understand, share_feeling, sympathy or apology of score 0.5 or more. A scripted apology does not count.
/// Emotional is a customer's turn that is tense, says anger, frustration, disappointment, anxiety or sadness, or holds one of the cues repeat_contact,
/// waiting, life_event, crisis, churn, escalation and deadline.
struct Acknowledgement {
  std::uint32_t cue_turn = 0;  ///< the first emotional turn: how long the customer has waited to be heard
  std::uint32_t reply_turn = 0;
  std::optional<double> seconds = {};  ///< null without times, or with times that run backwards
};

/// Spans in the turns of role `agent`: a bot's say nothing about a person. Those less sure than 0.5 ("I'm here to help") are left out.
struct EmpathySummary {
  std::uint32_t cognitive = 0;  ///< spans of each kind
  std::uint32_t emotional = 0;
  std::uint32_t action = 0;
  std::uint32_t detracting = 0;
  Balance balance = Balance::none;   ///< which of cognitive and emotional the agent's turns hold at all
  std::uint32_t formulaic = 0;       ///< scripted spans
  bool followed_by_action = false;   ///< an ownership or remedy in or after the first turn with empathy
};

/// SHA-256 of the models that were used, in hex.
struct ModelHashes {
  std::string_view emotions;
  std::string_view phrases;
  std::string_view cues;
  std::string_view support;  ///< empty without one
};

/// What `Analyzer::analyze` found. The turns are those that went in, one for one.
struct Conversation {
  std::string id;
  std::vector<Reading> turns;
  bool first_turn_high_stress = false;       ///< of the customer's first turn, judged alone
  std::vector<Reason> first_turn_why;
  float stress_begin = 0;                    ///< of the first and the last customer turn
  float stress_end = 0;
  Shift shift = Shift::flat;                 ///< stress_level at begin against end: high to high is flat
  std::optional<Acknowledgement> acknowledged;
  EmpathySummary empathy;
  bool needs_human = false;                  ///< the state at the end, or safety at any point
  std::vector<Reason> needs_human_why;       ///< crisis, life_event; high_stress_at_end; escalation that nobody acted on; error
  ModelHashes model;
  std::shared_ptr<const void> owner = {};    ///< keeps alive what `model` and the turns point to

  /// One line of JSON, "schema": 1; offsets are code points of the transcript's texts.
  /// Errors: `std::invalid_argument` when `transcript` has another number of turns.
  std::string to_json(const Transcript& transcript) const;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/conversation-inl.hpp>
#endif
