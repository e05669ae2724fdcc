#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include <attune/segment.hpp>

using attune::boundaries;
using attune::Unit;
using Offsets = std::vector<std::uint32_t>;

namespace {

char32_t parse_hex(const std::string& digits) { return static_cast<char32_t>(std::stoul(digits, nullptr, 16)); }

/// Runs every case of a UCD break test file and returns how many there were.
int run_conformance(const char* name, Unit unit) {
  std::ifstream file(std::string(ATTUNE_TEST_DATA "/unicode-15.0/") + name);
  REQUIRE(file);
  int n_cases = 0;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string text;
    Offsets expected;
    for (std::string word; words >> word;) {
      if (word == "÷") expected.push_back(static_cast<std::uint32_t>(text.size()));
      else if (word != "×") attune::append_utf8(text, parse_hex(word));
    }
    if (text.empty()) continue;
    ++n_cases;
    CAPTURE(line);
    CHECK(boundaries(text, unit) == expected);
  }
  return n_cases;
}

}  // namespace

TEST_SUITE("segment") {
  TEST_CASE("passes all 1,823 cases of WordBreakTest") { CHECK(run_conformance("WordBreakTest.txt", Unit::word) == 1823); }
  TEST_CASE("passes all 602 cases of GraphemeBreakTest") { CHECK(run_conformance("GraphemeBreakTest.txt", Unit::grapheme) == 602); }
  TEST_CASE("passes all 502 cases of SentenceBreakTest") { CHECK(run_conformance("SentenceBreakTest.txt", Unit::sentence) == 502); }

  TEST_CASE("finds nothing in an empty text") {
    for (const Unit unit : {Unit::word, Unit::grapheme, Unit::sentence}) CHECK(boundaries("", unit).empty());
  }
}
