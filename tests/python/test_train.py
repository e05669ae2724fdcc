"""Training on texts and labels of one's own."""

import random

import pytest

import attune

COMPLAINTS = ["my parcel is late again", "nobody calls back", "still broken after a week", "charged twice for nothing"]
THANKS = ["many thanks", "brilliant, cheers", "you are a star", "works perfectly now"]
ENDS = ["", "!", " today", " please", ", ok", " 😀"]


def made_up(n):
    random.seed(3)
    texts, labels = [], []
    for _ in range(n):
        label = random.choice(["annoyed", "grateful"])
        texts.append(random.choice(COMPLAINTS if label == "annoyed" else THANKS) + random.choice(ENDS))
        labels.append(label)
    return texts, labels


def test_training_learns_single_labels_and_several(tmp_path):
    texts, labels = made_up(120)
    single = attune.EmotionClassifier.train(texts, labels, tmp_path / "single.safetensors", max_features=300)
    assert single.labels == ["annoyed", "grateful"]
    assert next(iter(single.classify("nobody calls back"))) == "annoyed"
    both = texts + ["many thanks, but my parcel is late again"] * 6 + ["order 17"] * 6
    several = attune.EmotionClassifier.train(
        iter(both), [[label] for label in labels] + [("grateful", "annoyed")] * 6 + [[]] * 6, tmp_path / "several.safetensors",
        label_names=["grateful", "annoyed"], max_features=300, license="ours", name="mine",
    )
    assert several.labels == ["grateful", "annoyed"]
    card = (tmp_path / "several.md").read_text()
    assert "# mine" in card and "ours" in card and several.hash in card


def test_training_gives_the_same_bytes_and_reports_progress(tmp_path):
    texts, labels = made_up(120)
    calls = []
    settings = dict(max_features=300, iterations=20, early_stopping=True, label_weights={"annoyed": 2}, name="m")
    one = attune.EmotionClassifier.train(texts, labels, tmp_path / "a.safetensors", threads=1, progress=lambda *call: calls.append(call), **settings)
    two = attune.EmotionClassifier.train(texts, labels, tmp_path / "b.safetensors", threads=2, **settings)
    assert one.hash == two.hash
    assert {"features", "early stopping", "train"} <= {stage for stage, done, total in calls}
    assert all(0 <= done <= total for stage, done, total in calls)


def test_training_ends_with_what_progress_raises(tmp_path):
    texts, labels = made_up(60)

    def stop(stage, done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attune.EmotionClassifier.train(texts, labels, tmp_path / "m.safetensors", progress=stop)
    assert not (tmp_path / "m.safetensors").exists()


def test_training_names_every_row_that_cannot_be_used(tmp_path):
    train, path = attune.EmotionClassifier.train, tmp_path / "m.safetensors"
    texts, labels = made_up(60)
    with pytest.raises(TypeError, match=r"texts\[2\]"):
        train(["a", "b", None], ["x"] * 3, path)
    with pytest.raises(TypeError, match=r"labels\[1\]: expected str or an iterable of str, got int"):
        train(["a", "b"], ["x", 1], path)
    with pytest.raises(TypeError, match=r"labels\[1\]"):
        train(["a", "b"], ["x", ["y", b"z"]], path)
    with pytest.raises(ValueError, match="2 texts"):
        train(["a", "b"], ["x"], path)
    bad = list(labels)
    bad[7], bad[11] = "", "happy"
    with pytest.raises(attune.Error, match=r"(?s)labels\[7\]: an empty label.*labels\[11\]") as caught:
        train(texts, bad, path, label_names=["annoyed", "grateful"])
    assert caught.value.code == "invalid_data"
    with pytest.raises(attune.Error, match='"rare" is on 1'):
        train([*texts, "once"], [*labels, "rare"], path)
    with pytest.raises(attune.Error, match="label_weights"):
        train(texts, labels, path, label_weights={"happy": 2})
    assert not path.exists()
