/// What each file of the bindings adds to the module.
#pragma once

#include <pybind11/pybind11.h>

#include <string>

namespace attune::python {

namespace py = pybind11;

void bind_error();
void bind_aligned_text(py::module_& m);
void bind_normalization(py::module_& m);
void bind_channel(py::module_& m);
void bind_segment(py::module_& m);
void bind_tokenizer(py::module_& m);
void bind_subword(py::module_& m);
void bind_emotion(py::module_& m);
void bind_empathy(py::module_& m);
void bind_cues(py::module_& m);
void bind_redact(py::module_& m);
void bind_transcript(py::module_& m);
void bind_conversation(py::module_& m);
void bind_analyzer(py::module_& m);
void bind_monitor(py::module_& m);
void bind_coach(py::module_& m);
void bind_cli(py::module_& m);

/// Makes a class look like a value of package `attune`: copies are the object itself, and pickling says what to do instead.
template <class Class>
void finish_class(Class& type, const std::string& instead_of_pickling) {
  type.attr("__module__") = "attune";
  type.def("__copy__", [](const py::object& self) { return self; });
  type.def("__deepcopy__", [](const py::object& self, const py::object&) { return self; });
  const std::string message = "cannot pickle '" + py::cast<std::string>(type.attr("__name__")) + "': " + instead_of_pickling;
  type.def("__reduce_ex__", [message](const py::object&, int) -> py::object { throw py::type_error(message); });
}

}  // namespace attune::python
