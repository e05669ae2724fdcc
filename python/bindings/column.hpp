/// Columns that grow without the GIL and are NumPy arrays from the start.
#pragma once

#include <pybind11/numpy.h>

#include <algorithm>
#include <cstddef>

namespace attune::python {

namespace py = pybind11;

/// Numbers appended in blocks. NumPy's own memory: it asks the system for large pages, which are touched sooner than many small ones.
template <class T>
class Column {
 public:
  explicit Column(std::size_t capacity) : array_(static_cast<py::ssize_t>(capacity)), data_(array_.mutable_data()) {}

  /// Room for `n` more values, to be written at once. The GIL is not held.
  T* append(std::size_t n) {
    const auto capacity = static_cast<std::size_t>(array_.size());
    if (size_ + n > capacity) resize(std::max(2 * capacity, size_ + n));
    T* const at = data_ + size_;
    size_ += n;
    return at;
  }

  /// What was appended; needs the GIL.
  py::array_t<T> finish() {
    array_.resize({static_cast<py::ssize_t>(size_)}, false);
    return std::move(array_);
  }

 private:
  void resize(std::size_t capacity) {
    const py::gil_scoped_acquire locked;
    array_.resize({static_cast<py::ssize_t>(capacity)}, false);
    data_ = array_.mutable_data();
  }

  py::array_t<T> array_;
  T* data_;
  std::size_t size_ = 0;
};

}  // namespace attune::python
