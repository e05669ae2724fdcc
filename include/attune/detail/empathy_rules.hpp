// What is done with phrases that patterns found: rules that take them back, turn them into another tag or join them.
//
// How it is used: the tagger makes a `Candidate` of each match of a tag and evidence of each match of a marker, then applies `empathy_rules` in
// order; again when the clause model has added phrases. What a rule takes back keeps the rule's name: that is what `vetoes` reports.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/empathy_message.hpp>
#include <attune/detail/english.hpp>
#include <attune/tag.hpp>

namespace attune::detail {

// ---- what a rule may be about -----------------------------------------------------------------------------------------

inline bool is_feeling_with(Tag tag) { return tag == Tag::understand || tag == Tag::apology || tag == Tag::share_feeling || tag == Tag::sympathy; }
inline bool is_emotional(Tag tag) { return kind_of(tag) == Kind::emotional; }
inline bool is_action(Tag tag) { return kind_of(tag) == Kind::action; }

inline constexpr std::uint32_t look_ahead = 4;       // clauses of a sentence, the candidate's own included: keeps the rules linear
inline constexpr std::uint32_t longest_detail = 48;  // terms behind a formula

// ---- rules that take one candidate back -------------------------------------------------------------------------------
// Each asks of a standing candidate whether it has to go. Source: the guideline's table of hard cases, the row of the rule's name.

/// An exception of the pattern itself, which is most often a negator: those of the closed list except nothing ("I won't pretend to know").
inline bool is_excepted(const Message& message, const Candidate& c) {
  return c.excepted && !(is_feeling_with(c.tag) && message.has(Marker::despite, c.first, c.last));
}

/// "You wrote: 'I'm sorry we sent the wrong size'": somebody else's words, and "You wrote", which plays nothing back by itself.
/// What only begins in quoted words was cut before (`leave_quotation`); what ends in them is not the writer's.
inline bool is_quoted(const Message& message, const Candidate& c) {
  if (message.clause(c.clause).quoted || message.clause(message.clause_of_end(message.term(c.last - 1).end)).quoted) return true;
  return c.tag == Tag::restate && c.last_clause + 1 < message.clauses().size() && message.clause(c.last_clause + 1).quoted;
}

/// Only agents are tagged. Where the caller does not know who wrote, "my order" and a request say: a customer.
inline bool is_customers(const Message& message, const Candidate&) {
  if (message.role() == Role::customer) return true;
  return message.role() == Role::unknown && !message.evidence(Marker::customer_voice).empty() && !message.evidence(Marker::request).empty();
}

/// A negator in the verb group cancels feeling with somebody, but for a closed list ("couldn't be more sorry"). One in what is felt about
/// does not: "I know that you can't see it".
inline bool is_negated(const Message& message, const Candidate& c) {
  const bool can_be = is_feeling_with(c.tag) || c.tag == Tag::validate || c.tag == Tag::scripted;
  return can_be && message.has(Marker::negated, c.first, std::min(c.last, c.first + 4)) && !message.has(Marker::despite, c.first, c.last);
}

/// "I understand the courier's frustration": the feeling must be the customer's.
inline bool is_about_others(const Message& message, const Candidate& c) {
  const bool can_be = kind_of(c.tag) == Kind::cognitive || is_emotional(c.tag) || c.tag == Tag::scripted;
  return can_be && message.has(Marker::third_party, c.first, message.term_at(c.end));
}

/// "I would be happy to refund you": a service formula, nothing promised.
inline bool is_courtesy(const Message& message, const Candidate& c) {
  if (!is_action(c.tag)) return false;
  const MarkerMatch* found = message.find(Marker::courtesy, message.clause(c.clause).first, c.last);
  return found != nullptr && found->last + 3 >= c.first;
}

/// A question states nothing: "Do you understand why ...?", "Can I call you?". Tag questions leave the statement's clause alone.
inline bool is_asked(const Message& message, const Candidate& c) {
  const Clause& clause = message.clause(c.clause);
  if (!clause.question || clause.body + 1 >= clause.body_end) return false;
  const bool states = is_feeling_with(c.tag) || c.tag == Tag::ownership || c.tag == Tag::scripted || c.tag == Tag::reassure || c.tag == Tag::appreciate;
  return states && (is_question_word(message.form(clause.body)) || is_auxiliary(message.form(clause.body)));
}

/// Whether "sorry" or "understand" is shouted or stretched among words that are not, and nothing is named.
inline bool is_shouted(const Message& message, const Candidate& c) {
  if (c.tag != Tag::scripted && c.tag != Tag::sympathy) return false;
  const auto is_core = [&](std::uint32_t t) { return is_any(message.form(t).substr(0, 5), {"sorry", "under", "apolo"}); };
  bool shouts = false;
  for (std::uint32_t t = c.first; t < c.last; ++t) shouts = shouts || ((message.term(t).all_caps || message.term(t).elongated) && is_core(t));
  return shouts && !message.is_loud();
}

/// The sarcastic interjection before the candidate at its sentence's start ("oh great, ..."); null when there is none.
inline const MarkerMatch* opening_interjection(const Message& message, const Candidate& c) {
  const std::uint32_t first = message.clause(message.sentence_begin(c.clause)).first;
  const MarkerMatch* found = message.find(Marker::interjection, first, first + 2);
  return found != nullptr && found->first < c.last && found->first <= c.first ? found : nullptr;
}

/// No feeling is meant behind a positive interjection, nor in a "SORRYYYY" that names nothing.
/// One word alone ("sure, thanks for confirming") also opens plain thanks.
inline bool is_sarcastic(const Message& message, const Candidate& c) {
  if (is_shouted(message, c)) return true;
  if (!is_emotional(c.tag) && c.tag != Tag::scripted) return false;
  const MarkerMatch* found = opening_interjection(message, c);
  if (found == nullptr) return false;
  return c.tag != Tag::appreciate || found->last - found->first > 1;
}

template <bool (*must_go)(const Message&, const Candidate&)>
void take_back_if(const Message& message, Trial& trial, std::string_view rule) {
  for (Candidate& candidate : trial.open)
    if (candidate.stands() && must_go(message, candidate)) candidate.rule = rule;
}

// ---- rules about several candidates -----------------------------------------------------------------------------------

/// The order of phrases: by start, then longer first.
template <class SpanLike>
bool lies_before(const SpanLike& a, const SpanLike& b) {
  return a.start != b.start ? a.start < b.start : a.end > b.end;
}

/// Puts the candidates in order and those taken back aside; of what overlaps with the same tag only one is left, over all that they span.
inline void unite_equal(const Message& message, Trial& trial, std::string_view) {
  std::vector<Candidate>& open = trial.open;
  std::stable_sort(open.begin(), open.end(), lies_before<Candidate>);
  std::array<Candidate*, n_tags> last{};
  for (Candidate& candidate : open) {
    if (!candidate.stands()) continue;
    Candidate*& before = last[static_cast<std::size_t>(candidate.tag)];
    if (before == nullptr || candidate.start >= before->end) {
      before = &candidate;
      continue;
    }
    candidate.merged = true;
    before->end = std::max(before->end, candidate.end);
    before->last = std::max(before->last, candidate.last);
    before->last_clause = message.clause_of_end(before->end);
    if (candidate.score > before->score) before->score = candidate.score, before->source = candidate.source;
  }
  for (const Candidate& candidate : open)
    if (!candidate.rule.empty()) trial.fallen.push_back(candidate);
  std::erase_if(open, [](const Candidate& candidate) { return !candidate.stands(); });
}

/// What goes on from quoted words into the writer's own begins with the writer's.
inline void leave_quotation(const Message& message, Trial& trial, std::string_view) {
  for (Candidate& candidate : trial.open) {
    std::uint32_t own = candidate.clause;
    if (!message.clause(own).quoted) continue;
    while (own < candidate.last_clause && message.is_bare(own)) ++own;
    if (message.is_bare(own)) continue;
    candidate.clause = own;
    candidate.start = message.clause(own).start;
    candidate.first = std::max(candidate.first, message.clause(own).body);
  }
}

/// Of the first n candidates, which are in order, the first that begins at byte `start` or later.
inline std::size_t first_from(const std::vector<Candidate>& open, std::size_t n, std::uint32_t start) {
  const auto end = open.begin() + static_cast<std::ptrdiff_t>(n);
  return static_cast<std::size_t>(std::partition_point(open.begin(), end, [&](const Candidate& c) { return c.start < start; }) - open.begin());
}

/// Whether the clause goes on against the customer: set against what was said, or about "you".
inline bool turns_on_customer(const Message& message, std::uint32_t c, bool about_you) {
  if (message.opposes(c)) return true;
  const Clause& clause = message.clause(c);
  for (std::uint32_t t = clause.first; about_you && t < std::min(clause.last, clause.first + longest_detail); ++t)
    if (is_any(message.form(t), {"you", "your", "you're", "ur", "u"})) return true;
  return false;
}

/// "Sure, we are all in tears, but you lost one button": sarcasm that goes on against the customer is dismissive.
inline void turn_sarcasm(const Message& message, Trial& trial, std::string_view rule) {
  if (is_customers(message, {})) return;
  const std::size_t n = trial.open.size();
  for (const MarkerMatch& opening : message.evidence(Marker::interjection)) {
    const std::uint32_t from = message.clause_of_end(opening.start + 1), end = message.sentence_end(from);
    if (opening.first > message.clause(message.sentence_begin(from)).first + 1) continue;
    Candidate turned;
    turned.first = message.clause(end - 1).last;
    if (const MarkerMatch* regret = message.find(Marker::regret, opening.last, turned.first)) turned.first = std::max(regret->first, opening.last);
    const std::size_t next = first_from(trial.open, n, message.term(opening.last - 1).end);
    if (next < n && trial.open[next].rule == "sarcasm") turned.first = std::min(turned.first, trial.open[next].first);
    if (turned.first >= message.clause(end - 1).last) continue;
    turned.start = message.term(turned.first).start;
    turned.clause = message.clause_of_end(turned.start + 1);
    for (std::uint32_t c = turned.clause + 1; c < std::min(end, turned.clause + look_ahead); ++c) {
      if (!turns_on_customer(message, c, opening.last - opening.first > 1)) continue;
      turned.end = message.clause(c).end;
      turned.last = message.clause(c).body_end;
      turned.last_clause = c;
      turned.tag = Tag::dismissive;
      turned.score = 0.7f;
      turned.source = rule;
      trial.open.push_back(turned);
      break;
    }
  }
}

/// How far what is said in the candidate's clause goes on in its sentence: until something is set against it, or the agent acts.
inline std::uint32_t end_of_thought(const Message& message, const Candidate& candidate) {
  std::uint32_t last = candidate.last_clause;
  for (std::uint32_t c = last + 1; c < std::min(message.sentence_end(candidate.clause), candidate.last_clause + look_ahead); ++c) {
    const Clause& clause = message.clause(c);
    if (clause.body >= clause.body_end) continue;
    const std::string_view opens = message.form(clause.body);
    const bool acts = is_any(opens, {"i", "we", "let", "lets", "let's", "please", "kindly", "can", "could", "would", "may", "our"}) ||
                      opens.starts_with("i'") || opens.starts_with("we'");
    if (message.opposes(c) || acts) break;
    last = c;
  }
  return last;
}

/// "I understand your frustration: three late parcels ...", "sorry for the inconvenience of two wasted trips": with a detail of the
/// case in its sentence a formula is what it says.
inline void turn_detailed(const Message& message, Trial& trial, std::string_view rule) {
  static constexpr std::array<std::pair<Marker, Tag>, 3> turns{
      {{Marker::understanding, Tag::understand}, {Marker::regret, Tag::apology}, {Marker::thanks, Tag::appreciate}}};
  for (std::size_t i = 0, n = trial.open.size(); i < n; ++i) {
    Candidate turned = trial.open[i];
    if (turned.tag != Tag::scripted) continue;
    const auto turn = std::find_if(turns.begin(), turns.end(), [&](const auto& t) { return message.has(t.first, turned.first, turned.last); });
    if (turn == turns.end()) continue;
    const std::uint32_t last_clause = end_of_thought(message, turned);
    const Clause& clause = message.clause(last_clause);
    const std::uint32_t behind = std::min(clause.last, turned.last + longest_detail);
    if (!message.has(Marker::detail, turned.last, behind) && !message.takes_up_context(turned.last, behind)) continue;
    trial.open[i].rule = rule;
    turned.tag = turn->second;
    turned.end = std::max(turned.end, clause.end);
    turned.last_clause = last_clause;
    turned.source = rule;
    trial.open.push_back(turned);
  }
  unite_equal(message, trial, rule);
}

/// "I'm sorry, but our policy doesn't allow that": regret, then a refusal set against it, is one `policy_shield`.
inline void turn_apology_but(const Message& message, Trial& trial, std::string_view rule) {
  if (is_customers(message, {})) return;
  std::vector<Candidate>& open = trial.open;
  const std::size_t n = open.size();
  for (const MarkerMatch& regret : message.evidence(Marker::regret)) {
    const std::uint32_t from = message.clause_of_end(regret.start + 1), end = std::min(message.sentence_end(from), from + look_ahead);
    std::uint32_t to = from + 1;
    while (to < end && !message.opposes(to)) ++to;
    while (to < end && !message.has_in_clause(Marker::refusal, to)) ++to;
    if (to >= end) continue;
    for (std::size_t i = first_from(open, n, message.clause(from).start); i < n && open[i].clause < to; ++i)
      if (is_emotional(open[i].tag) || open[i].tag == Tag::scripted) open[i].rule = rule;
    open.push_back({.start = regret.start, .end = message.clause(to).end, .first = regret.first, .last = message.clause(to).body_end,
                    .clause = from, .last_clause = to, .tag = Tag::policy_shield, .score = 0.8f, .source = rule});
  }
  unite_equal(message, trial, rule);
}

/// A refusal with a way on is none: a remedy, a transfer or a workable next step in the same message.
inline void take_back_with_way_on(const Message& message, Trial& trial, std::string_view rule) {
  std::uint32_t last_ownership = 0;
  bool remedied = false;
  for (const Candidate& candidate : trial.open) {
    if (candidate.tag == Tag::ownership) last_ownership = std::max(last_ownership, candidate.start);
    remedied = remedied || candidate.tag == Tag::remedy;
  }
  const std::vector<MarkerMatch>& ways = message.evidence(Marker::way_on);
  for (Candidate& candidate : trial.open) {
    if (candidate.tag != Tag::policy_shield) continue;
    const bool leads_on = !ways.empty() && (ways.front().start < candidate.start || ways.back().start >= candidate.end);
    if (remedied || leads_on || last_ownership >= candidate.end) candidate.rule = rule;
  }
  unite_equal(message, trial, rule);
}

/// Which tag gives way when two compete for one clause. Source: the guideline, "Precedence".
inline bool gives_way(Tag loser, Tag winner) {
  switch (winner) {
    case Tag::policy_shield: return is_emotional(loser) || loser == Tag::scripted || is_action(loser);
    case Tag::dismissive: return is_emotional(loser) || kind_of(loser) == Kind::cognitive || loser == Tag::scripted;
    case Tag::blaming: return kind_of(loser) == Kind::cognitive || loser == Tag::dismissive || loser == Tag::apology;
    case Tag::defensive: return is_emotional(loser) || loser == Tag::blaming || loser == Tag::restate;
    case Tag::understand:
      return loser == Tag::scripted || loser == Tag::validate || loser == Tag::reflect_feeling || loser == Tag::appreciate;
    case Tag::validate: return loser == Tag::scripted || loser == Tag::reflect_feeling || loser == Tag::sympathy;
    case Tag::apology: return loser == Tag::sympathy || loser == Tag::scripted;
    case Tag::appreciate: return loser == Tag::scripted || loser == Tag::understand;
    case Tag::share_feeling:
      return loser == Tag::sympathy || loser == Tag::reflect_feeling || loser == Tag::validate || loser == Tag::scripted;
    case Tag::reassure: return loser == Tag::scripted;
    case Tag::ownership: return loser == Tag::restate;
    case Tag::remedy: return loser == Tag::ownership || loser == Tag::restate;
    default: return false;
  }
}

/// Whether of two competing candidates the first gives way: to a stronger tag; where no tag is stronger, between two that detract and between
/// `understand` and `restate`, to the surer one.
inline bool gives_way(const Candidate& loser, const Candidate& winner) {
  if (gives_way(loser.tag, winner.tag)) return true;
  if (gives_way(winner.tag, loser.tag) || loser.score >= winner.score) return false;
  const auto grasps = [](Tag tag) { return tag == Tag::understand || tag == Tag::restate; };
  return (kind_of(loser.tag) == Kind::detracting && kind_of(winner.tag) == Kind::detracting) || (grasps(loser.tag) && grasps(winner.tag));
}

/// Of two candidates for the same words one stays. They compete when the shorter lies for the larger part in the longer, in one clause.
inline void settle_precedence(const Message& message, Trial& trial, std::string_view rule) {
  std::vector<Candidate>& open = trial.open;
  for (std::size_t i = 0; i < open.size(); ++i) {
    for (std::size_t j = i + 1; j < open.size() && open[j].start < open[i].end; ++j) {
      Candidate &a = open[i], &b = open[j];
      if (!a.stands() || !b.stands() || a.tag == b.tag || b.clause > a.last_clause) continue;
      const std::uint32_t shared = std::min(a.end, b.end) - b.start;
      if (2 * std::size_t{shared} < std::min(a.end - a.start, b.end - b.start)) continue;
      if (gives_way(b, a)) b.rule = rule;
      else if (gives_way(a, b)) a.rule = rule;
    }
  }
  unite_equal(message, trial, rule);
}

/// Neighbouring clauses of one sentence that share one act are one span.
inline void join_neighbours(const Message& message, Trial& trial, std::string_view rule) {
  std::array<Candidate*, n_tags> before{};
  for (Candidate& candidate : trial.open) {
    Candidate*& left = before[static_cast<std::size_t>(candidate.tag)];
    const Clause& clause = message.clause(candidate.clause);
    std::uint32_t between = candidate.clause;
    while (between > message.sentence_begin(candidate.clause) && between + look_ahead > candidate.clause && message.is_bare(between - 1)) --between;
    const bool adjoins = left != nullptr && between == left->last_clause + 1 && clause.joined && candidate.start <= clause.start;
    if (!adjoins) {
      left = &candidate;
      continue;
    }
    candidate.merged = true;
    left->end = candidate.end;
    left->last_clause = candidate.last_clause;
    left->score = std::max(left->score, candidate.score);
  }
  unite_equal(message, trial, rule);
}

/// Whether a clause in which nothing was found goes on with the act before it: "I've approved it, so you can order today". Behind a comma
/// only what holds against the customer does, for an aside to the name is cut off there too.
inline bool goes_on(const Message& message, const Candidate& candidate, std::uint32_t c) {
  const Clause& clause = message.clause(c);
  if (!clause.joined || (clause.question && candidate.tag != Tag::explore) || clause.quoted || clause.body_end < clause.body + 3) return false;
  const std::string_view opens = message.form(clause.first);
  if (opens == "and" || opens == "so" || (opens == "or" && candidate.tag == Tag::explore)) return true;
  const bool behind_comma = message.form(clause.first - 1) == "," && clause.first == clause.body;
  return behind_comma && (candidate.tag == Tag::policy_shield || candidate.tag == Tag::defensive || candidate.tag == Tag::dismissive);
}

/// The act of a clause takes in what only goes on with it. Source: the guideline, "coordinated clauses that share one act are one span".
inline void take_in_rest(const Message& message, Trial& trial, std::string_view rule) {
  for (std::size_t i = 0; i < trial.open.size(); ++i) {
    Candidate& candidate = trial.open[i];
    if (candidate.tag == Tag::scripted || candidate.end < message.clause(candidate.last_clause).end) continue;
    std::size_t j = i + 1;
    while (j < trial.open.size() && j < i + look_ahead && trial.open[j].clause <= candidate.last_clause) ++j;
    const std::uint32_t next = j < trial.open.size() ? trial.open[j].clause : static_cast<std::uint32_t>(message.clauses().size());
    const std::uint32_t end = std::min({message.sentence_end(candidate.clause), next, candidate.last_clause + look_ahead});
    for (std::uint32_t c = candidate.last_clause + 1; c < end && goes_on(message, candidate, c); ++c) {
      candidate.last_clause = c;
      candidate.end = message.clause(c).end;
    }
  }
  unite_equal(message, trial, rule);
}

struct EmpathyRule {
  std::string_view name;
  void (*apply)(const Message&, Trial&, std::string_view rule);
};

/// In the order in which they are applied.
inline constexpr std::array<EmpathyRule, 17> empathy_rules{{
    {"exception", take_back_if<is_excepted>},
    {"quotation_left", leave_quotation},
    {"quotation", take_back_if<is_quoted>},
    {"speaker", take_back_if<is_customers>},
    {"negation", take_back_if<is_negated>},
    {"third_party", take_back_if<is_about_others>},
    {"courtesy", take_back_if<is_courtesy>},
    {"question", take_back_if<is_asked>},
    {"sarcasm", take_back_if<is_sarcastic>},
    {"sarcasm_at_customer", turn_sarcasm},
    {"equal", unite_equal},
    {"detail", turn_detailed},
    {"apology_but", turn_apology_but},
    {"way_on", take_back_with_way_on},
    {"precedence", settle_precedence},
    {"neighbours", join_neighbours},
    {"rest", take_in_rest},
}};

/// Afterwards `open` holds what stands, in order. Applied again, they change nothing of it.
inline void apply_rules(const Message& message, Trial& trial) {
  for (const EmpathyRule& rule : empathy_rules) rule.apply(message, trial, rule.name);
}

}  // namespace attune::detail
