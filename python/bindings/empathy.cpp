#include <attune/empathy.hpp>

#include <pybind11/numpy.h>

#include <algorithm>

#include "module.hpp"
#include "reading.hpp"
#include "records.hpp"
#include "text.hpp"

namespace attune::python {

namespace {

py::list tag(const EmpathyTagger& self, const py::object& text, const py::object& role, const py::object& context) {
  const Text utf8(text, {"text"});
  const Text before(context, {"context"});
  const TagOptions options{.role = choose_role(role), .context = before.view()};
  return to_list(unlocked(utf8.view().size(), [&] { return self.tag(utf8.view(), options); }), OffsetMap(utf8.view()));
}

py::list vetoes(const EmpathyTagger& self, const py::object& text, const py::object& role, const py::object& context) {
  const Text utf8(text, {"text"});
  const Text before(context, {"context"});
  const TagOptions options{.role = choose_role(role), .context = before.view()};
  const std::vector<Veto> found = unlocked(utf8.view().size(), [&] { return self.vetoes(utf8.view(), options); });
  const OffsetMap offsets(utf8.view());
  py::list out;
  for (const Veto& veto : found)
    out.append(make_record(record_types().veto, offsets.to_code_point(veto.start), offsets.to_code_point(veto.end),
                           to_name(to_string(veto.tag)), to_name(veto.source), to_name(veto.rule)));
  return out;
}

py::dtype tag_dtype() {
  std::size_t longest = 0;
  for (std::size_t i = 0; i < n_tags; ++i) longest = std::max(longest, to_string(static_cast<Tag>(i)).size());
  return py::dtype("U" + std::to_string(longest));
}

/// A NumPy array of str: UCS-4, filled up with zeros.
py::array tag_column(const std::vector<Phrase>& phrases) {
  py::array out(tag_dtype(), {static_cast<py::ssize_t>(phrases.size())}, {});
  const std::size_t width = static_cast<std::size_t>(out.itemsize()) / sizeof(char32_t);
  auto* at = static_cast<char32_t*>(out.mutable_data());
  for (const Phrase& phrase : phrases) {
    const std::string_view name = to_string(phrase.tag);
    std::fill(std::copy(name.begin(), name.end(), at), at + width, U'\0');
    at += width;
  }
  return out;
}

py::object tag_batch(const EmpathyTagger& self, const py::object& batch, const py::object& role) {
  const std::vector<Text> texts = to_texts(batch, "texts");
  const TagOptions options{.role = choose_role(role)};
  std::vector<Phrase> phrases;  // with offsets in code points
  std::vector<std::int64_t> messages;
  {
    const py::gil_scoped_release released;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::vector<Phrase> found = self.tag(texts[i].view(), options);
      if (found.empty()) continue;
      const OffsetMap offsets(texts[i].view());
      for (Phrase phrase : found) {
        phrase.start = offsets.to_code_point(phrase.start);
        phrase.end = offsets.to_code_point(phrase.end);
        phrases.push_back(phrase);
        messages.push_back(static_cast<std::int64_t>(i));
      }
    }
  }
  const auto n = static_cast<py::ssize_t>(phrases.size());
  py::array_t<std::int64_t> start(n), end(n);
  py::array_t<float> score(n);
  for (py::ssize_t i = 0; i < n; ++i) {
    const Phrase& phrase = phrases[static_cast<std::size_t>(i)];
    start.mutable_at(i) = phrase.start;
    end.mutable_at(i) = phrase.end;
    score.mutable_at(i) = phrase.score;
  }
  return make_record(record_types().phrase_batch, py::array_t<std::int64_t>(n, messages.data()), start, end, tag_column(phrases),
                     score);
}

}  // namespace

void bind_empathy(py::module_& m) {
  py::class_<EmpathyTagger> type(m, "EmpathyTagger",
                                 R"(Clauses of an agent's text to tagged phrases, by slot templates, a linear model of clauses, and rules.

Immutable; threads may share one.

Source: models/empathy-en.md.)", py::is_final());
  finish_class(type, "pickle the paths of its packs, and load them where they are needed");
  type.def_static(
      "load",
      [](const py::object& pack, const py::object& more, const py::object& model) {
        const std::filesystem::path first = to_path(pack), clauses = model.is_none() ? std::filesystem::path() : to_path(model);
        const std::vector<std::filesystem::path> others = to_paths(more, "more");
        const py::gil_scoped_release released;
        return EmpathyTagger::load(first, others, clauses).value();
      },
      py::arg("pack"), py::arg("more") = py::tuple(), py::arg("model") = py::none(),
      R"(load(pack, more=(), model=None)
--

Load a phrase pack, users' own packs after it, and the model for clauses in which none of them finds a phrase.

Parameters
----------
pack : str or path-like
more : iterable of str or path-like
model : str or path-like, optional
    Without one the packs tag alone.

Raises
------
attune.Error
    If a pack or the model cannot be read ('io') or used ('corrupt', 'invalid_data', 'unsupported_version'); the message names
    file, place and remedy.
)");
  type.def_property_readonly(
      "n_patterns", [](const EmpathyTagger& self) { return self.n_patterns(); }, "How many patterns the packs hold.");
  type.def_property_readonly(
      "hash", [](const EmpathyTagger& self) { return to_name(self.hash()); }, "SHA-256 of the packs, in hex.");
  type.def("tag", &tag, py::arg("text"), py::arg("role") = "agent", py::arg("context") = "",
           R"(tag(self, text, role='agent', context='')
--

Phrases of a message, each with the rule that made it.

Source: models/empathy-en.md.

Parameters
----------
text : str
    Lone surrogates are read as U+FFFD.
role : {'agent', 'bot', 'customer', 'unknown'}
    Who wrote it. A customer's text has no phrases; with 'unknown' scores are halved.
context : str
    The customer's last message, when there is one.

Returns
-------
phrases : list of Phrase
    Ordered by start, then longer first; spans may overlap.

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If there is no such role, or ``text`` takes 4 GiB or more.

Examples
--------
>>> a = attune.load()
>>> text = "I'm so sorry about that. I have refunded the fee."
>>> [(text[p.start:p.end], p.tag) for p in a.phrases.tag(text)]
[("I'm so sorry about that", 'apology'), ('I have refunded the fee', 'remedy')]
)");
  type.def("tag_batch", &tag_batch, py::arg("texts"), py::arg("role") = "agent",
           R"(tag_batch(self, texts, role='agent')
--

Phrases of many messages in columns; the GIL is released.

Source: models/empathy-en.md.

Parameters
----------
texts : iterable of str
role : {'agent', 'bot', 'customer', 'unknown'}
    Who wrote them.

Returns
-------
phrases : PhraseBatch
    NumPy arrays (message, start, end, tag, score) of one length. ``message`` is the index of the text, never
    falling; ``pandas.DataFrame(phrases._asdict())`` is a frame of them.

Raises
------
TypeError
    If an item is not a str; the message names its index.
ValueError
    If there is no such role, or an item takes 4 GiB or more.
)");
  type.def("vetoes", &vetoes, py::arg("text"), py::arg("role") = "agent", py::arg("context") = "",
           R"(vetoes(self, text, role='agent', context='')
--

What matched and was taken back, with the rule: why a tempting phrase was not tagged.

Parameters
----------
text, role, context
    As for ``tag``.

Returns
-------
vetoes : list of Veto
)");
}

}  // namespace attune::python
