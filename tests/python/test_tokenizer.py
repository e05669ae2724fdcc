from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attune

ANY_TEXT = st.text(st.one_of(st.characters(), st.characters(categories=["Cs"]), st.sampled_from("😀👍🏽🇩🇪\u200d\ufe0f 𝒳@#:/.'")))


@pytest.mark.parametrize("mode", ["social", "uax29", "dictionary"])
@settings(max_examples=300, deadline=None)
@given(text=ANY_TEXT)
def test_tokens_are_in_order_and_only_white_space_lies_between(mode, text):
    at = 0
    for token in attune.tokenize(text, mode):
        assert at <= token.start < token.end <= len(text)
        assert text[at : token.start].strip() == ""
        at = token.end
    assert text[at:].strip() == ""


@settings(max_examples=300, deadline=None)
@given(words=st.lists(st.sampled_from(["word", "naïve", "𝒳𝒴", "don't", "日", "😀", "👍🏽", "🇩🇪", "\ud800", "3,5", "\u202f!"])), gap=st.sampled_from([" ", "\n", "\u3000 "]))
def test_slices_are_the_tokens_behind_any_characters(words, gap):
    text = gap.join(words)
    tokens = attune.tokenize(text, mode="uax29")
    assert [text[start:end] for start, end, _ in tokens] == [word.strip() for word in words]


@pytest.mark.parametrize("unit", ["word", "grapheme", "sentence"])
@settings(max_examples=200, deadline=None)
@given(text=ANY_TEXT)
def test_boundaries_rise_from_0_to_the_length(unit, text):
    found = attune.boundaries(text, unit)
    assert found.dtype.kind == "i" and found.ndim == 1
    if text == "":
        assert len(found) == 0
    else:
        assert found[0] == 0 and found[-1] == len(text) and (found[1:] > found[:-1]).all()


def test_a_token_is_a_plain_immutable_value():
    (token,) = attune.tokenize("😀")
    assert token == attune.Token(0, 1, "emoji") == (0, 1, "emoji")
    assert repr(token) == "Token(start=0, end=1, kind='emoji')"
    start, end, kind = token
    assert (start, end, kind) == (token.start, token.end, token.kind)
    assert hash(token) == hash((0, 1, "emoji"))
    with pytest.raises(AttributeError):
        token.start = 3


def test_empty_and_blank_texts_have_no_tokens():
    for text in ("", " ", "\n\t \u3000"):
        assert attune.tokenize(text) == []


def test_a_nul_is_text():
    assert attune.tokenize("a\0b")[-1].end == 3


@pytest.mark.parametrize("mode", ["social", "uax29", "dictionary"])
@settings(max_examples=200, deadline=None)
@given(texts=st.lists(ANY_TEXT, max_size=8))
def test_a_batch_has_the_tokens_of_each_text(mode, texts):
    batch = attune.tokenize_batch(texts, mode)
    found = [(m, attune.Token(*token)) for m, *token in zip(batch.message.tolist(), batch.start.tolist(), batch.end.tolist(), batch.kind_names().tolist())]
    assert found == [(i, token) for i, text in enumerate(texts) for token in attune.tokenize(text, mode)]


def test_a_batch_is_columns_of_numbers():
    batch = attune.tokenize_batch(["call me: 555-0100 or mail jo@shop.example :(", "", "😀"])
    assert isinstance(batch, attune.TokenBatch)
    assert [column.dtype.name for column in batch] == ["int32", "int32", "int32", "uint8"]
    assert len({len(column) for column in batch}) == 1
    assert all(column.flags.c_contiguous for column in batch)
    assert batch.message.max() == 2
    assert {attune.TOKEN_KINDS[kind] for kind in batch.kind.tolist()} >= {"word", "punctuation", "email", "emoticon", "emoji"}
    assert [len(column) for column in attune.tokenize_batch([])] == [0, 0, 0, 0]


def test_columns_outgrow_what_was_expected():
    texts = ["!" * 5000, "a " * 3000] * 3  # a token a byte
    batch = attune.tokenize_batch(texts)
    assert len(batch.start) == 3 * 8000
    assert batch.end.tolist() == [token.end for text in texts for token in attune.tokenize(text)]
