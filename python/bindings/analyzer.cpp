#include <attune/analyzer.hpp>

#include "module.hpp"
#include "reading.hpp"
#include "text.hpp"
#include "transcript.hpp"

namespace attune::python {

Role choose_role(const py::object& role) {
  return choose(role, "role", {Role::customer, Role::agent, Role::bot, Role::unknown});
}

namespace {

TextReading read(const Analyzer& self, const py::object& text, const py::object& role, const py::object& context) {
  const Text utf8(text, {"text"});
  const Text before(context, {"context"});
  const Role chosen = choose_role(role);
  auto reading = std::make_shared<const Reading>(
      unlocked(utf8.view().size(), [&] { return self.read(utf8.view(), chosen, before.view()); }));
  return {std::move(reading), std::make_shared<const std::string>(utf8.view()), self.emotions().labels(View::support)};
}

SharedConversation analyze(const Analyzer& self, const py::object& chat) {
  auto analyzed = std::make_shared<AnalyzedTranscript>();
  analyzed->transcript = to_transcript(chat);
  analyzed->labels = self.emotions().labels(View::support);
  {
    const py::gil_scoped_release released;
    analyzed->conversation = self.analyze(analyzed->transcript);
  }
  return {std::move(analyzed)};
}

}  // namespace

void bind_analyzer(py::module_& m) {
  py::class_<Analyzer> type(m, "Analyzer",
                            R"(Analyzer(emotions, phrases, cues)
--

The whole: models in, readings and conversations out. ``attune.load()`` makes one.

Immutable; threads may share one. Put together from parts it reads a customer's emotions by the view ``support`` of ``emotions`` alone;
``load`` adds the support model, which weighs cues with them (models/support-en.md).

Parameters
----------
emotions : EmotionClassifier
phrases : EmpathyTagger
cues : CueTagger)", py::is_final());
  finish_class(type, "pickle the path, and attune.load() it where it is needed");
  type.def(py::init<EmotionClassifier, EmpathyTagger, CueTagger>(), py::arg("emotions"), py::arg("phrases"), py::arg("cues"),
           "__init__(self, emotions, phrases, cues)\n--\n\nPut together what was loaded apart.");
  type.def_static(
      "load",
      [](const py::object& path) {
        const std::filesystem::path chosen = to_path(path);
        const py::gil_scoped_release released;
        return load(chosen).value();
      },
      py::arg("path"),
      R"(load(path)
--

Load the models of a directory; ``attune.load()`` does the same and knows where the shipped ones are.

Parameters
----------
path : str or path-like

Raises
------
attune.Error
    If a file cannot be read ('io') or is not what it should be ('corrupt', 'unsupported_version', 'invalid_data').
)");
  type.def_property_readonly("emotions", &Analyzer::emotions, "EmotionClassifier: emotions of a customer's text.");
  type.def_property_readonly("phrases", &Analyzer::phrases, "EmpathyTagger: phrases of an agent's text.");
  type.def_property_readonly("cues", &Analyzer::cues, "CueTagger: cues of a customer's text.");
  type.def("read", &read, py::arg("text"), py::arg("role") = "customer", py::arg("context") = "",
           R"(read(self, text, role='customer', context='')
--

Read one message.

Parameters
----------
text : str
    Lone surrogates are read as U+FFFD.
role : {'customer', 'agent', 'bot', 'unknown'}
    Who wrote it.
context : str
    What the other side said last, when there is one.

Returns
-------
reading : Reading

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If there is no such role, or ``text`` takes 4 GiB or more.

Examples
--------
>>> a = attune.load()
>>> text = "This is the third time I am writing, I am furious 😡!"
>>> r = a.read(text)
>>> r.role, r.high_stress
('customer', True)
>>> [(text[cue.start:cue.end], cue.cue) for cue in r.cues]
[('This is the third time I am writing', 'repeat_contact')]
)");
  type.def("analyze", &analyze, py::arg("chat"),
           R"(analyze(self, chat)
--

Read one conversation, from its first to its last message; the GIL is released.

Parameters
----------
chat : iterable of dict or Utterance, or dict
    Messages in their order: dicts with ``role``, ``text``, and optional ``time`` and ``agent``, by these names or
    the synonyms of transcript files (``content``, ``message``, ...), in any capitalisation. A tuple is read as
    ``Utterance(*tuple)``. Messages of tools are skipped. A dict is a whole record of a transcript file: ``id`` and
    ``turns``. Times are seconds, RFC 3339 or datetime objects.

Returns
-------
conversation : Conversation

Raises
------
TypeError
    If a message is none of these, or its text not a str; the message names its index.
attune.Error
    If a message has no text or a time that cannot be read ('invalid_data').

Examples
--------
>>> a = attune.load()
>>> c = a.analyze([
...     {"role": "customer", "text": "My parcel never came and I'm really upset."},
...     {"role": "agent", "text": "I can see why you're upset. I have sent a new one today."},
... ])
>>> len(c.turns), c.empathy.balance
(2, 'cognitive')
)");
  type.def(
      "analyze_frame",
      [](const py::object& self, const py::object& frame, const py::kwargs& columns) {
        return py::module_::import("attune._frames").attr("analyze_frame")(self, frame, **columns);
      },
      py::arg("frame"),
      R"(analyze_frame(self, frame, *, conversation='conversation', role='role', text='text', time=None, agent=None, level='message')
--

Read every conversation of a frame with one row per message.

Parameters
----------
frame : pandas.DataFrame, polars.DataFrame, or anything with ``__arrow_c_stream__``
    The rows of a conversation in their order; conversations may interleave.
conversation, role, text : str
    Names of the columns: which conversation a message belongs to, who wrote it, what it says.
time, agent : str, optional
    Names of the columns with the time (seconds, RFC 3339 or datetimes) and with who answered.
level : {'message', 'conversation'}
    What a row of the result stands for.

Returns
-------
frame : of the kind that went in; of an Arrow stream a pyarrow.Table
    For messages a copy of ``frame``, row for row, pandas' index included, with these columns after its own:
    ``turn`` (index in the conversation), ``stress``, ``stress_level``, ``high_stress``, ``labels``, ``cues``,
    ``tags`` (lists of str) and ``needs_human``. For conversations one row each, in order of first appearance:
    the conversation's key, ``n_turns``, and the conversation's own fields.

Raises
------
KeyError
    If there is no such column.
TypeError
    If a text is not a str, a missing value included; the message names its row.
ValueError
    If a column of the result is in the frame already.
)");
}

}  // namespace attune::python
