#include <attune/pack.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "directory.hpp"
#include "pattern_reference.hpp"

namespace {

using attune::PatternMatch;
using attune::PatternSet;

constexpr std::array<std::string_view, 3> tags{"one", "two", "_mark"};

PatternSet compile(const std::string& toml) { return PatternSet::parse(toml, "pack.toml", tags).value(); }

/// A pack of one pattern with these TOML lines.
PatternSet compile_pattern(const std::string& lines, const std::string& slots = "") {
  return compile("[slots]\n" + slots + "\n[[pattern]]\nid = \"p\"\ntag = \"one\"\n" + lines);
}

std::vector<std::string> found(const PatternSet& set, std::string_view text, bool excepted = false) {
  attune::ClauseList clauses;
  attune::split_clauses(text, clauses);
  attune::PatternScratch scratch;
  std::vector<PatternMatch> matches;
  set.find(clauses, scratch, matches);
  std::vector<std::string> out;
  for (const PatternMatch& match : matches)
    if (match.excepted == excepted) out.emplace_back(attune::slice(text, match));
  return out;
}

using Found = std::vector<std::string>;

std::string error_of(const std::string& toml) {
  const auto set = PatternSet::parse(toml, "pack.toml", tags);
  REQUIRE_FALSE(set);
  CHECK(set.error().code() == attune::ErrorCode::invalid_data);
  return std::string(set.error().message());
}

}  // namespace

TEST_SUITE("pack") {
  TEST_CASE("a word stands for its spellings") {
    const PatternSet set = compile_pattern("match = [\"I'm so sorry\", \"we can't apologise\", \"your favourite colour\", \"you will\"]");
    for (const char* text : {"I'm so sorry", "im so sorry", "I AM SO SORRY", "I’m so sorry", "i am so sry", "I'm so, so sorry"})
      CHECK_MESSAGE(!found(set, text).empty() == (std::string_view(text) != "I'm so, so sorry"), text);
    for (const char* text : {"we cannot apologize", "we can not apologise", "we cant apologise", "we can't apologize"}) CHECK(found(set, text) == Found{text});
    CHECK(found(set, "your favorite color") == Found{"your favorite color"});
    CHECK(found(set, "u will, you'll") == Found{"u will", "you'll"});
  }

  TEST_CASE("slips of long words are forgiven and other words are not") {
    const PatternSet set = compile_pattern("match = [\"frustrating\", \"refund\", \"contact\", \"charged\", \"sorry\"]");
    for (const char* text : {"frustating", "frustrrating", "frusrtating", "frustratng"}) CHECK(found(set, text) == Found{text});
    for (const char* text : {"refunds", "contract", "changed", "sory", "frustrated", "refunde"}) CHECK(found(set, text).empty());
    CHECK(found(compile("known = [\"frustating\"]\n[[pattern]]\nid = \"p\"\ntag = \"one\"\nmatch = [\"frustrating\"]"), "frustating").empty());
  }

  TEST_CASE("slots, choices, options, gaps, beginnings and kinds match what they say") {
    const PatternSet set = compile_pattern(
        "match = [\"{very}? {feeling}\", \"(how|why) (did|do) you\", \"call ...1 back\", \"apolog* for\", \"order <number>\", \"(a b|c)? d e\"]",
        "very = [\"so\", \"really very\"]\nfeeling = [\"upset\", \"let down\", \"{very} sad\", \"at ...2 end\"]");
    CHECK(found(set, "so upset") == Found{"so upset"});
    CHECK(found(set, "you are really very let down") == Found{"really very let down"});
    CHECK(found(set, "so really very sad") == Found{"so really very sad"});
    CHECK(found(set, "so at your wits' end") == Found{"so at your wits' end"});
    CHECK(found(set, "at the very bitter end").empty());
    CHECK(found(set, "why did you") == Found{"why did you"});
    CHECK(found(set, "call back") == Found{"call back"});
    CHECK(found(set, "call me back") == Found{"call me back"});
    CHECK(found(set, "call me right back").empty());
    CHECK(found(set, "apologies for, apologising for") == Found{"apologies for", "apologising for"});
    CHECK(found(set, "order 12, order #12") == Found{"order 12", "order #12"});
    CHECK(found(set, "a b d e") == Found{"a b d e"});
    CHECK(found(set, "d e") == Found{"d e"});
  }

  TEST_CASE("anchors hold at the clause's edges behind openers") {
    const PatternSet set = compile_pattern("match = [\"^ thanks\", \"noted $\"]");
    CHECK(found(set, "Oh okay, thanks. We have noted that. Noted!") == Found{"thanks", "Noted"});
    CHECK(found(set, "with thanks").empty());
  }

  TEST_CASE("brackets, extensions and sentences choose the span") {
    CHECK(found(compile_pattern("match = [\"you wrote [that we lost] it\"]"), "You wrote that we lost it today.") == Found{"that we lost"});
    CHECK(found(compile_pattern("match = [\"we lost\"]\nextend = \"clause\""), "Sorry that we lost your bag, Mr Lee.") == Found{"we lost your bag"});
    CHECK(found(compile_pattern("match = [\"we lost\"]\nextend = \"whole\""), "Oh, sorry that we lost your bag!") == Found{"sorry that we lost your bag"});
    CHECK(found(compile_pattern("match = [\"sorry ...5 policy\"]"), "I'm sorry, but our policy is firm.").empty());
    CHECK(found(compile_pattern("match = [\"sorry ...5 policy\"]\nwithin = \"sentence\""), "I'm sorry, but our policy is firm.") == Found{"sorry, but our policy"});
    CHECK(found(compile_pattern("match = [\"sorry\"]\nextend = \"sentence\""), "I'm sorry, but our policy is firm. Bye.") == Found{"sorry, but our policy is firm"});
  }

  TEST_CASE("moods tell questions from statements") {
    const PatternSet asks = compile_pattern("match = [\"you feel\"]\nmood = \"question\"");
    const PatternSet says = compile_pattern("match = [\"you feel\"]\nmood = \"statement\"");
    for (const char* text : {"How do you feel?", "how do you feel", "You feel better?"}) CHECK((found(asks, text).size() == 1 && found(says, text).empty()));
    CHECK((found(asks, "I know how you feel.").empty() && found(says, "I know how you feel.").size() == 1));
  }

  TEST_CASE("exceptions take a match back in their clause only") {
    const PatternSet set = compile_pattern("match = [\"right to be angry\"]\nexcept = [\"no right\"]");
    CHECK(found(set, "You have no right to be angry.").empty());
    CHECK(found(set, "You have no right to be angry.", true) == Found{"right to be angry"});
    CHECK(found(set, "There is no right size. You have a right to be angry.") == Found{"right to be angry"});
  }

  TEST_CASE("of one pattern the longest match counts and none inside it") {
    const PatternSet set = compile_pattern("match = [\"very\", \"very very\", \"very very sorry\"]");
    CHECK(found(set, "very very sorry, very") == Found{"very very sorry", "very"});
  }

  TEST_CASE("what cannot be used is named with line, column and remedy") {
    const auto with = [](const std::string& lines) { return error_of("[[pattern]]\nid = \"p\"\ntag = \"one\"\n" + lines); };
    CHECK(error_of("[[pattern]]\nid = 'p").find("pack.toml, line 2") == 0);
    CHECK(with("match = [\"{nope}\"]") == "pack.toml, line 4, column 10: character 2 of the pattern: no slot \"nope\": define it under [slots], before slots that use it");
    CHECK(with("match = [\"(a|b\"]").find("no ')' follows") != std::string::npos);
    CHECK(with("match = [\"a, b\"]").find("punctuation is not matched") != std::string::npos);
    CHECK(with("match = [\"a? (b)?\"]").find("matches nothing") != std::string::npos);
    CHECK(with("match = []").find("no entries") != std::string::npos);
    CHECK(with("match = [\"ab*\"]").find("less than three letters") != std::string::npos);
    CHECK(with("match = [3]").find("expected a string") != std::string::npos);
    CHECK(with("match = [\"a\"]\nweight = 2").find("weight: expected a number from 0 to 1") != std::string::npos);
    CHECK(with("match = [\"a\"]\nextend = \"far\"").find("expected one of match clause whole sentence") != std::string::npos);
    CHECK(with("match = [\"a\"]\nwieght = 1").find("no field \"wieght\"") != std::string::npos);
    CHECK(with("match = [\"a\"]\n[[pattern]]\nid = \"p\"\ntag = \"one\"\nmatch = [\"b\"]").find("a second pattern with the id") != std::string::npos);
    CHECK(error_of("[[pattern]]\nid = \"p\"\ntag = \"three\"\nmatch = [\"a\"]").find("expected one of one two _mark") != std::string::npos);
    CHECK(error_of("pattern = 3").find("expected [[pattern]] tables") != std::string::npos);
    std::string deep(100, '(');
    CHECK(with("match = [\"" + deep + "a" + std::string(100, ')') + "\"]").find("nested too deep") != std::string::npos);
  }

  TEST_CASE("what is of no use in a pack is named with line, column and remedy") {
    const Directory folder("pack_test");
    const std::string pack = folder.write("mine.toml",
        "[[pattern]]\nid = \"a\"\ntag = \"one\"\nmatch = [\"so sorry\", \"we lost {thing}\", \"gone for (good|ever)\"]\nexcept = [\"lost bags\"]\n"
        "[[pattern]]\nid = \"b\"\ntag = \"one\"\nmatch = [\"so sorry\", \"ever so sorry\"]\n"
        "[[pattern]]\nid = \"c\"\ntag = \"two\"\nmatch = [\"so sorry\", \"lost it and we are sad\"]\n[slots]\nthing = [\"bags\"]\n");
    const std::array<std::filesystem::path, 1> files{pack};
    const std::vector<std::string> faults = PatternSet::lint(files, tags).value();
    REQUIRE(faults.size() == 3);
    CHECK(faults[0] == pack + ", line 4, column 22: its own exception takes back \"we lost bags\": narrow `except`");
    CHECK(faults[1] == pack + ", line 9, column 10: \"a\" finds \"so sorry\" already: leave it out, or give it another tag or more weight");
    CHECK(faults[2].find("line 13, column 22: not found in its own words, \"lost it and we are sad\"") != std::string::npos);
    CHECK(PatternSet::lint(std::array<std::filesystem::path, 1>{folder / "none.toml"}, tags).error().code() == attune::ErrorCode::io);
  }

  TEST_CASE("random packs find in random texts what a plain reading of them finds") {
    std::mt19937 random(20);
    attune::ClauseList clauses;
    attune::PatternScratch scratch;
    std::vector<PatternMatch> matches;
    std::size_t n_matches = 0, n_excepted = 0;
    for (int round = 0; round < 600; ++round) {
      reference::Pack pack(random);
      const std::string toml = pack.toml();
      const PatternSet set = compile(toml);
      for (int i = 0; i < 8; ++i) {
        const std::string text = pack.make_text();
        attune::split_clauses(text, clauses);
        CHECK(set.find(clauses, scratch, matches));
        // Terms to words: each word is one term, other terms are none.
        std::vector<std::size_t> word_of(clauses.terms.terms.size() + 1);
        for (std::size_t t = 0; t < clauses.terms.terms.size(); ++t) {
          const attune::TokenKind kind = clauses.terms.terms[t].kind;
          word_of[t + 1] = word_of[t] + (kind == attune::TokenKind::word || kind == attune::TokenKind::number);
        }
        std::vector<reference::Match> ours;
        for (const PatternMatch& match : matches) ours.push_back({match.pattern, word_of[match.first], word_of[match.last], match.excepted});
        std::sort(ours.begin(), ours.end());
        const std::vector<reference::Match> expected = pack.find(clauses);
        CHECK_MESSAGE(ours == expected, toml << text);
        n_matches += expected.size();
        n_excepted += static_cast<std::size_t>(std::count_if(expected.begin(), expected.end(), [](const reference::Match& match) { return match.excepted; }));
      }
    }
    CHECK(n_matches > 5000);
    CHECK(n_excepted > 100);
  }

  TEST_CASE("of more matches than are looked at the caller is told") {
    const PatternSet set = compile_pattern("match = [\"very\"]");
    std::string text;
    for (std::size_t i = 0; i <= PatternSet::max_matches; ++i) text += "very ";
    attune::ClauseList clauses;
    attune::PatternScratch scratch;
    std::vector<PatternMatch> matches;
    attune::split_clauses(text, clauses);
    CHECK_FALSE(set.find(clauses, scratch, matches));
    CHECK(matches.size() == PatternSet::max_matches);
    attune::split_clauses("very", clauses);
    CHECK(set.find(clauses, scratch, matches));
    CHECK(matches.size() == 1);
  }

  TEST_CASE("any bytes are accepted and long runs cost no more than their length") {
    const PatternSet set = compile_pattern("match = [\"very ...9 ...9 sorry\", \"{x} {x} {x} end\"]\nwithin = \"sentence\"", "x = [\"very\", \"very very\", \"very very very\"]");
    std::string text;
    for (int i = 0; i < 20000; ++i) text += "very ";
    CHECK(found(set, text).empty());
    CHECK(found(set, text + "sorry").size() == 1);
    for (const char* bytes : {"", " ", "\xFF\xFE very \x80", "\xED\xA0\x80", "very\0sorry"}) found(set, bytes);
  }
}
