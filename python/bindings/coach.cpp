#include <attune/coach.hpp>

#include "module.hpp"
#include "records.hpp"
#include "text.hpp"

namespace attune::python {

namespace {

py::list advise(const Analyzer& self, const py::object& draft, const py::object& context) {
  const Text utf8(draft, {"draft"});
  const Text before(context, {"context"});
  const std::vector<Advice> found = unlocked(utf8.view().size() + before.view().size(), [&] { return coach(self, utf8.view(), before.view()); });
  const OffsetMap offsets(utf8.view());
  py::list out;
  for (const Advice& advice : found)
    out.append(make_record(record_types().advice, to_name(to_string(advice.kind)), offsets.to_code_point(advice.start), offsets.to_code_point(advice.end),
                           to_name(advice.reason)));
  return out;
}

}  // namespace

void bind_coach(py::module_& m) {
  py::reinterpret_borrow<py::class_<Analyzer>>(m.attr("Analyzer"))
      .def("coach", &advise, py::arg("draft"), py::arg("context") = "",
           R"(coach(self, draft, context='')
--

What in the draft of a reply helps or hurts, and what is missing. It judges wording, never the facts, and writes nothing.

Source: src/DESIGN.md, "Coach".

Parameters
----------
draft : str
    Lone surrogates are read as U+FFFD.
context : str
    What the customer said last. Without it nothing is known of the customer: only 'specifics' can be missing then.

Returns
-------
advice : list of Advice
    Ordered by ``start``, then longer first. Of 'helps' and 'hurts' ``reason`` is a tag, or 'over_apology', an apology after the first one.
    Of 'missing' it is 'acknowledgement' of an emotion (an empty span at the opening), 'specifics' (the stock words that stand alone),
    'action' (an empty span at the end) or 'person' (crisis language: the whole draft).

Raises
------
TypeError
    If an argument is not a str.
ValueError
    If one takes 4 GiB or more.

Examples
--------
>>> a = attune.load()
>>> advice = a.coach("We apologize for any inconvenience.", "My fridge still leaks and I'm furious!!")
>>> [(item.kind, item.reason) for item in advice]
[('hurts', 'scripted'), ('missing', 'specifics'), ('missing', 'acknowledgement'), ('missing', 'action')]
)");
}

}  // namespace attune::python
