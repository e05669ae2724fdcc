"""What the package promises as a whole: stubs, docstrings, import time, values, no leaks."""

from __future__ import annotations

import copy
import doctest
import inspect
import os
import pickle
import subprocess
import sys

import pytest

import attune
from attune import _core

CLASSES = [
    attune.AlignedText, attune.Analyzer, attune.EmotionClassifier, attune.EmpathyTagger, attune.CueTagger, attune.Conversation, attune.Reading,
    attune.SubwordTokenizer, attune.Monitor, attune.AlertBudget,
]
FUNCTIONS = [
    attune.tokenize, attune.tokenize_batch, attune.boundaries, attune.normalize, attune.fold_case, attune.clean, attune.redact, attune.load, attune.model_dir,
]


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def own_members(kind: type) -> list[str]:
    return [name for name in vars(kind) if not name.startswith("_")]


def test_stubs_agree_with_the_module(repository):
    pytest.importorskip("mypy")
    command = [sys.executable, "-m", "mypy.stubtest", "attune", "--concise"]
    command += ["--mypy-config-file", str(repository / "pyproject.toml")]
    command += ["--allowlist", str(repository / "tests/python/stubtest-allow.txt")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=repository)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_passes_its_own_type_check():
    pytest.importorskip("mypy")
    code = (
        "import attune\n"
        "tokens: list[attune.Token] = attune.tokenize('a')\n"
        "start: int = tokens[0].start\n"
        "balance: str = attune.load().analyze([{'role': 'agent', 'text': 'a'}]).empathy.balance\n"
    )
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "-c", code], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_docstrings_have_signatures_and_their_examples_run():
    finder, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    documented = {"attune": attune, **{function.__name__: function for function in FUNCTIONS}}
    for kind in CLASSES:
        documented[kind.__name__] = kind
        documented.update({f"{kind.__name__}.{name}": getattr(kind, name) for name in own_members(kind)})
    n_examples = 0
    for name, thing in documented.items():
        text = inspect.getdoc(thing)
        assert text, name
        if callable(thing) and (not inspect.isclass(thing) or thing is attune.Analyzer):
            assert inspect.signature(thing) is not None, name
        test = finder.get_doctest(text, {"attune": attune}, name, None, None)
        n_examples += len(test.examples)
        runner.run(test)
    assert runner.summarize(verbose=False).failed == 0
    assert n_examples > 10


def test_names_are_those_of_the_package():
    for name in attune.__all__:
        thing = getattr(attune, name)
        if inspect.isclass(thing):
            assert thing.__module__ == "attune", name
    assert attune.__version__.count(".") == 2
    assert attune.unicode_version == "15.0.0"


def test_version_is_that_of_the_distribution():
    from importlib.metadata import version

    assert version("attune") == attune.__version__


def test_models_come_with_the_package():
    names = {path.name for path in attune.model_dir().iterdir()}
    assert {"emotion-en.safetensors", "support-en.safetensors", "empathy-en.toml", "empathy-en.safetensors", "cues-en.toml"} <= names


def test_import_is_quick_and_leaves_numpy_alone():
    code = (
        "import time; begin = time.process_time()\n"  # other programs must not count
        "import attune; took = time.process_time() - begin\n"
        "import sys; attune.tokenize('a b'); heavy = {'numpy', 'pandas', 'polars', 'pyarrow', 'mypy'} & set(sys.modules)\n"
        "print(took, sorted(heavy))"
    )
    took, heavy = min((run_python(code).split(maxsplit=1) for _ in range(5)), key=lambda line: float(line[0]))
    assert heavy.strip() == "[]"
    assert float(took) < 0.05


def test_values_copy_to_themselves_and_refuse_pickling(analyzer, chat):
    conversation = analyzer.analyze(chat)
    for value in (analyzer, analyzer.emotions, analyzer.phrases, analyzer.cues, conversation, conversation.turns[0]):
        assert copy.copy(value) is value and copy.deepcopy(value) is value
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match=f"^cannot pickle '{type(value).__name__}': "):
                pickle.dumps(value, protocol)
        with pytest.raises(AttributeError):
            value.hash = 1
        with pytest.raises(TypeError):
            type("Mine", (type(value),), {})


def test_records_and_errors_pickle():
    for value in (attune.Token(0, 1, "word"), attune.Utterance("agent", "hi"), attune.Reason(0, 1, 2, "crisis")):
        assert pickle.loads(pickle.dumps(value)) == value
    error = pickle.loads(pickle.dumps(attune.Error("file, byte 8: no", "corrupt")))
    assert error.code == "corrupt" and str(error) == "file, byte 8: no"


def test_calls_do_not_leak(analyzer, chat):
    resource = pytest.importorskip("resource")
    texts = ["é I am furious \ud800", "I'm sorry 🙏", "plain"] * 10

    def work() -> None:
        for _ in range(60):
            analyzer.emotions.classify_batch(texts)
            analyzer.emotions.explain(texts[0], "anger")
            analyzer.phrases.tag_batch(texts)
            c = analyzer.analyze(chat)
            c.to_dict(), c.turns[0].cues, c.turns[1].spans, c.first_turn_why, c.acknowledged, c.empathy
            for text in texts:
                attune.tokenize(text), attune.boundaries(text), analyzer.read(text).emotions
            for wrong in (None, 3, [3], [{"role": "customer"}]):
                for call in (attune.tokenize, analyzer.emotions.classify_batch, analyzer.analyze):
                    with pytest.raises((TypeError, ValueError)):
                        call(wrong)

    for _ in range(6):  # caches of keys and code fill
        work()
    blocks, peak = sys.getallocatedblocks(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(4):
        work()
    assert sys.getallocatedblocks() - blocks < 500
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 8 * 1024


def test_a_fork_and_an_exit_with_live_objects_are_survived():
    code = (
        "import os, attune\n"
        "a = attune.load(); c = a.analyze([('customer', 'I am furious')]); text = a.emotions.classify('x')\n"
        "pid = os.fork()\n"
        "assert a.emotions.classify('x') == text\n"
        "if pid: assert os.waitpid(pid, 0)[1] == 0; print('done')\n"
    )
    if not hasattr(os, "fork"):
        pytest.skip("no fork here")
    assert run_python(code).strip() == "done"


def test_the_core_has_nothing_that_the_package_hides():
    hidden = {name for name in vars(_core) if not name.startswith("_")} - set(attune.__all__)
    assert hidden == {"is_tool", "main"}
