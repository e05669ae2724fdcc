#include <attune/alert_budget.hpp>
#include <attune/monitor.hpp>

#include <memory>
#include <mutex>
#include <optional>

#include "module.hpp"
#include "reading.hpp"
#include "records.hpp"
#include "text.hpp"
#include "transcript.hpp"

namespace attune::python {

namespace {

/// A monitor that Python's threads may share: calls wait for each other, without the GIL.
struct SharedMonitor {
  explicit SharedMonitor(Monitor made) : monitor(std::move(made)) {}

  Monitor monitor;
  std::mutex mutex;
};

std::string_view to_bytes(const py::object& state, const char* name) {
  if (!PyBytes_Check(state.ptr())) raise_type_error({name}, "bytes", state);
  return {PyBytes_AS_STRING(state.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(state.ptr()))};
}

std::unique_ptr<SharedMonitor> make_monitor(const Analyzer& self, const AlertBudget* budget, const py::object& state) {
  const MonitorOptions options{budget != nullptr ? *budget : AlertBudget(), OffsetUnit::code_point};
  if (state.is_none()) return std::make_unique<SharedMonitor>(Monitor(self, options));
  return std::make_unique<SharedMonitor>(Monitor::resume(self, to_bytes(state, "state"), options).value());
}

py::object optional_float(const std::optional<double>& value) { return value ? py::object(py::float_(*value)) : py::none(); }

py::object to_alert(const std::optional<Alert>& alert) {
  if (!alert) return py::none();
  py::list why;
  for (const Reason& reason : alert->why) why.append(make_record(record_types().reason, reason.turn, reason.start, reason.end, to_name(reason.reason)));
  return make_record(record_types().alert, to_name(to_string(alert->kind)), alert->score, why);
}

py::object push(SharedMonitor& self, const py::object& role, const py::object& text, const py::object& time) {
  const Role chosen = choose_role(role);
  const Text utf8(text, {"text"});
  const std::optional<double> seconds = time.is_none() ? std::nullopt : std::optional<double>(to_seconds(time, {"time"}));
  return to_alert(unlocked(utf8.view().size(), [&] {
    const std::lock_guard lock(self.mutex);
    return self.monitor.push(chosen, utf8.view(), seconds);
  }));
}

py::object summary(SharedMonitor& self) {
  const MonitorSummary s = [&] {
    const std::lock_guard lock(self.mutex);
    return self.monitor.summary();
  }();
  py::object unacknowledged = py::none();
  if (s.unacknowledged)
    unacknowledged = make_record(record_types().unacknowledged, s.unacknowledged->cue_turn, s.unacknowledged->n_replies, optional_float(s.unacknowledged->seconds));
  const auto& levels = s.n_by_stress_level;
  return make_record(record_types().monitor_summary, s.n_turns, s.first_turn_high_stress, s.stress_begin, s.stress_end, to_name(to_string(s.shift)),
                     py::make_tuple(levels[0], levels[1], levels[2]), s.n_repeat_contact, s.n_waiting, to_record(s.acknowledged), unacknowledged,
                     to_record(s.empathy), s.needs_human, s.score);
}

void bind_alert_budget(py::module_& m) {
  py::class_<AlertBudget> type(m, "AlertBudget",
                               R"(AlertBudget(per_100=10.0)
--

So many alerts per 100 conversations, spent on those with the highest scores; one conversation has one at most.

Give one to all the monitors of a desk; threads may share it. What scores are worth an alert is learned as conversations go on. Until 100 have
been seen, the threshold is 0.5, what a high-stress message scores by itself; less than a tense message scores is never worth one. The budget is
kept whatever the scores are: n conversations in a row raise no more than ``per_100 * n / 100 + max(per_100, 1)`` alerts.

Parameters
----------
per_100 : float in [0, 100]

Raises
------
ValueError
    If ``per_100`` is out of range.

Examples
--------
>>> desk = attune.AlertBudget(per_100=5)
>>> desk.per_100, desk.threshold < 0.5
(5.0, True)
)", py::is_final());
  finish_class(type, "keep state() and attune.AlertBudget.resume() it");
  type.def(py::init<double>(), py::arg("per_100") = 10.0, "__init__(self, per_100=10.0)\n--\n\nA budget that has seen nothing.");
  type.def_static(
      "resume", [](const py::object& state) { return AlertBudget::resume(to_bytes(state, "state")).value(); }, py::arg("state"),
      R"(resume(state)
--

Go on with what ``state()`` saved.

Parameters
----------
state : bytes

Raises
------
attune.Error
    If ``state`` is not what it should be ('corrupt', 'unsupported_version').
)");
  type.def(
      "state", [](const AlertBudget& self) { return py::bytes(self.state()); },
      R"(state(self)
--

The counts of scores and what is left of the budget, about 1 KB.

Returns
-------
state : bytes
)");
  type.def_property_readonly("per_100", &AlertBudget::per_100, "float: alerts per 100 conversations.");
  type.def_property_readonly("threshold", &AlertBudget::threshold, "float: what a score must reach now; 1 when none would do.");
}

}  // namespace

void bind_monitor(py::module_& m) {
  bind_alert_budget(m);
  py::class_<SharedMonitor> type(m, "Monitor",
                                 R"(Watches one conversation, message by message. ``Analyzer.monitor()`` makes one.

Nothing is read twice: a message costs what it is long, however long the conversation is. Threads may share one; their calls wait for
each other. It takes about 400 bytes, and the customer's last words, 16 KiB at most; the models are the analyzer's.)", py::is_final());
  finish_class(type, "keep state() and resume it by Analyzer.monitor(state=...)");
  type.attr("__copy__") = py::none();  // it changes: a copy that is the same would not do
  type.attr("__deepcopy__") = py::none();
  type.def("push", &push, py::arg("role"), py::arg("text"), py::arg("time") = py::none(),
           R"(push(self, role, text, time=None)
--

Read the next message.

Crisis, life event and error come as alerts whenever a message has them. Anything else is a matter of the budget: at most one alert in a
conversation, when its score is among those that the budget is for.

Parameters
----------
role : {'customer', 'agent', 'bot', 'unknown'}
    Who wrote it.
text : str
    Lone surrogates are read as U+FFFD.
time : float, str or datetime, optional
    Seconds, RFC 3339 or a datetime.

Returns
-------
alert : Alert or None

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If there is no such role, or ``text`` takes 4 GiB or more.
attune.Error
    If ``time`` cannot be read ('invalid_data').

Examples
--------
>>> m = attune.load().monitor()
>>> alert = m.push("customer", "This is the third time I ask, I'm furious, this is a disgrace!!")
>>> alert.kind, alert.why[0].turn
('stress', 0)
>>> m.push("agent", "I understand that you're furious, and I've sent a new one today.") is None
True
)");
  type.def(
      "state",
      [](SharedMonitor& self) {
        const std::lock_guard lock(self.mutex);
        return py::bytes(self.monitor.state());
      },
      R"(state(self)
--

All that is needed to go on elsewhere, by ``Analyzer.monitor(state=...)``. It holds the customer's last words: keep it as you keep messages.

Returns
-------
state : bytes
)");
  type.def_property_readonly("summary", &summary, "MonitorSummary: what is known so far, named as the attributes of ``Conversation``.");

  py::reinterpret_borrow<py::class_<Analyzer>>(m.attr("Analyzer"))
      .def("monitor", &make_monitor, py::kw_only(), py::arg("budget") = py::none(), py::arg("state") = py::none(),
           R"(monitor(self, *, budget=None, state=None)
--

Watch a conversation while it goes on.

Parameters
----------
budget : AlertBudget, optional
    The desk's. Alone, a monitor alerts as in a budget's first 100 conversations.
state : bytes, optional
    What ``Monitor.state()`` saved: it goes on as if it had never stopped.

Returns
-------
monitor : Monitor

Raises
------
TypeError
    If ``state`` is not bytes.
attune.Error
    If ``state`` is not what it should be ('corrupt', 'unsupported_version'), or was saved with other models or in C++ with other
    offsets ('invalid_data').

Examples
--------
>>> a = attune.load()
>>> m = a.monitor()
>>> m.push("customer", "Where is my parcel?", 0)
>>> m = a.monitor(state=m.state())
>>> m.summary.n_turns
1
)");
}

}  // namespace attune::python
