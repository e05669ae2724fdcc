"""redact: what it hides, what it leaves, and where."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attune

PIECES = ["ana@example.com", "020 7946 0958", "4111 1111 1111 1111", "order #", "88231", "https://", "shop.example.com", "?token=", "192.0.2.1", "[EMAIL]", "é", "😀", "\ud800", " ", "-", "."]
ANY_TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.characters(), st.characters(categories=["Cs"]))).map("".join)


def test_every_row_of_the_table_is_redacted_as_it_says(repository):
    rows = [json.loads(line) for line in (repository / "tests/data/redact.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 200
    for row in rows:
        assert attune.redact(row["text"]).text == row["redacted"], row["name"]


@settings(max_examples=300, deadline=None)
@given(text=ANY_TEXT)
def test_spans_are_indices_of_both_texts_and_the_rest_is_kept(text):
    redacted, spans = attune.redact(text)
    kept, at = [], 0
    for span in spans:
        assert at <= span.start < span.end <= len(text)
        assert redacted[span.placeholder_start : span.placeholder_end] == f"[{span.kind.upper()}]"
        kept += [text[at : span.start], f"[{span.kind.upper()}]"]
        at = span.end
    well_formed = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in "".join([*kept, text[at:]]))
    assert redacted == well_formed
    assert attune.redact(redacted) == (redacted, [])


def test_kinds_may_be_left_out():
    text = "ana@example.com or 020 7946 0958"
    assert attune.redact(text, email=False).text == "ana@example.com or [PHONE]"
    assert attune.redact(text, phone=False, email=False) == (text, [])
    with pytest.raises(TypeError):
        attune.redact(text, False)


def test_only_str_is_taken():
    for wrong in (None, b"ana@example.com", 3, ["ana@example.com"]):
        with pytest.raises(TypeError, match="^text: expected str, got "):
            attune.redact(wrong)
