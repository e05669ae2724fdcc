#include <attune/normalization.hpp>

#include "aligned_text.hpp"
#include "module.hpp"

namespace attune::python {

void bind_normalization(py::module_& m) {
  m.def(
      "normalize",
      [](const py::object& text, const py::object& form) {
        const NormalizationForm chosen =
            choose(form, "form", {NormalizationForm::nfc, NormalizationForm::nfd, NormalizationForm::nfkc, NormalizationForm::nfkd});
        return derive(text, [&](std::string_view utf8) { return normalize(utf8, chosen); });
      },
      py::arg("text"), py::arg("form") = "NFC",
      R"(normalize(text, form='NFC')
--

A text in a normalization form of Unicode 15.0, with offsets back into it.

Linear in time, however many combining marks follow each other. Code points that Unicode 15.0 does not assign stay as they are.

Source: Unicode Standard Annex #15, revision 53.

Parameters
----------
text : str
    Lone surrogates are read as U+FFFD.
form : {'NFC', 'NFD', 'NFKC', 'NFKD'}

Returns
-------
derived : AlignedText

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If ``form`` is none of the four, or the text or its form takes 4 GiB or more.

Examples
--------
>>> attune.normalize("ﬁne ①", form="NFKC").text
'fine 1'
)");
  m.def(
      "fold_case", [](const py::object& text) { return derive(text, [](std::string_view utf8) { return fold_case(utf8); }); }, py::arg("text"),
      R"(fold_case(text)
--

A text with case folded in full, for comparing without regard to case, with offsets back into it.

Source: CaseFolding.txt of Unicode 15.0, statuses C and F.

Parameters
----------
text : str
    Lone surrogates are read as U+FFFD.

Returns
-------
derived : AlignedText

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If the text takes 4 GiB or more.

Examples
--------
>>> attune.fold_case("STRASSE").text == attune.fold_case("Straße").text
True
)");
}

}  // namespace attune::python
