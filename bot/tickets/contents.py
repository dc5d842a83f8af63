"""What staff hand in about a ticket, checked before it is stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from bot.database import LARGEST_SUM
from bot.tickets.errors import WrongInput

LONGEST_FINDINGS = LONGEST_REASONS = 4000
LONGEST_REMEDY_WORDS = 1000
LONGEST_WHY = 500
LONGEST_WORDS = 2000
LONGEST_NAME = 80
FEN = Decimal("0.01")

# Ways on that an answer must name (办法关于告知的条款，条号待核).
REMEDIES = {"review": "核查", "mediation": "调解", "arbitration": "仲裁", "litigation": "诉讼"}
OUTCOMES = {
    "settled": "双方达成一致",
    "granted": "支持诉求",
    "partly": "部分支持",
    "refused": "不支持",
}
FOLLOW_UP_CHANNELS = {"phone": "电话", "message": "短信或网页"}


@dataclass(frozen=True)
class Answer:
    """An institution's answer, or the decision of a review: what it found, why, and the ways on.

    `remedies` are keys of REMEDIES, at least one for a complaint; `remedy_words` says how to take
    them; `outcome` is a key of OUTCOMES; `paid` in CNY. All texts are stored encrypted.
    """

    findings: str = field(repr=False)
    reasons: str = field(repr=False)
    remedies: tuple[str, ...]
    remedy_words: str = field(default="", repr=False)
    outcome: str | None = None
    paid: Decimal | None = None


@dataclass(frozen=True)
class FollowUpResult:
    """How a follow-up went: nobody `reached`, or a score of 1 to 5 and perhaps an NPS of 0 to 10.

    `by` is a key of FOLLOW_UP_CHANNELS; `words` are the consumer's and are stored encrypted.
    """

    reached: bool
    score: int | None = None
    nps: int | None = None
    words: str = field(default="", repr=False)
    by: str = "phone"


def checked_text(field_name: str, text: str, longest: int, *, needed: bool = True) -> str:
    """Return the text without blanks around it; raises WrongInput when missing or too long."""
    text = text.strip()
    if needed and not text:
        raise WrongInput(field_name, "missing")
    if len(text) > longest:
        raise WrongInput(field_name, "too_long")
    return text


def checked_why(why: str, *, needed: bool = False) -> str:
    """Return staff's reason for an act; raises WrongInput."""
    return checked_text("why", why, LONGEST_WHY, needed=needed)


def checked_answer(answer: Answer) -> Answer:
    """Return the answer with its texts trimmed; raises WrongInput with the field that is wrong."""
    if not set(answer.remedies) <= set(REMEDIES):
        raise WrongInput("remedies", "unknown")
    if answer.outcome is not None and answer.outcome not in OUTCOMES:
        raise WrongInput("outcome", "unknown")
    return replace(
        answer,
        findings=checked_text("findings", answer.findings, LONGEST_FINDINGS),
        reasons=checked_text("reasons", answer.reasons, LONGEST_REASONS),
        remedies=tuple(name for name in REMEDIES if name in answer.remedies),
        remedy_words=checked_text(
            "remedy_words", answer.remedy_words, LONGEST_REMEDY_WORDS, needed=False
        ),
        paid=_checked_sum(answer.paid),
    )


def _checked_sum(paid: Decimal | None) -> Decimal | None:
    """Return a sum in whole fen."""
    if paid is None:
        return None
    if not paid.is_finite() or not 0 <= paid <= LARGEST_SUM:
        raise WrongInput("paid", "out_of_range")
    return paid.quantize(FEN)


def checked_result(result: FollowUpResult) -> FollowUpResult:
    """Return how a follow-up went, checked; nobody who was not reached gives a score."""
    if result.by not in FOLLOW_UP_CHANNELS:
        raise WrongInput("by", "unknown")
    if not result.reached:
        return FollowUpResult(reached=False, by=result.by)
    if result.score is None:
        raise WrongInput("score", "missing")
    if result.score not in range(1, 6):
        raise WrongInput("score", "out_of_range")
    if result.nps is not None and result.nps not in range(11):
        raise WrongInput("nps", "out_of_range")
    words = checked_text("words", result.words, LONGEST_WORDS, needed=False)
    return replace(result, words=words)
