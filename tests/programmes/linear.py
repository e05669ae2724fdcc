"""Counts what calls on hostile texts cost: python3 linear.py PROGRAMME [SIZE] [--function NAME] [--limit X] [--json]

Runs PROGRAMME (linear.cpp) under callgrind at SIZE, 2 * SIZE and 4 * SIZE bytes and fails where a doubling of the text costs more
than X times the instructions. Exit code 0: none does; 1: some do; 77: there is no valgrind here.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# A copy by `rep movsb` would count as an instruction a byte, and only from some length on.
ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.cpu.x86_rep_movsb_threshold=1073741824:glibc.cpu.x86_rep_stosb_threshold=1073741824"}
TOTALS = re.compile(r"^(?:totals|summary): (\d+)$", re.MULTILINE)


def count(programme: list[str], part: str, sizes: list[int]) -> dict[tuple[str, str], list[int]]:
    """Instructions of each call of one part of the families, by function and family, in order of size."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "counts"
        # One file for each call of the function `measured`, numbered in the order of the calls.
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", "--collect-atstart=no", "--toggle-collect=measured", "--dump-after=measured",
             f"--callgrind-out-file={out}", *programme, "--part", part, *map(str, sizes)],
            capture_output=True, text=True, env=os.environ | ENVIRONMENT,
        )  # fmt: skip
        if run.returncode != 0:
            raise RuntimeError(f"{programme[0]} ended with {run.returncode}:\n{run.stderr}")
        counts = defaultdict(list)
        for number, line in enumerate(run.stdout.splitlines(), 1):
            function, family, _ = line.split("\t")
            counts[function, family].append(int(TOTALS.search(Path(f"{out}.{number}").read_text())[1]))
        return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("programme")
    parser.add_argument("size", type=int, nargs="?", default=4096)
    parser.add_argument("--function", help="only this one")
    parser.add_argument("--limit", type=float, default=2.10)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if shutil.which("valgrind") is None:
        print("skipped: valgrind is not installed")
        return 77

    begin = time.monotonic()
    programme = [arguments.programme, *(["--function", arguments.function] if arguments.function else [])]
    sizes = [arguments.size, 2 * arguments.size, 4 * arguments.size]
    n_parts = os.cpu_count() or 1
    with ThreadPoolExecutor(n_parts) as pool:
        parts = pool.map(lambda i: count(programme, f"{i}/{n_parts}", sizes), range(n_parts))
        counts = {key: found for part in parts for key, found in part.items()}

    growth = {key: max(after / before for before, after in zip(found, found[1:])) for key, found in counts.items()}
    failed = sorted((key for key in growth if growth[key] > arguments.limit), key=growth.get, reverse=True)
    for function, family in failed:
        found = counts[function, family]
        print(f"failed: {function}, {family}: {growth[function, family]:.2f}x a doubling, {found} instructions", file=sys.stderr)
    worst = max(growth, key=growth.get)
    summary = {
        "programme": "linear",
        "sizes": sizes,
        "functions": len({function for function, _ in counts}),
        "families": len({family for _, family in counts}),
        "checks": 2 * len(counts),
        "failed": len(failed),
        "worst": growth[worst],
        "worst_of": worst,
        "instructions": sum(map(sum, counts.values())),
        "seconds": round(time.monotonic() - begin, 1),
    }
    if arguments.json:
        print(json.dumps(summary))
    else:
        print(", ".join(f"{name} {value}" for name, value in summary.items()))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
