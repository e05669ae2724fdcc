from __future__ import annotations

import pytest

FURIOUS = "This is the third time I'm writing, and I'm furious!! My fridge still leaks."


def test_advice_has_indices_of_the_str(analyzer):
    draft = "😡 \ud800 é: you have every right to be furious, Ana. I've booked an engineer for tomorrow at 9."
    advice = analyzer.coach(draft, FURIOUS)
    words = {item.reason: draft[item.start : item.end] for item in advice if item.kind == "helps"}
    assert words["validate"] == "you have every right to be furious"
    assert words["remedy"] == "I've booked an engineer for tomorrow at 9"
    assert not [item for item in advice if item.kind != "helps"]


def test_what_is_missing_depends_on_the_customer(analyzer):
    draft = "Your order number, please."
    assert [(item.kind, item.reason, item.start, item.end) for item in analyzer.coach(draft, context=FURIOUS)] == [
        ("missing", "acknowledgement", 0, 0),
        ("missing", "action", len(draft), len(draft)),
    ]
    assert analyzer.coach(draft) == []


def test_arguments_are_str(analyzer):
    with pytest.raises(TypeError, match="draft: expected str, got int"):
        analyzer.coach(3)
    with pytest.raises(TypeError, match="context: expected str, got NoneType"):
        analyzer.coach("Hello", None)
