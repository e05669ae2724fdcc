// A conversation from the readings of its messages: stress at both ends, the acknowledgement, the balance, and whether a person is needed.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/analyzer.hpp>
#include <attune/detail/conversation_terms.hpp>
#include <attune/detail/read_message.hpp>

namespace attune::detail {

/// What the customer said last: the run of messages before an answer, joined by line ends and cut to its last 16 KiB so that a long conversation
/// costs no more for each answer than a short one.
class CustomerContext {
 public:
  void add(Role role, std::string_view text) {
    if (role == Role::agent || role == Role::bot) answered_ = true;
    if (role != Role::customer) return;
    if (answered_) text_.clear();
    answered_ = false;
    if (!text_.empty()) text_ += '\n';
    text_ += text.substr(text.size() > longest ? text.size() - longest : 0);
    std::size_t cut = text_.size() > longest ? text_.size() - longest : 0;
    while (cut > 0 && cut < text_.size() && (static_cast<unsigned char>(text_[cut]) & 0xC0) == 0x80) ++cut;
    text_.erase(0, cut);
  }

  std::string_view text() const { return text_; }

 private:
  static constexpr std::size_t longest = 16 * 1024;
  std::string text_;
  bool answered_ = false;
};

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
    find_customer_ends();
    judge_stress();
    find_acknowledgement();
    sum_empathy();
    find_needs();
    return std::move(c_);
  }

 private:
  using Index = std::uint32_t;

  template <class Wanted>
  static bool any_counted(const Reading& reading, Wanted wanted) {
    return reading.role == Role::agent &&
           std::any_of(reading.spans.begin(), reading.spans.end(), [&](const Phrase& phrase) { return counts(phrase) && wanted(phrase); });
  }

  /// Takes up the emotion or its cause.
  static bool acknowledges(const Phrase& phrase) {
    switch (phrase.tag) {
      case Tag::reflect_feeling: case Tag::validate: case Tag::restate: case Tag::understand:
      case Tag::share_feeling: case Tag::sympathy: case Tag::apology: return true;
      default: return false;
    }
  }

  static bool is_empathy(const Phrase& phrase) { return phrase.kind == Kind::cognitive || phrase.kind == Kind::emotional; }
  static bool is_action(const Phrase& phrase) { return phrase.kind == Kind::action; }

  void find_customer_ends() {
    for (Index i = 0; i < c_.turns.size(); ++i) {
      if (c_.turns[i].role != Role::customer) continue;
      if (!first_) first_ = i;
      last_ = i;
    }
  }

  void judge_stress() {
    if (!first_) return;
    const Reading& first = c_.turns[*first_];
    const Reading& last = c_.turns[*last_];
    c_.first_turn_high_stress = first.high_stress;
    for (std::size_t i = 0; i < n_stress_why_[*first_]; ++i) add(c_.first_turn_why, *first_, first.why[i]);
    c_.stress_begin = first.stress;
    c_.stress_end = last.stress;
    if (last.stress_level < first.stress_level) c_.shift = Shift::down;
    if (last.stress_level > first.stress_level) c_.shift = Shift::up;
  }

  void find_acknowledgement() {
    std::optional<Index> cue;
    for (Index i = 0; i < c_.turns.size() && !c_.acknowledged; ++i) {
      if (!cue && is_emotional(c_.turns[i])) cue = i;
      else if (cue && any_counted(c_.turns[i], acknowledges)) c_.acknowledged = Acknowledgement{*cue, i, seconds_between(*cue, i)};
    }
  }

  std::optional<double> seconds_between(Index from, Index to) const {
    if (!said_[from].time || !said_[to].time) return std::nullopt;
    const double seconds = *said_[to].time - *said_[from].time;
    if (!(seconds >= 0 && seconds < 1e15)) return std::nullopt;
    return seconds;
  }

  void sum_empathy() {
    EmpathySummary& sum = c_.empathy;
    bool empathy = false;
    for (const Reading& turn : c_.turns) {
      if (turn.role != Role::agent) continue;
      for (const Phrase& phrase : turn.spans)
        if (counts(phrase)) count(phrase);
      empathy = empathy || any_counted(turn, is_empathy);
      if (empathy && any_counted(turn, is_action)) sum.followed_by_action = true;
    }
    if (sum.cognitive > 0) sum.balance = sum.emotional > 0 ? Balance::both : Balance::cognitive;
    else if (sum.emotional > 0) sum.balance = Balance::emotional;
  }

  void count(const Phrase& phrase) {
    EmpathySummary& sum = c_.empathy;
    switch (phrase.kind) {
      case Kind::cognitive: ++sum.cognitive; break;
      case Kind::emotional: ++sum.emotional; break;
      case Kind::action: ++sum.action; break;
      case Kind::detracting: ++sum.detracting; break;
    }
    if (phrase.tag == Tag::scripted) ++sum.formulaic;
  }

  void find_needs() {
    for (Index i = 0; i < c_.turns.size(); ++i) {
      const Reading& turn = c_.turns[i];
      if (!turn.needs_human) continue;
      for (const attune::Evidence& why : turn.why)
        if (why.reason == "crisis" || why.reason == "life_event" || why.reason == "error") add(c_.needs_human_why, i, why);
    }
    if (last_) find_needs_at_end(c_.turns[*last_]);
    c_.needs_human = !c_.needs_human_why.empty();
  }

  void find_needs_at_end(const Reading& last) {
    if (last.high_stress) {
      const attune::Evidence whole{0, static_cast<Index>(said_[*last_].text.size()), {}};
      const attune::Evidence& words = last.why.empty() ? whole : last.why.front();
      add(c_.needs_human_why, *last_, {words.start, words.end, "high_stress_at_end"});
    }
    if (last.stress_level == 0 && says(last, {"gratitude", "satisfaction", "relief"})) return;  // content without the manager
    // An escalation is open until an agent acts for the customer.
    Index open_from = 0;
    for (Index i = 0; i < c_.turns.size(); ++i)
      if (any_counted(c_.turns[i], is_action)) open_from = i;
    for (Index i = open_from; i < c_.turns.size(); ++i) {
      if (c_.turns[i].role != Role::customer) continue;
      for (const Cue& cue : c_.turns[i].cues)
        if (cue.cue == CueKind::escalation) add(c_.needs_human_why, i, {cue.start, cue.end, "escalation"});
    }
  }

  static void add(std::vector<Reason>& reasons, Index turn, const attune::Evidence& why) {
    reasons.push_back({turn, why.start, why.end, std::string(why.reason)});
  }

  std::span<const Utterance> said_;
  Conversation c_;
  std::vector<std::size_t> n_stress_why_;  // of each turn: its first so many reasons speak of stress
  std::optional<Index> first_, last_;      // customer turns
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
