#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <span>
#include <utility>

#include <attune/detail/concerns.hpp>
#include <attune/detail/conversation_state.hpp>
#include <attune/detail/customer_context.hpp>
#include <attune/detail/read_message.hpp>
#include <attune/detail/saved_state.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/monitor.hpp>
#include <attune/unicode.hpp>

namespace attune {

namespace detail {

inline constexpr StateFormat monitor_format{"attuneMO", 1};
inline constexpr std::array<std::string_view, n_alert_kinds> alert_names{"crisis",     "life_event",     "error",          "stress",
                                                                         "escalation", "unacknowledged", "repeat_contact", "waiting"};

/// Which models a state was saved with, in 64 hexadecimal digits.
inline std::string models_hash(const Analyzer& analyzer) {
  std::string hashes(analyzer.emotions().hash());
  hashes += analyzer.phrases().hash();
  hashes += analyzer.cues().hash();
  if (analyzer.support()) hashes += analyzer.support()->hash();
  return sha256(hashes);
}

inline std::uint32_t convert(const OffsetMap& map, OffsetUnit unit, std::uint32_t byte) {
  return unit == OffsetUnit::utf16 ? map.to_utf16(byte) : map.to_code_point(byte);
}

/// Puts the offsets that a conversation's state keeps into `unit`; returns the size of the text in it.
inline std::uint32_t convert_offsets(Reading& reading, std::string_view text, OffsetUnit unit) {
  const auto size = static_cast<std::uint32_t>(text.size());
  if (unit == OffsetUnit::byte) return size;
  const OffsetMap map(text);
  const auto convert_all = [&](auto& spans) {
    for (auto& span : spans) {
      span.start = convert(map, unit, span.start);
      span.end = convert(map, unit, span.end);
    }
  };
  convert_all(reading.why);
  convert_all(reading.cues);
  return convert(map, unit, size);
}

/// Every field of a conversation's state, in the order in which they are saved.
template <class Io, class State>
void exchange(Io& io, State& c) {
  const auto place = [&](auto& p) { io(p.turn, p.start, p.end); };
  const auto turn = [&](auto& t) {
    io(t.stress, t.level, t.content);
    place(t.strongest);
  };
  const auto number = [&](auto& optional) {
    if (io.has(optional)) io(*optional);
  };
  io(c.n_turns);
  for (auto& n : c.n_by_level) io(n);
  turn(c.first);
  turn(c.last);
  for (auto* trace : {&c.repeat_contact, &c.waiting}) {
    io(trace->n_turns);
    place(trace->last);
  }
  if (io.has(c.emotional)) {
    place(c.emotional->place);
    number(c.emotional->time);
  }
  io(c.n_replies);
  if (io.has(c.acknowledged)) {
    io(c.acknowledged->cue_turn, c.acknowledged->reply_turn);
    number(c.acknowledged->seconds);
  }
  io(c.empathy.cognitive, c.empathy.emotional, c.empathy.action, c.empathy.detracting, c.empathy.formulaic, c.empathy.followed_by_action, c.has_empathy);
  if (io.has(c.escalation)) place(*c.escalation);
  io(c.needs_safety);
  number(c.last_time);
}

/// Whether the numbers are such as a conversation can come to.
inline bool is_sane(const ConversationState& c) {
  const auto place = [&](const Place& p) { return p.turn <= c.n_turns && p.start <= p.end; };
  const auto turn = [&](const CustomerTurn& t) { return t.stress >= 0 && t.stress <= 0.99f && t.level <= 2 && place(t.strongest); };
  const auto finite = [](const std::optional<double>& number) { return !number || std::isfinite(*number); };
  const std::uint64_t n_customer = std::uint64_t{c.n_by_level[0]} + c.n_by_level[1] + c.n_by_level[2];
  return n_customer <= c.n_turns && turn(c.first) && turn(c.last) && place(c.repeat_contact.last) && place(c.waiting.last) &&
         (!c.emotional || (place(c.emotional->place) && finite(c.emotional->time))) && (!c.acknowledged || (c.emotional && finite(c.acknowledged->seconds))) &&
         (!c.escalation || place(*c.escalation)) && finite(c.last_time);
}

}  // namespace detail

ATTUNE_INLINE std::string_view to_string(AlertKind kind) { return detail::alert_names[static_cast<std::size_t>(kind)]; }

struct Monitor::State {
  State(const Analyzer& models, MonitorOptions options) : analyzer(models), budget(std::move(options.budget)), unit(options.offsets) {}

  std::optional<Alert> push(Role role, std::string_view text, std::optional<double> time) {
    if (time && !std::isfinite(*time)) time.reset();
    const std::uint32_t turn = conversation.n_turns;
    Reading reading;
    bool failed = false;
    std::uint32_t size = 0;
    try {
      // The reading does not outlive this call, so what it points to needs no owner.
      const std::shared_ptr<const void> borrowed(std::shared_ptr<const void>(), &analyzer);
      reading = detail::read_message(analyzer, text, role, context.text(), borrowed).reading;
      size = detail::convert_offsets(reading, text, unit);
      context.add(role, text);
    } catch (...) {
      failed = true;
    }
    reading.role = role;
    const detail::Concerns before = detail::find_concerns(conversation);
    conversation.add(reading, size, time);
    if (failed) conversation.needs_safety = true;
    const detail::Concerns concerns = detail::order_concerns(detail::find_concerns(conversation), before);
    const float score = detail::attention_score(concerns);
    if (failed || detail::has_safety_reason(reading)) {
      budget.count(share, score);
      return make_alert(safety_kind(reading), score, turn, reading, {});
    }
    if (!budget.spend(share, score)) return std::nullopt;
    return make_alert(concerns[0].kind, score, turn, reading, concerns);
  }

  static AlertKind safety_kind(const Reading& reading) {
    for (const AlertKind kind : {AlertKind::crisis, AlertKind::life_event})
      for (const attune::Evidence& why : reading.why)
        if (why.reason == to_string(kind)) return kind;
    return AlertKind::error;
  }

  /// What weighs on the conversation, then what the message itself says, that of the alert's kind first.
  static Alert make_alert(AlertKind kind, float score, std::uint32_t turn, const Reading& reading, std::span<const detail::Concern> concerns) {
    constexpr std::size_t most = 8;
    Alert alert{kind, score, {}};
    try {
      const auto add = [&](const detail::Place& place, std::string_view reason) {
        const bool known = std::any_of(alert.why.begin(), alert.why.end(), [&](const Reason& why) {
          return why.turn == place.turn && why.start == place.start && why.end == place.end && why.reason == reason;
        });
        if (!known && alert.why.size() < most) alert.why.push_back({place.turn, place.start, place.end, std::string(reason)});
      };
      for (const detail::Concern& concern : concerns)
        if (concern.points > 0) add(concern.place, to_string(concern.kind));
      for (const bool of_kind : {true, false})
        for (const attune::Evidence& why : reading.why)
          if ((why.reason == to_string(kind)) == of_kind) add({turn, why.start, why.end}, why.reason);
    } catch (...) {  // an alert without all its reasons is better than none
    }
    return alert;
  }

  Analyzer analyzer;
  AlertBudget budget;
  OffsetUnit unit;
  BudgetShare share;
  detail::ConversationState conversation;
  detail::CustomerContext context;
};

ATTUNE_INLINE Monitor::Monitor(const Analyzer& analyzer, MonitorOptions options) : state_(std::make_unique<State>(analyzer, std::move(options))) {}
ATTUNE_INLINE Monitor::Monitor(Monitor&& other) noexcept = default;
ATTUNE_INLINE Monitor& Monitor::operator=(Monitor&& other) noexcept = default;
ATTUNE_INLINE Monitor::~Monitor() = default;

ATTUNE_INLINE std::optional<Alert> Monitor::push(Role role, std::string_view text, std::optional<double> time) {
  require_indexable(text);
  return state_->push(role, text, time);
}

ATTUNE_INLINE MonitorSummary Monitor::summary() const {
  const detail::ConversationState& c = state_->conversation;
  MonitorSummary summary;
  summary.n_turns = c.n_turns;
  summary.first_turn_high_stress = c.first_turn_high_stress();
  summary.stress_begin = c.first.stress;
  summary.stress_end = c.last.stress;
  summary.shift = c.shift();
  summary.n_by_stress_level = c.n_by_level;
  summary.n_repeat_contact = c.repeat_contact.n_turns;
  summary.n_waiting = c.waiting.n_turns;
  summary.acknowledged = c.acknowledged;
  if (c.awaits_acknowledgement()) summary.unacknowledged = Unacknowledged{c.emotional->place.turn, c.n_replies, c.seconds_since_emotion(c.last_time)};
  summary.empathy = c.empathy;
  summary.empathy.balance = c.balance();
  summary.needs_human = c.needs_human();
  summary.score = detail::attention_score(detail::find_concerns(c));
  return summary;
}

ATTUNE_INLINE std::string Monitor::state() const {
  const State& s = *state_;
  detail::StateWriter writer(detail::monitor_format);
  writer.text(detail::models_hash(s.analyzer));
  writer(s.unit, s.share.counted, s.share.alerted, s.share.level);
  detail::exchange(writer, s.conversation);
  writer.text(s.context.text());
  writer(s.context.answered());
  return writer.finish();
}

ATTUNE_INLINE Result<Monitor> Monitor::resume(const Analyzer& analyzer, std::string_view state, MonitorOptions options) {
  constexpr std::string_view what = "monitor state";
  Result<detail::StateReader> reader = detail::StateReader::open(state, detail::monitor_format, what);
  if (!reader) return reader.error();
  Monitor monitor(analyzer, std::move(options));
  State& s = *monitor.state_;
  std::string models, context;
  std::uint8_t unit = 0;
  bool answered = false;
  reader->text(models, detail::Sha256::n_digits);
  (*reader)(unit, s.share.counted, s.share.alerted, s.share.level);
  detail::exchange(*reader, s.conversation);
  reader->text(context, detail::CustomerContext::longest);
  (*reader)(answered);
  if (!reader->complete()) return reader->corrupt("a field is missing, or there is more");
  if (!detail::is_sane(s.conversation)) return reader->corrupt("a number is out of range");
  if (models != detail::models_hash(analyzer))
    return Error(ErrorCode::invalid_data, std::string(what) + ": saved with other models; load those, or begin anew");
  if (unit != static_cast<std::uint8_t>(s.unit))
    return Error(ErrorCode::invalid_data, std::string(what) + ": saved with offsets in another unit; resume it with the same `offsets`");
  s.context = detail::CustomerContext(std::move(context), answered);
  return monitor;
}

}  // namespace attune
