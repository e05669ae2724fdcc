#!/usr/bin/env python3
"""Writes include/attune/detail/unicode_generated.hpp from the files of the Unicode Character Database.

    python3 src/unicode/generate_tables.py DIRECTORY [-o HEADER]

DIRECTORY holds UnicodeData.txt, CaseFolding.txt, DerivedNormalizationProps.txt, Scripts.txt, WordBreakProperty.txt,
GraphemeBreakProperty.txt, SentenceBreakProperty.txt and emoji-data.txt of one Unicode version (as in Debian's package unicode-data).
The same input gives the same bytes; tests/python/test_unicode_tables.py compares them with what is checked in.
"""

import argparse
import pathlib
import re
import sys

N_CODE_POINTS = 0x110000
HEADER = pathlib.Path(__file__).resolve().parents[2] / "include/attune/detail/unicode_generated.hpp"

# The order here is the order of the C++ enumerations.
WORD = ["Other", "CR", "LF", "Newline", "Extend", "ZWJ", "Format", "Regional_Indicator", "Katakana", "Hebrew_Letter",
        "ALetter", "Single_Quote", "Double_Quote", "MidNumLet", "MidLetter", "MidNum", "Numeric", "ExtendNumLet",
        "WSegSpace", "Pictographic", "ALetter_Pictographic"]
GRAPHEME = ["Other", "CR", "LF", "Control", "Extend", "ZWJ", "Regional_Indicator", "Prepend", "SpacingMark",
            "L", "V", "T", "LV", "LVT", "Pictographic"]
SENTENCE = ["Other", "CR", "LF", "Sep", "Extend", "Format", "Sp", "Lower", "Upper", "OLetter", "Numeric", "ATerm",
            "STerm", "SContinue", "Close"]
CATEGORY = ["other", "space", "letter", "mark", "number", "punctuation", "symbol"]
# Scripts written without spaces, which ICU splits by dictionary.
DICTIONARY_SCRIPTS = {"Thai", "Lao", "Khmer", "Myanmar", "Han", "Hiragana", "Katakana"}
# normal: no normalization form changes it, moves it, or composes it with what comes before. expands: full case folding makes more of it.
FLAGS = {"dictionary": 1, "emoji": 2, "emoji_presentation": 4, "normal": 8, "expands": 16}


def ranges(path):
    """(first, last, value) of each line `0041..005A ; value # comment`."""
    for line in path.read_text(encoding="utf-8").splitlines():
        found = re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)", line)
        if found:
            first = int(found[1], 16)
            yield first, int(found[2] or found[1], 16), found[3]


def read_property(path, default):
    values = [default] * N_CODE_POINTS
    for first, last, value in ranges(path):
        values[first:last + 1] = [value] * (last + 1 - first)
    return values


def read_categories(path):
    """General_Category of each code point; `Cn` where unassigned."""
    values = ["Cn"] * N_CODE_POINTS
    first = None
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split(";")
        code_point = int(fields[0], 16)
        if fields[1].endswith(", First>"):
            first = code_point
            continue
        start = code_point if first is None else first
        values[start:code_point + 1] = [fields[2]] * (code_point + 1 - start)
        first = None
    return values


def read_not_normal(directory):
    """The code points that a normalization form may change, move or compose with what comes before."""
    found = set()
    for line in (directory / "UnicodeData.txt").read_text(encoding="utf-8").splitlines():
        fields = line.split(";")
        if fields[3] != "0":  # the combining class
            found.add(int(fields[0], 16))
    for first, last, name in ranges(directory / "DerivedNormalizationProps.txt"):
        if name in ("NFC_QC", "NFD_QC", "NFKC_QC", "NFKD_QC"):  # those listed have "no" or "maybe"
            found.update(range(first, last + 1))
    return found


def category_class(code_point, category):
    # The White_Space property: the separators and these controls.
    if category[0] == "Z" or code_point in (*range(0x09, 0x0E), 0x85):
        return "space"
    return {"L": "letter", "M": "mark", "N": "number", "P": "punctuation", "S": "symbol"}.get(category[0], "other")


def read_folding(path):
    """Simple case folding, the mappings of status C and S; and the code points that have one of status F."""
    folding, expands = {}, set()
    for line in path.read_text(encoding="utf-8").splitlines():
        found = re.match(r"([0-9A-F]+); ([CSF]); ([0-9A-F]+)", line)
        if found and found[2] == "F":
            expands.add(int(found[1], 16))
        elif found:
            folding[int(found[1], 16)] = int(found[3], 16)
    return folding, expands


def records(directory):
    """The tuple of properties of each code point, as numbers."""
    word = read_property(directory / "WordBreakProperty.txt", "Other")
    grapheme = read_property(directory / "GraphemeBreakProperty.txt", "Other")
    sentence = read_property(directory / "SentenceBreakProperty.txt", "Other")
    scripts = read_property(directory / "Scripts.txt", "Unknown")
    categories = read_categories(directory / "UnicodeData.txt")
    emoji = {name: set() for name in ("Emoji", "Emoji_Presentation", "Extended_Pictographic")}
    for first, last, value in ranges(directory / "emoji-data.txt"):
        if value in emoji:
            emoji[value].update(range(first, last + 1))

    not_normal = read_not_normal(directory)
    expands = read_folding(directory / "CaseFolding.txt")[1]

    result = []
    for c in range(N_CODE_POINTS):
        w, g = word[c], grapheme[c]
        if c in emoji["Extended_Pictographic"]:
            w = {"Other": "Pictographic", "ALetter": "ALetter_Pictographic"}[w]
            g = {"Other": "Pictographic"}[g]
        flags = 0
        if scripts[c] in DICTIONARY_SCRIPTS or w == "Katakana":
            flags |= FLAGS["dictionary"]
        if c in emoji["Emoji"]:
            flags |= FLAGS["emoji"]
        if c in emoji["Emoji_Presentation"]:
            flags |= FLAGS["emoji_presentation"]
        if c not in not_normal:
            flags |= FLAGS["normal"]
        if c in expands:
            flags |= FLAGS["expands"]
        result.append((WORD.index(w), GRAPHEME.index(g), SENTENCE.index(sentence[c]),
                       CATEGORY.index(category_class(c, categories[c])), flags))
    return result


def two_stages(values):
    """(shift, first stage, second stage) of the block size that takes the fewest bytes."""
    best = None
    for shift in range(4, 10):
        size = 1 << shift
        blocks, first = {}, []
        for start in range(0, N_CODE_POINTS, size):
            first.append(blocks.setdefault(tuple(values[start:start + size]), len(blocks)))
        n_bytes = len(first) * (1 if len(blocks) <= 256 else 2) + len(blocks) * size
        if best is None or n_bytes < best[0]:
            best = (n_bytes, shift, first, [value for block in blocks for value in block])
    return best[1:]


def enumeration(name, values):
    words = ", ".join(value.lower() for value in values)
    return f"enum class {name} : std::uint8_t {{ {words} }};\n"


def array(name, values, kind):
    lines, line = [], " "
    for value in values:
        text = f" {value},"
        if len(line) + len(text) > 160:
            lines.append(line)
            line = " "
        line += text
    lines.append(line)
    return f"inline constexpr {kind} {name}[{len(values)}] = {{\n" + "\n".join(lines) + "\n};\n"


def unsigned(values):
    return "std::uint8_t" if max(values) < 256 else "std::uint16_t"


def generate(directory):
    version = re.search(r"WordBreakProperty-(\d+\.\d+\.\d+)", (directory / "WordBreakProperty.txt").read_text(encoding="utf-8"))[1]
    properties = records(directory)
    distinct = sorted(set(properties))
    index = {record: i for i, record in enumerate(distinct)}
    assert len(distinct) <= 256
    shift, first, second = two_stages([index[record] for record in properties])

    folding = read_folding(directory / "CaseFolding.txt")[0]
    deltas = sorted({to - c for c, to in folding.items()} | {0}, key=lambda delta: (delta != 0, delta))
    assert len(deltas) <= 256
    fold_shift, fold_first, fold_second = two_stages([deltas.index(folding[c] - c) if c in folding else 0 for c in range(N_CODE_POINTS)])

    flags = "".join(f"inline constexpr std::uint8_t flag_{name} = {value};\n" for name, value in FLAGS.items())
    rows = "".join("    {{{}, {}, {}, {}, {}}},\n".format(
        f"WordBreak::{WORD[w].lower()}", f"GraphemeBreak::{GRAPHEME[g].lower()}", f"SentenceBreak::{SENTENCE[s].lower()}",
        f"Category::{CATEGORY[c]}", f) for w, g, s, c, f in distinct)
    return f"""\
// Made by src/unicode/generate_tables.py from the Unicode Character Database {version}; do not edit.
// Copyright 1991-2022 Unicode, Inc.; licence: src/unicode/LICENSE-UNICODE.txt.
#pragma once

#include <cstdint>

// clang-format off
namespace attune::detail {{

inline constexpr char ucd_version[] = "{version}";

{enumeration("WordBreak", WORD)}inline constexpr int n_word_breaks = {len(WORD)};
{enumeration("GraphemeBreak", GRAPHEME)}inline constexpr int n_grapheme_breaks = {len(GRAPHEME)};
{enumeration("SentenceBreak", SENTENCE)}inline constexpr int n_sentence_breaks = {len(SENTENCE)};
{enumeration("Category", CATEGORY)}
{flags}
struct Properties {{
  WordBreak word;
  GraphemeBreak grapheme;
  SentenceBreak sentence;
  Category category;
  std::uint8_t flags;
}};

inline constexpr Properties property_records[{len(distinct)}] = {{
{rows}}};

// The record of c: property_blocks[(property_index[c >> shift] << shift) + (c & mask)]. Folding: the same, of deltas.
inline constexpr int property_shift = {shift};
{array("property_index", first, unsigned(first))}
{array("property_blocks", second, "std::uint8_t")}
inline constexpr int fold_shift = {fold_shift};
{array("fold_deltas", deltas, "std::int32_t")}
{array("fold_index", fold_first, unsigned(fold_first))}
{array("fold_blocks", fold_second, "std::uint8_t")}
}}  // namespace attune::detail
// clang-format on
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path, default=HEADER)
    arguments = parser.parse_args()
    arguments.output.write_text(generate(arguments.directory), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
