#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <attune/analyzer.hpp>
#include <attune/redacted_conversation.hpp>
#include <attune/report.hpp>
#include <attune/span.hpp>

namespace {

const attune::Analyzer& analyzer() {
  static const attune::Analyzer loaded = attune::load().value();
  return loaded;
}

/// Every piece of personal data in it says "canary" in its own form.
attune::Transcript chat() {
  return {"id canary@example.com",
          {{attune::Role::customer, "Call 020 7946 0958! This is the THIRD time I write to you about order #A771-99 and I'm furious!! My mum passed away on Sunday.", 0.0},
           {attune::Role::agent, "\u00E9 ana@example.com: I'm so sorry for your loss, you have every right to be furious. I've refunded 4111 1111 1111 1111.", 60.0, "canary@example.com"},
           {attune::Role::customer, "OK, thank you, IP 192.0.2.17 then.", 90.0}},
          "customer canary@example.com",
          "team canary@example.com"};
}

template <class SpanLike>
std::string words(const attune::Transcript& transcript, std::size_t turn, const SpanLike& span) {
  return std::string(attune::slice(transcript.turns[turn].text, span));
}

}  // namespace

TEST_SUITE("redacted_conversation") {
  TEST_CASE("nothing that was redacted is left, in JSON, page or names") {
    const attune::Transcript said = chat();
    const attune::RedactedConversation redacted = redact(said, analyzer().analyze(said));
    attune::Report report;
    report.add(redacted.transcript, redacted.conversation);
    const std::string json = redacted.conversation.to_json(redacted.transcript);
    for (const std::string& out : {json, report.html(), to_html(redacted.transcript, redacted.conversation)})
      for (const char* secret : {"canary", "7946", "A771", "ana@", "1111", "192.0"}) {
        CAPTURE(secret);
        CHECK(out.find(secret) == std::string::npos);
      }
    CHECK(json.find("\"id\":\"id [EMAIL]\"") != std::string::npos);
    CHECK(redacted.transcript.customer == "customer [EMAIL]");
    CHECK(redacted.transcript.turns[1].agent == "[EMAIL]");
  }

  TEST_CASE("what was found stays, at the words it was found in") {
    const attune::Transcript said = chat();
    const attune::Conversation found = analyzer().analyze(said);
    const attune::RedactedConversation redacted = redact(said, found, {.safety = true});
    const attune::Conversation& c = redacted.conversation;
    CHECK(c.stress_begin == found.stress_begin);
    CHECK(c.acknowledged.has_value() == found.acknowledged.has_value());
    std::size_t n_spans = 0;
    for (std::size_t i = 0; i < said.turns.size(); ++i) {
      REQUIRE(c.turns[i].spans.size() == found.turns[i].spans.size());
      REQUIRE(c.turns[i].cues.size() == found.turns[i].cues.size());
      for (std::size_t k = 0; k < c.turns[i].spans.size(); ++k, ++n_spans) {
        CHECK(words(redacted.transcript, i, c.turns[i].spans[k]) == attune::redact(words(said, i, found.turns[i].spans[k])).text);
        CHECK(c.turns[i].spans[k].score == found.turns[i].spans[k].score);
      }
      for (std::size_t k = 0; k < c.turns[i].cues.size(); ++k, ++n_spans)
        CHECK(words(redacted.transcript, i, c.turns[i].cues[k]) == words(said, i, found.turns[i].cues[k]));
    }
    CHECK(n_spans >= 4);
    REQUIRE(c.needs_human_why.size() == found.needs_human_why.size());
    for (std::size_t k = 0; k < c.needs_human_why.size(); ++k)
      CHECK(words(redacted.transcript, c.needs_human_why[k].turn, c.needs_human_why[k]) == words(said, found.needs_human_why[k].turn, found.needs_human_why[k]));
  }

  TEST_CASE("crisis and life events stay out unless asked for; whoever needs a human still does") {
    const attune::Transcript said = chat();
    const attune::Conversation found = analyzer().analyze(said);
    const auto names_it = [&](const attune::RedactedConversation& redacted) {
      return redacted.conversation.to_json(redacted.transcript).find("life_event") != std::string::npos;
    };
    const attune::RedactedConversation without = redact(said, found);
    CHECK_FALSE(names_it(without));
    CHECK(without.conversation.needs_human);
    CHECK(names_it(redact(said, found, {.safety = true})));
  }

  TEST_CASE("a span that cuts what was replaced covers all of the placeholder") {
    const std::string_view text = "to ana@example.com, now";
    const attune::Redaction redacted = attune::redact(text);
    REQUIRE(redacted.text == "to [EMAIL], now");
    const auto moved = [&](std::uint32_t start, std::uint32_t end) { return attune::slice(redacted.text, redacted.to_redacted({start, end})); };
    CHECK(moved(0, 2) == "to");
    CHECK(moved(0, 5) == "to [EMAIL]");
    CHECK(moved(3, 18) == "[EMAIL]");
    CHECK(moved(6, 7) == "[EMAIL]");
    CHECK(moved(7, 23) == "[EMAIL], now");
    CHECK(moved(18, 23) == ", now");
    CHECK(moved(0, 23) == redacted.text);
    CHECK(redacted.to_redacted({20, 20}) == attune::Span{12, 12});
  }

  TEST_CASE("a conversation of another transcript is refused") {
    const attune::Transcript said = chat();
    CHECK_THROWS_AS(redact(said, attune::Conversation{}), std::invalid_argument);
  }
}
