#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <attune/features.hpp>

namespace {

using attune::Feature;
using attune::FeatureBlock;

std::vector<Feature> features(std::string_view text, const attune::FeatureSettings& settings = {}) {
  attune::FeatureList list;
  attune::extract_features(text, settings, list);
  return list.features;
}

std::vector<std::uint64_t> hashes(std::string_view text, FeatureBlock block, const attune::FeatureSettings& settings = {}) {
  std::vector<std::uint64_t> out;
  for (const Feature& feature : features(text, settings))
    if (feature.block == block) out.push_back(feature.hash);
  std::sort(out.begin(), out.end());
  return out;
}

/// The slices that the word features of `text` stand for, in order.
std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> out;
  for (const Feature& feature : features(text))
    if (feature.block == FeatureBlock::word) out.push_back(text.substr(feature.start, feature.end - feature.start));
  return out;
}

/// How many word features of `b` are not those of `a`.
std::size_t n_new_words(std::string_view a, std::string_view b) {
  const auto before = hashes(a, FeatureBlock::word), after = hashes(b, FeatureBlock::word);
  std::vector<std::uint64_t> fresh;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(fresh));
  return fresh.size();
}

}  // namespace

TEST_SUITE("features") {
  TEST_CASE("words, pairs, the first and the last word stand for their part of the text") {
    CHECK(words("where is Bob") == std::vector<std::string>{"where", "where", "is", "where is", "Bob", "is Bob", "Bob"});
  }

  TEST_CASE("a word and its letters count once, pairs each time") {
    CHECK(words("no no no") == std::vector<std::string>{"no", "no", "no no", "no", "no no", "no", "no"});  // negated twice
    CHECK(hashes("why, why, why", FeatureBlock::character) == hashes("why,", FeatureBlock::character));
    std::string many;
    for (int i = 0; i < 3000; ++i) many += std::to_string(i) + ' ';
    const std::size_t n = hashes(many, FeatureBlock::character).size();
    CHECK(hashes(many + many, FeatureBlock::character).size() == n);
  }

  TEST_CASE("a run of marks is one item of five kinds") {
    CHECK(words("why?!?!") == std::vector<std::string>{"why", "why", "?!?!", "why?!?!", "?!?!"});
    CHECK(hashes("why!!!", FeatureBlock::word) == hashes("why!!", FeatureBlock::word));
    CHECK(hashes("why!", FeatureBlock::word) != hashes("why!!", FeatureBlock::word));
    CHECK(hashes("why?!", FeatureBlock::word) == hashes("why!?", FeatureBlock::word));
    CHECK(hashes("why....", FeatureBlock::word) == hashes("why...", FeatureBlock::word));
  }

  TEST_CASE("case, curly apostrophes and stretched words make no difference to words") {
    CHECK(hashes("DON’T go", FeatureBlock::word) == hashes("don't go", FeatureBlock::word));
    CHECK(hashes("sooooo bad", FeatureBlock::word) == hashes("soo bad", FeatureBlock::word));
  }

  TEST_CASE("what follows a negation is negated, for four terms, up to a mark or a turn") {
    CHECK(n_new_words("is good", "not good") == 4);  // not, which is first, not good, and good negated
    const auto n_features = [](std::string_view text) { return hashes(text, FeatureBlock::word).size(); };
    CHECK(n_features("a b c d e f g") == 15);
    CHECK(n_features("a b not d e f g") == 15 + 4);
    CHECK(n_features("not b c d e f g") == 15 + 4);
    CHECK(n_features("not b but d e f g") == 15 + 1);
    CHECK(n_features("not b , d e f g") == 15 + 1);
    CHECK(n_features("doesn't b c d e f g") == 15 + 4);
  }

  TEST_CASE("character n-grams are those of the edged word, and stand for the whole of it") {
    // "_ab_": ab, _a, b_ ; _ab, ab_ ; _ab_
    CHECK(hashes("ab", FeatureBlock::character).size() == 6);
    CHECK(hashes("né", FeatureBlock::character).size() == 6);  // letters, not bytes
    for (const Feature& feature : features("  word "))
      if (feature.block == FeatureBlock::character) CHECK((feature.start == 2 && feature.end == 6));
    CHECK(hashes("https://example.com/abc", FeatureBlock::character).empty());
    CHECK(hashes("@someone", FeatureBlock::character).empty());
    CHECK(hashes("ab", FeatureBlock::character, {.min_letters = 3, .max_letters = 3}).size() == 2);
  }

  TEST_CASE("a term without end is spelled at its beginning alone") {
    std::string line;
    while (line.size() < attune::max_spelled) line += "ab";
    const auto of_line = hashes(line, FeatureBlock::character);
    const auto of_longer = hashes(line + "ab", FeatureBlock::character);
    CHECK(of_line.size() == of_longer.size() + 4);  // the four that end in the edge
    CHECK(of_longer == hashes(line + line, FeatureBlock::character));
  }

  TEST_CASE("message features stand for the whole text and see how it is written") {
    const std::string text = "HELP ME!!! now";
    std::size_t n = 0;
    for (const Feature& feature : features(text))
      if (feature.block == FeatureBlock::message) {
        CHECK((feature.start == 0 && feature.end == text.size()));
        ++n;
      }
    CHECK(n == 3);  // length, exclamation marks, capitals
    CHECK(hashes("HELP ME", FeatureBlock::message) != hashes("help me", FeatureBlock::message));
    CHECK(hashes("help me!", FeatureBlock::message) != hashes("help me", FeatureBlock::message));
    CHECK(hashes("heeeelp me", FeatureBlock::message) != hashes("help me", FeatureBlock::message));
  }

  TEST_CASE("texts without tokens have no features") {
    CHECK(features("").empty());
    CHECK(features(" \t\n").empty());
  }

  TEST_CASE("spans lie in the text, whatever its bytes are") {
    std::string text;
    std::uint32_t state = 1;
    const std::string pieces[] = {"not ", "don&#39;t ", "😡", "!!", "?", "\xFF", "é", "a", "Z", " ", "\xE2\x80", "#tag ", ":) ", "3.5 ", "..."};
    for (int round = 0; round < 300; ++round) {
      text.clear();
      for (int i = 0; i < 12; ++i) {
        state = state * 1664525 + 1013904223;
        text += pieces[(state >> 16) % std::size(pieces)];
      }
      for (const Feature& feature : features(text)) REQUIRE((feature.start <= feature.end && feature.end <= text.size()));
    }
  }

  TEST_CASE("the seed changes every hash") {
    const auto a = hashes("hello there", FeatureBlock::character), b = hashes("hello there", FeatureBlock::character, {.seed = 2});
    std::vector<std::uint64_t> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    CHECK(both.empty());
  }
}
