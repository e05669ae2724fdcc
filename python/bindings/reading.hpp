/// Readings and their parts as Python sees them: offsets in code points, names as str.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/conversation.hpp>
#include <attune/unicode.hpp>

namespace attune::python {

namespace py = pybind11;

py::list to_list(const std::vector<Cue>& cues, const OffsetMap& offsets);
py::list to_list(const std::vector<Phrase>& phrases, const OffsetMap& offsets);
py::list to_list(const std::vector<Evidence>& why, const OffsetMap& offsets);
py::list to_list(const std::vector<Reason>& why, const Transcript& transcript);

py::object to_record(const std::optional<Acknowledgement>& acknowledged);
py::object to_record(const EmpathySummary& sum);

/// The role of exactly that name. Errors: TypeError, ValueError.
Role choose_role(const py::object& role);

/// What `read` and `Conversation.turns` give: a reading and the text that its offsets index.
struct TextReading {
  std::shared_ptr<const Reading> reading;
  std::shared_ptr<const std::string> text;
  std::span<const std::string_view> labels;  ///< of `View::support`
};

/// What `analyze` gives.
struct AnalyzedTranscript {
  Transcript transcript;
  Conversation conversation;
  std::span<const std::string_view> labels;  ///< of `View::support`
};

/// What Python holds; its turns share it.
struct SharedConversation {
  std::shared_ptr<const AnalyzedTranscript> shared;
};

}  // namespace attune::python
