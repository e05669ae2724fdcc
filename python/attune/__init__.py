"""Reads customer-support text and says, with evidence, how the customer feels and how the agent answered.

>>> import attune
>>> for token in attune.tokenize("Thanks! 🙏"):
...     print(token)
Token(start=0, end=6, kind='word')
Token(start=6, end=7, kind='punctuation')
Token(start=8, end=9, kind='emoji')

Offsets are indices of the caller's ``str``. Loading may fail (``attune.Error``, a ValueError); text never does.
What is returned is immutable and may be shared by threads; batches and long texts run without the GIL.
"""

from __future__ import annotations

import os
from pathlib import Path

from attune._core import (
    AlertBudget,
    AlignedText,
    Analyzer,
    Conversation,
    CueTagger,
    EmotionClassifier,
    EmpathyTagger,
    Monitor,
    Reading,
    TOKEN_KINDS,
    SubwordTokenizer,
    __version__,
    boundaries,
    clean,
    fold_case,
    normalize,
    redact,
    tokenize,
    tokenize_batch,
    unicode_version,
)
from attune._records import (
    Acknowledgement,
    Advice,
    Alert,
    Contribution,
    Cue,
    EmpathySummary,
    Error,
    Evidence,
    MonitorSummary,
    Phrase,
    PhraseBatch,
    Piece,
    PieceBatch,
    Reason,
    RedactedSpan,
    Redaction,
    Token,
    TokenBatch,
    Unacknowledged,
    Utterance,
    Veto,
)

__all__ = [
    "Acknowledgement",
    "Advice",
    "Alert",
    "AlertBudget",
    "AlignedText",
    "Analyzer",
    "Contribution",
    "Conversation",
    "Cue",
    "CueTagger",
    "EmotionClassifier",
    "EmpathySummary",
    "EmpathyTagger",
    "Error",
    "Evidence",
    "Monitor",
    "MonitorSummary",
    "Phrase",
    "PhraseBatch",
    "Piece",
    "PieceBatch",
    "Reading",
    "Reason",
    "RedactedSpan",
    "Redaction",
    "TOKEN_KINDS",
    "SubwordTokenizer",
    "Token",
    "TokenBatch",
    "Unacknowledged",
    "Utterance",
    "Veto",
    "__version__",
    "boundaries",
    "clean",
    "fold_case",
    "load",
    "model_dir",
    "normalize",
    "redact",
    "tokenize",
    "tokenize_batch",
    "unicode_version",
]


def model_dir() -> Path:
    """Where the models that came with this package are."""
    return Path(__file__).with_name("models")


def load(path: str | os.PathLike[str] | None = None) -> Analyzer:
    """Load the models, once; the analyzer is immutable and may be shared by threads.

    Parameters
    ----------
    path : str or path-like, optional
        A directory with emotion-en.safetensors, empathy-en.toml, its model empathy-en.safetensors where there is one, and
        cues-en.toml; or another emotion model with the packs beside it. The models that came with the package by default.

    Returns
    -------
    analyzer : Analyzer

    Raises
    ------
    attune.Error
        If a file cannot be read ('io') or is not what it should be ('corrupt', 'unsupported_version', 'invalid_data').

    Examples
    --------
    >>> a = attune.load()
    >>> a.read("I have been waiting for three weeks!!").stress > a.read("Thank you so much.").stress
    True
    """
    return Analyzer.load(model_dir() if path is None else path)
