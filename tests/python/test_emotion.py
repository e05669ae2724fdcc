from __future__ import annotations

import threading

import numpy as np
import pytest

import attune

TEXTS = ["My order never arrived 😡!", "Thanks a lot, you are great 🙏", "", "   ", "Could you check?", "\ud83d hm", "ünïcödé 𝒳"]
VIEWS = {"goemotions": 28, "ekman": 7, "sentiment": 4, "support": 11, "tones": 7}


def test_batch_is_float32_c_order_and_equals_single_texts(analyzer):
    scores = analyzer.emotions.classify_batch(TEXTS)
    assert scores.dtype == np.float32 and scores.shape == (len(TEXTS), 28)
    assert scores.flags.c_contiguous and scores.flags.owndata and scores.flags.writeable
    assert np.isfinite(scores).all() and (scores >= 0).all() and (scores <= 1).all()
    for row, text in zip(scores, TEXTS):
        assert analyzer.emotions.classify(text) == dict(zip(analyzer.emotions.labels, row.tolist()))


@pytest.mark.parametrize("view, n_labels", VIEWS.items())
def test_views_have_labels_thresholds_and_columns(analyzer, view, n_labels):
    emotions = analyzer.emotions
    labels = emotions.labels_of(view)
    thresholds = emotions.thresholds_of(view)
    assert len(set(labels)) == len(labels) == n_labels
    assert thresholds.dtype == np.float32 and thresholds.shape == (n_labels,)
    assert ((thresholds > 0) & (thresholds < 1)).all()
    scores = emotions.classify_batch(TEXTS, view=view)
    assert scores.dtype == np.float32 and scores.shape == (len(TEXTS), n_labels)
    for row, text in zip(scores, TEXTS):
        found = emotions.classify(text, view)
        assert found == dict(zip(labels, row.tolist()))
        assert list(found.values()) == sorted(found.values(), reverse=True)


def test_labels_and_thresholds_are_those_of_the_model(analyzer):
    assert analyzer.emotions.labels == analyzer.emotions.labels_of("goemotions")
    assert (analyzer.emotions.thresholds == analyzer.emotions.thresholds_of("goemotions")).all()
    analyzer.emotions.thresholds[:] = 9  # a copy: the model does not change
    assert (analyzer.emotions.thresholds < 1).all()
    assert len(analyzer.emotions.hash) == 64


def test_empty_batches_have_no_rows(analyzer):
    assert analyzer.emotions.classify_batch([]).shape == (0, 28)
    assert analyzer.emotions.classify_batch((), view="ekman").shape == (0, 7)


def test_arrays_series_and_generators_are_batches(analyzer):
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    expected = analyzer.emotions.classify_batch(TEXTS[:5])
    for batch in (tuple(TEXTS[:5]), iter(TEXTS[:5]), np.array(TEXTS[:5], dtype=object), pandas.Series(TEXTS[:5]), polars.Series(TEXTS[:5])):
        assert (analyzer.emotions.classify_batch(batch) == expected).all()


def test_contributions_add_up_to_the_logit(analyzer):
    text = "😡 I am furious about this 😡"
    for label in ("anger", "gratitude"):
        parts = analyzer.emotions.explain(text, label)
        assert all(0 <= start <= end <= len(text) for start, end, _ in parts)
        assert sum(part.value for part in parts) == pytest.approx(analyzer.emotions.logit(text, label), abs=1e-4)
    assert any(text[part.start : part.end] == "furious" for part in analyzer.emotions.explain(text, "anger"))


def test_threads_give_the_same_bits(analyzer):
    texts = TEXTS * 300
    expected = analyzer.emotions.classify_batch(texts)
    assert (analyzer.emotions.classify_batch(texts, threads=2) == expected).all()
    found: list[np.ndarray] = [np.empty(0)] * 4

    def work(index: int) -> None:
        found[index] = analyzer.emotions.classify_batch(texts)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(found))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((scores == expected).all() for scores in found)


def test_other_threads_run_during_a_batch(analyzer):
    texts = TEXTS * 4000
    stop = threading.Event()
    during: list[bool] = []
    inside = threading.Event()

    def watch() -> None:
        inside.wait()
        while not stop.is_set():
            during.append(True)
            stop.wait(0.001)

    thread = threading.Thread(target=watch)
    thread.start()
    inside.set()
    during.clear()
    analyzer.emotions.classify_batch(texts)
    n_during = len(during)
    stop.set()
    thread.join()
    assert n_during > 1


def test_missing_and_broken_models_say_so(analyzer, tmp_path):
    with pytest.raises(attune.Error) as raised:
        attune.EmotionClassifier.load(tmp_path / "none.safetensors")
    assert raised.value.code == "io" and isinstance(raised.value, ValueError)
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"not a model")
    with pytest.raises(attune.Error) as raised:
        attune.EmotionClassifier.load(str(broken))
    assert raised.value.code == "corrupt"
    with pytest.raises(attune.Error):
        attune.load(tmp_path)
    with pytest.raises(TypeError):
        attune.load(3)
