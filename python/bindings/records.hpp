/// The NamedTuples of attune/_records.py, filled from here.
#pragma once

#include <pybind11/pybind11.h>

#include <utility>

namespace attune::python {

namespace py = pybind11;

struct RecordTypes {
  py::object token, token_batch, piece, piece_batch, phrase, phrase_batch, veto, cue, evidence, contribution, reason, acknowledgement, empathy_summary,
      alert, unacknowledged, monitor_summary, advice, redaction, redacted_span;
};

const RecordTypes& record_types();

/// An instance of a NamedTuple with these fields, in order.
template <class... Fields>
py::object make_record(const py::object& type, Fields&&... fields) {
  // tuple.__new__(type, (fields,)): what a NamedTuple's own __new__ does, without its Python frame.
  const py::tuple arguments = py::make_tuple(py::make_tuple(std::forward<Fields>(fields)...));
  PyObject* const made = PyTuple_Type.tp_new(reinterpret_cast<PyTypeObject*>(type.ptr()), arguments.ptr(), nullptr);
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

}  // namespace attune::python
