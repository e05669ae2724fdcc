// Every kernel this CPU can run against the automaton, which is the rules: the same boundaries for any bytes.
#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <attune/detail/word_blocks.hpp>
#include <attune/segment.hpp>

#include "break_cases.hpp"
#include "hostile_text.hpp"

using namespace attune::detail;
using attune::test::break_cases;
using attune::test::BreakCase;
using attune::test::TextMaker;
using Offsets = std::vector<std::uint32_t>;

namespace {

std::vector<Kernel> kernels() {
  std::vector<Kernel> out;
  for (const Kernel kernel : {Kernel::portable, Kernel::avx2, Kernel::avx512})
    if (is_supported(kernel)) out.push_back(kernel);
  return out;
}

Offsets by_automaton(std::string_view text) {
  Offsets out;
  scan_boundaries(text, word_automaton, [](const Properties& p) { return p.word; },
                  [&](std::size_t byte) { out.push_back(static_cast<std::uint32_t>(byte)); });
  return out;
}

/// In a buffer of its own size, so that a sanitizer sees a read before or behind the text.
Offsets by_kernel(std::string_view text, Kernel kernel) {
  const std::unique_ptr<char[]> exact(new char[text.size()]);
  std::copy(text.begin(), text.end(), exact.get());
  Offsets out;
  scan_words({exact.get(), text.size()}, kernel, out);
  return out;
}

void check_same(std::string_view text) {
  const Offsets expected = by_automaton(text);
  for (const Kernel kernel : kernels()) {
    if (by_kernel(text, kernel) == expected) continue;
    CAPTURE(to_string(kernel));
    CAPTURE(attune::test::hex(text));
    CHECK(by_kernel(text, kernel) == expected);
  }
}

}  // namespace

TEST_SUITE("segment kernel") {
  TEST_CASE("passes all 1,823 cases of WordBreakTest in each kernel") {
    const std::vector<BreakCase> cases = break_cases("WordBreakTest.txt");
    CHECK(cases.size() == 1823);
    for (const Kernel kernel : kernels())
      for (const BreakCase& found : cases) {
        CAPTURE(to_string(kernel));
        CAPTURE(found.line);
        CHECK(by_kernel(found.text, kernel) == found.boundaries);
      }
  }

  TEST_CASE("gives the automaton's boundaries for each case at each place of a block") {
    const std::vector<BreakCase> cases = break_cases("WordBreakTest.txt");
    REQUIRE(!cases.empty());
    for (const std::string_view filler : {std::string_view("a "), std::string_view("\n"), std::string_view("word1, "), std::string_view("\xD0\xB6 ")})
      for (std::size_t n = 0; n < 64; ++n) {
        std::string before;
        while (before.size() < n) before += filler;
        std::string chain = before;
        // A few cases behind one another, then a long enough tail: none of them is at the text's end.
        for (std::size_t i = n; i < cases.size(); i += 7) {
          check_same(before + cases[i].text);
          chain += cases[i].text;
        }
        check_same(chain);
        check_same(chain + std::string(70, ' '));
      }
  }

  TEST_CASE("gives the automaton's boundaries for hostile text and for any bytes") {
    const char* const more = std::getenv("ATTUNE_KERNEL_TEXTS");
    const std::size_t n_texts = more != nullptr ? std::strtoull(more, nullptr, 10) : 20000;
    TextMaker maker(20230913);
    for (std::size_t i = 0; i < n_texts; ++i) check_same(maker.text());
  }

  TEST_CASE("gives the automaton's boundaries for words longer than a block") {
    for (const std::string_view piece : {std::string_view("a"), std::string_view("a:"), std::string_view("1."), std::string_view(" "),
                                         std::string_view("\xCC\x81"), std::string_view("\xE2\x80\x8D"), std::string_view("\xF0\x9F\x87\xAB"),
                                         std::string_view("a:\xCC\x81"), std::string_view("\xD7\x90\""), std::string_view("\r\n"), std::string_view("\xC3")})
      for (std::size_t n = 0; n < 300; ++n) {
        std::string text;
        while (text.size() < n) text += piece;
        check_same(text);
        check_same(text + "b");
        check_same("x" + text + "\xE2\x98\x83");
      }
  }

  TEST_CASE("reads no byte behind the text") {
    TextMaker maker(20230915);
    for (std::size_t i = 0; i < 300; ++i) {
      const std::string text = maker.text();
      for (std::size_t n = 0; n <= text.size(); n += 1 + n / 70 * 5) {
        const attune::test::GuardedText guarded(std::string_view(text).substr(0, n));
        const Offsets expected = by_automaton(guarded.view());
        for (const Kernel kernel : kernels()) {
          Offsets found;
          scan_words(guarded.view(), kernel, found);
          CHECK(found == expected);
        }
      }
    }
  }

  TEST_CASE("names the kernel it chose") { CHECK(attune::word_kernel() == to_string(best_kernel())); }
}
