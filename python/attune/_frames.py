"""Analyzer.analyze_frame: a frame with one row per message in, a frame of the same kind out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Callable

from attune._core import is_tool

if TYPE_CHECKING:
    from attune import Analyzer, Conversation, Reading

_MESSAGE: dict[str, tuple[str, Callable[[Reading], Any]]] = {
    "stress": ("float", lambda turn: turn.stress),
    "stress_level": ("int", lambda turn: turn.stress_level),
    "high_stress": ("bool", lambda turn: turn.high_stress),
    "labels": ("strings", lambda turn: turn.labels),
    "cues": ("strings", lambda turn: [cue.cue for cue in turn.cues]),
    "tags": ("strings", lambda turn: [span.tag for span in turn.spans]),
    "needs_human": ("bool", lambda turn: turn.needs_human),
}
_CONVERSATION: dict[str, tuple[str, Callable[[Conversation], Any]]] = {
    "n_turns": ("int", lambda c: len(c.turns)),
    "first_turn_high_stress": ("bool", lambda c: c.first_turn_high_stress),
    "first_turn_why": ("strings", lambda c: [why.reason for why in c.first_turn_why]),
    "stress_begin": ("float", lambda c: c.stress_begin),
    "stress_end": ("float", lambda c: c.stress_end),
    "shift": ("string", lambda c: c.shift),
    "acknowledged": ("bool", lambda c: c.acknowledged is not None),
    "acknowledged_seconds": ("float", lambda c: c.acknowledged.seconds if c.acknowledged else None),
    "cognitive": ("int", lambda c: c.empathy.cognitive),
    "emotional": ("int", lambda c: c.empathy.emotional),
    "action": ("int", lambda c: c.empathy.action),
    "detracting": ("int", lambda c: c.empathy.detracting),
    "balance": ("string", lambda c: c.empathy.balance),
    "formulaic": ("int", lambda c: c.empathy.formulaic),
    "followed_by_action": ("bool", lambda c: c.empathy.followed_by_action),
    "needs_human": ("bool", lambda c: c.needs_human),
    "needs_human_why": ("strings", lambda c: [why.reason for why in c.needs_human_why]),
}


class _Pandas:
    def __init__(self, frame: Any) -> None:
        self.frame = frame
        self.names = list(frame.columns)

    def values(self, name: str) -> list[Any]:
        series = self.frame[name]
        return [None if missing else value for value, missing in zip(series.tolist(), series.isna())]

    def take(self, name: str, rows: list[int]) -> Any:
        return self.frame[[name]].iloc[rows].reset_index(drop=True)

    def append(self, frame: Any, columns: dict[str, tuple[str, list[Any]]]) -> Any:
        import pandas as pd

        whole = {"int": "int64", "float": "float64", "bool": "bool", "string": "str", "strings": "object"}
        with_missing = {"int": "Int64", "bool": "boolean"}
        made = {}
        for name, (kind, values) in columns.items():
            dtype = with_missing.get(kind, whole[kind]) if None in values else whole[kind]
            made[name] = pd.Series(values, index=frame.index, dtype=dtype)
        return frame.assign(**made)


class _Polars:
    def __init__(self, frame: Any) -> None:
        self.frame = frame
        self.names = frame.columns

    def values(self, name: str) -> list[Any]:
        return list(self.frame[name].to_list())

    def take(self, name: str, rows: list[int]) -> Any:
        return self.frame.select(name)[rows]

    def append(self, frame: Any, columns: dict[str, tuple[str, list[Any]]]) -> Any:
        import polars as pl

        types: dict[str, Any] = {"int": pl.Int64, "float": pl.Float64, "bool": pl.Boolean, "string": pl.String, "strings": pl.List(pl.String)}
        return frame.with_columns(pl.Series(name, values, dtype=types[kind]) for name, (kind, values) in columns.items())


class _Arrow:
    def __init__(self, frame: Any) -> None:
        import pyarrow as pa

        self.frame = pa.table(frame)
        self.names = self.frame.column_names

    def values(self, name: str) -> list[Any]:
        return list(self.frame.column(name).to_pylist())

    def take(self, name: str, rows: list[int]) -> Any:
        import pyarrow as pa

        return self.frame.select([name]).take(pa.array(rows, pa.int64()))  # of no rows, too

    def append(self, frame: Any, columns: dict[str, tuple[str, list[Any]]]) -> Any:
        import pyarrow as pa

        types = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "string": pa.string(), "strings": pa.list_(pa.string())}
        for name, (kind, values) in columns.items():
            frame = frame.append_column(name, pa.array(values, types[kind]))
        return frame


def _wrap(frame: Any) -> _Pandas | _Polars | _Arrow:
    # A frame's own library has been imported by whoever made the frame.
    for library, wrapper in (("pandas", _Pandas), ("polars", _Polars)):
        module = sys.modules.get(library)
        if module is not None and isinstance(frame, module.DataFrame):
            return wrapper(frame)
    if hasattr(frame, "__arrow_c_stream__"):
        return _Arrow(frame)
    raise TypeError(f"frame: expected a pandas or polars DataFrame or an Arrow stream, got {type(frame).__name__}")


def _require_str(values: list[Any], column: str) -> None:
    for row, value in enumerate(values):
        if not isinstance(value, str):
            raise TypeError(f"{column}[{row}]: expected str, got {type(value).__name__}")


def analyze_frame(
    analyzer: Analyzer,
    frame: Any,
    *,
    conversation: str = "conversation",
    role: str = "role",
    text: str = "text",
    time: str | None = None,
    agent: str | None = None,
    level: str = "message",
) -> Any:
    """Do what ``Analyzer.analyze_frame`` says."""
    if level not in ("message", "conversation"):
        raise ValueError(f"level: expected one of 'message', 'conversation'; got {level!r}")
    source = _wrap(frame)
    for name in (conversation, role, text, time, agent):
        if name is not None and name not in source.names:
            raise KeyError(f"no column {name!r}")
    kept = source.names if level == "message" else [conversation]
    for name in ("turn", *_MESSAGE) if level == "message" else _CONVERSATION:
        if name in kept:
            raise ValueError(f"column {name!r} is in the frame already: rename or drop it")

    roles = source.values(role)
    texts = source.values(text)
    _require_str(roles, role)
    _require_str(texts, text)
    times = source.values(time) if time is not None else [None] * len(texts)
    agents = [name or "" for name in source.values(agent)] if agent is not None else [""] * len(texts)
    rows_of: dict[Any, list[int]] = {}
    for row, key in enumerate(source.values(conversation)):
        if key is None:
            raise ValueError(f"{conversation}[{row}]: no conversation is named")
        rows_of.setdefault(key, []).append(row)

    def analyze(rows: list[int]) -> Conversation:
        return analyzer.analyze([(roles[row], texts[row], times[row], agents[row]) for row in rows])

    if level == "conversation":
        found = [analyze(rows) for rows in rows_of.values()]
        columns = {name: (kind, [read(c) for c in found]) for name, (kind, read) in _CONVERSATION.items()}
        return source.append(source.take(conversation, [rows[0] for rows in rows_of.values()]), columns)

    columns = {"turn": ("int", [None] * len(texts))}
    columns.update((name, (kind, [None] * len(texts))) for name, (kind, _) in _MESSAGE.items())
    for rows in rows_of.values():
        # Messages of tools have no turn.
        with_turn = [row for row in rows if not is_tool(roles[row])]
        for index, (row, turn) in enumerate(zip(with_turn, analyze(rows).turns)):
            columns["turn"][1][row] = index
            for name, (_, read) in _MESSAGE.items():
                columns[name][1][row] = read(turn)
    return source.append(source.frame, columns)
