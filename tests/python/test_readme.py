"""The README's Python and its runnable commands run, and print what it shows; its C++ and CMake are tests of ctest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def blocks(info: str) -> list[tuple[str, str | None]]:
    """Fenced blocks of that info string, each with the text block that follows at once, its output."""
    found = re.findall(rf"^```{info}\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", README, re.DOTALL | re.MULTILINE)
    return [(code, output or None) for code, output in found]


@pytest.fixture
def folder(repository, tmp_path) -> Path:
    (tmp_path / "models").symlink_to(repository / "models")
    return tmp_path


@pytest.mark.parametrize(("code", "output"), blocks("python"))
def test_python_runs_and_prints_what_is_shown(code, output, folder):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert output is not None and done.stdout == output


@pytest.mark.parametrize(("code", "output"), blocks("sh run"))
def test_commands_run(code, output, folder):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(["sh", "-eu", "-c", code], capture_output=True, text=True, timeout=120, cwd=folder, env={**os.environ, "PATH": path})
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert (folder / "report.html").stat().st_size > 0
    assert len((folder / "conversations.jsonl").read_text(encoding="utf-8").splitlines()) > 1


def test_there_are_blocks_of_each_kind():
    assert blocks("python") and blocks("sh run")
    assert "\n```cpp\n" in README and "\n```cmake\n" in README


def test_links_lead_somewhere(repository):
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (repository / target).exists(), target
