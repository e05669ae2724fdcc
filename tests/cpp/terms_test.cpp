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
}
