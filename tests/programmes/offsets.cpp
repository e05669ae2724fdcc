// Tokens of every mode and boundaries of every unit, in three kinds of offsets: in order, apart, nothing but white space between tokens,
// no character cut, and the same text whichever kind it is sliced by. A check is a token or stretch, and a mode or unit of a text.
#include <algorithm>
#include <iterator>
#include <random>
#include <set>

#include <attune/segment.hpp>
#include <attune/tokenizer.hpp>
#include <attune/unicode.hpp>

#include "../cpp/break_cases.hpp"
#include "../cpp/hostile_text.hpp"
#include "programme.hpp"
#include "reference_utf8.hpp"

using attune::OffsetMap;
using attune::test::Report;

namespace {

// ---- texts ------------------------------------------------------------------------------------------------------------

/// White space by PropList.txt of Unicode 15.0.
bool is_white_space(char32_t c) {
  static const std::set<char32_t> others{' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
  return (c >= '\t' && c <= '\r') || (c >= 0x2000 && c <= 0x200A) || others.count(c) != 0;
}

/// Random texts from the same seed on every machine; three characters in ten lie beyond the Basic Multilingual Plane.
class Texts {
 public:
  explicit Texts(std::uint64_t seed) : random_(seed), hostile_(static_cast<std::uint32_t>(seed)) {
    for (const char* const name : {"WordBreakTest.txt", "SentenceBreakTest.txt", "GraphemeBreakTest.txt"})
      for (const attune::test::BreakCase& found : attune::test::break_cases(name)) strings_.push_back(found.text);
    n_of_ucd_ = strings_.size();
    if (const std::optional<std::string> list = attune::test::read_data("hostile/blns/blns.txt"))
      for (std::size_t begin = 0, end; begin < list->size(); begin = end + 1) {
        end = std::min(list->find('\n', begin), list->size());
        if (end > begin && (*list)[begin] != '#') strings_.push_back(list->substr(begin, end - begin));
      }
  }

  std::size_t n_of_ucd() const { return n_of_ucd_; }
  std::size_t n_naughty() const { return strings_.size() - n_of_ucd_; }

  /// Every string once, as it is; then mixtures.
  std::string next() {
    if (n_made_ < strings_.size()) return strings_[n_made_++];
    std::string out;
    for (std::uint64_t n = random_() % 60; n > 0; --n) out += piece();
    return out;
  }

 private:
  std::string piece() {
    switch (random_() % 10) {
      case 0: case 1: case 2: return astral();
      case 3: return scalar(0x80, 0xD7FF);
      case 4: return scalar(0xE000, 0xFFFF);
      case 5: return std::string(1, static_cast<char>(random_() % 256));
      case 6: return strings_.empty() || random_() % 4 != 0 ? " " : strings_[random_() % strings_.size()];
      case 7: return random_() % 8 == 0 ? hostile_.text() : ".";
      default: return std::string(1, static_cast<char>(' ' + random_() % 95));
    }
  }

  std::string astral() {
    constexpr std::pair<char32_t, char32_t> ranges[] = {
        {0x1F300, 0x1FAFF}, {0x1F1E6, 0x1F1FF}, {0x1F3FB, 0x1F3FF}, {0x1D400, 0x1D7FF}, {0x20000, 0x2A6DF}, {0x10000, 0x10FFFF}, {0xE0020, 0xE007F}};
    const auto& [first, last] = ranges[random_() % std::size(ranges)];
    return scalar(first, last);
  }

  std::string scalar(char32_t first, char32_t last) {
    std::string out;
    attune::append_utf8(out, first + static_cast<char32_t>(random_() % (last - first + 1)));
    return out;
  }

  std::mt19937_64 random_;
  attune::test::TextMaker hostile_;
  std::vector<std::string> strings_;
  std::size_t n_of_ucd_ = 0, n_made_ = 0;
};

// ---- checks -----------------------------------------------------------------------------------------------------------

/// One text by the reference: its code points and code units, and where they are in its bytes.
struct Reference {
  std::string_view bytes;
  std::u32string code_points;
  std::u16string utf16;
  std::vector<std::size_t> code_point_at, utf16_at;  // of each byte that starts a code point, and the end; elsewhere `inside`
  static constexpr std::size_t inside = static_cast<std::size_t>(-1);

  explicit Reference(std::string_view text) : bytes(text), code_point_at(text.size() + 1, inside), utf16_at(text.size() + 1, inside) {
    for (std::size_t at = 0; at < text.size();) {
      const attune::test::ReferencePoint c = attune::test::decode_reference(text.substr(at));
      code_point_at[at] = code_points.size();
      utf16_at[at] = utf16.size();
      code_points += c.value;
      utf16 += attune::test::to_utf16_reference({&c.value, 1});
      at += c.length;
    }
    code_point_at.back() = code_points.size();
    utf16_at.back() = utf16.size();
  }

  /// Whether a slice of bytes, read by itself, is that of code points and that of code units.
  bool is_same(std::size_t start, std::size_t end, std::size_t first_point, std::size_t last_point, std::size_t first_unit, std::size_t last_unit) const {
    if (code_point_at[start] == inside || code_point_at[end] == inside) return false;
    if (start > end || first_point > last_point || last_point > code_points.size() || first_unit > last_unit || last_unit > utf16.size()) return false;
    const std::u32string alone = attune::test::to_utf32_reference(bytes.substr(start, end - start));
    return alone == std::u32string_view(code_points).substr(first_point, last_point - first_point) &&
           attune::test::to_utf16_reference(alone) == std::u16string_view(utf16).substr(first_unit, last_unit - first_unit) &&
           code_point_at[start] == first_point && code_point_at[end] == last_point && utf16_at[start] == first_unit && utf16_at[end] == last_unit;
  }
};

class Checker {
 public:
  Checker(std::string_view text, Report& report) : text_(text), reference_(text), map_(text), report_(report) {
    report_.add(map_.size_code_points() == reference_.code_points.size() && map_.size_utf16() == reference_.utf16.size(), "size", text_);
  }

  void check_tokens(attune::TokenMode mode) {
    offsets_.clear();
    std::uint32_t behind = 0;
    bool tiles = true;
    for (const attune::Token& token : attune::tokenize(text_, mode)) {
      offsets_.insert(offsets_.end(), {token.start, token.end});
      tiles = tiles && token.end > token.start && is_blank(behind, token.start);
      behind = token.end;
    }
    report_.add(tiles && is_blank(behind, static_cast<std::uint32_t>(text_.size())), to_string(mode), text_);
    check_offsets(2, to_string(mode));
  }

  void check_boundaries(attune::Unit unit) {
    offsets_ = attune::boundaries(text_, unit);
    const bool tiles = text_.empty() ? offsets_.empty() : offsets_.size() >= 2 && offsets_.front() == 0 && offsets_.back() == text_.size();
    report_.add(tiles && std::adjacent_find(offsets_.begin(), offsets_.end(), std::greater_equal<>()) == offsets_.end(), to_string(unit), text_);
    check_offsets(1, to_string(unit));
  }

 private:
  bool is_blank(std::uint32_t start, std::uint32_t end) const {
    if (start > end) return false;
    const std::u32string between = attune::test::to_utf32_reference(std::string_view(text_).substr(start, end - start));
    return std::all_of(between.begin(), between.end(), is_white_space);
  }

  /// The stretches between offset i and i + 1, for every `step`-th i: one by one, at once, and back.
  void check_offsets(std::size_t step, std::string_view what) {
    std::vector<std::uint32_t> points = offsets_, units = offsets_;
    map_.to_code_points(points);
    map_.to_utf16(units);
    for (std::size_t i = 0; i + 1 < offsets_.size(); i += step) {
      bool passed = reference_.is_same(offsets_[i], offsets_[i + 1], points[i], points[i + 1], units[i], units[i + 1]);
      for (const std::size_t k : {i, i + 1})
        passed = passed && map_.to_code_point(offsets_[k]) == points[k] && map_.to_utf16(offsets_[k]) == units[k] &&
                 map_.from_code_point(points[k]) == offsets_[k] && map_.from_utf16(units[k]) == offsets_[k];
      report_.add(passed, what, text_);
    }
  }

  std::string_view text_;
  Reference reference_;
  OffsetMap map_;
  Report& report_;
  std::vector<std::uint32_t> offsets_;
};

}  // namespace

int main(int argc, char** argv) {
  const attune::test::Arguments arguments = attune::test::read_arguments(argc, argv, 500000);
  Report report("offsets", arguments);
  Texts texts(arguments.seed);
  std::uint64_t n_texts = 0;
  while (report.n_checks() < arguments.checks && !report.time_is_up()) {
    const std::string text = texts.next();
    Checker checker(text, report);
    for (const attune::TokenMode mode : {attune::TokenMode::social, attune::TokenMode::uax29, attune::TokenMode::dictionary}) checker.check_tokens(mode);
    for (const attune::Unit unit : {attune::Unit::word, attune::Unit::grapheme, attune::Unit::sentence}) checker.check_boundaries(unit);
    ++n_texts;
  }
  report.ran("texts", n_texts);
  report.ran("strings of the Unicode Character Database", texts.n_of_ucd());
  if (texts.n_naughty() == 0) report.not_run("naughty strings");
  else report.ran("naughty strings", texts.n_naughty());
  return report.finish();
}
