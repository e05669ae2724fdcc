from __future__ import annotations

import copy
import threading
from datetime import datetime, timedelta

import pytest

import attune


def push_all(monitor: attune.Monitor, chat: list[dict]) -> list[attune.Alert | None]:
    return [monitor.push(message["role"], message["text"], message["time"]) for message in chat]


def test_the_summary_is_what_analyze_says(analyzer, chat):
    monitor, c = analyzer.monitor(), analyzer.analyze(chat)
    push_all(monitor, chat)
    s = monitor.summary
    assert s.n_turns == len(c.turns)
    for name in ("first_turn_high_stress", "stress_begin", "stress_end", "shift", "acknowledged", "empathy", "needs_human"):
        assert getattr(s, name) == getattr(c, name), name
    levels = [turn.stress_level for turn in c.turns if turn.role == "customer"]
    assert s.n_by_stress_level == tuple(levels.count(level) for level in range(3))
    assert s.n_repeat_contact == 1 and s.unacknowledged is None and 0 <= s.score < 1


def test_alerts_have_evidence_in_indices_of_the_str(analyzer):
    monitor = analyzer.monitor(budget=attune.AlertBudget(0))
    text = "😡 \ud800 é, I want to die"
    alert = monitor.push("customer", text)
    assert alert.kind == "crisis" and alert.why[0].reason == "crisis"
    assert "want to die" in text[alert.why[0].start : alert.why[0].end]
    assert monitor.push("customer", "I am furious, third time, this is a disgrace!!") is None
    assert monitor.push("agent", "Hello.") is None


def test_an_emotion_that_is_not_taken_up_is_known(analyzer):
    monitor = analyzer.monitor()
    begin = datetime(2025, 3, 1, 9, 30)
    monitor.push("customer", "I'm so disappointed.", begin)
    monitor.push("agent", "Your order number please.", begin + timedelta(minutes=2))
    assert monitor.summary.unacknowledged == attune.Unacknowledged(cue_turn=0, n_replies=1, seconds=120.0)
    monitor.push("agent", "I can see why you're so disappointed.", "2025-03-01T09:34:00Z")
    assert monitor.summary.unacknowledged is None and monitor.summary.acknowledged.seconds == 240


def test_a_saved_monitor_gives_the_same_alerts(analyzer, chat):
    whole, saved = analyzer.monitor(), analyzer.monitor()
    alerts = push_all(whole, chat)
    assert alerts[0] is not None
    for message, alert in zip(chat, alerts):
        assert saved.push(message["role"], message["text"], message["time"]) == alert
        saved = analyzer.monitor(state=saved.state())
        assert isinstance(saved.state(), bytes)
    assert saved.summary == whole.summary and saved.state() == whole.state()


def test_a_desk_shares_one_budget_and_saves_it(analyzer):
    desk = attune.AlertBudget(per_100=1)
    text = "I am furious, this is a disgrace, third time I complain!!"
    alerts = [analyzer.monitor(budget=desk).push("customer", text) for _ in range(150)]
    assert 1 <= sum(alert is not None for alert in alerts) <= 2
    assert copy.copy(desk) is desk
    again = attune.AlertBudget.resume(desk.state())
    assert again.per_100 == 1 and again.threshold == desk.threshold and again.state() == desk.state()


def test_foreign_state_is_refused(analyzer):
    state = analyzer.monitor().state()
    for damaged in (b"", state[:-1], state + b"x", state[:20] + b"\xff" + state[21:], attune.AlertBudget().state()):
        with pytest.raises(attune.Error) as raised:
            analyzer.monitor(state=damaged)
        assert raised.value.code == "corrupt"
        with pytest.raises(attune.Error):
            attune.AlertBudget.resume(damaged[:40])
    other = attune.Analyzer(analyzer.emotions, analyzer.phrases, analyzer.cues)
    with pytest.raises(attune.Error, match="other models") as raised:
        other.monitor(state=state)
    assert raised.value.code == "invalid_data"


def test_wrong_arguments_are_refused_by_name(analyzer):
    monitor = analyzer.monitor()
    with pytest.raises(TypeError, match="^text: expected str, got bytes$"):
        monitor.push("customer", b"x")
    with pytest.raises(ValueError, match="role"):
        monitor.push("martian", "x")
    with pytest.raises(attune.Error, match="^time: "):
        monitor.push("customer", "x", "noon")
    with pytest.raises(TypeError, match="^state: expected bytes, got str$"):
        analyzer.monitor(state="x")
    with pytest.raises(ValueError, match="0 to 100"):
        attune.AlertBudget(101)
    assert monitor.summary.n_turns == 0


def test_a_monitor_is_not_copied_but_resumed(analyzer):
    for call in (copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match=r"^cannot pickle 'Monitor': keep state\(\)"):
            call(analyzer.monitor())


def test_threads_may_share_monitors_and_budget(analyzer):
    desk = attune.AlertBudget()
    monitor = analyzer.monitor(budget=desk)

    def work() -> None:
        for _ in range(20):
            monitor.push("customer", "still waiting " * 200)
            monitor.summary, monitor.state(), analyzer.monitor(budget=desk).push("customer", "third time!")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert monitor.summary.n_turns == 80
