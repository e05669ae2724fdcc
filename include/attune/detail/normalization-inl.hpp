#pragma once

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/unicode_properties.hpp>
#include <attune/normalization.hpp>

namespace attune {

namespace detail {

/// That no form changes `c`, moves it or composes it with what comes before. This is of Unicode 15.0, where ICU may be of a later version:
/// code points that 15.0 leaves unassigned are normal.
inline bool is_normal(char32_t c) { return (properties(c).flags & flag_normal) != 0; }

/// A normalization form as ICU knows it, one code point at a time; its functions for whole texts are quadratic in runs of marks.
class FormData {
 public:
  explicit FormData(NormalizationForm form)
      : composes_(form == NormalizationForm::nfc || form == NormalizationForm::nfkc) {
    UErrorCode status = U_ZERO_ERROR;
    canonical_ = unorm2_getNFCInstance(&status);
    switch (form) {
      case NormalizationForm::nfc: data_ = canonical_, quick_check_ = UCHAR_NFC_QUICK_CHECK; break;
      case NormalizationForm::nfd: data_ = unorm2_getNFDInstance(&status), quick_check_ = UCHAR_NFD_QUICK_CHECK; break;
      case NormalizationForm::nfkc: data_ = unorm2_getNFKCInstance(&status), quick_check_ = UCHAR_NFKC_QUICK_CHECK; break;
      case NormalizationForm::nfkd: data_ = unorm2_getNFKDInstance(&status), quick_check_ = UCHAR_NFKD_QUICK_CHECK; break;
    }
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU has no data for ") + std::string(to_string(form)) + "; install it in full");
  }

  struct Behavior {
    bool begins = true;  // what comes before it neither changes it nor is changed by it
    bool stays = true;   // it begins, and nothing has to be done unless what follows does not begin
  };
  Behavior behavior(char32_t c) const {
    if (is_normal(c)) return {};
    const auto code = static_cast<UChar32>(c);
    const bool begins = unorm2_hasBoundaryBefore(data_, code);
    return {begins, begins && u_getIntPropertyValue(code, quick_check_) == UNORM_YES};
  }

  /// Calls `emit(code point, canonical combining class)` for each code point of the full decomposition of `c`.
  template <class Emit>
  void decompose(char32_t c, Emit emit) const {
    if (is_normal(c)) return emit(c, std::uint8_t{0});
    std::array<UChar, 32> units;  // 18 are needed for U+FDFA
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t n_units =
        unorm2_getDecomposition(data_, static_cast<UChar32>(c), units.data(), static_cast<std::int32_t>(units.size()), &status);
    if (n_units < 0) return emit(c, unorm2_getCombiningClass(canonical_, static_cast<UChar32>(c)));
    for (std::int32_t at = 0; at < n_units;) {
      UChar32 part = 0;
      U16_NEXT(units.data(), at, n_units, part);
      emit(static_cast<char32_t>(part), unorm2_getCombiningClass(canonical_, part));
    }
  }

  bool composes() const { return composes_; }
  /// The primary composite of two code points; 0 when Unicode 15.0 has none.
  char32_t composite(char32_t first, char32_t second) const {
    const UChar32 pair = unorm2_composePair(canonical_, static_cast<UChar32>(first), static_cast<UChar32>(second));
    return pair >= 0 && !is_normal(static_cast<char32_t>(pair)) ? static_cast<char32_t>(pair) : 0;
  }

 private:
  const UNormalizer2* data_ = nullptr;
  const UNormalizer2* canonical_ = nullptr;  // combining classes and composites are the same for all forms
  UProperty quick_check_ = UCHAR_NFC_QUICK_CHECK;
  bool composes_;
};

class Normalizer {
 public:
  Normalizer(std::string_view text, NormalizationForm form) : text_(text), data_(form), out_(text) {}

  AlignedText run() && {
    // A segment begins at a code point that begins one, and is touched only where something in it does not stay.
    std::size_t start = 0;
    bool stays = true;
    const auto begin_segment = [&](std::size_t at) {
      if (!stays) normalize_segment(start, at);
      start = at;
      stays = true;
    };
    for (std::size_t at = 0; at < text_.size();) {
      if (const std::size_t end = skip_ascii(text_, at); end > at) {
        begin_segment(at);
        start = end - 1;  // the last one may compose with what follows
        at = end;
        continue;
      }
      const CodePoint c = decode_multibyte(text_, at);
      const FormData::Behavior behavior = data_.behavior(c.value);
      if (behavior.begins) begin_segment(at);
      stays = stays && behavior.stays && c.well_formed;
      at += c.length;
    }
    begin_segment(text_.size());
    return std::move(out_).build();
  }

 private:
  struct Point {
    char32_t value = 0;
    std::uint8_t combining_class = 0;
  };

  void normalize_segment(std::size_t start, std::size_t end) {
    points_.clear();
    for (std::size_t at = start; at < end;) {
      const CodePoint c = decode_at(text_, at);
      at += c.length;
      data_.decompose(c.value, [&](char32_t value, std::uint8_t combining_class) { points_.push_back({value, combining_class}); });
    }
    order();
    if (data_.composes()) compose();
    normal_.clear();
    for (const Point& point : points_) append_utf8(normal_, point.value);
    replace_difference(start, end);
  }

  /// The canonical ordering algorithm (definition D109): marks that follow each other by rising class, those of one class as they were.
  void order() {
    const auto is_mark = [](const Point& point) { return point.combining_class != 0; };
    const auto by_class = [](const Point& a, const Point& b) { return a.combining_class < b.combining_class; };
    for (auto first = points_.begin(); (first = std::find_if(first, points_.end(), is_mark)) != points_.end();) {
      const auto last = std::find_if_not(first, points_.end(), is_mark);
      if (!std::is_sorted(first, last, by_class)) {
        std::array<std::size_t, 257> begins{};  // where each class begins: a counting sort
        for (auto mark = first; mark != last; ++mark) ++begins[mark->combining_class + 1u];
        for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
        unordered_.assign(first, last);
        for (const Point& mark : unordered_) *(first + static_cast<std::ptrdiff_t>(begins[mark.combining_class]++)) = mark;
      }
      first = last;
    }
  }

  /// The canonical composition algorithm (definition D117).
  void compose() {
    std::size_t n_out = 0;
    std::size_t behind_starter = 0;  // 0 while there is none
    for (const Point point : points_) {
      const bool blocked = behind_starter < n_out && points_[n_out - 1].combining_class >= point.combining_class;
      if (behind_starter > 0 && !blocked) {
        char32_t& starter = points_[behind_starter - 1].value;
        if (const char32_t composite = data_.composite(starter, point.value); composite != 0) {
          starter = composite;
          continue;
        }
      }
      points_[n_out++] = point;
      if (point.combining_class == 0) behind_starter = n_out;
    }
    points_.resize(n_out);
  }

  /// Replaces what is between the code points that the segment and its normal form begin and end with.
  void replace_difference(std::size_t start, std::size_t end) {
    const auto is_inside = [](std::string_view text, std::size_t at) { return at < text.size() && is_continuation(static_cast<std::uint8_t>(text[at])); };
    const std::string_view source = text_.substr(start, end - start);
    std::string_view normal = normal_;
    const std::size_t shorter = std::min(source.size(), normal.size());
    std::size_t same_front = 0;
    while (same_front < shorter && source[same_front] == normal[same_front]) ++same_front;
    while (same_front > 0 && (is_inside(source, same_front) || is_inside(normal, same_front))) --same_front;
    std::size_t same_back = 0;
    while (same_back < shorter - same_front && source[source.size() - same_back - 1] == normal[normal.size() - same_back - 1]) ++same_back;
    while (same_back > 0 && (is_inside(source, source.size() - same_back) || is_inside(normal, normal.size() - same_back))) --same_back;
    out_.replace(start + same_front, end - same_back, normal.substr(same_front, normal.size() - same_front - same_back));
  }

  std::string_view text_;
  FormData data_;
  AlignedTextBuilder out_;
  std::vector<Point> points_, unordered_;
  std::string normal_;
};

/// Appends the full case folding of `c` to `out`.
inline void append_folded(std::string& out, char32_t c) {
  if ((properties(c).flags & flag_expands) == 0) return append_utf8(out, fold_case(c));
  std::array<UChar, 2> source;
  std::int32_t n_source = 0;
  U16_APPEND_UNSAFE(source.data(), n_source, static_cast<UChar32>(c));
  std::array<UChar, 8> folded;  // three are needed
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t n_folded =
      u_strFoldCase(folded.data(), static_cast<std::int32_t>(folded.size()), source.data(), n_source, U_FOLD_CASE_DEFAULT, &status);
  for (std::int32_t at = 0; at < n_folded;) {
    UChar32 part = 0;
    U16_NEXT(folded.data(), at, n_folded, part);
    append_utf8(out, static_cast<char32_t>(part));
  }
}

}  // namespace detail

ATTUNE_INLINE AlignedText normalize(std::string_view text, NormalizationForm form) { return detail::Normalizer(text, form).run(); }

ATTUNE_INLINE AlignedText fold_case(std::string_view text) {
  AlignedTextBuilder out(text);
  std::string folded;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = detail::decode_at(text, at);
    if (c.value >= 0x80 || detail::is_upper(text[at])) {
      folded.clear();
      detail::append_folded(folded, c.value);
      if (folded != text.substr(at, c.length)) out.replace(at, at + c.length, folded);
    }
    at += c.length;
  }
  return std::move(out).build();
}

}  // namespace attune
