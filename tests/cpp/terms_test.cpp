#include <doctest/doctest.h>

#include <string>

#include <attune/terms.hpp>

namespace {

/// The forms of the terms of `text`, separated by spaces.
std::string forms(std::string_view text) {
  attune::TermList list;
  attune::make_terms(text, list);
  std::string out;
  for (const attune::Term& term : list.terms) {
    if (!out.empty()) out += ' ';
    out += list.form(term);
  }
  return out;
}

}  // namespace

TEST_SUITE("terms") {
  TEST_CASE("folds case and straightens apostrophes") { CHECK(forms("It’s LATE") == "it's late"); }

  TEST_CASE("reads entities, and covers the whole of each with its span") {
    const std::string_view text = "I don&#39;t &amp; won&rsquo;t";
    attune::TermList list;
    for (int round = 0; round < 2; ++round) {  // a list that is used again
      attune::make_terms(text, list);
      REQUIRE(list.terms.size() == 4);
      CHECK(list.form(list.terms[1]) == "don't");
      CHECK(attune::slice(text, list.terms[1]) == "don&#39;t");
      CHECK(attune::slice(text, list.terms[2]) == "&amp;");
      CHECK(attune::slice(text, list.terms[3]) == "won&rsquo;t");
      attune::make_terms("no entity & none", list);
      CHECK(list.terms[1].start == 3);
      CHECK(list.terms[2].start == 10);
    }
  }
}
