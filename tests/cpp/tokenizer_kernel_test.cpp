// Every kernel this CPU can run against one segment at a time by the automaton and the readers: the same tokens for any bytes.
#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <attune/tokenizer.hpp>
#include <attune/detail/token_blocks.hpp>

#include "break_cases.hpp"
#include "hostile_text.hpp"

using namespace attune::detail;
using attune::Token;
using attune::TokenMode;

namespace {

std::vector<Token> one_by_one(std::string_view text, TokenMode mode) {
  std::vector<Token> out;
  SocialReader reader(text);
  for (std::size_t at = 0; at < text.size();) {
    if (mode == TokenMode::social) {
      at = append_social(text, at, reader, out);
    } else {
      const std::size_t end = next_word_boundary(text, at, true);
      append_segment(text, at, end, out);
      at = end;
    }
  }
  return out;
}

/// In a buffer of its own size, so that a sanitizer sees a read before or behind the text.
std::vector<Token> by_kernel(std::string_view text, TokenMode mode, Kernel kernel) {
  const std::unique_ptr<char[]> exact(new char[text.size()]);
  std::copy(text.begin(), text.end(), exact.get());
  std::vector<Token> out;
  if (mode == TokenMode::social) tokenize_social({exact.get(), text.size()}, kernel, out);
  else tokenize_strict({exact.get(), text.size()}, kernel, out);
  return out;
}

std::string shown(const std::vector<Token>& tokens) {
  std::string out;
  for (const Token& token : tokens)
    out += std::to_string(token.start) + "-" + std::to_string(token.end) + ":" + std::string(to_string(token.kind)) + " ";
  return out;
}

void check_same(std::string_view text) {
  for (const TokenMode mode : {TokenMode::social, TokenMode::uax29}) {
    const std::vector<Token> expected = one_by_one(text, mode);
    for (const Kernel kernel : {Kernel::portable, Kernel::avx2, Kernel::avx512}) {
      if (!is_supported(kernel) || by_kernel(text, mode, kernel) == expected) continue;
      CAPTURE(to_string(kernel));
      CAPTURE(to_string(mode));
      CAPTURE(attune::test::hex(text));
      CHECK(shown(by_kernel(text, mode, kernel)) == shown(expected));
    }
  }
}

}  // namespace

TEST_SUITE("tokenizer kernel") {
  TEST_CASE("gives the same tokens for hostile text and for any bytes") {
    const char* const more = std::getenv("ATTUNE_KERNEL_TEXTS");
    const std::size_t n_texts = more != nullptr ? std::strtoull(more, nullptr, 10) : 20000;
    attune::test::TextMaker maker(20230914);
    for (std::size_t i = 0; i < n_texts; ++i) check_same(maker.text());
  }

  TEST_CASE("gives the same tokens for each form at each place of a block") {
    for (const std::string_view form :
         {"https://shop.example.com/a?b=1, thanks", "write to ana.b+c@mail.example.org today", "@ana@host.net hello", "#late again", "thanks ^AB",
          "it is 1/2 or 12/05/2019.", "press 1\xEF\xB8\x8F\xE2\x83\xA3 or 12\xE2\x83\xA3", "hm o_O xD 8-) T_T :'-( </3 <333", "well-known a-b.com.Then",
          "don\xE2\x80\x99t, caf\xC3\xA9 \xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7!", "_1 _a __ 3rd 3,5 \xC2\xAF\\_(\xE3\x83\x84)_/\xC2\xAF"})
      for (std::size_t n = 0; n < 140; ++n)
        for (const std::string_view filler : {"x ", "ab", " ", "a.", "no-"}) {
          std::string text;
          while (text.size() < n) text += filler;
          check_same(text + std::string(form));
          check_same(text + " " + std::string(form) + " and so on until the block ends, and a little further than that.");
        }
  }

  TEST_CASE("gives the same tokens for each case of WordBreakTest") {
    std::string chain;
    for (const attune::test::BreakCase& found : attune::test::break_cases("WordBreakTest.txt")) {
      check_same(found.text);
      chain += found.text;
    }
    REQUIRE(!chain.empty());
    check_same(chain);
  }
}
