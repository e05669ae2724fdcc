from __future__ import annotations

import json

import numpy as np
import pytest

import attune

TEXTS = [
    "🙏 I'm so sorry about the delay. I have refunded the fee.",
    "",
    "That's our policy.",
    "The parcel left on Monday.",
    "I can see why you're upset 😟. I've sent a new one today.",
]
KINDS = {"cognitive", "emotional", "action", "detracting"}


def test_phrases_slice_the_text_and_name_their_rule(analyzer):
    text = TEXTS[0]
    phrases = analyzer.phrases.tag(text)
    assert ("apology", "emotional") in [(p.tag, p.kind) for p in phrases]
    apology = next(p for p in phrases if p.tag == "apology")
    assert text[apology.start : apology.end].lower().startswith(("i'm so sorry", "so sorry"))
    assert apology.source and 0 < apology.score <= 1
    assert [(p.start, -p.end) for p in phrases] == sorted((p.start, -p.end) for p in phrases)
    assert all(p.kind in KINDS for p in phrases)


def test_a_customers_text_has_no_phrases(analyzer):
    assert analyzer.phrases.tag("I'm so sorry about the delay.", role="customer") == []


def test_batch_columns_equal_single_texts(analyzer):
    batch = analyzer.phrases.tag_batch(TEXTS)
    assert isinstance(batch, attune.PhraseBatch)
    expected = [(i, p.start, p.end, p.tag, p.score) for i, text in enumerate(TEXTS) for p in analyzer.phrases.tag(text)]
    assert list(zip(*(column.tolist() for column in batch))) == expected
    assert [column.dtype.kind for column in batch] == ["i", "i", "i", "U", "f"]
    assert batch.score.dtype == np.float32 and len(expected) > 0


def test_an_empty_batch_has_empty_columns(analyzer):
    assert [len(column) for column in analyzer.phrases.tag_batch([])] == [0] * 5


def test_a_batch_makes_a_frame(analyzer):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(analyzer.phrases.tag_batch(TEXTS)._asdict())
    assert list(frame.columns) == ["message", "start", "end", "tag", "score"]
    assert "apology" in set(frame["tag"])


def test_vetoes_name_the_rule(analyzer):
    text = "The customer said I'm sorry, but that is not our fault."
    for veto in analyzer.phrases.vetoes(text):
        assert veto.rule and veto.source and 0 <= veto.start < veto.end <= len(text)


def test_users_packs_are_added(analyzer, tmp_path):
    pack = tmp_path / "mine.toml"
    pack.write_text('name = "mine"\nlanguage = "en"\n\n[[pattern]]\nid = "mine.zorp"\ntag = "apology"\nmatch = ["zorp the zorper"]\n')
    shipped = attune.model_dir() / "empathy-en.toml"
    tagger = attune.EmpathyTagger.load(shipped, [pack])
    assert tagger.n_patterns == analyzer.phrases.n_patterns + 1
    assert tagger.hash != analyzer.phrases.hash
    (phrase,) = tagger.tag("😀 Zorp the zorper")
    assert (phrase.start, phrase.end, phrase.tag, phrase.source) == (2, 17, "apology", "mine.zorp")
    own = attune.Analyzer(analyzer.emotions, tagger, analyzer.cues)
    assert own.read("Zorp the zorper", role="agent").spans[0].source == "mine.zorp"
    with pytest.raises(TypeError, match="^more: expected a sequence of paths, got str$"):
        attune.EmpathyTagger.load(shipped, str(pack))
    pack.write_text("name = ")
    with pytest.raises(attune.Error) as raised:
        attune.EmpathyTagger.load(pack)
    assert "mine.toml" in str(raised.value)


def test_the_model_finds_what_no_pattern_does(analyzer, tmp_path):
    pack = tmp_path / "mine.toml"
    pack.write_text('[[pattern]]\nid = "mine.zorp"\ntag = "apology"\nmatch = ["zorp the zorper"]\n')
    text = "😀 We messed up your delivery and I'm sorry. It is in Leeds."
    assert attune.EmpathyTagger.load(pack).tag(text) == []
    model = attune.model_dir() / "empathy-en.safetensors"
    (phrase,) = attune.EmpathyTagger.load(pack, model=model).tag(text)
    assert (text[phrase.start : phrase.end], phrase.tag, phrase.source) == ("We messed up your delivery and I'm sorry", "apology", "model")
    with pytest.raises(attune.Error) as raised:
        attune.EmpathyTagger.load(pack, model=pack)
    assert raised.value.code == "corrupt"


def test_hard_cases_come_out_as_the_guideline_says(analyzer, repository):
    lines = (repository / "tests/data/hard_cases.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) >= 130
    wrong = {}
    for row in rows:
        phrases = analyzer.phrases.tag(row["text"], role=row.get("role", "agent"), context=row.get("context", ""))
        if [p.tag for p in phrases] != row["tags"]:
            wrong[row["id"]] = [p.tag for p in phrases]
    assert wrong == {}
