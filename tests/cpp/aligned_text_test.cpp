#include <doctest/doctest.h>

#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/aligned_text.hpp>

using attune::AlignedText;
using attune::AlignedTextBuilder;
using attune::compose;
using attune::Span;

namespace {

/// What each byte of a derived text stands for, written down byte by byte.
struct Expected {
  std::string text;
  std::vector<Span> pieces;
};

struct Derived {
  AlignedText aligned;
  Expected expected;
  bool dropped = false;
};

/// Derives a text from `source`, which is ASCII, by a few random replacements.
Derived derive(std::string_view source, std::mt19937& random) {
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  Derived out;
  AlignedTextBuilder builder(source);
  const auto put = [&](std::size_t n, std::size_t start, std::size_t end) {
    for (std::size_t i = 0; i < n; ++i) out.expected.pieces.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end)});
  };
  const std::uint32_t period = 1 + below(4);  // 1: piece upon piece
  for (std::size_t at = 0; at < source.size();) {
    if (below(period) != 0) {
      out.expected.text += source[at];
      put(1, at, at + 1);
      ++at;
      continue;
    }
    const std::size_t end = std::min(source.size(), at + 1 + below(3));
    const std::string with(below(period == 1 ? 3 : 4), static_cast<char>('A' + below(26)));
    builder.replace(at, end, with);
    out.dropped = out.dropped || with.empty();
    out.expected.text += with;
    put(with.size(), at, end);
    at = end;
  }
  out.aligned = std::move(builder).build();
  return out;
}

}  // namespace

TEST_SUITE("aligned text") {
  TEST_CASE("leads through unchanged text byte by byte") {
    const AlignedText same(std::string("unchanged \xC3\xA9"));
    CHECK(same.is_aligned_bytewise());
    CHECK(same.to_source(2, 5) == Span{2, 5});
    CHECK(same.to_source(7) == 7);
    CHECK(same.to_source(40, 50) == Span{12, 12});
    CHECK(AlignedText().to_source(0, 1) == Span{0, 0});
  }

  TEST_CASE("leads from any part of a replacement to all that it replaced") {
    const std::string_view source = "a &amp; b &lt; c";
    AlignedTextBuilder builder(source);
    builder.replace(2, 7, "and");
    builder.replace(10, 14, "");
    const AlignedText text = std::move(builder).build();
    CHECK(text.text() == "a and b  c");
    CHECK(text.to_source(3, 4) == Span{2, 7});
    CHECK(text.to_source(4) == 2);
    CHECK(text.to_source(0, 3) == Span{0, 7});
    CHECK(text.to_source(8, 9) == Span{14, 15});   // behind what was dropped
    CHECK(text.to_source(7, 9) == Span{9, 15});    // across it
    CHECK(text.to_source(3, 3) == Span{2, 2});
    CHECK(text.to_source(10) == 16);
    CHECK_FALSE(text.is_aligned_bytewise());
  }

  TEST_CASE("keeps a code point in step that is replaced by one of the same length") {
    AlignedTextBuilder builder("\xC3\x89t\xC3\x89");
    builder.replace(0, 2, "\xC3\xA9");
    builder.replace(3, 5, "\xC3\xA9");
    const AlignedText text = std::move(builder).build();
    CHECK(text.text() == "\xC3\xA9t\xC3\xA9");
    CHECK(text.is_aligned_bytewise());
  }

  TEST_CASE("leaves out what is dropped at either end") {
    AlignedTextBuilder builder("> quoted\nmine\n-- \nme");
    builder.replace(0, 9, "");
    builder.replace(14, 20, "");
    const AlignedText text = std::move(builder).build();
    CHECK(text.text() == "mine\n");
    CHECK(text.to_source(0, 5) == Span{9, 14});
    CHECK(text.source_size() == 20);
  }

  TEST_CASE("does not compose what does not follow") {
    CHECK_THROWS_AS(compose(AlignedText(std::string("a")), AlignedText(std::string("ab"))), std::invalid_argument);
  }

  TEST_CASE("any replacements lead back to where each byte is from, never fall, and compose") {
    std::mt19937 random(17);
    for (int round = 0; round < 3000; ++round) {
      const std::string source(random() % 24, 'x');
      const Derived first = derive(source, random);
      REQUIRE(first.aligned.text() == first.expected.text);
      REQUIRE(first.aligned.source_size() == source.size());
      const auto size = static_cast<std::uint32_t>(first.expected.text.size());
      std::uint32_t last = 0;
      for (std::uint32_t start = 0; start < size; ++start) {
        REQUIRE(first.aligned.to_source(start) == first.expected.pieces[start].start);
        REQUIRE(first.aligned.to_source(start) >= last);
        last = first.aligned.to_source(start);
        for (std::uint32_t end = start + 1; end <= size; ++end)
          REQUIRE(first.aligned.to_source(start, end) == Span{first.expected.pieces[start].start, first.expected.pieces[end - 1].end});
      }
      if (!first.dropped) REQUIRE(first.aligned.to_source(0, size) == Span{0, static_cast<std::uint32_t>(source.size())});

      const Derived second = derive(first.aligned.text(), random);
      const AlignedText both = compose(first.aligned, second.aligned);
      REQUIRE(both.text() == second.expected.text);
      for (std::uint32_t start = 0; start <= both.text().size(); ++start) {
        REQUIRE(both.to_source(start) == first.aligned.to_source(second.aligned.to_source(start)));
        for (std::uint32_t end = start + 1; end <= both.text().size(); ++end) {
          const Span middle = second.aligned.to_source(start, end);
          REQUIRE(both.to_source(start, end) == first.aligned.to_source(middle.start, middle.end));
        }
      }

      const Derived third = derive(both.text(), random);
      const AlignedText from_left = compose(both, third.aligned), from_right = compose(first.aligned, compose(second.aligned, third.aligned));
      for (std::uint32_t start = 0; start < from_left.text().size(); ++start)
        REQUIRE(from_left.to_source(start, start + 1) == from_right.to_source(start, start + 1));
    }
  }
}
