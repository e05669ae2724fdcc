"""Words, graphemes and sentences in Python: attune against spaCy, tokenizers, NLTK, regex and PyICU, one thread, in turns.

    python bench/python_text.py FILE [--messages N] [--rounds N] [--csv OUT.csv]

FILE has one message a line; of a TSV the first column counts. Peers that are not installed are left out. See bench/README.md.
"""

from __future__ import annotations

import argparse
import csv
import platform
import statistics
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Callable

import attune

Spans = list[tuple[int, int]]


@dataclass
class Splitter:
    """One way to split messages. `run` does what a user would, for all of them; `spans` says where one is cut, for comparison."""

    result: str  # tokens, boundaries of words, graphemes or sentences
    what: str
    run: Callable[[list[str]], int]
    spans: Callable[[str], Spans] | None = None


def each(split: Callable[[str], object]) -> Callable[[list[str]], int]:
    """Calls `split` on each message; what it returns has a length, which shows that the work was done."""
    return lambda texts: sum(len(split(text)) for text in texts)


def is_installed(*modules: str) -> bool:
    try:
        for module in modules:
            import_module(module)
    except ImportError:
        return False
    return True


def pairs(boundaries: list[int]) -> Spans:
    return list(zip(boundaries, boundaries[1:]))


def found_in(text: str, tokens: list[str]) -> Spans:
    """Where tokens that came as str are; those that the peer has rewritten are nowhere."""
    spans, at = [], 0
    for token in tokens:
        start = text.find(token, at)
        if start >= 0:
            at = start + len(token)
            spans.append((start, at))
    return spans


def of_attune() -> list[Splitter]:
    splitters = [
        Splitter("tokens", f"attune.tokenize {mode}", each(lambda text, mode=mode: attune.tokenize(text, mode)),
                 lambda text, mode=mode: [(token.start, token.end) for token in attune.tokenize(text, mode)])
        for mode in ("social", "uax29")
    ]  # fmt: skip
    if hasattr(attune, "tokenize_batch"):
        for mode in ("social", "uax29"):
            splitters.append(Splitter("tokens", f"attune.tokenize_batch {mode}", lambda texts, mode=mode: len(attune.tokenize_batch(texts, mode)[0])))
    for unit in ("word", "grapheme", "sentence"):
        splitters.append(Splitter(f"{unit} boundaries", f"attune.boundaries {unit}", each(lambda text, unit=unit: attune.boundaries(text, unit)),
                                  lambda text, unit=unit: pairs(attune.boundaries(text, unit).tolist())))  # fmt: skip
    return splitters


def of_spacy() -> list[Splitter]:
    import spacy

    tokenizer = spacy.blank("en").tokenizer
    return [
        Splitter("tokens", "spaCy blank('en')", each(tokenizer), lambda text: [(t.idx, t.idx + len(t)) for t in tokenizer(text)]),
        Splitter("tokens", "spaCy blank('en') pipe", lambda texts: sum(map(len, tokenizer.pipe(texts, batch_size=1000)))),
    ]


def of_tokenizers() -> list[Splitter]:
    from tokenizers import pre_tokenizers

    splitters = []
    for name in ("Whitespace", "BertPreTokenizer"):
        split = getattr(pre_tokenizers, name)().pre_tokenize_str
        splitters.append(Splitter("tokens", f"tokenizers {name}", each(split), lambda text, split=split: [span for _, span in split(text)]))
    return splitters


def of_nltk() -> list[Splitter]:
    from nltk.tokenize import TweetTokenizer

    tokenize = TweetTokenizer().tokenize
    return [Splitter("tokens", "NLTK TweetTokenizer", each(tokenize), lambda text: found_in(text, tokenize(text)))]


def of_regex() -> list[Splitter]:
    import regex

    words, graphemes = regex.compile(r"\w+|\S"), regex.compile(r"\X")
    return [
        Splitter(result, rf"regex {pattern.pattern}", each(pattern.findall), lambda text, pattern=pattern: [match.span() for match in pattern.finditer(text)])
        for result, pattern in (("tokens", words), ("grapheme boundaries", graphemes))
    ]


def of_icu() -> list[Splitter]:
    import icu

    def splitter(unit: str, iterator: icu.BreakIterator) -> Splitter:
        def boundaries(text: str) -> list[int]:
            iterator.setText(text)
            return [0, *iterator]

        def spans(text: str) -> Spans:  # ICU counts UTF-16 code units
            utf16 = text.encode("utf-16-le")
            return pairs([len(utf16[: 2 * at].decode("utf-16-le")) for at in boundaries(text)])

        return Splitter(f"{unit} boundaries", f"PyICU {unit}", each(boundaries), spans)

    make, root = icu.BreakIterator, icu.Locale.getRoot()
    return [
        splitter("word", make.createWordInstance(root)),
        splitter("grapheme", make.createCharacterInstance(root)),
        splitter("sentence", make.createSentenceInstance(root)),
    ]


def all_splitters() -> list[Splitter]:
    splitters = of_attune()
    for modules, make in ((["spacy"], of_spacy), (["tokenizers"], of_tokenizers), (["nltk"], of_nltk), (["regex"], of_regex), (["icu"], of_icu)):
        if is_installed(*modules):
            splitters += make()
        else:
            print(f"{modules[0]}: not installed, left out", file=sys.stderr)
    return splitters


def agreement(texts: list[str], ours: Splitter, theirs: Splitter) -> float:
    """F1 of spans, 2 * common / (ours + theirs), but for white space, which not all of them give."""
    n_common = n_all = 0
    for text in texts:
        a, b = ({(start, end) for start, end in splitter.spans(text) if not text[start:end].isspace()} for splitter in (ours, theirs))
        n_common += len(a & b)
        n_all += len(a) + len(b)
    return 2 * n_common / n_all if n_all else 1.0


def time_in_turns(splitters: list[Splitter], texts: list[str], n_rounds: int) -> list[float]:
    """Median processor time of each; the first round warms up."""
    seconds = [[] for _ in splitters]
    for number in range(n_rounds + 1):
        for splitter, found in zip(splitters, seconds):
            begin = time.process_time()
            splitter.run(texts)
            if number > 0:
                found.append(time.process_time() - begin)
    return [statistics.median(found) for found in seconds]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--messages", type=int, default=10000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--csv", type=Path)
    arguments = parser.parse_args()

    lines = arguments.file.read_text(encoding="utf-8").split("\n")
    texts = [line.split("\t")[0] for line in lines if line][: arguments.messages]
    n_bytes = sum(len(text.encode()) for text in texts)
    splitters = all_splitters()
    seconds = time_in_turns(splitters, texts, arguments.rounds)

    # Ratios and agreement are against attune's first call with the same result.
    first = {}
    for splitter, took in zip(splitters, seconds):
        first.setdefault(splitter.result, (splitter, took))
    rows = []
    for splitter, took in zip(splitters, seconds):
        ours, least = first[splitter.result]
        rows.append({
            "result": splitter.result,
            "what": splitter.what,
            "messages": len(texts),
            "bytes": n_bytes,
            "rounds": arguments.rounds,
            "us_per_message": f"{took / len(texts) * 1e6:.2f}",
            "messages_per_s": f"{len(texts) / took:.0f}",
            "mb_per_s": f"{n_bytes / took / 1e6:.2f}",
            "attune_times_as_fast": f"{took / least:.2f}",
            "agreement": f"{agreement(texts, ours, splitter):.4f}" if splitter.spans else "",
        })  # fmt: skip
    names = [name for name in ("attune", "spacy", "tokenizers", "nltk", "regex", "PyICU") if is_installed(name if name != "PyICU" else "icu")]
    versions = f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in names)

    widths = {key: max(len(key), *(len(str(row[key])) for row in rows)) for key in rows[0]}
    for row in [{key: key for key in rows[0]}, *rows]:
        print("  ".join(str(row[key]).ljust(widths[key]) for key in row).rstrip())
    print(versions)
    if arguments.csv:
        with arguments.csv.open("w", newline="", encoding="utf-8") as out:
            out.write(f"# {versions}\n")
            writer = csv.DictWriter(out, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
