/// AlignedText in indices of str.
#pragma once

#include <pybind11/pybind11.h>

#include <string_view>
#include <utility>

#include <attune/aligned_text.hpp>

#include "text.hpp"

namespace attune::python {

/// A derived text and the caller's, both counted in code points.
class AlignedStr {
 public:
  AlignedStr(std::string_view source, AlignedText derived) : aligned_(std::move(derived)), derived_(aligned_.text()), source_(source) {}

  const std::string& text() const { return aligned_.text(); }
  std::size_t size() const { return derived_.size_code_points(); }

  /// `start` and `end` are at most `size()`.
  std::pair<std::uint32_t, std::uint32_t> to_source(std::uint32_t start, std::uint32_t end) const {
    const Span span = aligned_.to_source(derived_.from_code_point(start), derived_.from_code_point(end));
    return {source_.to_code_point(span.start), source_.to_code_point(span.end)};
  }

 private:
  AlignedText aligned_;
  OffsetMap derived_, source_;
};

/// What `derive(text)` makes of the str `text`, without the GIL.
template <class Derive>
AlignedStr derive(const py::object& text, Derive&& derive) {
  const Text utf8(text, {"text"});
  return unlocked(utf8.view().size(), [&] { return AlignedStr(utf8.view(), derive(utf8.view())); });
}

}  // namespace attune::python
