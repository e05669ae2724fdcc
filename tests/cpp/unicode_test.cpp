#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include <attune/detail/utf8_blocks.hpp>
#include <attune/unicode.hpp>

#include "hostile_text.hpp"

using attune::OffsetMap;
using attune::detail::Kernel;
using Offsets = std::vector<std::uint32_t>;

namespace {

/// For each byte, and the end, what `OffsetMap` must say: by one code point at a time.
struct Expected {
  Offsets code_points, utf16;  // of each byte
  Offsets starts;              // of code points, and the end

  explicit Expected(std::string_view text) {
    std::uint32_t n = 0, units = 0;
    for (std::size_t at = 0; at < text.size();) {
      const attune::CodePoint c = attune::decode(text, at);
      starts.push_back(static_cast<std::uint32_t>(at));
      code_points.insert(code_points.end(), c.length, n++);
      utf16.insert(utf16.end(), c.length, units);
      units += c.value > 0xFFFF ? 2 : 1;
      at += c.length;
    }
    starts.push_back(static_cast<std::uint32_t>(text.size()));
    code_points.push_back(n);
    utf16.push_back(units);
  }
};

void check_offsets(std::string_view text) {
  const Expected expected(text);
  const OffsetMap map(text);
  Offsets bytes, code_points, utf16, starts;
  for (std::uint32_t byte = 0; byte <= text.size(); ++byte) {
    bytes.push_back(byte);
    code_points.push_back(map.to_code_point(byte));
    utf16.push_back(map.to_utf16(byte));
  }
  for (std::uint32_t i = 0; i <= map.size_code_points(); ++i) starts.push_back(map.from_code_point(i));
  Offsets all_code_points = bytes, all_utf16 = bytes;
  map.to_code_points(all_code_points);
  map.to_utf16(all_utf16);

  CAPTURE(attune::test::hex(text));
  CHECK(code_points == expected.code_points);
  CHECK(utf16 == expected.utf16);
  CHECK(all_code_points == expected.code_points);
  CHECK(all_utf16 == expected.utf16);
  CHECK(starts == expected.starts);
  for (std::uint32_t unit = 0; unit <= map.size_utf16(); ++unit) {
    // Of a pair's second half: its start.
    const std::uint32_t byte = map.from_utf16(unit), units = map.to_utf16(byte);
    CHECK(map.from_code_point(map.to_code_point(byte)) == byte);
    CHECK((units == unit || units + 1 == unit));
  }
  CHECK(map.size_bytes() == text.size());
  CHECK(map.size_code_points() == expected.code_points.back());
  CHECK(map.size_utf16() == expected.utf16.back());
  CHECK(attune::count_code_points(text) == expected.code_points.back());
}

/// What each kernel counts and marks, against the portable one.
void check_kernels(std::string_view text) {
  std::vector<attune::detail::OffsetBlock> expected;
  const attune::detail::Utf8Counts counts = attune::detail::scan_utf8(text, Kernel::portable, &expected);
  for (const Kernel kernel : {Kernel::avx2, Kernel::avx512}) {
    if (!attune::detail::is_supported(kernel)) continue;
    std::vector<attune::detail::OffsetBlock> found;
    const attune::detail::Utf8Counts again = attune::detail::scan_utf8(text, kernel, &found);
    CAPTURE(to_string(kernel));
    CAPTURE(attune::test::hex(text));
    CHECK(again.n_code_points == counts.n_code_points);
    CHECK(again.n_pairs == counts.n_pairs);
    CHECK(again.well_formed == counts.well_formed);
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      CHECK(found[i].starts == expected[i].starts);
      CHECK(found[i].pairs == expected[i].pairs);
      CHECK(found[i].starts_before == expected[i].starts_before);
      CHECK(found[i].pairs_before == expected[i].pairs_before);
    }
  }
}

}  // namespace

TEST_SUITE("unicode") {
  TEST_CASE("counts code points, with one for each ill-formed maximal subpart") {
    CHECK(attune::count_code_points("") == 0);
    CHECK(attune::count_code_points("a\xC3\xA9\xF0\x9F\x98\x80") == 3);
    CHECK(attune::count_code_points("\xF0\x9F\x98") == 1);
    CHECK(attune::count_code_points("\xFF\xFE") == 2);
  }

  TEST_CASE("says what is well-formed, wherever the fault lies in a block") {
    const std::vector<std::pair<std::string, bool>> cases{
        {"\xC2\x80", true},          {"\xDF\xBF", true},          {"\xE0\xA0\x80", true},      {"\xED\x9F\xBF", true},      {"\xEE\x80\x80", true},
        {"\xEF\xBF\xBF", true},      {"\xF0\x90\x80\x80", true},  {"\xF4\x8F\xBF\xBF", true},  {"\xC0\x80", false},         {"\xC1\xBF", false},
        {"\xE0\x9F\xBF", false},     {"\xED\xA0\x80", false},     {"\xF0\x8F\xBF\xBF", false}, {"\xF4\x90\x80\x80", false}, {"\xF5\x80\x80\x80", false},
        {"\xFF", false},             {"\x80", false},             {"\xC3", false},             {"\xE2\x80", false},         {"\xF0\x9F\x98", false},
        {"\xE2\x80\xA9\x80", false}, {"\xF8\x88\x80\x80", false}};
    for (const std::pair<std::string, bool>& found : cases)
      for (std::size_t n = 0; n < 140; ++n) {
        CAPTURE(attune::test::hex(found.first));
        CAPTURE(n);
        const std::string text = std::string(n, 'a') + found.first;
        CHECK(attune::is_well_formed(text) == found.second);
        CHECK(attune::is_well_formed(text + "behind") == found.second);
        CHECK((attune::to_well_formed(text) == text) == found.second);
      }
  }

  TEST_CASE("turns offsets into each unit and back") {
    const std::string text = "a\xC3\xA9\xF0\x9F\x98\x80\xE2\x82\xACz";  // 1, 2, 4, 3 and 1 byte
    const OffsetMap map(text);
    CHECK(map.to_code_point(3) == 2);
    CHECK(map.to_utf16(3) == 2);
    CHECK(map.to_code_point(7) == 3);
    CHECK(map.to_utf16(7) == 4);
    CHECK(map.to_code_point(5) == 2);  // inside the emoji
    CHECK(map.to_utf16(6) == 2);
    CHECK(map.from_code_point(3) == 7);
    CHECK(map.from_utf16(4) == 7);
    CHECK(map.from_utf16(3) == 3);  // between its two halves
    CHECK(map.to_code_point(999) == 5);
    CHECK(map.to_utf16(999) == 6);
    CHECK(map.from_code_point(999) == 11);
    CHECK(map.from_utf16(999) == 11);
    Offsets many{11, 0, 999, 7};
    map.to_utf16(many);
    CHECK(many == Offsets{6, 0, 6, 4});
    Offsets ascii{2, 9};
    OffsetMap("abc").to_code_points(ascii);
    CHECK(ascii == Offsets{2, 3});
  }

  TEST_CASE("turns offsets alike for hostile text and for any bytes, in each kernel") {
    attune::test::TextMaker maker(20231024);
    for (int i = 0; i < 5000; ++i) {
      const std::string text = maker.text();
      check_offsets(text);
      check_kernels(text);
    }
  }

  TEST_CASE("turns offsets alike for sequences across the edge of a block") {
    for (const std::string_view sequence : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xF0\x9F\x98", "\xF0\x9F", "\xE2\x80", "\xF0\x80\x80\x80", "\xED\xA0\x80"})
      for (const std::string_view behind : {"", "b", "\x80", "\xF0\x9F\x98\x80", "\xC3"})
        for (std::size_t n = 55; n < 70; ++n)
          for (const std::string_view first : {"", "\xFF", "\xC3\xA9"}) {
            std::string text(first);
            text.append(n, 'a').append(sequence).append(behind);
            check_offsets(text);
            check_kernels(text);
            text.append(64, 'c').append(sequence);
            check_offsets(text);
            check_kernels(text);
          }
  }
}
