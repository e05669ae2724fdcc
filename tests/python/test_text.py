"""What may be given as text, everywhere that text is taken."""

from __future__ import annotations

import threading

import pytest

import attune

NOT_STR = [None, b"bytes", bytearray(b"b"), memoryview(b"m"), 3, 1.5, True, ["a"], ("a",), {"a": 1}, object()]


def type_name(value: object) -> str:
    return type(value).__name__


@pytest.mark.parametrize("value", NOT_STR, ids=type_name)
def test_functions_refuse_what_is_no_str(value):
    message = f"^text: expected str, got {type_name(value)}$"
    for call in (attune.tokenize, attune.boundaries):
        with pytest.raises(TypeError, match=message):
            call(value)


@pytest.mark.parametrize("value", NOT_STR, ids=type_name)
def test_models_refuse_what_is_no_str(analyzer, value):
    message = f"^text: expected str, got {type_name(value)}$"
    for call in (
        analyzer.read,
        analyzer.emotions.classify,
        lambda text: analyzer.emotions.explain(text, "anger"),
        lambda text: analyzer.emotions.logit(text, "anger"),
        analyzer.phrases.tag,
        analyzer.phrases.vetoes,
        analyzer.cues.tag,
    ):
        with pytest.raises(TypeError, match=message):
            call(value)


@pytest.mark.parametrize("value", NOT_STR, ids=type_name)
def test_batches_name_the_item_that_is_no_str(analyzer, value):
    message = rf"^texts\[2\]: expected str, got {type_name(value)}$"
    for call in (attune.tokenize_batch, analyzer.emotions.classify_batch, analyzer.phrases.tag_batch):
        with pytest.raises(TypeError, match=message):
            call(["a", "b", value])
        with pytest.raises(TypeError, match=message):
            call(iter(["a", "b", value]))


@pytest.mark.parametrize("value", ["one text", b"bytes", None, 7, {"a": 1}, {"a"}], ids=type_name)
def test_batches_refuse_one_text_and_what_has_no_order(analyzer, value):
    message = f"^texts: expected a sequence of str, got {type_name(value)}$"
    for call in (attune.tokenize_batch, analyzer.emotions.classify_batch, analyzer.phrases.tag_batch):
        with pytest.raises(TypeError, match=message):
            call(value)


def test_other_arguments_are_checked_too(analyzer):
    with pytest.raises(TypeError, match="^mode: expected str, got int$"):
        attune.tokenize("a", 3)
    with pytest.raises(ValueError, match="^mode: expected one of 'social', 'uax29', 'dictionary'; got 'fast'$"):
        attune.tokenize("a", mode="fast")
    with pytest.raises(ValueError, match="^unit: expected one of 'word', 'grapheme', 'sentence'; got 'line'$"):
        attune.boundaries("a", "line")
    with pytest.raises(ValueError, match="^role: expected one of 'customer', "):
        analyzer.read("a", role="user")
    with pytest.raises(ValueError, match="^view: expected one of 'goemotions', "):
        analyzer.emotions.classify("a", view="\ud800")
    with pytest.raises(TypeError, match="^context: expected str, got NoneType$"):
        analyzer.read("a", context=None)
    with pytest.raises(ValueError):
        analyzer.emotions.explain("a", "no such label")


def test_surrogates_alone_and_in_text_are_read_as_one_replacement_each():
    for value in range(0xD800, 0xE000):
        lone = chr(value)
        assert attune.tokenize(lone) == attune.tokenize("\ufffd")
        assert attune.tokenize(f"so {lone}sad") == attune.tokenize("so \ufffdsad")
        assert attune.boundaries(f"a{lone}{lone}😀b").tolist() == attune.boundaries("a\ufffd\ufffd😀b").tolist()


def test_surrogates_do_not_stop_the_models(analyzer):
    for value in range(0xD800, 0xE000, 31):
        text, same = (f"I am {c} furious {c} at you 😡" for c in (chr(value), "\ufffd"))
        assert analyzer.read(text).to_dict() == analyzer.read(same).to_dict()
        assert analyzer.phrases.tag(f"{chr(value)}sorry about that") == analyzer.phrases.tag("\ufffdsorry about that")
        assert analyzer.cues.tag(text) == analyzer.cues.tag(same)
        batch = analyzer.emotions.classify_batch([text, same])
        assert (batch[0] == batch[1]).all()
    pair = "\ud83d\ude00"  # two code points, as when JSON was cut: no emoji, and both keep their index
    assert attune.tokenize("a " + pair)[-1].end == 4


def test_a_str_subclass_is_its_text():
    class Shouting(str):
        def __str__(self) -> str:
            return "no"

        def __len__(self) -> int:
            return 0

    for text in ("hello there", "héllo 😀"):
        assert attune.tokenize(Shouting(text)) == attune.tokenize(text)


def test_the_str_of_the_caller_does_not_grow():
    import sys

    text = "é😀" * 500
    before = sys.getsizeof(text)
    attune.tokenize(text)
    assert sys.getsizeof(text) == before


def test_a_list_may_change_while_it_is_read(analyzer):
    texts = ["I am furious", "thank you", "where is it?"] * 2000
    expected = analyzer.emotions.classify_batch(texts)
    for _ in range(3):
        given = list(texts)
        thread = threading.Thread(target=given.clear)
        thread.start()
        try:
            scores = analyzer.emotions.classify_batch(given)
        finally:
            thread.join()
        assert len(scores) in (0, len(texts)) or (scores == expected[: len(scores)]).all()


def test_text_of_4_gib_is_refused(analyzer):
    try:
        with open("/proc/meminfo") as file:
            available = next(int(line.split()[1]) for line in file if line.startswith("MemAvailable")) * 1024
    except OSError:
        available = 0
    if available < 12 * 2**30:
        pytest.skip("needs 4 GiB of memory, and 12 GiB available")
    text = "a" * 2**32
    for call in (attune.tokenize, attune.boundaries, analyzer.read, analyzer.phrases.tag):
        with pytest.raises(ValueError):
            call(text)
    with pytest.raises(ValueError):
        analyzer.analyze([{"role": "customer", "text": text}])
