#include <doctest/doctest.h>

#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include <attune/normalization.hpp>

#include "hostile_text.hpp"

using attune::AlignedText;
using attune::fold_case;
using attune::normalize;
using attune::NormalizationForm;
using attune::Span;

namespace {

constexpr NormalizationForm forms[] = {NormalizationForm::nfc, NormalizationForm::nfd, NormalizationForm::nfkc, NormalizationForm::nfkd};

std::string utf8(std::u32string_view code_points) {
  std::string out;
  for (const char32_t c : code_points) attune::append_utf8(out, c);
  return out;
}

std::string normal(std::u32string_view text, NormalizationForm form) { return normalize(utf8(text), form).text(); }

std::string repeated(std::u32string_view pattern, std::size_t n_times) {
  const std::string once = utf8(pattern);
  std::string out;
  for (std::size_t i = 0; i < n_times; ++i) out += once;
  return out;
}

/// Whether spans rise, lie in the source and cut no sequence of it, and all of the text comes from all of the source.
bool is_aligned(const AlignedText& derived, std::string_view source) {
  const std::string& text = derived.text();
  if (!attune::is_well_formed(text)) return false;
  std::vector<bool> is_edge(source.size() + 1);
  for (std::size_t at = 0; at < source.size(); at += attune::decode(source, at).length) is_edge[at] = true;
  is_edge[source.size()] = true;
  Span last;
  for (std::uint32_t at = 0; at < text.size();) {
    const std::uint32_t end = at + attune::decode(text, at).length;
    const Span span = derived.to_source(at, end);
    if (span.start >= span.end || span.end > source.size() || !is_edge[span.start] || !is_edge[span.end]) return false;
    if (span.start < last.start || span.end < last.end || span.start > last.end) return false;
    last = span;
    at = end;
  }
  return last.end == source.size();
}

}  // namespace

TEST_SUITE("normalization") {
  TEST_CASE("composes and decomposes as UAX #15 shows") {
    struct Row {
      std::u32string source, nfc, nfd, nfkc, nfkd;
    };
    const std::vector<Row> rows{
        {U"plain ASCII, 100 %", U"plain ASCII, 100 %", U"plain ASCII, 100 %", U"plain ASCII, 100 %", U"plain ASCII, 100 %"},
        {U"\u212B", U"\u00C5", U"A\u030A", U"\u00C5", U"A\u030A"},                                  // a singleton
        {U"\u1E9B\u0323", U"\u1E9B\u0323", U"\u017F\u0323\u0307", U"\u1E69", U"s\u0323\u0307"},     // compatibility composes further
        {U"\uFB01x", U"\uFB01x", U"\uFB01x", U"fix", U"fix"},
        {U"\uAC01", U"\uAC01", U"\u1100\u1161\u11A8", U"\uAC01", U"\u1100\u1161\u11A8"},            // Hangul
        {U"\u1100\u1161\u11A8\u11A8", U"\uAC01\u11A8", U"\u1100\u1161\u11A8\u11A8", U"\uAC01\u11A8", U"\u1100\u1161\u11A8\u11A8"},
        {U"\u0958", U"\u0915\u093C", U"\u0915\u093C", U"\u0915\u093C", U"\u0915\u093C"},            // excluded from composition
        {U"\u0344", U"\u0308\u0301", U"\u0308\u0301", U"\u0308\u0301", U"\u0308\u0301"},            // a mark that is two
        {U"a\u0315\u0300\u05AE\u0300b", U"\u00E0\u05AE\u0300\u0315b", U"a\u05AE\u0300\u0300\u0315b", U"\u00E0\u05AE\u0300\u0315b", U"a\u05AE\u0300\u0300\u0315b"},
    };
    for (const Row& row : rows) {
      CAPTURE(utf8(row.source));
      CHECK(normal(row.source, NormalizationForm::nfc) == utf8(row.nfc));
      CHECK(normal(row.source, NormalizationForm::nfd) == utf8(row.nfd));
      CHECK(normal(row.source, NormalizationForm::nfkc) == utf8(row.nfkc));
      CHECK(normal(row.source, NormalizationForm::nfkd) == utf8(row.nfkd));
    }
  }

  TEST_CASE("leads back from each part to what it was made of") {
    const std::string source = utf8(U"ne\u0301e \uFF21\uFF22 \uFB01n");
    const AlignedText nfkc = normalize(source, NormalizationForm::nfkc);
    CHECK(nfkc.text() == utf8(U"n\u00E9e AB fin"));
    CHECK(nfkc.to_source(1, 3) == Span{1, 4});    // é
    CHECK(nfkc.to_source(3, 4) == Span{4, 5});    // e
    CHECK(nfkc.to_source(6, 7) == Span{9, 12});   // B
    CHECK(nfkc.to_source(9, 10) == Span{13, 16});  // the i of fi
    CHECK(nfkc.to_source(10, 11) == Span{16, 17});
    CHECK(normalize("not touched", NormalizationForm::nfkd).is_aligned_bytewise());
  }

  TEST_CASE("leaves code points alone that Unicode 15.0 does not assign") {
    // Of Unicode 16.0: a composite, its parts, capital letters.
    for (const std::u32string_view text : {U"\U000105C9", U"\U000105D2\u0307", U"\U00010D50", U"\uA7CB"}) {
      CAPTURE(utf8(text));
      for (const NormalizationForm form : forms) CHECK(normal(text, form) == utf8(text));
      CHECK(fold_case(utf8(text)).text() == utf8(text));
    }
    CHECK(normal(U"a\u0897\u0323", NormalizationForm::nfd) == utf8(U"a\u0897\u0323"));  // a mark of class 230 in 16.0, none in 15.0: nothing passes it
  }

  TEST_CASE("reads ill-formed bytes as U+FFFD") {
    for (const NormalizationForm form : forms) {
      CHECK(normalize("a\xFF\xE2\x82z", form).text() == utf8(U"a\uFFFD\uFFFDz"));
      CHECK(normalize("\xEF\xBF\xCC\x81", form).text() == utf8(U"\uFFFD\u0301"));
    }
    const AlignedText text = fold_case("A\xF0\x9F\x98Z");
    CHECK(text.text() == utf8(U"a\uFFFDz"));
    CHECK(text.to_source(1, 4) == Span{1, 4});
  }

  TEST_CASE("folds case in full") {
    const std::string source = utf8(U"STRA\u00DFE \u0130\u0149 \u03A3\u03C2 \uFB03 \U00010400 \u1F88");
    const AlignedText folded = fold_case(source);
    CHECK(folded.text() == utf8(U"strasse i\u0307\u02BCn \u03C3\u03C3 ffi \U00010428 \u1F00\u03B9"));
    CHECK(folded.to_source(4, 5) == Span{4, 6});  // either s is all of ß
    CHECK(folded.to_source(5, 7) == Span{4, 7});
    CHECK(fold_case(utf8(U"ПРИВЕТ ALL")).is_aligned_bytewise());
  }

  TEST_CASE("normalizes any text to one form, which is normal, with offsets that cut nothing") {
    attune::test::TextMaker maker(5);
    const std::string pieces[] = {utf8(U"\u0301"), utf8(U"\u0323"), utf8(U"e"), utf8(U"\u1E69"), utf8(U"\u1100"), utf8(U"\u1161"), utf8(U"\u11A8"), utf8(U"\uAC00"),
                                  utf8(U"\uFDFA"), utf8(U"\u0344"), utf8(U"\u212B"), utf8(U"\uFF76\uFF9E"), utf8(U"\u0F71\u0F72\u0F74"), "\xCC", "\xEF\xBF"};
    for (int round = 0; round < 4000; ++round) {
      std::string source = maker.text();
      for (std::uint32_t n = maker.below(12); n > 0; --n)
        source.insert(maker.below(static_cast<std::uint32_t>(source.size()) + 1), pieces[maker.below(std::size(pieces))]);
      CAPTURE(attune::test::hex(source));
      const std::string read = attune::to_well_formed(source);
      for (const NormalizationForm form : forms) {
        const AlignedText once = normalize(source, form);
        REQUIRE(is_aligned(once, source));
        REQUIRE(once.text() == normalize(read, form).text());
        REQUIRE(normalize(once.text(), form) == AlignedText(once.text()));
      }
      REQUIRE(normalize(normalize(source, NormalizationForm::nfd).text()).text() == normalize(source).text());
      REQUIRE(normalize(normalize(source, NormalizationForm::nfkc).text(), NormalizationForm::nfkd).text() == normalize(source, NormalizationForm::nfkd).text());
      REQUIRE(is_aligned(fold_case(source), source));
      REQUIRE(fold_case(fold_case(source).text()).text() == fold_case(source).text());
    }
  }

  TEST_CASE("takes under half a second for a million marks in any order") {
    const std::size_t million = 1'000'000;
    const std::string marks[] = {
        "e" + repeated(U"\u0301", million), "e" + repeated(U"\u0301\u0323", million / 2), repeated(U"\u0323\u0301", million / 2),
        "e" + repeated(U"\u0301", million / 2) + repeated(U"\u0323", million / 2),
        repeated(U"\u0345\u035D\u0301\u0315\u0323\u031B\u05B0\u3099\u093C\u0334", million / 10),  // classes 240, 234, 230, ... 1
        repeated(U"\u0344", million), repeated(U"\u1161", million), repeated(U"\u1100\u1161\u11A8", million / 3)};
    for (const std::string& text : marks) {
      for (const NormalizationForm form : forms) {
        const std::clock_t begin = std::clock();  // not the time that other programs take
        const AlignedText done = normalize(text, form);
        const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        CAPTURE(attune::test::hex(text.substr(0, 16)));
        CHECK(done.to_source(0, static_cast<std::uint32_t>(done.text().size())) == Span{0, static_cast<std::uint32_t>(text.size())});
#if !defined(__SANITIZE_ADDRESS__)
        CHECK(seconds < 0.5);
#else
        CHECK(seconds < 5);
#endif
      }
    }
  }
}
