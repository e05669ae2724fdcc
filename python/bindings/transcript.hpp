/// Chats as Python has them: dicts, Utterances, whole records.
#pragma once

#include <pybind11/pybind11.h>

#include <attune/conversation.hpp>

namespace attune::python {

namespace py = pybind11;

/// Errors: TypeError for what is no chat, `Error` (`invalid_data`) for a message without text or with an odd time.
Transcript to_transcript(const py::object& chat);

}  // namespace attune::python
