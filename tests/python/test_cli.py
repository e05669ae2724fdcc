"""The wheel's command line: the native one, called through the module."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

import attune
from attune.__main__ import main


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "attune", *arguments], input=given, capture_output=True, text=True, timeout=60)


@pytest.fixture
def transcript(tmp_path, chat):
    path = tmp_path / "chats.jsonl"
    lines = [{"id": "a é", "turns": chat}, {"id": "b", "turns": chat[:2]}, {"id": "c", "turns": []}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_analyze_writes_what_to_dict_gives(analyzer, transcript):
    done = run("analyze", str(transcript))
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in transcript.read_text(encoding="utf-8").splitlines()]
    assert [json.loads(line) for line in done.stdout.splitlines()] == [analyzer.analyze(record).to_dict() for record in records]


def test_tokens_are_those_of_python():
    text = "still waiting 😡 @acme"
    done = run("tokens", given=text + "\n")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["tokens"] == [list(token) for token in attune.tokenize(text)]


def test_usage_and_missing_files_have_exit_codes(tmp_path):
    assert run("no-such-command").returncode == 2
    assert run("analyze", str(tmp_path / "none.jsonl")).returncode == 3
    assert run("--help").returncode == 0


def test_the_script_is_installed():
    script = os.path.join(os.path.dirname(sys.executable), "attune")
    if not os.path.exists(script):
        pytest.skip("attune's scripts are elsewhere")
    done = subprocess.run([script, "--help"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "analyze" in done.stdout


def test_main_leaves_the_callers_signals_alone(capfd):
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGPIPE)
    assert main(["--help"]) == 0
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGPIPE)) == before
    assert "analyze" in capfd.readouterr().out


def test_ctrl_c_ends_it():
    process = subprocess.Popen([sys.executable, "-m", "attune", "tokens"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(b"hello\n")
    process.stdin.flush()
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == -signal.SIGINT
    process.stdin.close()
    process.stdout.close()
