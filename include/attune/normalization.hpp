/// Unicode normalization forms and case folding, with offsets that lead back to the caller's text.
#pragma once

#include <cstdint>
#include <string_view>

#include <attune/aligned_text.hpp>

namespace attune {

enum class NormalizationForm : std::uint8_t { nfc, nfd, nfkc, nfkd };

/// "NFC", "NFD", "NFKC" or "NFKD".
constexpr std::string_view to_string(NormalizationForm form) {
  switch (form) {
    case NormalizationForm::nfd: return "NFD";
    case NormalizationForm::nfkc: return "NFKC";
    case NormalizationForm::nfkd: return "NFKD";
    case NormalizationForm::nfc: break;
  }
  return "NFC";
}

/// `text` in one of the four normalization forms of Unicode 15.0.
///
/// Which code points change is in tables of our own; what they change to is the data of the ICU installed, which is the same from ICU 72 on:
/// code points that Unicode 15.0 leaves unassigned stay as they are under any ICU, however new. ICU 70 and 71 know Unicode 14.0, and leave
/// the few that came with 15.0 (the modifier letters U+1E030..1E06D and ten marks) as they are, too.
///
/// Units: bytes. An ill-formed maximal subpart becomes U+FFFD.
/// Errors: `std::length_error` when `text` or its normal form takes 4 GiB; `std::runtime_error` when ICU was installed without its
/// normalization data (NFKC and NFKD need a file); none that depends on what the text says.
/// Cost: linear in bytes, however many marks follow each other; they are ordered by counting, and no U+034F is put between them.
/// The longest expansion is that of U+FDFA, 18 code points for one.
/// Source: Unicode Standard Annex #15, revision 53 (Unicode 15.0); Unicode Standard 15.0, section 3.11.
AlignedText normalize(std::string_view text, NormalizationForm form = NormalizationForm::nfc);

/// `text` with case folded in full ("Straße" is "strasse"), for comparing without regard to case: not for display, and not normalized.
///
/// Units: bytes. An ill-formed maximal subpart becomes U+FFFD. The same under any ICU: code points that Unicode 15.0 leaves unassigned stay
/// as they are, and it brought no foldings of its own.
/// Errors: `std::length_error` when `text` or the folded text takes 4 GiB. Cost: linear in bytes.
/// Source: CaseFolding.txt of Unicode 15.0, statuses C and F (dotted and dotless i are not those of Turkic languages).
AlignedText fold_case(std::string_view text);

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/normalization-inl.hpp>
#endif
