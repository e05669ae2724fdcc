#include <attune/segment.hpp>

#include <pybind11/numpy.h>

#include <algorithm>

#include "module.hpp"
#include "text.hpp"

namespace attune::python {

void bind_segment(py::module_& m) {
  m.def(
      "boundaries",
      [](const py::object& text, const py::object& unit) {
        const Text utf8(text, {"text"});
        const Unit chosen = choose(unit, "unit", {Unit::word, Unit::grapheme, Unit::sentence});
        const std::vector<std::uint32_t> found = unlocked(utf8.view().size(), [&] {
          std::vector<std::uint32_t> at = boundaries(utf8.view(), chosen);
          OffsetMap(utf8.view()).to_code_points(at);
          return at;
        });
        py::array_t<std::int64_t> out(static_cast<py::ssize_t>(found.size()));
        std::copy(found.begin(), found.end(), out.mutable_data());
        return out;
      },
      py::arg("text"), py::arg("unit") = "word",
      R"(boundaries(text, unit='word')
--

Every strict UAX #29 boundary of a text, by Unicode 15.0.

Source: Unicode Standard Annex #29, revision 41, sections 3 to 5.

Parameters
----------
text : str
    Lone surrogates are read as U+FFFD.
unit : {'word', 'grapheme', 'sentence'}

Returns
-------
boundaries : int64 array of shape (n_boundaries,)
    Indices of ``text`` (code points), rising; 0 and ``len(text)`` included, empty for an empty text.

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If ``unit`` is none of the three, or ``text`` takes 4 GiB or more.

Examples
--------
>>> attune.boundaries("Thanks, Ana! 👍🏽").tolist()
[0, 6, 7, 8, 11, 12, 13, 15]
>>> len(attune.boundaries("e\u0301 👍🏽", unit="grapheme")) - 1
3
)");
}

}  // namespace attune::python
