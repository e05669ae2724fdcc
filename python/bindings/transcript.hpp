/// Chats as Python has them: dicts, Utterances, whole records.
#pragma once

#include <pybind11/pybind11.h>

#include <attune/conversation.hpp>

#include "text.hpp"

namespace attune::python {

namespace py = pybind11;

/// Errors: TypeError for what is no chat, `Error` (`invalid_data`) for a message without text or with an odd time.
Transcript to_transcript(const py::object& chat);

/// Seconds of a number, an RFC 3339 str or a datetime. Errors: TypeError, `Error` (`invalid_data`).
double to_seconds(const py::object& time, const Argument& argument);

}  // namespace attune::python
