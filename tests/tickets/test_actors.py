from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from bot.tickets.actors import actor, acts, check_actor, institution_of, role_of
from bot.tickets.contents import FollowUpResult
from bot.tickets.errors import NotAllowed
from bot.tickets.service import Tickets
from tests.tickets.people import ANSWER

WORDS = {
    "consumer": "consumer",
    "house": "bot",
    "agent": "agent:3",
    "supervisor": "supervisor:1",
    "reviewer": "reviewer:2",
    "administrator": "administrator:1",
    "institution": "institution:icbc/41",
    "stranger": "stranger:1",
}
# Acts whose actor is only noted: handing in, and erasure, which the law gives to everybody.
OPEN_TO_ALL = {"register", "settle_directly", "erase"}
# Chores check a role too, but that of another act.
OTHERWISE = {"climb_overdue", "remind", "refresh_deadlines"}


@pytest.mark.parametrize(
    ("word", "role", "institution"),
    [
        ("agent:3", "agent", None),
        ("institution:icbc/41", "institution", "icbc"),
        ("institution:icbc", "institution", "icbc"),
        ("institution:", "institution", ""),
        ("consumer", "consumer", None),
        ("bot", "house", None),
        ("chore", "house", None),
        ("agent", "agent", None),
        ("house:1", "nobody", None),
        ("stranger:1", "nobody", None),
        ("institution", "institution", ""),
    ],
)
def test_a_word_says_who(word: str, role: str, institution: str | None) -> None:
    assert (role_of(word), institution_of(word)) == (role, institution)


def test_words_are_made_of_roles_and_people() -> None:
    assert actor("agent", "7") == "agent:7"
    assert actor("consumer") == "consumer"
    assert actor("institution", "41", "icbc") == "institution:icbc/41"
    assert actor("institution", institution_id="icbc") == "institution:icbc"
    for nobody in (None, ""):
        with pytest.raises(ValueError, match="institution"):
            actor("institution", "41", nobody)


def public_acts() -> set[str]:
    return {
        name
        for name, method in inspect.getmembers(Tickets, inspect.isfunction)
        if not name.startswith("_") and "actor" in inspect.signature(method).parameters
    }


def test_every_act_has_its_roles() -> None:
    assert public_acts() - OPEN_TO_ALL - OTHERWISE == set(acts())
    known = set(WORDS) - {"stranger"}
    assert all(roles and roles <= known for roles in acts().values())


def test_roles_that_the_law_asks_for() -> None:
    """Whoever asks does not decide, nobody rates their own answer, the consumer may always go."""
    allowed = acts()
    assert allowed["decide_extension"] == {"supervisor", "reviewer"}
    assert "institution" not in allowed["follow_up"] | allowed["close"] | allowed["withdraw"]
    assert "consumer" in allowed["withdraw"] & allowed["review"] & allowed["urge"]
    assert all("administrator" not in roles for act, roles in allowed.items() if act == "answer")


ARGUMENTS: dict[str, dict[str, Any]] = {
    "assign": {"branch": "支行"},
    "not_accept": {"why": "理由"},
    "answer": {"answer": ANSWER},
    "reopen": {"why": "理由"},
    "ask_extension": {"why": "理由"},
    "decide_extension": {"granted": True, "why": "理由"},
    "review": {"reason": "不服"},
    "decide_review": {"decision": ANSWER},
    "follow_up": {"result": FollowUpResult(reached=False)},
    "close": {"why": ""},
    "climb": {"why": ""},
    "guide": {"way": "court"},
    "add": {"text": "补充"},
    "withdraw": {"reason": ""},
    "reject_outcome": {"reason": ""},
    "merge": {"into": "2612345670"},
    "open_group": {"title": "事由"},
    "join": {"group": "2612345670"},
    "route": {},
    "move": {"to": "closed", "why": ""},
    "reclassify": {"code": "x-B02", "why": ""},
}


@pytest.mark.parametrize("act", sorted(acts()))
def test_whoever_may_not_is_refused_and_nothing_happens(
    tickets: Tickets, forwarded: str, act: str
) -> None:
    group = tickets.open_group(forwarded, "事由", "agent:3").name
    given = ARGUMENTS.get(act, {}) | ({"group": group} if act == "join" else {})
    method: Callable[..., Any] = getattr(tickets, act)
    before = tickets.details(forwarded)
    for role in set(WORDS) - acts()[act]:
        with pytest.raises(NotAllowed) as refused:
            method(forwarded, **given, actor=WORDS[role])
        assert refused.value.actor == WORDS[role]
    assert tickets.details(forwarded) == before


def test_allowed_is_what_is_written_down() -> None:
    for act, roles in acts().items():
        for role in roles:
            assert check_actor(WORDS[role], act) is None
