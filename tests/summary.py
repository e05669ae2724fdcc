"""Counts what JUnit files of ctest and pytest say: python3 tests/summary.py FILE...

The last line is "N passed, N failed, N skipped". Exits with 1 when anything failed, a file is missing, or nothing ran.
A C++ test program counts by its doctest cases: the line "doctest cases: N passed, N failed, N skipped, N of them for want of
ATTUNE_DATA" that tests/cpp/main.cpp prints. Any other test counts once.
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as xml
from dataclasses import dataclass
from pathlib import Path

CASES = re.compile(r"^doctest cases: (\d+) passed, (\d+) failed, (\d+) skipped, (\d+) of them for want of ATTUNE_DATA$", re.MULTILINE)


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    want_data: int = 0  # of the skipped

    def __add__(self, other: Count) -> Count:
        return Count(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.want_data + other.want_data,
        )


def count_case(case: xml.Element) -> Count:
    cases = CASES.search(case.findtext("system-out") or "")
    skipped = case.find("skipped")
    failed = case.find("failure") is not None or case.find("error") is not None
    # ctest calls a test whose program is not there "notrun"; only one that asked for it is skipped.
    failed = failed or (case.get("status") == "notrun" and not (skipped.get("message") or "").startswith("SKIP_"))
    if cases:
        count = Count(*map(int, cases.groups()))
        if failed and count.failed == 0:  # ended by a signal or a sanitizer after its last case
            count.failed = 1
        return count
    if failed:
        return Count(failed=1)
    if skipped is not None:
        return Count(skipped=1, want_data=int("ATTUNE_DATA" in (skipped.get("message") or "")))
    return Count(passed=1)


def main(files: list[str]) -> int:
    total = Count()
    for file in files:
        if not Path(file).is_file():
            print(f"{file}: missing, its tests did not run")
            total += Count(failed=1)
            continue
        for case in xml.parse(file).iter("testcase"):
            count = count_case(case)
            if count.failed:
                print(f"failed: {case.get('classname')} {case.get('name')} ({Path(file).stem})")
            total += count
    print(f"{total.want_data} of the skipped for want of ATTUNE_DATA")
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return int(total.failed > 0 or total.passed == 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
