// A conversation from the readings of its messages: stress at both ends, the acknowledgement, the balance, and whether a person is needed.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/analyzer.hpp>
#include <attune/detail/conversation_state.hpp>
#include <attune/detail/conversation_terms.hpp>
#include <attune/detail/customer_context.hpp>
#include <attune/detail/read_message.hpp>

namespace attune::detail {

/// Each message read in its context.
inline std::vector<Read> read_messages(const Analyzer& analyzer, std::span<const Utterance> said, const std::shared_ptr<const void>& owner) {
  std::vector<Read> reads;
  reads.reserve(said.size());
  CustomerContext context;
  for (const Utterance& utterance : said) {
    reads.push_back(read_message(analyzer, utterance.text, utterance.role, context.text(), owner));
    context.add(utterance.role, utterance.text);
  }
  return reads;
}

/// What the readings of a conversation's messages come to.
class ConversationJudge {
 public:
  ConversationJudge(std::span<const Utterance> said, std::vector<Read> reads) : said_(said) {
    for (Read& read : reads) {
      c_.turns.push_back(std::move(read.reading));
      n_stress_why_.push_back(read.n_stress_why);
    }
  }

  Conversation judge() {
    for (Index i = 0; i < c_.turns.size(); ++i) {
      state_.add(c_.turns[i], static_cast<Index>(said_[i].text.size()), said_[i].time);
      collect_reasons(i);
    }
    c_.first_turn_high_stress = state_.first_turn_high_stress();
    c_.stress_begin = state_.first.stress;
    c_.stress_end = state_.last.stress;
    c_.shift = state_.shift();
    c_.acknowledged = state_.acknowledged;
    c_.empathy = state_.empathy;
    c_.empathy.balance = state_.balance();
    c_.needs_human = state_.needs_human();
    if (state_.high_stress_at_end()) {
      const Place& words = state_.last.strongest;
      add(c_.needs_human_why, words.turn, {words.start, words.end, "high_stress_at_end"});
    }
    if (state_.has_open_escalation()) c_.needs_human_why.insert(c_.needs_human_why.end(), escalations_.begin(), escalations_.end());
    return std::move(c_);
  }

 private:
  using Index = std::uint32_t;

  /// The lists behind what the state says in short.
  void collect_reasons(Index i) {
    const Reading& turn = c_.turns[i];
    if (has_safety_reason(turn))
      for (const attune::Evidence& why : turn.why)
        if (is_safety_reason(why)) add(c_.needs_human_why, i, why);
    if (any_counted(turn, offers_action)) escalations_.clear();
    if (turn.role != Role::customer) return;
    if (state_.n_customer_turns() == 1)
      for (std::size_t w = 0; w < n_stress_why_[i]; ++w) add(c_.first_turn_why, i, turn.why[w]);
    for (const Cue& cue : turn.cues)
      if (cue.cue == CueKind::escalation) add(escalations_, i, {cue.start, cue.end, "escalation"});
  }

  static void add(std::vector<Reason>& reasons, Index turn, const attune::Evidence& why) {
    reasons.push_back({turn, why.start, why.end, std::string(why.reason)});
  }

  std::span<const Utterance> said_;
  Conversation c_;
  ConversationState state_;
  std::vector<std::size_t> n_stress_why_;  // of each turn: its first so many reasons speak of stress
  std::vector<Reason> escalations_;        // that no agent has acted on
};

/// What is left to say when even the pieces could not be put together.
inline Conversation failed_conversation(std::span<const Utterance> said) {
  Conversation c;
  c.turns.resize(said.size());
  for (std::size_t i = 0; i < said.size(); ++i) c.turns[i].role = said[i].role;
  c.needs_human = true;
  if (!said.empty()) c.needs_human_why.push_back({0, 0, 0, "error"});
  return c;
}

inline Conversation read_conversation(const Analyzer& analyzer, std::span<const Utterance> said) {
  for (const Utterance& utterance : said) require_indexable(utterance.text);
  try {
    const std::shared_ptr<const void> owner = share(analyzer);
    Conversation c = ConversationJudge(said, read_messages(analyzer, said, owner)).judge();
    if (owner) c.model = {analyzer.emotions().hash(), analyzer.phrases().hash(), analyzer.cues().hash(), {}};
    if (owner && analyzer.support()) c.model.support = analyzer.support()->hash();
    c.owner = owner;
    return c;
  } catch (...) {
    return failed_conversation(said);
  }
}

}  // namespace attune::detail
