#include <doctest/doctest.h>

#include <attune/unicode.hpp>

TEST_SUITE("unicode") {
  TEST_CASE("counts code points, with one for each ill-formed maximal subpart") {
    CHECK(attune::count_code_points("a\xC3\xA9\xF0\x9F\x98\x80") == 3);
    CHECK(attune::count_code_points("\xF0\x9F\x98") == 1);
    CHECK(attune::count_code_points("\xFF\xFE") == 2);
  }
}
