#include <attune/error.hpp>

#include "module.hpp"
#include "text.hpp"

namespace attune::python {

void bind_error() {
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const Error& error) {
      const py::object type = py::module_::import("attune._records").attr("Error");
      const py::object raised = type(to_str(error.message()), to_name(to_string(error.code())));
      PyErr_SetObject(type.ptr(), raised.ptr());
    }
  });
}

}  // namespace attune::python
