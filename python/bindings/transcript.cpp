#include <attune/transcript.hpp>

#include <attune/error.hpp>

#include <cmath>
#include <map>

#include "module.hpp"
#include "text.hpp"
#include "transcript.hpp"

namespace attune::python {

namespace {

/// Fields of a message or a record by their canonical names.
using Fields = std::map<std::string, py::object, std::less<>>;

Fields read_dict(const py::dict& dict) {
  Fields fields;
  for (const auto& [key, value] : dict) {
    if (!PyUnicode_Check(key.ptr())) continue;
    const Text written(key, {"key"});
    const std::string_view field = field_from_synonym(written.view());
    if (field.empty()) continue;
    // Where a name and its synonym are both there, the name itself counts.
    if (written.view() == field || fields.count(field) == 0)
      fields[std::string(field)] = py::reinterpret_borrow<py::object>(value);
  }
  return fields;
}

Fields read_tuple(const py::tuple& tuple, const Argument& argument) {
  static constexpr const char* order[] = {"role", "text", "time", "agent"};
  if (tuple.size() < 2 || tuple.size() > std::size(order))
    throw py::type_error(argument.to_string() + ": expected (role, text) and perhaps time and agent, got " +
                         std::to_string(tuple.size()) + " items");
  Fields fields;
  for (std::size_t i = 0; i < tuple.size(); ++i) fields[order[i]] = tuple[i];
  return fields;
}

/// None where the field is missing or None.
py::object get(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? py::none() : found->second;
}

[[noreturn]] void raise_time_error(const Argument& argument) {
  throw Error(ErrorCode::invalid_data, argument.to_string() + ": expected seconds or RFC 3339, as in 2025-03-01T09:30:00Z");
}

Fields read_message(py::handle item, const Argument& argument) {
  if (PyDict_Check(item.ptr())) return read_dict(py::reinterpret_borrow<py::dict>(item));
  if (PyTuple_Check(item.ptr())) return read_tuple(py::reinterpret_borrow<py::tuple>(item), argument);
  raise_type_error(argument, "dict or Utterance", item);
}

std::string require_str(const Fields& fields, const char* name, const Argument& message) {
  const auto found = fields.find(std::string_view(name));
  if (found == fields.end()) throw Error(ErrorCode::invalid_data, message.to_string() + ": no " + name + "; give it as \"" + name + "\"");
  const std::string field = std::string(".") + name;
  return Text(found->second, {message.name, message.index, field.c_str()}).string();
}

std::string optional_str(const Fields& fields, const char* name, const Argument& argument) {
  const py::object value = get(fields, name);
  return value.is_none() ? std::string() : Text(value, argument).string();
}

std::vector<Utterance> to_utterances(py::handle messages, const char* name) {
  std::vector<Utterance> out;
  Py_ssize_t index = 0;
  for (const py::handle item : iterate(messages, name, "dict or Utterance")) {
    const Argument message{name, index++};
    const Fields fields = read_message(item, message);
    const std::optional<Role> role = role_from_synonym(require_str(fields, "role", message));
    if (!role) continue;  // a tool's
    Utterance utterance{.role = *role, .text = require_str(fields, "text", message)};
    if (const py::object time = get(fields, "time"); !time.is_none())
      utterance.time = to_seconds(time, {name, message.index, ".time"});
    utterance.agent = optional_str(fields, "agent", {name, message.index, ".agent"});
    out.push_back(std::move(utterance));
  }
  return out;
}

}  // namespace

double to_seconds(const py::object& time, const Argument& argument) {
  if (PyUnicode_Check(time.ptr())) {
    const std::optional<double> seconds = parse_time(Text(time, argument).view());
    if (!seconds) raise_time_error(argument);
    return *seconds;
  }
  if (PyBool_Check(time.ptr())) raise_type_error(argument, "seconds, str or datetime", time);
  py::object number = time;
  if (py::hasattr(time, "timestamp")) {
    py::object aware = time;
    // A naive datetime is UTC here: its own timestamp() would ask for the machine's time zone.
    if (time.attr("tzinfo").is_none())
      aware = time.attr("replace")(py::arg("tzinfo") = py::module_::import("datetime").attr("timezone").attr("utc"));
    number = aware.attr("timestamp")();
  }
  const double seconds = PyFloat_AsDouble(number.ptr());
  if (seconds == -1.0 && PyErr_Occurred() != nullptr) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw py::error_already_set();
    PyErr_Clear();
    raise_type_error(argument, "seconds, str or datetime", time);
  }
  if (!std::isfinite(seconds)) raise_time_error(argument);
  return seconds;
}

Transcript to_transcript(const py::object& chat) {
  Transcript transcript;
  if (!PyDict_Check(chat.ptr())) {
    transcript.turns = to_utterances(chat, "chat");
    return transcript;
  }
  const Fields record = read_dict(py::reinterpret_borrow<py::dict>(chat));
  const py::object turns = get(record, "turns");
  if (turns.is_none()) throw Error(ErrorCode::invalid_data, "chat: no turns; give a list of messages, or a dict with \"turns\"");
  transcript.turns = to_utterances(turns, "turns");
  const py::object id = get(record, "id");
  // Records of other people's making number their conversations.
  if (!id.is_none()) transcript.id = Text(PyLong_Check(id.ptr()) ? py::str(id) : id, {"id"}).string();
  transcript.customer = optional_str(record, "customer", {"customer"});
  transcript.team = optional_str(record, "team", {"team"});
  return transcript;
}

void bind_transcript(py::module_& m) {
  m.def(
      "is_tool", [](const py::object& role) { return !role_from_synonym(Text(role, {"role"}).view()); }, py::arg("role"),
      "is_tool(role)\n--\n\nWhether messages of this role are a tool's, which ``analyze`` skips.");
}

}  // namespace attune::python
