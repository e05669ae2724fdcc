#include "text.hpp"

#include <stdexcept>

namespace attune::python {

namespace {

/// UTF-8 of a str with lone surrogates, which CPython's own encoder refuses.
py::bytes encode_with_replacement(py::handle str) {
  const auto kind = PyUnicode_KIND(str.ptr());
  const void* const data = PyUnicode_DATA(str.ptr());
  const Py_ssize_t n_points = PyUnicode_GET_LENGTH(str.ptr());
  std::string utf8;
  utf8.reserve(static_cast<std::size_t>(n_points));
  for (Py_ssize_t i = 0; i < n_points; ++i) append_utf8(utf8, static_cast<char32_t>(PyUnicode_READ(kind, data, i)));
  return py::bytes(utf8);
}

py::object encode(py::handle str) {
  // Not PyUnicode_AsUTF8: that keeps the copy inside the caller's str for as long as it lives.
  PyObject* const bytes = PyUnicode_AsUTF8String(str.ptr());
  if (bytes != nullptr) return py::reinterpret_steal<py::object>(bytes);
  if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) throw py::error_already_set();
  PyErr_Clear();
  return encode_with_replacement(str);
}

}  // namespace

std::string Argument::to_string() const {
  std::string out = name;
  if (index >= 0) out += '[' + std::to_string(index) + ']';
  return out + field;
}

void raise_type_error(const Argument& argument, const char* expected, py::handle got) {
  throw py::type_error(argument.to_string() + ": expected " + expected + ", got " + Py_TYPE(got.ptr())->tp_name);
}

Text::Text(py::handle object, const Argument& argument) {
  if (!PyUnicode_Check(object.ptr())) raise_type_error(argument, "str", object);
#if PY_VERSION_HEX < 0x030C0000
  if (PyUnicode_READY(object.ptr()) != 0) throw py::error_already_set();
#endif
  memory_ = PyUnicode_IS_ASCII(object.ptr()) ? py::reinterpret_borrow<py::object>(object) : encode(object);
  require_indexable(view());
}

py::iterator iterate(py::handle batch, const char* name, const char* item) {
  PyObject* const object = batch.ptr();
  const std::string expected = std::string("a sequence of ") + item;
  const bool one_text = PyUnicode_Check(object) || PyBytes_Check(object) || PyByteArray_Check(object);
  if (one_text || PyDict_Check(object) || PyAnySet_Check(object)) raise_type_error({name}, expected.c_str(), batch);
  PyObject* const iterator = PyObject_GetIter(object);
  if (iterator == nullptr) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw py::error_already_set();
    PyErr_Clear();
    raise_type_error({name}, expected.c_str(), batch);
  }
  return py::reinterpret_steal<py::iterator>(iterator);
}

std::vector<Text> to_texts(py::handle batch, const char* name) {
  std::vector<Text> texts;
  if (PyList_CheckExact(batch.ptr()) || PyTuple_CheckExact(batch.ptr())) {  // what most callers have: no iterator's step an item
    const auto n = PySequence_Fast_GET_SIZE(batch.ptr());
    texts.reserve(static_cast<std::size_t>(n));
    for (Py_ssize_t i = 0; i < n; ++i) texts.emplace_back(PySequence_Fast_GET_ITEM(batch.ptr(), i), Argument{name, i});
    return texts;
  }
  Py_ssize_t index = 0;
  for (const py::handle item : iterate(batch, name, "str")) texts.emplace_back(item, Argument{name, index++});
  return texts;
}

std::vector<std::string_view> to_views(const std::vector<Text>& texts) {
  std::vector<std::string_view> views;
  views.reserve(texts.size());
  for (const Text& text : texts) views.push_back(text.view());
  return views;
}

py::str to_name(std::string_view name) {
  PyObject* str = PyUnicode_FromStringAndSize(name.data(), static_cast<Py_ssize_t>(name.size()));
  if (str == nullptr) throw py::error_already_set();
  PyUnicode_InternInPlace(&str);
  return py::reinterpret_steal<py::str>(str);
}

py::str to_str(std::string_view utf8) {
  PyObject* const str = PyUnicode_DecodeUTF8(utf8.data(), static_cast<Py_ssize_t>(utf8.size()), "replace");
  if (str == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(str);
}

std::filesystem::path to_path(py::handle object) {
  PyObject* bytes = nullptr;
  if (PyUnicode_FSConverter(object.ptr(), &bytes) == 0) throw py::error_already_set();
  return std::filesystem::path(py::cast<std::string>(py::reinterpret_steal<py::bytes>(bytes)));
}

std::vector<std::filesystem::path> to_paths(py::handle batch, const char* name) {
  std::vector<std::filesystem::path> paths;
  for (const py::handle item : iterate(batch, name, "paths")) paths.push_back(to_path(item));
  return paths;
}

void raise_choice_error(const char* argument, const std::vector<std::string_view>& names, std::string_view got) {
  std::string message = std::string(argument) + ": expected one of";
  for (const std::string_view& name : names) message.append(&name == &names.front() ? " '" : ", '").append(name).append("'");
  throw py::value_error(message + "; got '" + std::string(got) + "'");
}

}  // namespace attune::python
