"""What jambonz's own schemas say of our answers, and of the hooks in these tests."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.channels.ivr.jambonz_answers import DIALLED, written
from tests.channels.ivr.jambonz_hooks import CALL, HOOKS
from tests.channels.ivr.requests_made import DIGITS, FIRM, OPEN, TRANSFER, answer_of

HERE = Path(__file__).parent
ANSWERS = {
    "question": answer_of("gather", FIRM, OPEN),
    "slow digits": answer_of("gather", FIRM, OPEN, collect=DIGITS, rate_percent=80, loud=True),
    "wait": answer_of("wait", FIRM),
    "goodbye": answer_of("hangup", FIRM),
    "transfer": answer_of("transfer", FIRM, transfer=TRANSFER),
    "person has it": answer_of("none"),
}
AGENTS = ("agents", "01088888888", "sip:a@pbx.example", "refer:sip:a@pbx.example")
WRONG = {
    "no such verb": [{"verb": "speak", "text": "您好"}],
    "no such property": [{"verb": "gather", "bargeIn": True}],
    "wrong type": [{"verb": "gather", "timeout": "6s"}],
    "dial without target": [{"verb": "dial"}],
}


@pytest.fixture(scope="session")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The validator with its packages, installed in a place of its own."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("optional: no npm here: install nodejs and npm for the schemas of jambonz")
    place = tmp_path_factory.mktemp("jambonz")
    for name in ("package.json", "jambonz_validator.mjs"):
        shutil.copy(HERE / name, place)
    quietly = ("--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund")
    install = subprocess.run(
        [npm, "install", *quietly], cwd=place, capture_output=True, text=True, timeout=300
    )
    if install.returncode != 0:
        pytest.skip(f"optional: npm cannot install the schemas of jambonz: {install.stderr[-300:]}")
    return place


def errors(schemas: Path, **given: Any) -> dict[str, str | None]:
    """Return what the schemas object to, by name; None where all is well."""
    content = {"hooks": {}, "answers": {}, **given}
    run = subprocess.run(
        ["node", "jambonz_validator.mjs"],
        cwd=schemas,
        input=json.dumps(content),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, str | None] = json.loads(run.stdout)
    return found


def test_the_hooks_of_these_tests_are_such_as_jambonz_sends(schemas: Path) -> None:
    assert errors(schemas, hooks=HOOKS) == dict.fromkeys(HOOKS)


def test_jambonz_understands_every_answer(schemas: Path) -> None:
    answers = {
        f"{name}, {agents}": written(answer, agents=agents)
        for name, answer in ANSWERS.items()
        for agents in AGENTS
    }
    answers["not reached"] = written(None, DIALLED, "busy")
    assert errors(schemas, answers=answers) == dict.fromkeys(answers)


def test_the_schemas_object_to_what_is_wrong(schemas: Path) -> None:
    hooks = {"reason": ("gather", {**CALL, "reason": "dance"}), "callback": ("nothing", {})}
    found = errors(schemas, hooks=hooks, answers=WRONG)
    assert set(found) == {*WRONG, *hooks} and all(found.values())
