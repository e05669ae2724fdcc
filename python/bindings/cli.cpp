#include <attune/cli.hpp>

#include <pybind11/stl.h>

#include <string>
#include <vector>

#include "module.hpp"

namespace attune::python {

void bind_cli(py::module_& m) {
  m.def(
      "main",
      [](const std::vector<std::string>& arguments) {
        std::vector<const char*> argv;
        for (const std::string& argument : arguments) argv.push_back(argument.c_str());
        const py::gil_scoped_release released;
        return cli::main(static_cast<int>(argv.size()), argv.data());
      },
      py::arg("argv"),
      R"(main(argv)
--

Run the command line, the program's name first; returns the exit code. The GIL is released.
)");
}

}  // namespace attune::python
