"""The data files of the desk are whole: nothing that can happen is shown by its code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

from bot.desk import acting, refusing
from bot.desk.knowledge import FILE as WORDINGS
from bot.desk.pages import STATIC, TEMPLATES, environment
from bot.desk.phrases import phrases_for
from bot.desk.spans import size, span, stopwatch
from bot.desk.ticket_acts import _NEEDS, all_acts
from bot.desk.words import titles, word
from bot.intake.draft import QUESTIONS
from bot.intake.gist import matters
from bot.tickets.actors import acts as allowed
from bot.tickets.contents import OUTCOMES, REMEDIES
from bot.tickets.states import all_states
from tests.running import ROOT


def _kinds_written_in(folder: str) -> set[str]:
    """Return the kinds of events that the code of a service writes."""
    found = set()
    for path in (ROOT / "bot" / folder).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "_write":
                found |= {a.value for a in node.args[1:3] if isinstance(a, ast.Constant)}
    return {kind for kind in found if isinstance(kind, str) and kind}


@pytest.mark.parametrize(
    ("folder", "group"), [("tickets", "ticket_events"), ("handoff", "handoff_events")]
)
def test_every_event_has_a_name(folder: str, group: str) -> None:
    kinds = _kinds_written_in(folder)
    assert len(kinds) > 5
    presence = {"arrived", "went", "ready", "paused"}
    assert kinds - set(titles(group)) - presence - {"chore", "consumer"} == set()


def test_every_act_can_be_done_by_somebody_somewhere() -> None:
    assert set(all_acts()) == set(acting._WAYS)
    states = set(all_states())
    for act in all_acts().values():
        assert act.roles and act.states <= states
        assert set(act.roles) <= allowed()[act.name]
        assert set(act.needs) <= set(_NEEDS)
        assert all(
            field.kind in {"line", "text", "choice", "boxes", "tick"} for field in act.fields
        )


def test_every_refusal_has_its_sentence() -> None:
    entries = yaml.safe_load(refusing.FILE.read_text(encoding="utf-8"))
    assert set(entries) == {error.__name__ for error in refusing._KNOWN}
    for entry in entries.values():
        assert 400 <= entry["status"] < 500 and entry["message"].endswith("。")
    assert len({entry["code"] for entry in entries.values()}) == len(entries)


def test_names_for_outcomes_and_remedies_are_those_of_the_tickets() -> None:
    assert titles("outcomes_of_answers") == OUTCOMES
    assert titles("remedies") == REMEDIES


def test_every_intent_has_a_name() -> None:
    intents = set()
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        intents |= set(re.findall(r"^- intent: *(\w+)", text, re.MULTILINE))
    assert len(intents) > 20
    assert intents - set(titles("intents")) == set()


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert (word("new_thing", "states"), word(None, "states")) == ("new_thing", "")


def test_wordings_ask_for_what_is_known() -> None:
    for entry in yaml.safe_load(WORDINGS.read_text(encoding="utf-8")):
        when = entry["when"]
        assert when.get("emotion", "calm") in titles("emotions")
        assert when.get("intent", "complain_fees") in matters()
        assert when.get("missing", "phone") in QUESTIONS
        assert len(entry["words"]) <= 60


def test_phrases_are_short_and_name_who_speaks() -> None:
    groups = phrases_for("坐席07", "热线")
    phrases = [phrase for group in groups for phrase in group.phrases]
    assert len(groups) >= 5 and len(phrases) == len(set(phrases))
    assert any("坐席07" in phrase for phrase in phrases)
    assert all("{" not in phrase and len(phrase) <= 60 for phrase in phrases)
    for stale in ("高度重视", "敬请谅解", "请您耐心", "系统"):
        assert not any(stale in phrase for phrase in phrases)


@pytest.mark.parametrize("name", environment().list_templates())
def test_templates_are_well_formed_and_hold_no_code(name: str) -> None:
    environment().get_template(name)
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", source)
    assert name.startswith("accounts/") or not re.search(r"\| *safe", source)


@pytest.mark.parametrize(
    "path", sorted(STATIC.rglob("*.js")), ids=lambda path: path.relative_to(STATIC).as_posix()
)
def test_scripts_are_small_modules_of_our_own(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 200
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\b|https?://", source)
    for name in re.findall(r'from "([^"]+)"', source):
        chat = ROOT / "bot" / "channels" / "static"
        there = chat / name.removeprefix("/static/") if name.startswith("/") else path.parent / name
        assert there.resolve().is_file(), name


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "—"), (0, "0秒"), (59.9, "59秒"), (60, "1分00秒"), (3661, "1小时01分"), (-3, "0秒")],
)
def test_spans(seconds: float | None, words: str) -> None:
    assert span(seconds) == words


def test_moments_and_sizes() -> None:
    assert [stopwatch(s) for s in (7, 760, 3729)] == ["0:07", "12:40", "1:02:09"]
    assert [size(n) for n in (10, 830 * 1024, 2_500_000)] == ["1 KB", "830 KB", "2.4 MB"]
