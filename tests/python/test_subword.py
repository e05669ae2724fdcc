from __future__ import annotations

import os
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attune

ENGLISH = [
    "Where is my parcel? It should have been here on Tuesday.",
    "I asked twice and nobody answered, this is the third time!!",
    "Thanks so much, that was quick and kind.",
    "Please cancel the second order and refund the first one.",
    "My account is locked and I can't log in anymore.",
    "we are sorry for the trouble, the refund is on its way",
]
OTHERS = [
    "Wo bleibt mein Paket? Ich warte schon drei Wochen.",
    "Где мой заказ? Я жду уже три недели!",
    "荷物はどこですか。もう三週間待っています。",
    "내 소포는 어디에 있나요?",
    "أين طردي؟ أنتظر منذ ثلاثة أسابيع.",
    "still nothing 😡😡 really?! 👍🏽 thanks ❤️ 👩‍👩‍👧",
    "ｆｕｌｌ　ｗｉｄｔｈ ①②③ ㌔ ﷺ ﬁne",
    "  spaces   in\tfront and behind \u3000 ",
    "e\u0301te\u0301 \u1112\u1161\u11ab",
    "☃☃☃ 𝒳𝒴 \u2581 x\u2581",
    " ",
    "",
]
ANY_TEXT = st.text(st.one_of(st.characters(), st.characters(categories=["Cs"]), st.sampled_from("😀👍🏽\u200d\ufe0f 𝒳ｆ㌔\u0301\u2581 \u3000")))


@pytest.fixture(scope="module")
def tokenizer() -> attune.SubwordTokenizer:
    return attune.SubwordTokenizer.load()


@pytest.fixture(scope="module", params=["shipped", "unigram", "bpe"])
def peers(request, tmp_path_factory):
    """A model, read by attune and by sentencepiece."""
    sentencepiece = pytest.importorskip("sentencepiece")
    path = attune.model_dir() / "pieces-en.model"
    if request.param != "shipped":
        prefix = tmp_path_factory.mktemp("pieces") / request.param
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(ENGLISH + [text for text in OTHERS if text.strip()]), model_prefix=str(prefix), model_type=request.param,
            vocab_size=220, character_coverage=0.98, hard_vocab_limit=False, num_threads=1, minloglevel=3,
        )  # fmt: skip
        path = prefix.with_suffix(".model")
    return attune.SubwordTokenizer.load(path), sentencepiece.SentencePieceProcessor(model_file=str(path))


def agree(peers, texts):
    ours, theirs = peers
    for text in texts:
        expected = [(piece.begin, piece.end, piece.id) for piece in theirs.encode(text, out_type="immutable_proto").pieces]
        found = ours.encode(text)
        assert found == expected, text
        assert ours.decode(piece.id for piece in found) == theirs.decode([piece.id for piece in found])


def test_pieces_offsets_and_texts_are_those_of_the_sentencepiece_package(peers):
    agree(peers, ENGLISH + OTHERS)


def test_they_are_on_random_texts(peers):
    source = random.Random(4)
    pool = [*" ".join(ENGLISH + OTHERS), " ", " ", "\u0301"]
    agree(peers, ["".join(source.choices(pool, k=source.randrange(40))) for _ in range(2000)])


def test_they_are_on_data_sets(peers):
    data = os.environ.get("ATTUNE_DATA")
    if data is None:
        pytest.skip("ATTUNE_DATA is not set")
    lines = (Path(data) / "goemotions" / "dev.tsv").read_text(encoding="utf-8").split("\n")
    agree(peers, [line.split("\t")[0] for line in lines])


@settings(max_examples=300, deadline=None)
@given(text=ANY_TEXT)
def test_pieces_are_in_order_and_nothing_but_blanks_lies_between(text):
    tokenizer = attune.SubwordTokenizer.load()
    at = 0
    for start, end, id in tokenizer.encode(text):
        assert at <= start <= end <= len(text)
        assert start == at or tokenizer.encode(text[at:start]) == []
        assert 0 <= id < len(tokenizer)
        at = end
    assert at == len(text) or tokenizer.encode(text[at:]) == []


def test_a_text_comes_back_from_its_pieces(tokenizer):
    for text in ENGLISH:
        assert tokenizer.decode(piece.id for piece in tokenizer.encode(text)) == text
    assert tokenizer.decode(np.array([piece.id for piece in tokenizer.encode("so upset 😞")])) == "so upset 😞"
    assert tokenizer.decode([]) == ""


def test_lone_surrogates_are_read_as_replacement_characters(tokenizer):
    for text in ("\ud800", "a\udfffb 😀\ud83d x"):
        replaced = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
        assert tokenizer.encode(text) == tokenizer.encode(replaced)


def test_a_piece_is_a_plain_immutable_value(tokenizer):
    piece = tokenizer.encode("hello")[0]
    assert isinstance(piece, attune.Piece)
    assert piece == (piece.start, piece.end, piece.id)
    with pytest.raises(AttributeError):
        piece.id = 3


def test_a_batch_has_the_pieces_of_each_text(tokenizer):
    texts = ENGLISH + OTHERS
    batch = tokenizer.encode_batch(texts)
    assert isinstance(batch, attune.PieceBatch)
    expected = [(i, *piece) for i, text in enumerate(texts) for piece in tokenizer.encode(text)]
    assert list(zip(*(column.tolist() for column in batch))) == expected
    assert all(column.dtype == np.int64 for column in batch)
    assert [len(column) for column in tokenizer.encode_batch([])] == [0, 0, 0, 0]


def test_the_vocabulary_can_be_looked_into(tokenizer):
    assert len(tokenizer) == 4000
    for id in range(0, len(tokenizer), 37):
        assert tokenizer.id(tokenizer.piece(id)) == id
    assert tokenizer.piece(tokenizer.unk_id) == "<unk>"
    assert (tokenizer.piece(tokenizer.bos_id), tokenizer.piece(tokenizer.eos_id)) == ("<s>", "</s>")
    assert tokenizer.id("no such piece") is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda t: t.encode(b"x"), "text: expected str, got bytes"),
        (lambda t: t.encode(None), "text: expected str, got NoneType"),
        (lambda t: t.encode_batch("x"), "texts: expected a sequence of str, got str"),
        (lambda t: t.encode_batch(["x", 3]), r"texts\[1\]: expected str, got int"),
        (lambda t: t.decode([1, "x"]), r"ids\[1\]: expected int, got str"),
        (lambda t: t.decode([1.0]), r"ids\[0\]: expected int, got float"),
        (lambda t: t.id(3), "piece: expected str, got int"),
    ],
)
def test_what_is_not_text_is_a_type_error(tokenizer, call, message):
    with pytest.raises(TypeError, match=message):
        call(tokenizer)


@pytest.mark.parametrize("id", [-1, 4000, 1 << 70])
def test_an_id_that_is_none_is_a_value_error(tokenizer, id):
    with pytest.raises(ValueError, match=r"ids\[0\]: the model has pieces 0 to 3999"):
        tokenizer.decode([id])


def test_loading_says_what_is_wrong(tmp_path):
    with pytest.raises(attune.Error) as missing:
        attune.SubwordTokenizer.load(tmp_path / "none.model")
    assert missing.value.code == "io"
    (tmp_path / "bad.model").write_bytes(b"\x0a\x7fnot a model")
    with pytest.raises(attune.Error, match="bad.model, byte 0: ") as corrupt:
        attune.SubwordTokenizer.load(tmp_path / "bad.model")
    assert corrupt.value.code == "corrupt"
    shipped = attune.SubwordTokenizer.load()
    assert attune.SubwordTokenizer.load(attune.model_dir() / "pieces-en.model", sha256=shipped.hash).hash == shipped.hash
    with pytest.raises(attune.Error, match="its SHA-256 is " + shipped.hash):
        attune.SubwordTokenizer.load(sha256="0" * 64)


def test_training_gives_the_same_bytes(tmp_path):
    first = attune.SubwordTokenizer.train(ENGLISH, tmp_path / "a.model", vocab_size=310, type="bpe", license="ours")
    second = attune.SubwordTokenizer.train(iter(ENGLISH), tmp_path / "b.model", vocab_size=310, type="bpe")
    assert len(first) == 310 and first.hash == second.hash
    assert (tmp_path / "a.model").read_bytes() == (tmp_path / "b.model").read_bytes()
    assert first.hash in (tmp_path / "a.md").read_text()
    with pytest.raises(attune.Error, match="ask for at most"):
        attune.SubwordTokenizer.train(ENGLISH, tmp_path / "c.model")
    with pytest.raises(ValueError, match="type: expected one of 'unigram', 'bpe'; got 'word'"):
        attune.SubwordTokenizer.train(ENGLISH, tmp_path / "c.model", type="word")
