/// The one place where Python's str becomes UTF-8, and names become enums.
#pragma once

#include <pybind11/pybind11.h>

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/unicode.hpp>

namespace attune::python {

namespace py = pybind11;

/// Which argument a message is about: "text", "texts[3]" or "turns[3].text".
struct Argument {
  const char* name;
  Py_ssize_t index = -1;
  const char* field = "";

  std::string to_string() const;
};

/// Raises TypeError: "texts[3]: expected str, got int".
[[noreturn]] void raise_type_error(const Argument& argument, const char* expected, py::handle got);

/// A str as UTF-8: one sequence per code point, so that `OffsetMap` gives indices of the str. ASCII is not copied.
class Text {
 public:
  /// A lone surrogate is read as U+FFFD. Errors: TypeError for anything but a str, ValueError at 4 GiB.
  Text(py::handle object, const Argument& argument);

  /// May be read without the GIL, as long as this lives.
  std::string_view view() const {
    PyObject* const memory = memory_.ptr();
    if (is_ascii()) return {static_cast<const char*>(PyUnicode_DATA(memory)), static_cast<std::size_t>(PyUnicode_GET_LENGTH(memory))};
    return {PyBytes_AS_STRING(memory), static_cast<std::size_t>(PyBytes_GET_SIZE(memory))};
  }
  std::string string() const { return std::string(view()); }
  /// Then bytes are code points.
  bool is_ascii() const { return PyUnicode_Check(memory_.ptr()) != 0; }

 private:
  py::object memory_;  // the str, or its UTF-8 as bytes; a batch holds many, so nothing else is kept
};

/// Iterates over a list, tuple, array, Series or other iterable of `item` ("str"); a TypeError for what is one item or has no order.
py::iterator iterate(py::handle batch, const char* name, const char* item);

/// Every str of a list, tuple, array, Series or other iterable. Errors: TypeError, ValueError.
std::vector<Text> to_texts(py::handle batch, const char* name);
std::vector<std::string_view> to_views(const std::vector<Text>& texts);

/// The str of a name that comes up again and again: kinds, tags, labels. `name` is ASCII or well-formed UTF-8.
py::str to_name(std::string_view name);

/// str from foreign UTF-8, as in messages that hold a path.
py::str to_str(std::string_view utf8);

/// A str or os.PathLike, with the errors that open() has for anything else.
std::filesystem::path to_path(py::handle object);
/// Many of them; one path alone is a TypeError.
std::vector<std::filesystem::path> to_paths(py::handle batch, const char* name);

[[noreturn]] void raise_choice_error(const char* argument, const std::vector<std::string_view>& names, std::string_view got);

/// The one of `values` whose name is the str `object`. Errors: TypeError, or ValueError that lists the names.
template <class Enum>
Enum choose(py::handle object, const char* argument, std::initializer_list<Enum> values) {
  const Text name(object, {argument});
  std::vector<std::string_view> names;
  for (const Enum value : values) {
    names.push_back(to_string(value));
    if (names.back() == name.view()) return value;
  }
  raise_choice_error(argument, names, name.view());
}

/// Runs `work` without the GIL when `n_bytes` of text are worth the hand-over: a message of usual length is done
/// before another thread could have started.
template <class Work>
auto unlocked(std::size_t n_bytes, Work&& work) {
  constexpr std::size_t worth_it = 2048;
  if (n_bytes < worth_it) return std::forward<Work>(work)();
  const py::gil_scoped_release released;
  return std::forward<Work>(work)();
}

}  // namespace attune::python
