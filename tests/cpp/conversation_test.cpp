#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/conversation.hpp>
#include <attune/detail/json_writer.hpp>
#include <attune/detail/read_conversation.hpp>

// What the readings of messages come to: the readings are made by hand here, so that nothing rests on a model.

namespace {

using attune::Balance;
using attune::Conversation;
using attune::Cue;
using attune::CueKind;
using attune::Phrase;
using attune::Reading;
using attune::Role;
using attune::Shift;
using attune::Tag;
using attune::Utterance;
using attune::detail::ConversationJudge;
using attune::detail::CustomerContext;
using attune::detail::Read;

/// A conversation written down turn by turn.
class Chat {
 public:
  Chat& customer(std::uint8_t level, std::vector<std::string_view> labels = {}, std::vector<CueKind> cues = {}) {
    Read read = make(Role::customer);
    read.reading.stress_level = level;
    read.reading.stress = static_cast<float>(level) / 2;
    read.reading.high_stress = level == 2;
    read.reading.labels = std::move(labels);
    for (const CueKind cue : cues) read.reading.cues.push_back({0, 4, cue, 0.9f, "rule"});
    if (level == 2) read.reading.why.push_back({1, 3, "anger"});
    read.n_stress_why = read.reading.why.size();
    return add(std::move(read));
  }

  Chat& agent(std::vector<Tag> tags = {}, float score = 0.9f, Role role = Role::agent) {
    Read read = make(role);
    for (const Tag tag : tags) read.reading.spans.push_back({0, 4, tag, kind_of(tag), score, "rule"});
    return add(std::move(read));
  }

  /// Adds evidence of the last turn's need for a person.
  Chat& needs(std::string_view reason) {
    reads_.back().reading.needs_human = true;
    reads_.back().reading.why.push_back({2, 4, reason});
    return *this;
  }

  Chat& at(double seconds) {
    said_.back().time = seconds;
    return *this;
  }

  Conversation judge() const { return ConversationJudge(said_, reads_).judge(); }

 private:
  static Read make(Role role) {
    Read read;
    read.reading.role = role;
    return read;
  }
  Chat& add(Read read) {
    said_.push_back({read.reading.role, "text"});
    reads_.push_back(std::move(read));
    return *this;
  }

  std::vector<Utterance> said_;
  std::vector<Read> reads_;
};

std::vector<std::string> reasons(const std::vector<attune::Reason>& why) {
  std::vector<std::string> out;
  for (const attune::Reason& reason : why) out.push_back(std::to_string(reason.turn) + " " + reason.reason);
  return out;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_SUITE("conversation") {
  TEST_CASE("nothing is found where nothing was said") {
    const Conversation c = Chat().judge();
    CHECK(c.turns.empty());
    CHECK_FALSE(c.first_turn_high_stress);
    CHECK_FALSE(c.acknowledged.has_value());
    CHECK_FALSE(c.needs_human);
    CHECK(c.shift == Shift::flat);
    CHECK(c.empathy.balance == Balance::none);
  }

  TEST_CASE("the first turn is the customer's, whoever spoke before") {
    const Conversation c = Chat().agent().customer(2).judge();
    CHECK(c.first_turn_high_stress);
    CHECK(reasons(c.first_turn_why) == Strings{"1 anger"});
    CHECK(c.first_turn_why[0].start == 1);
    CHECK(c.first_turn_why[0].end == 3);
    CHECK_FALSE(Chat().customer(1).agent().customer(2).judge().first_turn_high_stress);
  }

  TEST_CASE("what only safety found does not explain the stress of the first turn") {
    const Conversation c = Chat().customer(2).needs("life_event").judge();
    CHECK(reasons(c.first_turn_why) == Strings{"0 anger"});
    CHECK(reasons(c.needs_human_why) == Strings{"0 life_event", "0 high_stress_at_end"});
  }

  TEST_CASE("the shift goes by levels: high to high is flat") {
    CHECK(Chat().customer(2).agent().customer(0).judge().shift == Shift::down);
    CHECK(Chat().customer(2).agent().customer(1).judge().shift == Shift::down);
    CHECK(Chat().customer(2).agent().customer(0).customer(2).judge().shift == Shift::flat);
    CHECK(Chat().customer(0).agent().customer(1).agent().judge().shift == Shift::up);
    CHECK(Chat().customer(2).judge().shift == Shift::flat);
  }

  TEST_CASE("stress begins and ends with the customer's turns") {
    const Conversation c = Chat().agent().customer(2).agent().customer(1).agent().judge();
    CHECK(c.stress_begin == 1.0f);
    CHECK(c.stress_end == 0.5f);
  }

  TEST_CASE("each way to take up an emotion acknowledges it, and nothing else does") {
    for (std::size_t i = 0; i < attune::n_tags; ++i) {
      const Tag tag = static_cast<Tag>(i);
      CAPTURE(to_string(tag));
      const bool takes_up = tag == Tag::reflect_feeling || tag == Tag::validate || tag == Tag::restate || tag == Tag::understand ||
                            tag == Tag::share_feeling || tag == Tag::sympathy || tag == Tag::apology;
      CHECK(Chat().customer(2).agent({tag}).judge().acknowledged.has_value() == takes_up);
    }
  }

  TEST_CASE("only an emotional turn can be acknowledged") {
    CHECK_FALSE(Chat().customer(0).agent({Tag::apology}).judge().acknowledged);
    CHECK_FALSE(Chat().customer(0, {"gratitude"}).agent({Tag::apology}).judge().acknowledged);
    CHECK_FALSE(Chat().customer(0, {"confusion", "neutral"}, {CueKind::praise}).agent({Tag::apology}).judge().acknowledged);
    CHECK(Chat().customer(1).agent({Tag::apology}).judge().acknowledged);
    for (const std::string_view label : {"anger", "frustration", "disappointment", "anxiety", "sadness"})
      CHECK(Chat().customer(0, {label}).agent({Tag::apology}).judge().acknowledged);
    for (const CueKind cue : {CueKind::repeat_contact, CueKind::waiting, CueKind::life_event, CueKind::crisis, CueKind::churn, CueKind::escalation,
                              CueKind::deadline})
      CHECK(Chat().customer(0, {}, {cue}).agent({Tag::apology}).judge().acknowledged);
  }

  TEST_CASE("the acknowledgement comes after the emotion, from a person, and counts from the first emotional turn") {
    CHECK_FALSE(Chat().agent({Tag::apology}).customer(2).judge().acknowledged);
    CHECK_FALSE(Chat().customer(2).agent({Tag::apology}, 0.9f, Role::bot).judge().acknowledged);
    CHECK_FALSE(Chat().customer(2).agent({Tag::apology}, 0.9f, Role::unknown).judge().acknowledged);
    const Conversation c = Chat().customer(0).customer(1).at(10).agent({Tag::scripted}).customer(2).agent({Tag::validate}).at(75.5)
                               .agent({Tag::apology}).judge();
    REQUIRE(c.acknowledged);
    CHECK(c.acknowledged->cue_turn == 1);
    CHECK(c.acknowledged->reply_turn == 4);
    CHECK(c.acknowledged->seconds == 65.5);
  }

  TEST_CASE("seconds are there when both times are and do not run backwards") {
    CHECK_FALSE(Chat().customer(2).agent({Tag::apology}).at(5).judge().acknowledged->seconds);
    CHECK_FALSE(Chat().customer(2).at(5).agent({Tag::apology}).judge().acknowledged->seconds);
    CHECK_FALSE(Chat().customer(2).at(5).agent({Tag::apology}).at(4).judge().acknowledged->seconds);
    CHECK_FALSE(Chat().customer(2).at(0).agent({Tag::apology}).at(std::numeric_limits<double>::quiet_NaN()).judge().acknowledged->seconds);
    CHECK(Chat().customer(2).at(5).agent({Tag::apology}).at(5).judge().acknowledged->seconds == 0);
  }

  TEST_CASE("what is not sure does not count") {
    const Conversation c = Chat().customer(2).agent({Tag::apology, Tag::reassure, Tag::remedy, Tag::scripted}, 0.45f).judge();
    CHECK_FALSE(c.acknowledged);
    CHECK(c.empathy.balance == Balance::none);
    CHECK(c.empathy.action == 0);
    CHECK(c.empathy.formulaic == 0);
    CHECK(c.turns[1].spans.size() == 4);
  }

  TEST_CASE("the balance says which kinds the agent's turns hold at all") {
    CHECK(Chat().agent({Tag::validate}).judge().empathy.balance == Balance::cognitive);
    CHECK(Chat().agent({Tag::apology}).judge().empathy.balance == Balance::emotional);
    CHECK(Chat().agent({Tag::apology}).customer(0).agent({Tag::explore}).judge().empathy.balance == Balance::both);
    CHECK(Chat().agent({Tag::scripted, Tag::remedy}).judge().empathy.balance == Balance::none);
    CHECK(Chat().agent({Tag::apology}, 0.9f, Role::bot).judge().empathy.balance == Balance::none);
  }

  TEST_CASE("spans are counted by kind, and scripted ones as formulas") {
    const attune::EmpathySummary sum =
        Chat().agent({Tag::validate, Tag::restate, Tag::apology}).agent({Tag::ownership, Tag::scripted, Tag::scripted, Tag::defensive}).judge().empathy;
    CHECK(sum.cognitive == 2);
    CHECK(sum.emotional == 1);
    CHECK(sum.action == 1);
    CHECK(sum.detracting == 3);
    CHECK(sum.formulaic == 2);
  }

  TEST_CASE("empathy is followed by action in its own turn or later, not before") {
    CHECK(Chat().agent({Tag::apology, Tag::remedy}).judge().empathy.followed_by_action);
    CHECK(Chat().agent({Tag::apology}).customer(0).agent({Tag::ownership}).judge().empathy.followed_by_action);
    CHECK_FALSE(Chat().agent({Tag::remedy}).customer(0).agent({Tag::apology}).judge().empathy.followed_by_action);
    CHECK_FALSE(Chat().agent({Tag::scripted, Tag::remedy}).judge().empathy.followed_by_action);
    CHECK_FALSE(Chat().agent({Tag::apology}).agent({Tag::remedy}, 0.9f, Role::bot).judge().empathy.followed_by_action);
  }

  TEST_CASE("safety anywhere needs a person, high stress only at the end") {
    CHECK(reasons(Chat().customer(0).needs("crisis").agent().customer(0).judge().needs_human_why) == Strings{"0 crisis"});
    CHECK(reasons(Chat().customer(0).needs("error").judge().needs_human_why) == Strings{"0 error"});
    CHECK_FALSE(Chat().customer(2).agent().customer(1).judge().needs_human);
    const Conversation c = Chat().customer(0).agent().customer(2).agent({Tag::apology}).judge();
    CHECK(reasons(c.needs_human_why) == Strings{"2 high_stress_at_end"});
    CHECK(c.needs_human_why[0].start == 1);
    CHECK(c.needs_human_why[0].end == 3);
  }

  TEST_CASE("an escalation needs a person until an agent acts or the customer is content") {
    const std::vector<CueKind> escalation{CueKind::escalation};
    CHECK(reasons(Chat().customer(1, {}, escalation).judge().needs_human_why) == Strings{"0 escalation"});
    CHECK(Chat().customer(1, {}, escalation).agent({Tag::policy_shield}).customer(0).judge().needs_human);
    CHECK(Chat().customer(1, {}, escalation).agent({Tag::remedy}, 0.9f, Role::bot).judge().needs_human);
    CHECK_FALSE(Chat().customer(1, {}, escalation).agent({Tag::ownership}).judge().needs_human);
    CHECK(Chat().agent({Tag::remedy}).customer(1, {}, escalation).judge().needs_human);
    CHECK_FALSE(Chat().customer(1, {}, escalation).agent().customer(0, {"gratitude"}).judge().needs_human);
    CHECK(Chat().customer(1, {}, escalation).agent().customer(1, {"gratitude"}).judge().needs_human);
  }

  TEST_CASE("the context of an answer is what the customer said last") {
    CustomerContext context;
    CHECK(context.text().empty());
    context.add(Role::customer, "one");
    context.add(Role::unknown, "who?");
    context.add(Role::customer, "two");
    CHECK(context.text() == "one\ntwo");
    context.add(Role::agent, "hello");
    CHECK(context.text() == "one\ntwo");
    context.add(Role::customer, "three");
    CHECK(context.text() == "three");
    context.add(Role::bot, "hello");
    context.add(Role::customer, std::string(100'000, 'x') + "\xC3\xA9");
    CHECK(context.text().size() <= 16 * 1024);
    CHECK(context.text().ends_with("x\xC3\xA9"));
  }

  TEST_CASE("a long context is cut between code points") {
    for (std::size_t n = 0; n < 4; ++n) {
      CustomerContext context;
      context.add(Role::customer, "start");
      std::string text(n, 'x');
      for (int i = 0; i < 10'000; ++i) text += "\xE2\x82\xAC";
      context.add(Role::customer, text);
      CHECK(attune::is_well_formed(context.text()));
    }
  }

  TEST_CASE("the JSON of a conversation is one line of the documented fields, offsets in code points") {
    const attune::Transcript transcript{"c \xC3\xA9\n", {{Role::customer, "\xF0\x9F\x98\xA1 third time", 5.0}, {Role::agent, "\xC3\xA0 sorry"}}};
    Conversation c;
    c.id = transcript.id;
    c.turns.resize(2);
    c.turns[0].role = Role::customer;
    c.turns[0].has_emotions = true;
    c.turns[0].emotions[0] = 0.75f;
    c.turns[0].stress = 0.1f;
    c.turns[0].stress_level = 2;
    c.turns[0].cues = {{5, 15, CueKind::repeat_contact, 0.5f, "repeat.third"}};
    c.turns[1].role = Role::agent;
    c.turns[1].spans = {{3, 8, Tag::apology, attune::Kind::emotional, 1.0f, "apology.bare"}};
    c.first_turn_high_stress = true;
    c.first_turn_why = {{0, 0, 4, "anger"}};
    c.acknowledged = attune::Acknowledgement{0, 1, std::nullopt};
    CHECK(c.to_json(transcript) ==
          "{\"schema\":1,\"id\":\"c \xC3\xA9\\n\",\"turns\":[{\"role\":\"customer\",\"emotions\":{\"anger\":0.75,\"frustration\":0,"
          "\"disappointment\":0,\"anxiety\":0,\"sadness\":0,\"confusion\":0,\"gratitude\":0,\"satisfaction\":0,\"relief\":0,\"excitement\":0,"
          "\"neutral\":0},\"stress\":0.1,\"stress_level\":2,\"cues\":[{\"start\":2,\"end\":12,\"cue\":\"repeat_contact\",\"score\":0.5,"
          "\"source\":\"repeat.third\"}]},{\"role\":\"agent\",\"spans\":[{\"start\":2,\"end\":7,\"tag\":\"apology\",\"kind\":\"emotional\","
          "\"score\":1,\"source\":\"apology.bare\"}]}],\"first_turn_high_stress\":true,\"first_turn_why\":[{\"turn\":0,\"start\":0,\"end\":1,"
          "\"reason\":\"anger\"}],\"stress_begin\":0,\"stress_end\":0,\"shift\":\"flat\",\"acknowledged\":{\"cue_turn\":0,\"reply_turn\":1,"
          "\"seconds\":null},\"empathy\":{\"cognitive\":0,\"emotional\":0,\"action\":0,\"detracting\":0,\"balance\":\"none\",\"formulaic\":0,"
          "\"followed_by_action\":false},\"needs_human\":false,\"needs_human_why\":[]}");
    CHECK_THROWS_AS((void)c.to_json(attune::Transcript{}), std::invalid_argument);
  }

  TEST_CASE("any bytes become JSON that others read back as the well-formed text, on one line") {
    std::string all;
    for (int byte = 255; byte >= 0; --byte) all += static_cast<char>(byte);
    for (const std::string& text : {all, std::string("\xE2\x80\xA8 \xC2\x85 \xEF\xBF\xBD \xED\xA0\x80 \xF4\x90\x80\x80"), std::string("\xF0\x9F")}) {
      attune::detail::JsonWriter json;
      json.value(text);
      const std::string written = json.take();
      CHECK(nlohmann::json::parse(written).get<std::string>() == attune::to_well_formed(text));
      for (const char* end : {"\n", "\r", "\xC2\x85", "\xE2\x80\xA8", "\x1B", "\x7F"}) CHECK(written.find(end) == std::string::npos);
    }
  }

  TEST_CASE("floats in JSON read back as the same bits") {
    for (const float value : {0.1f, 1.0f, 0.0f, 0.33333334f, 1e-7f, 0.99999994f}) {
      attune::detail::JsonWriter json;
      json.value(value);
      const std::string written = json.take();
      CHECK(nlohmann::json::parse(written).get<float>() == value);
      CHECK(std::stof(written) == value);
    }
  }
}
