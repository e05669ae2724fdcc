from __future__ import annotations

import pytest

import attune

ROWS = {
    "conversation": ["a", "b", "a", "b", "a"],
    "role": ["customer", "customer", "agent", "agent", "customer"],
    "text": [
        "My fridge STILL leaks, third time I write 😡!!",
        "Could you check my address?",
        "I'm so sorry we missed the repair. I have booked one for tomorrow.",
        "I have checked it, all is well.",
        "Thank you so much 🙏",
    ],
    "when": [0.0, 5.0, 30.0, 9.0, 60.5],
}
ADDED = ["turn", "stress", "stress_level", "high_stress", "labels", "cues", "tags", "needs_human"]
KINDS = ["pandas", "polars", "pyarrow"]


def make(kind: str, rows: dict):
    library = pytest.importorskip(kind)
    return library.table(rows) if kind == "pyarrow" else library.DataFrame(rows)


def to_dict(frame) -> dict:
    if hasattr(frame, "to_pydict"):
        return frame.to_pydict()
    return frame.to_dict(as_series=False) if type(frame).__module__.startswith("polars") else frame.to_dict("list")


@pytest.mark.parametrize("kind", KINDS)
def test_messages_keep_their_rows_and_gain_columns(analyzer, kind):
    frame = make(kind, ROWS)
    out = analyzer.analyze_frame(frame, conversation="conversation", role="role", text="text", time="when")
    assert type(out) is type(frame)
    columns = to_dict(out)
    assert list(columns) == [*ROWS, *ADDED]
    assert {name: columns[name] for name in ROWS} == ROWS
    assert columns["turn"] == [0, 0, 1, 1, 2]
    a = analyzer.analyze([(ROWS["role"][i], ROWS["text"][i]) for i in (0, 2, 4)])
    for row, turn in zip((0, 2, 4), a.turns):
        assert columns["stress"][row] == turn.stress and columns["stress_level"][row] == turn.stress_level
        assert columns["labels"][row] == turn.labels
        assert columns["cues"][row] == [cue.cue for cue in turn.cues]
        assert columns["tags"][row] == [span.tag for span in turn.spans]
    assert "repeat_contact" in columns["cues"][0] and "apology" in columns["tags"][2]
    assert list(to_dict(frame)) == list(ROWS)  # what was given has not changed


@pytest.mark.parametrize("kind", KINDS)
def test_conversations_have_one_row_each(analyzer, kind):
    frame = make(kind, ROWS)
    out = analyzer.analyze_frame(frame, time="when", level="conversation")
    assert type(out) is type(frame)
    columns = to_dict(out)
    assert columns["conversation"] == ["a", "b"] and columns["n_turns"] == [3, 2]
    a = analyzer.analyze([(ROWS["role"][i], ROWS["text"][i], ROWS["when"][i]) for i in (0, 2, 4)])
    assert columns["stress_begin"][0] == a.stress_begin and columns["shift"][0] == a.shift
    assert columns["balance"][0] == a.empathy.balance and columns["action"][0] == a.empathy.action
    assert columns["needs_human"][0] == a.needs_human and columns["first_turn_high_stress"][0] is True
    assert columns["acknowledged"][0] == (a.acknowledged is not None)


@pytest.mark.parametrize("kind", KINDS)
def test_frames_without_rows_keep_their_types(analyzer, kind):
    full = analyzer.analyze_frame(make(kind, ROWS))
    empty = analyzer.analyze_frame(make(kind, ROWS)[:0])
    assert len(empty) == 0
    types = {"pandas": lambda f: list(f.dtypes), "polars": lambda f: f.schema, "pyarrow": lambda f: f.schema}[kind]
    assert types(empty) == types(full)
    assert len(analyzer.analyze_frame(make(kind, ROWS)[:0], level="conversation")) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_messages_of_tools_have_no_turn(analyzer, kind):
    rows = {name: list(values) for name, values in ROWS.items()}
    rows["role"][2] = "tool"
    out = analyzer.analyze_frame(make(kind, rows))
    columns = to_dict(out)
    missing = [value is None or value != value for value in columns["stress"]]
    assert missing == [False, False, True, False, False]
    assert columns["turn"][4] == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [None, 3, b"x"])
def test_what_is_no_str_is_named_by_its_row(analyzer, kind, value):
    rows = dict(ROWS, text=[value] if kind != "pandas" else ["a", value], role=["customer"] * (1 + (kind == "pandas")))
    rows = {name: values[: len(rows["text"])] for name, values in rows.items()}
    with pytest.raises(TypeError, match=rf"^text\[{len(rows['text']) - 1}\]: expected str, got {type(value).__name__}$"):
        analyzer.analyze_frame(make(kind, rows))


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_columns_and_levels_are_named(analyzer, kind):
    frame = make(kind, ROWS)
    with pytest.raises(KeyError, match="no column 'body'"):
        analyzer.analyze_frame(frame, text="body")
    with pytest.raises(ValueError, match="^level: expected one of"):
        analyzer.analyze_frame(frame, level="word")
    with pytest.raises(ValueError, match="^column 'turn' is in the frame already"):
        analyzer.analyze_frame(analyzer.analyze_frame(frame))
    with pytest.raises(ValueError, match=r"^conversation\[1\]: "):
        analyzer.analyze_frame(make(kind, dict(ROWS, conversation=["a", None, "a", "b", "a"])))
    with pytest.raises(TypeError):
        analyzer.analyze_frame(frame, "role")


def test_what_is_no_frame_is_refused(analyzer):
    for value in (ROWS, [ROWS], "frame", None):
        with pytest.raises(TypeError, match=f"^frame: expected a pandas or polars DataFrame or an Arrow stream, got {type(value).__name__}$"):
            analyzer.analyze_frame(value)


def test_pandas_keeps_its_index_and_reads_its_times(analyzer):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(ROWS, index=[10, 20, 10, 40, 50])
    frame["when"] = pandas.to_datetime(frame["when"], unit="s", utc=True)
    frame.loc[40, "when"] = pandas.NaT
    out = analyzer.analyze_frame(frame, time="when")
    assert list(out.index) == [10, 20, 10, 40, 50]
    c = analyzer.analyze_frame(frame, time="when", level="conversation")
    plain = analyzer.analyze([(ROWS["role"][i], ROWS["text"][i], ROWS["when"][i]) for i in (0, 2, 4)])
    assert c["acknowledged_seconds"][0] == plain.acknowledged.seconds == 30


def test_an_arrow_stream_is_read(analyzer):
    pyarrow = pytest.importorskip("pyarrow")

    class Stream:
        def __arrow_c_stream__(self, requested_schema=None):
            return pyarrow.table(ROWS).__arrow_c_stream__(requested_schema)

    out = analyzer.analyze_frame(Stream())
    assert isinstance(out, pyarrow.Table) and out.column("turn").to_pylist() == [0, 0, 1, 1, 2]
