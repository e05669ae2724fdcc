"""The tables checked in are what the script makes of the Unicode Character Database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def test_unicode_tables_are_what_the_script_makes(repository, tmp_path):
    data = os.environ.get("ATTUNE_DATA")
    if not data:
        pytest.skip("ATTUNE_DATA does not say where the data sets are")
    made = tmp_path / "made.hpp"
    script = repository / "src/unicode/generate_tables.py"
    subprocess.run([sys.executable, str(script), str(Path(data) / "unicode-15.0"), "-o", str(made)], check=True, timeout=300)
    assert made.read_bytes() == (repository / "include/attune/detail/unicode_generated.hpp").read_bytes()
