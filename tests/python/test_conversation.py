from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest

import attune


def as_json(value):
    """A NamedTuple as the JSON writes it."""
    if hasattr(value, "_asdict"):
        return {name: as_json(item) for name, item in value._asdict().items()}
    return [as_json(item) for item in value] if isinstance(value, list) else value


def assert_same(attribute, field):
    if isinstance(field, float) or isinstance(attribute, float):
        assert attribute == pytest.approx(field, abs=1e-4)
    elif isinstance(field, dict):
        assert attribute.keys() == field.keys()
        for name in field:
            assert_same(attribute[name], field[name])
    elif isinstance(field, list):
        assert len(attribute) == len(field)
        for one, other in zip(attribute, field):
            assert_same(one, other)
    else:
        assert attribute == field


def test_attributes_equal_the_json(analyzer, chat):
    c = analyzer.analyze({"id": "c-1 é", "turns": chat})
    written = c.to_dict()
    assert written == json.loads(c.to_json()) and written["schema"] == 1
    assert c.id == "c-1 é"
    assert len(c.turns) == len(written["turns"]) == 3
    for turn, fields in zip(c.turns, written["turns"]):
        for name, field in fields.items():
            assert_same(as_json(getattr(turn, name)), field)
    for name, field in written.items():
        if name not in ("schema", "turns", "model"):
            assert_same(as_json(getattr(c, name)), field)


def test_a_conversation_reads_as_it_should(analyzer, chat):
    c = analyzer.analyze(chat)
    first = c.turns[0]
    assert first.role == "customer" and first.high_stress and c.first_turn_high_stress
    assert any(cue.cue == "repeat_contact" for cue in first.cues)
    assert first.why and all(0 <= why.start <= why.end <= len(chat[0]["text"]) for why in first.why)
    assert c.first_turn_why and c.stress_end < c.stress_begin and c.shift == "down"
    assert c.empathy.emotional >= 1 and c.empathy.action >= 1 and c.empathy.balance in ("emotional", "both")
    assert c.acknowledged is not None and c.acknowledged.reply_turn == 1 and c.acknowledged.seconds == 40
    assert c.turns[1].emotions == {} and c.turns[1].spans
    for span in c.turns[1].spans:
        assert chat[1]["text"][span.start : span.end].strip()
    assert set(first.emotions) == set(analyzer.emotions.labels_of("support"))


def test_reading_equals_its_json(analyzer):
    for role in ("customer", "agent", "bot", "unknown"):
        r = analyzer.read("😡 I am furious, I'm so sorry", role=role)
        written = r.to_dict()
        assert written == json.loads(r.to_json())
        assert r.role == role
        for name, field in written.items():
            assert_same(as_json(getattr(r, name)), field)


def test_html_is_shown_in_notebooks(analyzer, chat):
    chat[0]["text"] += " <script>alert(1)</script>"
    html = analyzer.analyze(chat)._repr_html_()
    assert "<script>alert" not in html and "furious" in html


def test_reprs_are_short(analyzer, chat):
    c = analyzer.analyze({"id": "x{}'", "turns": chat})
    assert repr(c).startswith("Conversation(id=") and "turns=3" in repr(c)
    assert repr(c.turns[0]).startswith("Reading(role='customer', stress=")


def test_chats_may_be_dicts_utterances_tuples_and_records(analyzer, chat):
    expected = analyzer.analyze(chat).to_dict()
    same = [
        tuple(chat),
        iter(chat),
        [attune.Utterance(**message) for message in chat],
        [(message["role"], message["text"], message["time"]) for message in chat],
        [{"Role": "user" if m["role"] == "customer" else "assistant", "content": m["text"], "time": m["time"], "x": 1} for m in chat],
        {"turns": chat},
        {"messages": chat},
    ]
    for given in same:
        assert analyzer.analyze(given).to_dict() == expected


def test_tools_are_skipped_and_other_names_are_unknown(analyzer, chat):
    assert len(analyzer.analyze([*chat, {"role": "tool", "content": None}]).turns) == 3
    assert analyzer.analyze([{"role": "martian", "text": "hello"}]).turns[0].role == "unknown"


def test_times_may_be_seconds_strings_and_datetimes(analyzer, chat):
    begin = datetime(2025, 3, 1, 9, 30)
    plus2 = timezone(timedelta(hours=2))
    for times in (
        ["2025-03-01T09:30:00Z", "2025-03-01T09:30:40Z", "2025-03-01T11:31:30.5+02:00"],
        [begin, begin + timedelta(seconds=40), begin + timedelta(seconds=90.5)],
        [begin, datetime(2025, 3, 1, 11, 30, 40, tzinfo=plus2), None],
    ):
        timed = [dict(message, time=time) for message, time in zip(chat, times)]
        assert analyzer.analyze(timed).acknowledged.seconds == pytest.approx(40)
    without = [{"role": message["role"], "text": message["text"]} for message in chat]
    assert analyzer.analyze(without).acknowledged.seconds is None


@pytest.mark.parametrize(
    "given, error, message",
    [
        ("hello", TypeError, "^chat: expected a sequence of dict or Utterance, got str$"),
        (None, TypeError, "^chat: expected a sequence of dict or Utterance, got NoneType$"),
        ([3], TypeError, r"^chat\[0\]: expected dict or Utterance, got int$"),
        (["hi"], TypeError, r"^chat\[0\]: expected dict or Utterance, got str$"),
        ([("customer",)], TypeError, r"^chat\[0\]: expected \(role, text\)"),
        ([{"role": "customer", "text": None}], TypeError, r"^chat\[0\].text: expected str, got NoneType$"),
        ([{"role": "customer", "text": b"x"}], TypeError, r"^chat\[0\].text: expected str, got bytes$"),
        ({"turns": [{"role": 1, "text": ""}]}, TypeError, r"^turns\[0\].role: expected str, got int$"),
        ([{"role": "customer", "text": "", "time": True}], TypeError, r"^chat\[0\].time: expected seconds, str or datetime, got bool$"),
        ([{"role": "customer", "text": "", "time": []}], TypeError, r"^chat\[0\].time: expected seconds, str or datetime, got list$"),
        ([{"role": "customer", "text": "", "time": "noon"}], attune.Error, r"^chat\[0\].time: expected seconds or RFC 3339"),
        ([{"role": "customer", "text": "", "time": float("nan")}], attune.Error, r"^chat\[0\].time: "),
        ([{"role": "customer"}], attune.Error, r"^chat\[0\]: no text"),
        ([{"text": "hello"}], attune.Error, r"^chat\[0\]: no role"),
        ({"role": "customer", "text": "hello"}, attune.Error, "^chat: no turns"),
    ],
)
def test_what_is_no_chat_is_refused_by_name(analyzer, given, error, message):
    with pytest.raises(error, match=message) as raised:
        analyzer.analyze(given)
    if error is attune.Error:
        assert raised.value.code == "invalid_data"


def test_a_chat_without_turns_is_analyzed(analyzer):
    c = analyzer.analyze([])
    assert c.turns == [] and c.acknowledged is None and c.to_dict()["turns"] == []


def test_surrogates_in_a_chat_are_text(analyzer):
    c = analyzer.analyze({"id": "\ud800", "turns": [{"role": "customer", "text": "\udfff I am furious \ud800!"}]})
    assert c.id == "\ufffd" and c.to_dict()["id"] == "\ufffd"
    assert "furious" in c._repr_html_()


def test_parts_outlive_what_they_came_from():
    a = attune.load()
    emotions, phrases, cues = a.emotions, a.phrases, a.cues
    turns = a.analyze([("customer", "I am furious, this is the third time I ask!")]).turns
    del a
    assert emotions.classify("furious") and phrases.tag("I'm sorry") is not None and cues.tag("x") == []
    assert turns[0].why and turns[0].to_dict()["role"] == "customer"
