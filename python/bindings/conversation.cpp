#include <attune/conversation.hpp>
#include <attune/detail/turn_offsets.hpp>

#include <attune/report.hpp>

#include "module.hpp"
#include "reading.hpp"
#include "records.hpp"
#include "text.hpp"

namespace attune::python {

namespace {

py::object from_json(const std::string& json) { return py::module_::import("json").attr("loads")(to_str(json)); }

py::dict emotions(const TextReading& self) {
  py::dict out;
  if (!self.reading->has_emotions) return out;
  for (std::size_t i = 0; i < self.labels.size(); ++i) out[to_name(self.labels[i])] = self.reading->emotions.at(i);
  return out;
}

py::list labels(const TextReading& self) {
  py::list out;
  for (const std::string_view label : self.reading->labels) out.append(to_name(label));
  return out;
}

py::list turns(const SharedConversation& self) {
  py::list out;
  for (std::size_t i = 0; i < self.shared->conversation.turns.size(); ++i)
    out.append(TextReading{{self.shared, &self.shared->conversation.turns[i]},
                           {self.shared, &self.shared->transcript.turns.at(i).text},
                           self.shared->labels});
  return out;
}

template <class... Values>
py::str format(const char* pattern, Values&&... values) {
  return py::str(pattern).format(std::forward<Values>(values)...);
}

py::str reading_repr(const TextReading& self) {
  const Reading& r = *self.reading;
  return format("Reading(role={!r}, stress={:.2f}, stress_level={}, labels={}, cues={}, spans={}, needs_human={})",
                to_name(to_string(r.role)), r.stress, r.stress_level, labels(self), r.cues.size(), r.spans.size(), r.needs_human);
}

py::str conversation_repr(const SharedConversation& self) {
  const Conversation& c = self.shared->conversation;
  return format("Conversation(id={!r}, turns={}, stress_begin={:.2f}, stress_end={:.2f}, balance={!r}, needs_human={})",
                to_str(c.id), c.turns.size(), c.stress_begin, c.stress_end, to_name(to_string(c.empathy.balance)), c.needs_human);
}

void bind_reading(py::module_& m) {
  py::class_<TextReading> type(m, "Reading",
                               R"(What one message holds. Emotions, cues and stress are a customer's; spans an agent's.

Offsets are indices of the message's ``str``. Lists and dicts are new at each access.)", py::is_final());
  finish_class(type, "keep to_dict() instead");
  type.def_property_readonly(
      "role", [](const TextReading& self) { return to_name(to_string(self.reading->role)); },
      "str: 'customer', 'agent', 'bot' or 'unknown'.");
  type.def_property_readonly("emotions", &emotions,
                             "dict of str to float: probability of each support label; empty unless a customer's.");
  type.def_property_readonly("labels", &labels, "list of str: the emotions it says, two at most, most probable first.");
  type.def_property_readonly(
      "stress", [](const TextReading& self) { return self.reading->stress; }, "float in [0, 1].");
  type.def_property_readonly(
      "stress_level", [](const TextReading& self) { return self.reading->stress_level; }, "int: 0 calm, 1 tense, 2 high-stress.");
  type.def_property_readonly(
      "high_stress", [](const TextReading& self) { return self.reading->high_stress; }, "bool: stress_level is 2.");
  type.def_property_readonly(
      "cues", [](const TextReading& self) { return to_list(self.reading->cues, OffsetMap(*self.text)); },
      "list of Cue, ordered by start, then longer first.");
  type.def_property_readonly(
      "spans", [](const TextReading& self) { return to_list(self.reading->spans, OffsetMap(*self.text)); },
      "list of Phrase, ordered by start, then longer first.");
  type.def_property_readonly(
      "needs_human", [](const TextReading& self) { return self.reading->needs_human; },
      "bool: crisis, a life event, or an internal error.");
  type.def_property_readonly(
      "why", [](const TextReading& self) { return to_list(self.reading->why, OffsetMap(*self.text)); },
      "list of Evidence: of high_stress and needs_human.");
  type.def(
      "to_json", [](const TextReading& self) { return to_str(self.reading->to_json(*self.text)); },
      R"(to_json(self)
--

One JSON object; offsets are code points.

Returns
-------
json : str
)");
  type.def(
      "to_dict", [](const TextReading& self) { return from_json(self.reading->to_json(*self.text)); },
      R"(to_dict(self)
--

``json.loads(self.to_json())``.

Returns
-------
reading : dict
)");
  type.def("__repr__", &reading_repr);
}

}  // namespace

py::object to_record(const std::optional<Acknowledgement>& acknowledged) {
  if (!acknowledged) return py::none();
  return make_record(record_types().acknowledgement, acknowledged->cue_turn, acknowledged->reply_turn,
                     acknowledged->seconds ? py::object(py::float_(*acknowledged->seconds)) : py::none());
}

py::object to_record(const EmpathySummary& sum) {
  return make_record(record_types().empathy_summary, sum.cognitive, sum.emotional, sum.action, sum.detracting,
                     to_name(to_string(sum.balance)), sum.formulaic, sum.followed_by_action);
}

py::list to_list(const std::vector<Evidence>& why, const OffsetMap& offsets) {
  py::list out;
  for (const Evidence& evidence : why)
    out.append(make_record(record_types().evidence, offsets.to_code_point(evidence.start), offsets.to_code_point(evidence.end),
                           to_name(evidence.reason)));
  return out;
}

py::list to_list(const std::vector<Reason>& why, const Transcript& transcript) {
  py::list out;
  detail::TurnOffsets turns(transcript.turns);
  for (const Reason& reason : why) {
    const OffsetMap& offsets = turns.of(reason.turn);
    out.append(make_record(record_types().reason, reason.turn, offsets.to_code_point(reason.start),
                           offsets.to_code_point(reason.end), to_name(reason.reason)));
  }
  return out;
}

py::list to_list(const std::vector<Cue>& cues, const OffsetMap& offsets) {
  py::list out;
  for (const Cue& cue : cues)
    out.append(make_record(record_types().cue, offsets.to_code_point(cue.start), offsets.to_code_point(cue.end),
                           to_name(to_string(cue.cue)), cue.score, to_name(cue.source)));
  return out;
}

py::list to_list(const std::vector<Phrase>& phrases, const OffsetMap& offsets) {
  py::list out;
  for (const Phrase& phrase : phrases)
    out.append(make_record(record_types().phrase, offsets.to_code_point(phrase.start), offsets.to_code_point(phrase.end),
                           to_name(to_string(phrase.tag)), to_name(to_string(phrase.kind)), phrase.score, to_name(phrase.source)));
  return out;
}

void bind_conversation(py::module_& m) {
  bind_reading(m);
  py::class_<SharedConversation> type(m, "Conversation",
                                      R"(What ``Analyzer.analyze`` found; attributes are named as the fields of the JSON.

Turn indices count from 0 in ``turns``; offsets are indices of that turn's ``str``. Lists are new at each access.)", py::is_final());
  finish_class(type, "keep to_dict() instead");
  const auto field = [&type](const char* name, auto read, const char* doc) {
    type.def_property_readonly(
        name, [read](const SharedConversation& self) { return read(self.shared->conversation); }, doc);
  };
  field("id", [](const Conversation& c) { return to_str(c.id); }, "str: of the transcript, or ''.");
  type.def_property_readonly("turns", &turns, "list of Reading: those that went in, one for one.");
  field("first_turn_high_stress", [](const Conversation& c) { return c.first_turn_high_stress; },
        "bool: of the customer's first turn, judged alone.");
  type.def_property_readonly(
      "first_turn_why",
      [](const SharedConversation& self) { return to_list(self.shared->conversation.first_turn_why, self.shared->transcript); },
      "list of Reason: why the first turn is high-stress.");
  field("stress_begin", [](const Conversation& c) { return c.stress_begin; }, "float in [0, 1]: of the first customer turn.");
  field("stress_end", [](const Conversation& c) { return c.stress_end; }, "float in [0, 1]: of the last customer turn.");
  field("shift", [](const Conversation& c) { return to_name(to_string(c.shift)); },
        "str: 'down', 'flat' or 'up', the stress level at the end against the beginning; high to high is flat.");
  field("acknowledged", [](const Conversation& c) { return to_record(c.acknowledged); },
        "Acknowledgement or None: the agent's first turn that takes up the emotion or its cause.");
  field("empathy", [](const Conversation& c) { return to_record(c.empathy); }, "EmpathySummary of the agent's turns.");
  field("needs_human", [](const Conversation& c) { return c.needs_human; },
        "bool: the state at the end, or safety at any point.");
  type.def_property_readonly(
      "needs_human_why",
      [](const SharedConversation& self) { return to_list(self.shared->conversation.needs_human_why, self.shared->transcript); },
      "list of Reason: why a person is needed.");
  type.def(
      "to_json", [](const SharedConversation& self) { return to_str(self.shared->conversation.to_json(self.shared->transcript)); },
      R"(to_json(self)
--

One line of JSON, "schema": 1, as the command line writes it.

Returns
-------
json : str
)");
  type.def(
      "to_dict",
      [](const SharedConversation& self) { return from_json(self.shared->conversation.to_json(self.shared->transcript)); },
      R"(to_dict(self)
--

``json.loads(self.to_json())``.

Returns
-------
conversation : dict
)");
  type.def(
      "_repr_html_", [](const SharedConversation& self) { return to_str(to_html(self.shared->transcript, self.shared->conversation)); },
      "_repr_html_(self)\n--\n\nThe notebook's view: one HTML fragment with its own style.");
  type.def("__repr__", &conversation_repr);
}

}  // namespace attune::python
