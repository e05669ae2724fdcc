#include <attune/cli.hpp>

#include <pybind11/stl.h>

#include <string>
#include <vector>

#include "module.hpp"
#include "text.hpp"

namespace attune::python {

void bind_cli(py::module_& m) {
  m.def(
      "main",
      [](const std::vector<std::string>& arguments, const py::object& models) {
        const std::filesystem::path model_dir = to_path(models);
        std::vector<const char*> argv;
        for (const std::string& argument : arguments) argv.push_back(argument.c_str());
        const py::gil_scoped_release released;
        return cli::main(static_cast<int>(argv.size()), argv.data(), model_dir);
      },
      py::arg("argv"), py::arg("models"),
      R"(main(argv, models)
--

Run the command line, the program's name first, with the shipped models in ``models``; returns the exit code. The GIL is released.
)");
}

}  // namespace attune::python
