"""normalize, fold_case and clean: what they give, and where it comes from."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attune

FORMS = ["NFC", "NFD", "NFKC", "NFKD"]
PIECES = ["e\u0301", "\u0323", "\uac01", "\u1100\u1161", "ﬁ", "ﷺ", "ß", "İ", "&#39;", "&amp;", "I\ufe0f", "soooo", "\n> ", "\n-- \n", "’", "Ｈ", "😀", "\ud800"]
ANY_TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.characters(), st.characters(categories=["Cs"]))).map("".join)
# What Python's own tables know and Unicode 15.0 does: those of 15.1 differ in ideographs only.
KNOWN_TEXT = st.lists(st.one_of(st.sampled_from(PIECES[:8]), st.characters(exclude_categories=["Cs", "Cn"]))).map("".join)
needs_older_python_tables = pytest.mark.skipif(
    tuple(map(int, unicodedata.unidata_version.split("."))) > (15, 1, 0), reason=f"Python's tables are of Unicode {unicodedata.unidata_version}"
)
DERIVATIONS = {**{form: lambda text, form=form: attune.normalize(text, form) for form in FORMS}, "fold_case": attune.fold_case, "clean": attune.clean}


@needs_older_python_tables
@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=300, deadline=None)
@given(text=KNOWN_TEXT)
def test_normal_forms_are_those_of_unicodedata(form, text):
    assert attune.normalize(text, form).text == unicodedata.normalize(form, text)


@needs_older_python_tables
@settings(max_examples=300, deadline=None)
@given(text=KNOWN_TEXT)
def test_folding_is_that_of_str(text):
    assert attune.fold_case(text).text == text.casefold()


@needs_older_python_tables
def test_each_code_point_has_the_forms_of_unicodedata():
    for c in map(chr, range(0x110000)):
        if unicodedata.category(c) in ("Cn", "Cs", "Co") or c.isascii():
            continue
        for form in FORMS:
            assert attune.normalize(c, form).text == unicodedata.normalize(form, c), hex(ord(c))


@pytest.mark.parametrize("name", DERIVATIONS)
@settings(max_examples=200, deadline=None)
@given(text=ANY_TEXT)
def test_spans_rise_and_lie_in_the_text_of_the_caller(name, text):
    derived = DERIVATIONS[name](text)
    n = len(derived.text)
    spans = [derived.to_source(i, i + 1) for i in range(n)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    for i in range(n):
        assert derived.to_source(i, n) == (spans[i][0], spans[-1][1])
    starts, ends = derived.to_source_batch(range(n), range(1, n + 1))
    assert list(zip(starts.tolist(), ends.tolist())) == spans
    if name != "clean":  # nothing is dropped
        assert derived.to_source(0, n) == (0, len(text))


def test_spans_are_indices_of_str_behind_any_characters():
    text = "😀 \ud800 ﬁn 𝒳 e\u0301t"
    derived = attune.normalize(text, "NFKC")
    assert derived.text == "😀 \ufffd fin X ét"
    at = derived.text.index("ét")
    start, end = derived.to_source(at, at + 2)
    assert text[start:end] == "e\u0301t"
    assert derived.to_source(2, 3) == (2, 3)


def test_clean_does_what_it_is_asked():
    text = "&gt; I’m soooo\ufe0f late"
    assert attune.clean(text).text == "> I'm soo late"
    assert attune.clean(text, entities=False, elongation=False).text == "&gt; I'm soooo late"
    assert attune.clean("a\n> b\n-- \nme", signature=False, quoted_mail=False).text == "a\n> b\n-- \nme"
    with pytest.raises(TypeError):
        attune.clean(text, False)


def test_wrong_arguments_are_named():
    for call in (attune.normalize, attune.fold_case, attune.clean):
        with pytest.raises(TypeError, match="^text: expected str, got bytes$"):
            call(b"a")
    with pytest.raises(ValueError, match="^form: expected one of 'NFC', 'NFD', 'NFKC', 'NFKD'; got 'nfc'$"):
        attune.normalize("a", "nfc")
    derived = attune.fold_case("abc")
    for start, end in ((-1, 2), (2, 1), (0, 4)):
        with pytest.raises(ValueError, match=rf"^start, end: expected 0 <= start <= end <= 3; got {start}, {end}$"):
            derived.to_source(start, end)
        with pytest.raises(ValueError, match="^start, end: "):
            derived.to_source_batch([start], [end])
    with pytest.raises(ValueError, match="same length"):
        derived.to_source_batch([0], [1, 2])


def test_a_million_marks_take_no_time():
    import time

    text = "e" + "\u0301\u0323" * 500_000
    begin = time.process_time()
    derived = attune.normalize(text)
    assert time.process_time() - begin < 0.5
    assert derived.text[0] == "ẹ" and len(derived.text) == 1_000_000
