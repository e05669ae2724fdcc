// Every kernel this CPU can run against the automaton, which is the rules: the same boundaries for any bytes.
#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <attune/detail/grapheme_blocks.hpp>
#include <attune/detail/sentence_blocks.hpp>
#include <attune/detail/word_blocks.hpp>
#include <attune/segment.hpp>

#include "break_cases.hpp"
#include "hostile_text.hpp"

using namespace attune::detail;
using attune::Unit;
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

/// What a unit's kernels are held against, and the cases of its test file.
struct Subject {
  Unit unit;
  const char* cases;
  std::size_t n_cases;
};
const std::vector<Subject> subjects{
    {Unit::word, "WordBreakTest.txt", 1823}, {Unit::grapheme, "GraphemeBreakTest.txt", 602}, {Unit::sentence, "SentenceBreakTest.txt", 502}};

Offsets by_automaton(Unit unit, std::string_view text) {
  Offsets out;
  const auto emit = [&](std::size_t byte) { out.push_back(static_cast<std::uint32_t>(byte)); };
  switch (unit) {
    case Unit::word: scan_boundaries(text, word_automaton, [](const Properties& p) { return p.word; }, emit); break;
    case Unit::grapheme: scan_boundaries(text, grapheme_automaton, [](const Properties& p) { return p.grapheme; }, emit); break;
    case Unit::sentence: scan_boundaries(text, sentence_automaton, [](const Properties& p) { return p.sentence; }, emit); break;
  }
  return out;
}

Offsets by_kernel_in_place(Unit unit, std::string_view text, Kernel kernel) {
  Offsets out;
  switch (unit) {
    case Unit::word: scan_words(text, kernel, out); break;
    case Unit::grapheme: scan_graphemes(text, kernel, out); break;
    case Unit::sentence: scan_sentences(text, kernel, out); break;
  }
  return out;
}

/// In a buffer of its own size, so that a sanitizer sees a read before or behind the text.
Offsets by_kernel(Unit unit, std::string_view text, Kernel kernel) {
  const std::unique_ptr<char[]> exact(new char[text.size()]);
  std::copy(text.begin(), text.end(), exact.get());
  return by_kernel_in_place(unit, {exact.get(), text.size()}, kernel);
}

void check_same(Unit unit, std::string_view text) {
  const Offsets expected = by_automaton(unit, text);
  for (const Kernel kernel : kernels()) {
    if (by_kernel(unit, text, kernel) == expected) continue;
    CAPTURE(to_string(unit));
    CAPTURE(to_string(kernel));
    CAPTURE(attune::test::hex(text));
    CHECK(by_kernel(unit, text, kernel) == expected);
  }
}
void check_same(std::string_view text) {
  for (const Subject& subject : subjects) check_same(subject.unit, text);
}

}  // namespace

TEST_SUITE("segment kernel") {
  TEST_CASE("passes all cases of the break tests in each kernel") {
    for (const Subject& subject : subjects) {
      const std::vector<BreakCase> cases = break_cases(subject.cases);
      CHECK(cases.size() == subject.n_cases);
      for (const Kernel kernel : kernels())
        for (const BreakCase& found : cases) {
          CAPTURE(to_string(kernel));
          CAPTURE(found.line);
          CHECK(by_kernel(subject.unit, found.text, kernel) == found.boundaries);
        }
    }
  }

  TEST_CASE("gives the automaton's boundaries for each case at each place of a block") {
    for (const Subject& subject : subjects) {
      const std::vector<BreakCase> cases = break_cases(subject.cases);
      REQUIRE(!cases.empty());
      for (const std::string_view filler : {std::string_view("a "), std::string_view("\n"), std::string_view("word1, "), std::string_view("\xD0\xB6 ")})
        for (std::size_t n = 0; n < 64; ++n) {
          std::string before;
          while (before.size() < n) before += filler;
          std::string chain = before;
          // A few cases behind one another, then a long enough tail: none of them is at the text's end.
          for (std::size_t i = n; i < cases.size(); i += 7) {
            check_same(subject.unit, before + cases[i].text);
            chain += cases[i].text;
          }
          check_same(subject.unit, chain);
          check_same(subject.unit, chain + std::string(70, ' '));
        }
    }
  }

  TEST_CASE("gives the automaton's boundaries for every code point") {
    std::string alone, letters, marks;
    for (char32_t c = 0x80; c <= 0x10FFFF; ++c) {
      if (c >= 0xD800 && c <= 0xDFFF) continue;
      attune::append_utf8(alone, c);
      attune::append_utf8(letters += 'a', c);
      attune::append_utf8(marks += ". ", c);
      attune::append_utf8(marks += "\xCC\x81", c);
      if (c % 0x100 != 0xFF) continue;
      for (const std::string* const text : {&alone, &letters, &marks}) check_same(*text);
      alone.clear();
      letters.clear();
      marks.clear();
    }
  }

  TEST_CASE("gives the automaton's boundaries for hostile text and for any bytes") {
    const char* const more = std::getenv("ATTUNE_KERNEL_TEXTS");
    const std::size_t n_texts = more != nullptr ? std::strtoull(more, nullptr, 10) : 20000;
    TextMaker maker(20230913);
    for (std::size_t i = 0; i < n_texts; ++i) check_same(maker.text());
  }

  TEST_CASE("gives the automaton's boundaries for segments longer than a block") {
    for (const std::string_view piece :
         {std::string_view("a"), std::string_view("a:"), std::string_view("1."), std::string_view(" "), std::string_view("\xCC\x81"), std::string_view("\xE2\x80\x8D"),
          std::string_view("\xF0\x9F\x87\xAB"), std::string_view("\xF0\x9F\x98\x80\xE2\x80\x8D"), std::string_view("a:\xCC\x81"), std::string_view("\xD7\x90\""),
          std::string_view("\xE1\x84\x80"), std::string_view("\xD8\x80"), std::string_view("\r\n"), std::string_view(". "), std::string_view(".)"), std::string_view("A."),
          std::string_view("\xD0\x96\xCC\x81."), std::string_view("\xC3")})
      for (std::size_t n = 0; n < 300; ++n) {
        std::string text;
        while (text.size() < n) text += piece;
        check_same(text);
        check_same(text + "b");
        check_same("x" + text + "\xE2\x98\x83");
        check_same("X" + text + ".Y");
      }
  }

  TEST_CASE("reads no byte behind the text") {
    TextMaker maker(20230915);
    for (std::size_t i = 0; i < 300; ++i) {
      const std::string text = maker.text();
      for (std::size_t n = 0; n <= text.size(); n += 1 + n / 70 * 5) {
        const attune::test::GuardedText guarded(std::string_view(text).substr(0, n));
        for (const Subject& subject : subjects) {
          const Offsets expected = by_automaton(subject.unit, guarded.view());
          for (const Kernel kernel : kernels()) CHECK(by_kernel_in_place(subject.unit, guarded.view(), kernel) == expected);
        }
      }
    }
  }

  TEST_CASE("names the kernel it chose") { CHECK(attune::word_kernel() == to_string(best_kernel())); }
}
