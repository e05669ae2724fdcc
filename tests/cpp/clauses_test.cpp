#include <attune/clauses.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace {

/// The bodies of the clauses, a bar between them.
std::string bodies(std::string_view text) {
  attune::ClauseList list;
  attune::split_clauses(text, list);
  std::string out;
  for (const attune::Clause& clause : list.clauses) {
    if (clause.body == clause.last) continue;
    if (!out.empty()) out += " | ";
    out += attune::slice(text, clause);
  }
  return out;
}

}  // namespace

TEST_SUITE("clauses") {
  TEST_CASE("statements that are joined are told apart") {
    CHECK(bodies("I see that you were double-charged, and that's understandably frustrating.") == "I see that you were double-charged | that's understandably frustrating");
    CHECK(bodies("I'd be really stressed too if that happened to me. Let's get this fixed right away.") ==
          "I'd be really stressed too if that happened to me | Let's get this fixed right away");
    CHECK(bodies("Sorry about the delay and the confusion, we'll call you.") == "Sorry about the delay and the confusion | we'll call you");
    CHECK(bodies("The shop opens at noon, so I'll hold the jacket there and ring you when it's ready") ==
          "The shop opens at noon | I'll hold the jacket there and ring you when it's ready");
    CHECK(bodies("I get your point, but as for the fee it is too late.") == "I get your point | as for the fee it is too late");
    CHECK(bodies("I'm so sorry about that") == "I'm so sorry about that");
    CHECK(bodies("You were told it was ready but the depot was closed") == "You were told it was ready | the depot was closed");
  }

  TEST_CASE("openers, handles, names and signatures stay outside") {
    CHECK(bodies("@jo_1 Oh okay, so I'm sorry 🙏 ^TM") == "I'm sorry");
    CHECK(bodies("Hi Josh I'm sorry about that, Mr Pryce!") == "I'm sorry about that | Mr Pryce");
    CHECK(bodies("I can see why you're upset, Mia: it broke.") == "I can see why you're upset | Mia | it broke");
    CHECK(bodies("Thanks for the two photos, @mo_k!") == "Thanks for the two photos");
    CHECK(bodies("We saw the snow as well ❄️➡️🌧️") == "We saw the snow as well");
  }

  TEST_CASE("signatures and links close what was said") {
    CHECK(bodies("Send us the form and we'll look into it /KT https://acme.example/form") == "Send us the form | we'll look into it | https://acme.example/form");
    CHECK(bodies("Your refund is done, the label is free &amp; we'll post it.") == "Your refund is done | the label is free | we'll post it");
    CHECK(bodies("The belt is out of stock, so refunds are all we have, and two weeks is long.") == "The belt is out of stock | refunds are all we have | two weeks is long");
    CHECK(bodies("You were billed twice, which is annoying, and the driver, who is new, left.") == "You were billed twice | which is annoying, and the driver, who is new, left");
  }

  TEST_CASE("abbreviations and numbers end no sentence") {
    CHECK(bodies("Mr. Lee paid Rs. 1,200.50 at 8 p.m. on Monday. It failed.") == "Mr. Lee paid Rs. 1,200.50 at 8 p.m. on Monday | It failed");
  }

  TEST_CASE("speech without punctuation is split where a new statement begins") {
    CHECK(bodies("okay so it looks like you've been sent the same bill twice and uh the bill itself is from an older plan") ==
          "it looks like you've been sent the same bill twice | the bill itself is from an older plan");
    CHECK(bodies("yeah i'm really sorry about that let me pull up the account and i'll get this fixed for you now") ==
          "i'm really sorry about that | let me pull up the account | i'll get this fixed for you now");
    CHECK(bodies("thanks for holding on for so long i can see the order here what time was the driver meant to come") ==
          "thanks for holding on for so long i can see the order here | what time was the driver meant to come");
  }

  TEST_CASE("other people's words are marked") {
    const auto quoted = [](std::string_view text) {
      attune::ClauseList list;
      attune::split_clauses(text, list);
      std::string out;
      for (const attune::Clause& clause : list.clauses)
        if (clause.quoted) out += std::string(attune::slice(text, clause)) + "|";
      return out;
    };
    CHECK(quoted("You wrote: \"I'm sorry we sent it\". We did.") == "I'm sorry we sent it|");
    CHECK(quoted("You wrote 'I'm sorry we sent it' on Monday") == "I'm sorry we sent it|");
    CHECK(quoted("> I'm sorry for that\n> Regards\n\nIs that so?") == "I'm sorry for that|Regards|");
    CHECK(quoted("Your \"premium\" plan, the customers' choice, isn't 'all in'") == "");
    CHECK(quoted("Please see below.\n-----Original Message-----\nI am sorry.").find("I am sorry") != std::string::npos);
    CHECK(quoted("See below.\nOn Tue, Ann Lee wrote:\nI am sorry.").find("I am sorry") != std::string::npos);
    const std::string below = quoted("On Tue, Ann Lee wrote:\n> I am sorry.\nIs that so?");
    CHECK(below.find("I am sorry") != std::string::npos);
    CHECK(below.find("Is that so") == std::string::npos);
    CHECK(quoted("On Monday I wrote: please call me.\nNobody did.") == "");
  }

  TEST_CASE("questions are known by their mark or their words") {
    attune::ClauseList list;
    const auto questions = [&](std::string_view text) {
      attune::split_clauses(text, list);
      std::string out;
      for (const attune::Clause& clause : list.clauses) out += clause.question ? '?' : '.';
      return out;
    };
    CHECK(questions("I'm sorry about that, could you send the number?") == ".?");
    CHECK(questions("how has this affected your week") == "?");
    CHECK(questions("You were billed twice, which is annoying.") == "..");
    CHECK(questions("What a shame. How awful that is.") == "..");
  }

  TEST_CASE("every term is in one clause, in order, whatever the bytes") {
    std::mt19937 random(7);
    const std::string_view pieces[] = {"I'm sorry", " and ", ", ", ". ", "\n", "\n\n", "> ", "\"", "'", "“", "”", "(", ")", "🙏", "@ann ", "\xFF", "that's ", " you ", "?", "...", " - ", "Mr. ", "On Tue wrote:"};
    attune::ClauseList list;
    for (int round = 0; round < 3000; ++round) {
      std::string text;
      for (std::size_t n = random() % 20; n > 0; --n) text += pieces[random() % std::size(pieces)];
      attune::split_clauses(text, list);
      std::uint32_t at = 0;
      for (const attune::Clause& clause : list.clauses) {
        REQUIRE(clause.first == at);
        REQUIRE(clause.first < clause.last);
        REQUIRE(clause.first <= clause.body);
        REQUIRE(clause.body <= clause.body_end);
        REQUIRE(clause.body_end <= clause.last);
        REQUIRE(clause.start <= clause.end);
        REQUIRE(clause.end <= text.size());
        at = clause.last;
      }
      REQUIRE(at == list.terms.terms.size());
    }
  }
}
