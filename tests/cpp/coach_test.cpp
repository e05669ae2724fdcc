#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <attune/coach.hpp>
#include <attune/span.hpp>

namespace {

using attune::Advice;
using attune::AdviceKind;
using attune::Analyzer;

const Analyzer& shipped() {
  static const Analyzer analyzer = attune::load().value();
  return analyzer;
}

/// "helps validate | the words", one advice each, in order.
std::vector<std::string> advise(std::string_view draft, std::string_view context = {}) {
  std::vector<std::string> out;
  for (const Advice& advice : attune::coach(shipped(), draft, context))
    out.push_back(std::string(to_string(advice.kind)) + " " + std::string(advice.reason) + " | " + std::string(attune::slice(draft, advice)));
  return out;
}

bool has(const std::vector<std::string>& advice, std::string_view wanted) {
  return std::any_of(advice.begin(), advice.end(), [&](const std::string& line) { return line.starts_with(wanted); });
}

constexpr std::string_view furious = "This is the third time I'm writing, and I'm furious!! My fridge still leaks.";

}  // namespace

TEST_SUITE("coach") {
  TEST_CASE("a reply that hears, owns and acts is told what helps, and misses nothing") {
    const auto advice = advise("You have every right to be furious, Ana. I'm so sorry we left you with a leaking fridge. I've booked an engineer for tomorrow at 9.", furious);
    CHECK(has(advice, "helps validate | You have every right to be furious"));
    CHECK(has(advice, "helps apology | I'm so sorry we left you with a leaking fridge"));
    CHECK(has(advice, "helps remedy | I've booked an engineer for tomorrow at 9"));
    CHECK_FALSE(has(advice, "missing"));
    CHECK_FALSE(has(advice, "hurts"));
  }

  TEST_CASE("stock words alone hurt, and what they leave out is named where it belongs") {
    const std::string draft = "We apologize for any inconvenience.";
    CHECK(advise(draft, furious) == std::vector<std::string>{"hurts scripted | We apologize for any inconvenience", "missing specifics | We apologize for any inconvenience",
                                                             "missing acknowledgement | ", "missing action | "});
    const auto found = attune::coach(shipped(), draft, furious);
    REQUIRE(found.size() == 4);
    CHECK((found[2].start == 0 && found[2].end == 0));
    CHECK((found[3].start == draft.size() && found[3].end == draft.size()));
  }

  TEST_CASE("what turns a customer away is named") {
    CHECK(has(advise("Our policy does not allow refunds after fourteen days.", furious), "hurts policy_shield"));
    CHECK(has(advise("You should have read the terms before you ordered.", furious), "hurts blaming"));
  }

  TEST_CASE("one apology helps, the next is one too many") {
    const auto advice = advise("I'm sorry we sent you the wrong lamp. I'm really sorry that we also lost your return.");
    CHECK(has(advice, "helps apology | I'm sorry we sent you the wrong lamp"));
    CHECK(has(advice, "hurts over_apology | I'm really sorry that we also lost your return"));
  }

  TEST_CASE("to a calm customer, or to nobody known, a plain answer misses nothing") {
    CHECK(advise("It opens at nine.", "When does the shop open?").empty());
    CHECK(advise("It opens at nine.").empty());
    CHECK(advise("", "").empty());
    CHECK(has(advise("We apologize for any inconvenience."), "missing specifics"));
  }

  TEST_CASE("crisis language asks for a person before anything else") {
    const auto found = attune::coach(shipped(), "Please hold.", "I don't want to live anymore");
    REQUIRE_FALSE(found.empty());
    CHECK(std::any_of(found.begin(), found.end(), [](const Advice& advice) { return advice.kind == AdviceKind::missing && advice.reason == "person"; }));
  }

  TEST_CASE("any bytes are read; advice is in order, within the draft, and the same each time") {
    const std::vector<std::string> parts{"I'm sorry we lost it ", "\xFF", "we apologize for any inconvenience. ", "\xED\xA0\x80", std::string(1, '\0'), "as per policy ", "you should have read it. ", "\n", "I understand. "};
    std::mt19937 random(11);
    for (int i = 0; i < 300; ++i) {
      std::string draft, context;
      for (std::uint32_t n = random() % 8; n > 0; --n) draft += parts[random() % parts.size()];
      for (std::uint32_t n = random() % 4; n > 0; --n) context += parts[random() % parts.size()];
      const auto found = attune::coach(shipped(), draft, context);
      CHECK(found == attune::coach(shipped(), draft, context));
      for (const Advice& advice : found) {
        CHECK(advice.start <= advice.end);
        CHECK(advice.end <= draft.size());
        CHECK_FALSE(advice.reason.empty());
      }
      CHECK(std::is_sorted(found.begin(), found.end(), [](const Advice& a, const Advice& b) { return a.start != b.start ? a.start < b.start : a.end > b.end; }));
    }
  }
}
