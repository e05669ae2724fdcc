#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <attune/analyzer.hpp>
#include <attune/detail/customer_context.hpp>
#include <attune/monitor.hpp>
#include <attune/span.hpp>
#include <attune/transcript.hpp>
#include <attune/unicode.hpp>

#include "failing_memory.hpp"
#include "saved_bytes.hpp"

namespace {

using attune::Alert;
using attune::AlertBudget;
using attune::AlertKind;
using attune::Analyzer;
using attune::Conversation;
using attune::Monitor;
using attune::MonitorOptions;
using attune::MonitorSummary;
using attune::OffsetUnit;
using attune::Role;
using attune::Utterance;

using Turns = std::vector<Utterance>;

const Analyzer& shipped() {
  static const Analyzer analyzer = attune::load().value();
  return analyzer;
}

std::vector<Turns> read_turns(std::vector<std::filesystem::path> files) {
  std::vector<Turns> out;
  attune::TranscriptReader reader = attune::TranscriptReader::open(files).value();
  while (auto transcript = reader.next()) out.push_back(std::move(*transcript)->turns);
  return out;
}

/// Conversations with known facts, and some of any bytes.
const std::vector<Turns>& conversations() {
  static const std::vector<Turns> all = [] {
    std::vector<Turns> out = read_turns({std::filesystem::path(ATTUNE_TEST_DATA) / "conversations.jsonl"});
    const std::vector<std::string> parts{"I'm sorry we lost it ", "😡", "\xFF", "third time ", "I want to die", " ", "\n> ", "still waiting ", "furious!! ", "thank you ",
                                         "\xED\xA0\x80", std::string(1, '\0'), "we refunded you ", "let me talk to your manager ", "é", "I understand your frustration "};
    std::mt19937 random(7);
    for (int n = 0; n < 60; ++n) {
      Turns turns;
      for (std::size_t turn = random() % 9; turn > 0; --turn) {
        std::string text;
        for (std::size_t i = random() % 8; i > 0; --i) text += parts[random() % parts.size()];
        turns.push_back({static_cast<Role>(random() % 4), text});
        if (random() % 4 != 0) turns.back().time = static_cast<double>(random() % 1000);
        if (random() % 50 == 0) turns.back().time = std::numeric_limits<double>::quiet_NaN();
      }
      out.push_back(std::move(turns));
    }
    return out;
  }();
  return all;
}

std::vector<std::optional<Alert>> push_all(Monitor& monitor, std::span<const Utterance> turns) {
  std::vector<std::optional<Alert>> alerts;
  for (const Utterance& turn : turns) alerts.push_back(monitor.push(turn.role, turn.text, turn.time));
  return alerts;
}

void check_same(const std::optional<Alert>& a, const std::optional<Alert>& b) {
  REQUIRE(a.has_value() == b.has_value());
  if (!a) return;
  CHECK(a->kind == b->kind);
  CHECK(a->score == b->score);
  REQUIRE(a->why.size() == b->why.size());
  for (std::size_t i = 0; i < a->why.size(); ++i) {
    CHECK(a->why[i].turn == b->why[i].turn);
    CHECK(a->why[i].start == b->why[i].start);
    CHECK(a->why[i].end == b->why[i].end);
    CHECK(a->why[i].reason == b->why[i].reason);
  }
}

void check_same(const MonitorSummary& summary, const Conversation& c) {
  CHECK(summary.n_turns == c.turns.size());
  CHECK(summary.first_turn_high_stress == c.first_turn_high_stress);
  CHECK(summary.stress_begin == c.stress_begin);
  CHECK(summary.stress_end == c.stress_end);
  CHECK(summary.shift == c.shift);
  REQUIRE(summary.acknowledged.has_value() == c.acknowledged.has_value());
  if (c.acknowledged) {
    CHECK(summary.acknowledged->cue_turn == c.acknowledged->cue_turn);
    CHECK(summary.acknowledged->reply_turn == c.acknowledged->reply_turn);
    CHECK(summary.acknowledged->seconds == c.acknowledged->seconds);
    CHECK_FALSE(summary.unacknowledged);
  }
  CHECK(summary.empathy.cognitive == c.empathy.cognitive);
  CHECK(summary.empathy.emotional == c.empathy.emotional);
  CHECK(summary.empathy.action == c.empathy.action);
  CHECK(summary.empathy.detracting == c.empathy.detracting);
  CHECK(summary.empathy.balance == c.empathy.balance);
  CHECK(summary.empathy.formulaic == c.empathy.formulaic);
  CHECK(summary.empathy.followed_by_action == c.empathy.followed_by_action);
  CHECK(summary.needs_human == c.needs_human);
  std::array<std::uint32_t, 3> n_by_level{};
  std::uint32_t n_repeat = 0, n_waiting = 0;
  const auto has = [](const attune::Reading& turn, attune::CueKind kind) {
    return std::any_of(turn.cues.begin(), turn.cues.end(), [&](const attune::Cue& cue) { return cue.cue == kind; });
  };
  for (const attune::Reading& turn : c.turns) {
    if (turn.role != Role::customer) continue;
    ++n_by_level.at(turn.stress_level);
    n_repeat += has(turn, attune::CueKind::repeat_contact);
    n_waiting += has(turn, attune::CueKind::waiting);
  }
  CHECK(summary.n_by_stress_level == n_by_level);
  CHECK(summary.n_repeat_contact == n_repeat);
  CHECK(summary.n_waiting == n_waiting);
}

bool is_safety(const Alert& alert) { return alert.kind == AlertKind::crisis || alert.kind == AlertKind::life_event || alert.kind == AlertKind::error; }

constexpr std::size_t largest_state = 266;  // without the customer's last words

/// A state in which every field is used, of a customer's last words.
std::string full_state(const std::string& last_words = "My mother died and I want to talk to your manager.") {
  Monitor monitor(shipped());
  monitor.push(Role::customer, "I have been waiting for three weeks, this is the third time I ask, I'm furious!!", 5.0);
  monitor.push(Role::agent, "Let me look.", 9.0);
  monitor.push(Role::agent, "I understand how frustrating three weeks of waiting are.", 20.0);
  monitor.push(Role::customer, last_words, 30.0);
  return monitor.state();
}

}  // namespace

TEST_SUITE("monitor") {
  TEST_CASE("after each message the summary is what analyze says of the conversation so far") {
    for (const Turns& turns : conversations()) {
      Monitor monitor(shipped());
      check_same(monitor.summary(), shipped().analyze(std::span<const Utterance>()));
      for (std::size_t n = 1; n <= turns.size(); ++n) {
        monitor.push(turns[n - 1].role, turns[n - 1].text, turns[n - 1].time);
        check_same(monitor.summary(), shipped().analyze(std::span(turns).first(n)));
      }
    }
  }

  TEST_CASE("on real conversations too, the summary is what analyze says") {
    const char* const data = std::getenv("ATTUNE_DATA");
    if (data == nullptr) {
      MESSAGE("skipped: ATTUNE_DATA does not say where the data sets are");
      return;
    }
    std::size_t n = 0;
    for (const Turns& turns : read_turns({std::filesystem::path(data) / "support/cucom/merged.jsonl"})) {
      Monitor monitor(shipped());
      push_all(monitor, turns);
      check_same(monitor.summary(), shipped().analyze(turns));
      if (++n == 300) break;
    }
    CHECK(n > 100);
  }

  TEST_CASE("crisis, life events and errors are alerts whenever a message has them, outside the budget") {
    const AlertBudget none(0);
    Monitor monitor(shipped(), {.budget = none});
    for (int i = 0; i < 3; ++i) {
      const auto crisis = monitor.push(Role::customer, "I can't go on, I want to die.");
      REQUIRE(crisis);
      CHECK(crisis->kind == AlertKind::crisis);
      REQUIRE_FALSE(crisis->why.empty());
      CHECK(crisis->why[0].reason == "crisis");
      CHECK(crisis->why[0].turn == 2 * static_cast<std::uint32_t>(i));
      CHECK_FALSE(monitor.push(Role::agent, "I'm so sorry that you want to die."));
    }
    const auto life = monitor.push(Role::unknown, "My father died last week.");
    REQUIRE(life);
    CHECK(life->kind == AlertKind::life_event);
    CHECK_FALSE(monitor.push(Role::customer, "This is a disgrace, I am livid, third time I complain!! I'm leaving you for good."));
    CHECK(monitor.summary().needs_human);
  }

  TEST_CASE("every turn that needs a person by itself is an alert, and within the budget a conversation has one at most") {
    for (const Turns& turns : conversations()) {
      Monitor monitor(shipped());
      const Conversation c = shipped().analyze(turns);
      const std::vector<std::optional<Alert>> alerts = push_all(monitor, turns);
      std::size_t n_of_budget = 0;
      for (std::size_t i = 0; i < turns.size(); ++i) {
        const bool safety = std::any_of(c.needs_human_why.begin(), c.needs_human_why.end(), [&](const attune::Reason& why) {
          return why.turn == i && (why.reason == "crisis" || why.reason == "life_event" || why.reason == "error");
        });
        CHECK((alerts[i] && is_safety(*alerts[i])) == safety);
        if (!alerts[i]) continue;
        n_of_budget += !is_safety(*alerts[i]);
        REQUIRE_FALSE(alerts[i]->why.empty());
        CHECK(alerts[i]->why.size() <= 8);
        CHECK(alerts[i]->why[0].reason == to_string(alerts[i]->kind));
        CHECK((alerts[i]->score >= 0 && alerts[i]->score < 1));
        for (const attune::Reason& why : alerts[i]->why) {
          REQUIRE(why.turn <= i);
          CHECK(why.start <= why.end);
          CHECK(why.end <= turns[why.turn].text.size());
        }
      }
      CHECK(n_of_budget <= 1);
    }
  }

  TEST_CASE("a customer who begins in high stress is an alert at once") {
    Monitor monitor(shipped());
    const auto alert = monitor.push(Role::customer, "This is the third time I'm contacting you and I'm furious, this is a disgrace!!");
    REQUIRE(alert);
    CHECK(alert->kind == AlertKind::stress);
    CHECK(alert->score >= 0.5f);
    CHECK(std::any_of(alert->why.begin(), alert->why.end(), [](const attune::Reason& why) { return why.reason == "repeat_contact"; }));
    CHECK(monitor.summary().first_turn_high_stress);
  }

  TEST_CASE("a customer who is not heard is an alert, though no message is one by itself") {
    Monitor monitor(shipped());
    const std::string complaint = "I'm disappointed. I've been waiting since Monday.";
    CHECK_FALSE(monitor.push(Role::customer, complaint, 0.0));
    std::optional<Alert> alert;
    int n = 0;
    for (; n < 4 && !alert; ++n) alert = monitor.push(Role::agent, "Your order number please.", 60.0 * (n + 1));
    REQUIRE(alert);
    CHECK(alert->kind == AlertKind::unacknowledged);
    CHECK(alert->why[0].turn == 0);
    const std::optional<attune::Unacknowledged> unheard = monitor.summary().unacknowledged;
    REQUIRE(unheard);
    CHECK(unheard->cue_turn == 0);
    CHECK(unheard->n_replies == static_cast<std::uint32_t>(n));
    CHECK(unheard->seconds == 60.0 * n);
    monitor.push(Role::agent, "I understand how disappointing it is to wait since Monday. I'm sorry.", 400.0);
    CHECK_FALSE(monitor.summary().unacknowledged);
    CHECK(monitor.summary().acknowledged->seconds == 400);
  }

  TEST_CASE("what weighs on a conversation weighs more each time, and nothing when the customer is content") {
    Monitor monitor(shipped());
    float before = 0;
    for (int i = 0; i < 3; ++i) {
      monitor.push(Role::customer, "I told you before: still waiting.");
      const float now = monitor.summary().score;
      CHECK(now > before);
      before = now;
      monitor.push(Role::agent, "One moment.");
    }
    monitor.push(Role::customer, "Got it now, thank you so much!");
    CHECK(monitor.summary().score < 0.1f);
  }

  TEST_CASE("monitors of a desk share their budget") {
    const AlertBudget desk(1);
    std::vector<Monitor> monitors;
    int n_alerts = 0;
    for (int i = 0; i < 200; ++i) {
      monitors.emplace_back(shipped(), MonitorOptions{.budget = desk});
      n_alerts += monitors.back().push(Role::customer, "I'm furious, this is a disgrace, third time I complain!!").has_value();
    }
    CHECK(n_alerts >= 1);
    CHECK(n_alerts <= 3);
  }

  TEST_CASE("a monitor that is saved and resumed at each turn gives the same alerts") {
    for (const Turns& turns : conversations()) {
      Monitor monitor(shipped()), saved(shipped());
      for (const Utterance& turn : turns) {
        check_same(monitor.push(turn.role, turn.text, turn.time), saved.push(turn.role, turn.text, turn.time));
        saved = Monitor::resume(shipped(), saved.state()).value();
        CHECK(saved.state() == monitor.state());
      }
    }
  }

  TEST_CASE("a state is refused where it does not belong") {
    const std::string state = full_state();
    const Analyzer others(shipped().emotions(), shipped().phrases(), shipped().cues());
    const attune::Result<Monitor> other_models = Monitor::resume(others, state), other_unit = Monitor::resume(shipped(), state, {.offsets = OffsetUnit::utf16});
    REQUIRE_FALSE(other_models);
    CHECK(other_models.error().code() == attune::ErrorCode::invalid_data);
    REQUIRE_FALSE(other_unit);
    CHECK(other_unit.error().code() == attune::ErrorCode::invalid_data);
    CHECK_FALSE(Monitor::resume(shipped(), AlertBudget().state()));
  }

  TEST_CASE("a state with any byte changed, cut off or added is refused") {
    attune::test::check_damage(full_state(), [](std::string_view bytes) { return Monitor::resume(shipped(), bytes); });
  }

  TEST_CASE("whatever a state with a good checksum says, it is refused or works") {
    std::size_t n_loaded = 0;
    attune::test::for_each_mutation(full_state(), 20'000, [&](const std::string& bytes) {
      attune::Result<Monitor> monitor = Monitor::resume(shipped(), bytes);
      if (!monitor) return;
      ++n_loaded;
      if (n_loaded % 16 == 0) {  // reading is what takes time
        monitor->push(Role::agent, "I'm sorry you had to wait.", 7.0);
        monitor->push(Role::customer, "Third time I ask!", -1.0);
      }
      const MonitorSummary summary = monitor->summary();
      CHECK((summary.score >= 0 && summary.score < 1));
      CHECK(Monitor::resume(shipped(), monitor->state()).has_value());
    });
    CHECK(n_loaded > 1000);
  }

  TEST_CASE("state does not grow with the conversation, and has the size that is documented") {
    const std::string last_words = "I want to talk to your manager.";
    CHECK(full_state(last_words).size() == largest_state + last_words.size());
    Monitor monitor(shipped());
    for (int i = 0; i < 300; ++i) {
      monitor.push(Role::customer, "I've been waiting for weeks, I'm furious, this is the third time, your manager please! " + std::string(i % 2 ? 3000 : 9, 'x'), i);
      CHECK(monitor.state().size() <= largest_state + attune::detail::CustomerContext::longest);
      if (i % 3 == 0) monitor.push(Role::agent, "I understand how frustrating it is to wait for weeks.", i);
    }
  }

  TEST_CASE("offsets are in the unit that was asked for") {
    const std::string text = "😡é I want to die";
    for (const auto& [unit, start] : std::vector<std::pair<OffsetUnit, std::uint32_t>>{{OffsetUnit::byte, 7}, {OffsetUnit::code_point, 3}, {OffsetUnit::utf16, 4}}) {
      Monitor monitor(shipped(), {.offsets = unit});
      const auto alert = monitor.push(Role::customer, text);
      REQUIRE(alert);
      CHECK(alert->why[0].start >= start);
      CHECK(alert->why[0].start - start == 2 * (alert->why[0].start > start));  // "I " belongs to it or not
      CHECK(alert->why[0].end == start + 13);
      CHECK(Monitor::resume(shipped(), monitor.state(), {.offsets = unit}).has_value());
    }
  }

  TEST_CASE("whatever allocation fails, once, the message counts, and a person is asked for unless nothing is missing") {
    for (const auto& [role, text] : std::vector<std::pair<Role, std::string>>{
             {Role::customer, "I lost my job and I'm furious, this is the third time I'm contacting you!!"}, {Role::agent, "I understand how hard that is."}}) {
      Monitor whole(shipped(), {.offsets = OffsetUnit::code_point});
      whole.push(role, text);
      bool reached_the_end = false;
      for (long n = 0; n < 100'000 && !reached_the_end; n += 1 + n / 64) {
        Monitor monitor(shipped(), {.offsets = OffsetUnit::code_point});
        attune::test::n_allocations_left = n;
        const std::optional<Alert> alert = monitor.push(role, text);
        reached_the_end = attune::test::n_allocations_left >= 0;
        attune::test::n_allocations_left = -1;
        CHECK(monitor.summary().n_turns == 1);
        if (monitor.state() != whole.state()) CHECK((!reached_the_end && alert && is_safety(*alert) && monitor.summary().needs_human));
      }
      CHECK(reached_the_end);
    }
  }

  TEST_CASE("any kind of alert has a name of its own") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < attune::n_alert_kinds; ++i) names.insert(to_string(static_cast<AlertKind>(i)));
    CHECK(names.size() == attune::n_alert_kinds);
    CHECK(names.count("") == 0);
  }
}
