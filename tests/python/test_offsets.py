"""Offsets are indices of the str, whatever stands before them; the command says the same in three units."""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest

import attune

# Tokens in every mode that leaves words alone, three in ten of them beyond the Basic Multilingual Plane.
PLAIN = ["word", "naïve", "don't", "жалоба", "γλώσσα", "3,5", "1.000", "e\u0301te\u0301", "\ufffd", "שלום", "שָׁלוֹם", "한국어", "क्षमा", "!", "%", "€"]
ASTRAL = ["😀", "👍🏽", "🇩🇪", "👩\u200d👩\u200d👧", "𝒳𝒴", "𐐀𐐁𐐂", "\U0001f9ff"]
SURROGATES = ["\ud800", "\udfff"]
SPACES = [" ", "  ", "\n", "\u3000", "\u2003", "\t", "\r\n"]


def make_words(source: random.Random, n: int) -> list[str]:
    return [source.choice(ASTRAL if source.random() < 0.3 else PLAIN if source.random() < 0.97 else SURROGATES) for _ in range(n)]


@pytest.mark.parametrize("mode", ["social", "uax29", "dictionary"])
def test_each_of_100_000_tokens_is_the_slice_of_its_text(mode):
    source = random.Random(2024)
    n_tokens = 0
    while n_tokens < 100_000:
        words = make_words(source, source.randrange(200))
        text = "".join(word + source.choice(SPACES) for word in words)
        tokens = attune.tokenize(text, mode)
        assert [text[token.start : token.end] for token in tokens] == words
        n_tokens += len(tokens)


@pytest.mark.parametrize("unit", ["word", "grapheme", "sentence"])
def test_boundaries_cut_a_text_into_parts_that_make_it_up(unit):
    source = random.Random(2025)
    for _ in range(300):
        text = "".join(word + source.choice([*SPACES, "", ". "]) for word in make_words(source, 1 + source.randrange(200)))
        at = attune.boundaries(text, unit).tolist()
        parts = [text[start:end] for start, end in zip(at, at[1:])]
        assert "".join(parts) == text and all(parts)
        # A part by itself is one part: where it was cut did not depend on a wrong index.
        if unit == "grapheme":
            assert all(len(attune.boundaries(part, unit)) == 2 for part in parts)


@pytest.mark.parametrize("unit", ["word", "grapheme", "sentence"])
def test_the_command_slices_alike_in_bytes_code_points_and_utf16(unit):
    source = random.Random(2026)
    lines = [" ".join(word for word in make_words(source, 40) if word not in SURROGATES) for _ in range(500)]
    command = [sys.executable, "-m", "attune", "tokens", "--unit", unit, "--offsets"]
    found = {}
    for offsets in ("byte", "codepoint", "utf16"):
        run = subprocess.run([*command, offsets], input="\n".join(lines).encode(), capture_output=True, check=True)
        found[offsets] = [json.loads(line)["tokens"] for line in run.stdout.splitlines()]
    assert all(len(tokens) == len(lines) for tokens in found.values())
    for i, line in enumerate(lines):
        utf8, utf16 = line.encode(), line.encode("utf-16-le")
        by_byte = [(utf8[start:end].decode(), kind) for start, end, kind in found["byte"][i]]
        assert [(line[start:end], kind) for start, end, kind in found["codepoint"][i]] == by_byte
        assert [(utf16[2 * start : 2 * end].decode("utf-16-le"), kind) for start, end, kind in found["utf16"][i]] == by_byte
        if unit == "word":
            assert [tuple(token) for token in found["codepoint"][i]] == attune.tokenize(line)
