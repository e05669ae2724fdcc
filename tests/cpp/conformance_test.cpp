// The test files of the Unicode Character Database that are too large for the repository, line by line.
#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <attune/normalization.hpp>
#include <attune/segment.hpp>
#include <attune/terms.hpp>

using attune::fold_case;
using attune::normalize;
using attune::NormalizationForm;

namespace {

using Row = std::vector<std::string>;

/// "0041 0301" as UTF-8.
std::string from_hexadecimal(const std::string& field) {
  std::string out;
  std::istringstream numbers(field);
  for (std::string number; numbers >> number;) attune::append_utf8(out, static_cast<char32_t>(std::stoul(number, nullptr, 16)));
  return out;
}

/// The fields of each line of a file of the Unicode Character Database; comments are left out, "@Part1" and the like are rows of one field.
std::optional<std::vector<Row>> unicode_data(const char* name) {
  const char* const data = std::getenv("ATTUNE_DATA");
  if (data == nullptr) {
    MESSAGE("skipped: ATTUNE_DATA does not say where the data sets are");
    return std::nullopt;
  }
  std::vector<Row> rows;
  std::ifstream file(std::string(data) + "/unicode-15.0/" + name);
  for (std::string line; std::getline(file, line);) {
    Row row;
    std::istringstream fields(line.substr(0, line.find('#')));
    for (std::string field; std::getline(fields >> std::ws, field, ';');) row.push_back(field);
    if (!row.empty()) rows.push_back(row);
  }
  return rows;
}

std::string normal(std::string_view text, NormalizationForm form) { return normalize(text, form).text(); }

constexpr std::array<NormalizationForm, 4> forms{NormalizationForm::nfc, NormalizationForm::nfd, NormalizationForm::nfkc, NormalizationForm::nfkd};

/// Calls `visit` with each Unicode scalar value.
template <class Visit>
void each_code_point(Visit visit) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c)
    if (c < 0xD800 || c > 0xDFFF) visit(c);
}

std::string utf8(char32_t c) {
  std::string out;
  attune::append_utf8(out, c);
  return out;
}

}  // namespace

TEST_SUITE("conformance") {
  TEST_CASE("holds all 381,480 equalities of NormalizationTest") {
    const auto rows = unicode_data("NormalizationTest.txt");
    if (!rows) return;
    // Twenty a row: what must become column 1 (NFC), 2 (NFD), 3 (NFKC) and 4 (NFKD) of source, NFC, NFD, NFKC and NFKD.
    struct Rule {
      NormalizationForm form;
      std::size_t to;
      std::vector<std::size_t> from;
    };
    const std::vector<Rule> rules{{NormalizationForm::nfc, 1, {0, 1, 2}}, {NormalizationForm::nfc, 3, {3, 4}},
                                  {NormalizationForm::nfd, 2, {0, 1, 2}}, {NormalizationForm::nfd, 4, {3, 4}},
                                  {NormalizationForm::nfkc, 3, {0, 1, 2, 3, 4}}, {NormalizationForm::nfkd, 4, {0, 1, 2, 3, 4}}};
    std::size_t n_equalities = 0, n_wrong = 0;
    std::vector<bool> in_part_1(0x110000);
    std::string part;
    for (const Row& row : *rows) {
      if (row.size() == 1) part = row[0].substr(0, 6);
      if (row.size() < 5) continue;
      std::array<std::string, 5> columns;
      for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = from_hexadecimal(row[i]);
      for (const Rule& rule : rules) {
        for (const std::size_t from : rule.from) {
          ++n_equalities;
          if (normal(columns[from], rule.form) == columns[rule.to]) continue;
          ++n_wrong;
          CAPTURE(row[0]);
          CHECK(normal(columns[from], rule.form) == columns[rule.to]);
        }
      }
      if (part == "@Part1") in_part_1[attune::decode(columns[0], 0).value] = true;
    }
    CHECK(n_equalities == 381480);
    CHECK(n_wrong == 0);

    // "For every code point X that is not listed in part 1: X == toNFC(X) == toNFD(X) == toNFKC(X) == toNFKD(X)"; they are not among the above.
    std::size_t n_changed = 0;
    each_code_point([&](char32_t c) {
      if (in_part_1[c]) return;
      for (const NormalizationForm form : forms) n_changed += normal(utf8(c), form) != utf8(c);
    });
    CHECK(n_changed == 0);
  }

  TEST_CASE("folds case as all 1,560 lines of CaseFolding say") {
    const auto rows = unicode_data("CaseFolding.txt");
    if (!rows) return;
    std::size_t n_full = 0, n_simple = 0, n_turkic = 0;
    std::vector<bool> folds(0x110000);
    for (const Row& row : *rows) {
      const std::string from = from_hexadecimal(row.at(0)), to = from_hexadecimal(row.at(2));
      const char status = row.at(1).at(0);
      CAPTURE(row[0]);
      if (status == 'S') {  // for terms, which fold one code point to one
        ++n_simple;
        attune::TermList list;
        attune::make_terms(from, list);
        CHECK(list.buffer == to);
      } else if (status == 'T') {
        ++n_turkic;
        CHECK(fold_case(from).text() != to);
      } else {
        ++n_full;
        CHECK(fold_case(from).text() == to);
        folds[attune::decode(from, 0).value] = true;
      }
    }
    CHECK(n_full == 1530);
    CHECK(n_simple == 28);
    CHECK(n_turkic == 2);
    std::size_t n_changed = 0;
    each_code_point([&](char32_t c) { n_changed += !folds[c] && fold_case(utf8(c)).text() != utf8(c); });
    CHECK(n_changed == 0);
  }

  TEST_CASE("keeps each of the 4,733 sequences of emoji-test in one grapheme") {
    const auto rows = unicode_data("emoji-test.txt");
    if (!rows) return;
    for (const Row& row : *rows) {
      CAPTURE(row[0]);
      CHECK(attune::boundaries(from_hexadecimal(row[0]), attune::Unit::grapheme).size() == 2);
    }
    CHECK(rows->size() == 4733);
  }
}
