#include "aligned_text.hpp"

#include <pybind11/numpy.h>

#include <string>

#include "module.hpp"

namespace attune::python {

namespace {

using Offsets = py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>;

std::pair<std::uint32_t, std::uint32_t> to_source(const AlignedStr& self, std::int64_t start, std::int64_t end) {
  const auto size = static_cast<std::int64_t>(self.size());
  if (start < 0 || start > end || end > size)
    throw py::value_error("start, end: expected 0 <= start <= end <= " + std::to_string(size) + "; got " + std::to_string(start) + ", " + std::to_string(end));
  return self.to_source(static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end));
}

py::tuple to_source_batch(const AlignedStr& self, const Offsets& starts, const Offsets& ends) {
  if (starts.ndim() != 1 || ends.ndim() != 1 || starts.size() != ends.size())
    throw py::value_error("starts, ends: expected two arrays of one dimension and the same length");
  py::array_t<std::int64_t> out_starts(starts.size()), out_ends(starts.size());
  for (py::ssize_t i = 0; i < starts.size(); ++i) {
    const auto [start, end] = to_source(self, starts.data()[i], ends.data()[i]);
    out_starts.mutable_data()[i] = start;
    out_ends.mutable_data()[i] = end;
  }
  return py::make_tuple(out_starts, out_ends);
}

}  // namespace

void bind_aligned_text(py::module_& m) {
  py::class_<AlignedStr> type(m, "AlignedText",
                              R"(A text derived from the caller's, and the way back to it: what normalize, fold_case and clean return.

Immutable; threads may share one.

Examples
--------
>>> text = "Where’s my ﬁtting?!"
>>> derived = attune.normalize(text, form="NFKC")
>>> at = derived.text.index("fit")
>>> start, end = derived.to_source(at, at + 3)
>>> text[start:end]
'ﬁt'
)",
                              py::is_final());
  finish_class(type, "pickle its text, or the source, and derive it again");
  type.def_property_readonly(
      "text", [](const AlignedStr& self) { return to_str(self.text()); }, "The derived text: str.");
  type.def("to_source", &to_source, py::arg("start"), py::arg("end"),
           R"(to_source(self, start, end)
--

Where ``derived.text[start:end]`` comes from in the caller's text.

A character that was made of several, or is one of several that were made of one, comes from all of them. What was
dropped at either end of the span is left out.

Parameters
----------
start, end : int
    0 <= start <= end <= len(derived.text)

Returns
-------
start, end : tuple of int
    Indices of the caller's str.

Raises
------
ValueError
    If start and end are not in order and in the text.

Examples
--------
>>> attune.fold_case("Straße").to_source(4, 6)
(4, 5)
)");
  type.def("to_source_batch", &to_source_batch, py::arg("starts"), py::arg("ends"),
           R"(to_source_batch(self, starts, ends)
--

The same for many spans.

Parameters
----------
starts, ends : sequences or arrays of int, length n_spans

Returns
-------
starts, ends : tuple of int64 arrays of shape (n_spans,)
    Indices of the caller's str.

Raises
------
ValueError
    If the two differ in length, or a span is not in the text.

Examples
--------
>>> starts, ends = attune.clean("I&#39;m soooo late").to_source_batch([0, 4], [3, 7])
>>> starts.tolist(), ends.tolist()
([0, 8], [7, 13])
)");
}

}  // namespace attune::python
