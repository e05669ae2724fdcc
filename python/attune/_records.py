"""The values that attune returns: NamedTuples, so they are immutable, compare, unpack, and make frames by themselves.

Offsets are indices of the caller's ``str``: ``text[span.start:span.end]`` is what a span stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray


class Error(ValueError):
    """Reading a file or foreign data failed; a text never does.

    Attributes
    ----------
    code : {'io', 'corrupt', 'unsupported_version', 'invalid_data'}
    """

    def __init__(self, message: str, code: str = "invalid_data") -> None:
        super().__init__(message)
        self.code = code


class Token(NamedTuple):
    """A token of a text; ``kind`` is word, number, punctuation, symbol, emoji, url, email, handle, hashtag, emoticon or other."""

    start: int
    end: int
    kind: str


class TokenBatch(NamedTuple):
    """Tokens of many texts in columns, ordered by text, then by start."""

    #: index of the text
    message: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    #: index in ``TOKEN_KINDS``
    kind: NDArray[np.uint8]

    def kind_names(self) -> NDArray[np.str_]:
        """The name of each token's kind, as ``Token.kind`` has it."""
        import numpy as np

        from attune._core import TOKEN_KINDS

        return np.array(TOKEN_KINDS)[self.kind]


class RedactedSpan(NamedTuple):
    """What was replaced; ``kind`` is email, phone, card, iban, ip, ssn, url_token or reference."""

    start: int
    end: int
    kind: str
    #: indices of the redacted text
    placeholder_start: int
    placeholder_end: int


class Redaction(NamedTuple):
    """A text with placeholders, and the spans of the given text that they stand for."""

    text: str
    spans: list[RedactedSpan]


class Piece(NamedTuple):
    """A subword piece of a text; ``id`` is its index in the model's vocabulary."""

    start: int
    end: int
    id: int


class PieceBatch(NamedTuple):
    """Pieces of many texts in columns, in order."""

    #: index of the text, int64
    message: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    id: NDArray[np.int64]


class Phrase(NamedTuple):
    """A span of an agent's text that does something; ``kind`` is cognitive, emotional, action or detracting."""

    start: int
    end: int
    tag: str
    kind: str
    #: 0..1, how sure the rule is
    score: float
    #: id of the pattern or rule that made it
    source: str


class PhraseBatch(NamedTuple):
    """Phrases of many texts in columns, ordered by text, then as ``tag`` orders them."""

    #: index of the text, int64
    message: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    #: names of tags, a NumPy array of str
    tag: NDArray[np.str_]
    score: NDArray[np.float32]


class Veto(NamedTuple):
    """A tempting phrase that a rule took back: the answer to "why was this not tagged?"."""

    start: int
    end: int
    tag: str
    #: the pattern that matched
    source: str
    #: the rule that took it back
    rule: str


class Cue(NamedTuple):
    """A customer's cue: repeat_contact, waiting, escalation, churn, deadline, life_event, abuse, crisis or praise."""

    start: int
    end: int
    cue: str
    #: 0..1, how sure the rule is
    score: float
    #: id of the pattern or rule that made it
    source: str


class Evidence(NamedTuple):
    """A piece of evidence in one message: a cue's name, an emotion's label, "capitals", ..."""

    start: int
    end: int
    reason: str


class Contribution(NamedTuple):
    """What a part of the text adds to the logit of one label."""

    start: int
    end: int
    value: float


class Reason(NamedTuple):
    """A piece of evidence in one turn of a conversation; offsets are indices of that turn's text."""

    turn: int
    start: int
    end: int
    reason: str


class Acknowledgement(NamedTuple):
    """The agent's first turn that takes up a customer's emotion or its cause specifically."""

    cue_turn: int
    reply_turn: int
    #: None without times
    seconds: float | None


class EmpathySummary(NamedTuple):
    """Counts of the agent's spans by kind, and what they amount to."""

    cognitive: int
    emotional: int
    action: int
    detracting: int
    #: which of cognitive and emotional the agent's turns hold at all: cognitive, emotional, both or none
    balance: str
    #: scripted spans
    formulaic: int
    #: an ownership or remedy in or after the first turn with empathy
    followed_by_action: bool


class Advice(NamedTuple):
    """What in a draft reply helps or hurts, or what it misses."""

    #: 'helps', 'hurts' or 'missing'
    kind: str
    start: int
    end: int
    #: a tag's name or 'over_apology'; of what is missing 'acknowledgement', 'specifics', 'action' or 'person'
    reason: str


class Alert(NamedTuple):
    """A person should look at a conversation now.

    ``kind`` is crisis, life_event or error, which are never held back, or stress, escalation, unacknowledged, repeat_contact or waiting.
    """

    kind: str
    #: ``MonitorSummary.score``
    score: float
    #: strongest first, 8 at most
    why: list[Reason]


class Unacknowledged(NamedTuple):
    """A customer's emotion that no reply has taken up."""

    #: the first emotional turn
    cue_turn: int
    #: of agents since then
    n_replies: int
    #: to the last message with a time; None without times
    seconds: float | None


class MonitorSummary(NamedTuple):
    """What is known of a conversation so far. Names that ``Conversation`` has too mean what they mean there, as if it ended now."""

    n_turns: int
    first_turn_high_stress: bool
    stress_begin: float
    stress_end: float
    shift: str
    #: customer's turns that are calm, tense and high-stress
    n_by_stress_level: tuple[int, int, int]
    #: customer's turns that complain again
    n_repeat_contact: int
    #: customer's turns that speak of waiting
    n_waiting: int
    acknowledged: Acknowledgement | None
    unacknowledged: Unacknowledged | None
    empathy: EmpathySummary
    needs_human: bool
    #: 0..1, how much it wants attention; 0.5 is a high-stress message by itself
    score: float


class Utterance(NamedTuple):
    """One message of a conversation.

    ``role`` is customer, agent, bot or unknown, or one of their synonyms; ``time`` is seconds as a number, a string as
    RFC 3339 writes it, or a datetime; ``agent`` is who answered, when known.
    """

    role: str
    text: str
    time: float | str | datetime | None = None
    agent: str = ""


for _record in (
    Error, Token, TokenBatch, Piece, PieceBatch, Phrase, PhraseBatch, Veto, Cue, Evidence, Contribution, Reason, Acknowledgement, EmpathySummary, Alert, Unacknowledged,
    MonitorSummary, Advice, Redaction, RedactedSpan, Utterance,
):
    _record.__module__ = "attune"
del _record
