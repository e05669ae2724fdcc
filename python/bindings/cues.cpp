#include <attune/cues.hpp>

#include "module.hpp"
#include "reading.hpp"
#include "text.hpp"

namespace attune::python {

void bind_cues(py::module_& m) {
  py::class_<CueTagger> type(m, "CueTagger",
                             R"(Customer cues with their words. Immutable; threads may share one.

Source: models/cues-en.md.)", py::is_final());
  finish_class(type, "pickle the paths of its packs, and load them where they are needed");
  type.def_static(
      "load",
      [](const py::object& pack, const py::object& more) {
        const std::filesystem::path first = to_path(pack);
        const std::vector<std::filesystem::path> others = to_paths(more, "more");
        const py::gil_scoped_release released;
        return CueTagger::load(first, others).value();
      },
      py::arg("pack"), py::arg("more") = py::tuple(),
      R"(load(pack, more=())
--

Load a cue pack, and users' own packs after it.

Parameters
----------
pack : str or path-like
more : iterable of str or path-like

Raises
------
attune.Error
    If a pack cannot be read ('io') or used ('corrupt', 'invalid_data'); the message names file, line, column and remedy.
)");
  type.def_property_readonly(
      "n_patterns", [](const CueTagger& self) { return self.n_patterns(); }, "How many patterns the packs hold.");
  type.def_property_readonly(
      "hash", [](const CueTagger& self) { return to_name(self.hash()); }, "SHA-256 of the packs, in hex.");
  type.def(
      "tag",
      [](const CueTagger& self, const py::object& text) {
        const Text utf8(text, {"text"});
        return to_list(unlocked(utf8.view().size(), [&] { return self.tag(utf8.view()); }), OffsetMap(utf8.view()));
      },
      py::arg("text"),
      R"(tag(self, text)
--

Cues of a customer's message: repeat_contact, waiting, escalation, churn, deadline, life_event, abuse, crisis, praise.

Crisis language and life events are found by rule, in English only.

Source: models/cues-en.md.

Parameters
----------
text : str
    Lone surrogates are read as U+FFFD.

Returns
-------
cues : list of Cue
    Ordered by start, then longer first.

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If ``text`` takes 4 GiB or more.
)");
}

}  // namespace attune::python
