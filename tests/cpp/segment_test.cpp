#include <doctest/doctest.h>

#include <attune/segment.hpp>

#include "break_cases.hpp"

using attune::boundaries;
using attune::Unit;
using attune::test::break_cases;
using attune::test::BreakCase;

namespace {

/// Runs every case of a UCD break test file and returns how many there were.
std::size_t run_conformance(const char* name, Unit unit) {
  const std::vector<BreakCase> cases = break_cases(name);
  for (const BreakCase& found : cases) {
    CAPTURE(found.line);
    CHECK(boundaries(found.text, unit) == found.boundaries);
  }
  return cases.size();
}

}  // namespace

TEST_SUITE("segment") {
  TEST_CASE("passes all 1,823 cases of WordBreakTest") { CHECK(run_conformance("WordBreakTest.txt", Unit::word) == 1823); }
  TEST_CASE("passes all 602 cases of GraphemeBreakTest") { CHECK(run_conformance("GraphemeBreakTest.txt", Unit::grapheme) == 602); }
  TEST_CASE("passes all 502 cases of SentenceBreakTest") { CHECK(run_conformance("SentenceBreakTest.txt", Unit::sentence) == 502); }

  TEST_CASE("finds nothing in an empty text") {
    for (const Unit unit : {Unit::word, Unit::grapheme, Unit::sentence}) CHECK(boundaries("", unit).empty());
  }

  TEST_CASE("empties a list that is used again") {
    std::vector<std::uint32_t> out{7};
    boundaries("Thanks, Ana", Unit::word, out);
    CHECK(out == std::vector<std::uint32_t>{0, 6, 7, 8, 11});
    boundaries("", Unit::word, out);
    CHECK(out.empty());
  }
}
