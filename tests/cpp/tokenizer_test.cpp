#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <attune/tokenizer.hpp>

using attune::Token;
using attune::tokenize;
using attune::TokenMode;

namespace {

/// "word:hello punctuation:!"
std::string shown(std::string_view text, TokenMode mode = TokenMode::social) {
  std::string out;
  for (const Token& token : tokenize(text, mode)) {
    if (!out.empty()) out += ' ';
    out += std::string(to_string(token.kind)) + ':' + std::string(attune::slice(text, token));
  }
  return out;
}

}  // namespace

TEST_SUITE("tokenizer") {
  TEST_CASE("drops white space and tells words, numbers and punctuation apart") {
    CHECK(shown("I can't log in, it's 3 days!") ==
          "word:I word:can't word:log word:in punctuation:, word:it's number:3 word:days punctuation:!");
  }

  TEST_CASE("reads a chain of slashes once, however long") {  // once for each of its digits would take minutes
    std::string chain;
    while (chain.size() < 1 << 20) chain += "1/";
    CHECK(tokenize(chain).size() == chain.size());
  }
}
