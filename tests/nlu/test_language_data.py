"""The training examples: fixed names, enough of them, no look-alikes, no entity cut in two."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from benchmarks.data_findings import look_alikes
from benchmarks.examples import read_examples
from bot.language.script import is_traditional, to_simplified
from bot.nlu.tokenizer import CharacterTokenizer

ROOT = Path(__file__).parents[2]
CONTRACT: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("contract.yml").read_text(encoding="utf-8")
)
FAMILIES = ("complaints", "requests", "conversation")
DOMAIN = yaml.safe_load((ROOT / "domain" / "core.yml").read_text(encoding="utf-8"))
RASAS_OWN = {"nlu_fallback"}
_ANNOTATION = re.compile(r"\[([^\]]+)\][({]")


@pytest.fixture(scope="module")
def examples() -> list[Message]:
    return list(load_data(str(ROOT / "data" / "nlu")).intent_examples)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", to_simplified(text)).lower()


def test_the_domain_has_exactly_the_intents_and_entities_of_the_contract() -> None:
    intents = {name for family in FAMILIES for name in CONTRACT[family]}
    assert set(DOMAIN["intents"]) - RASAS_OWN == intents
    assert set(DOMAIN["entities"]) == set(CONTRACT["entities"])


@pytest.mark.parametrize("family", FAMILIES)
def test_every_intent_has_enough_examples(examples: list[Message], family: str) -> None:
    counts = Counter(message.get("intent") for message in examples)
    few = {n: counts[n] for n in CONTRACT[family] if counts[n] < CONTRACT["at_least"][family]}
    assert not few


def test_no_other_names_are_used_in_the_data(examples: list[Message]) -> None:
    intents = {name for family in FAMILIES for name in CONTRACT[family]}
    assert {message.get("intent") for message in examples} == intents
    used = {e["entity"] for message in examples for e in message.get("entities") or ()}
    assert used == set(CONTRACT["entities"])


def test_no_example_stands_in_two_intents_or_twice(examples: list[Message]) -> None:
    intents = defaultdict(list)
    for message in examples:
        intents[_bare(message.get("text"))].append(message.get("intent"))
    assert {text: names for text, names in intents.items() if len(names) > 1} == {}


def test_no_two_examples_are_look_alikes() -> None:
    examples = read_examples(ROOT / "data" / "nlu")
    assert [(found.kind, found.detail) for found in look_alikes(examples)] == []


def test_no_token_cuts_an_annotated_entity(examples: list[Message]) -> None:
    tokenizer = CharacterTokenizer(CharacterTokenizer.get_default_config())
    cut = []
    for message in examples:
        tokens = tokenizer.tokenize(message, "text")
        starts, ends = {t.start for t in tokens}, {t.end for t in tokens}
        for entity in message.get("entities") or ():
            if entity["start"] not in starts or entity["end"] not in ends:
                cut.append((message.get("text"), entity["entity"]))
    assert cut == []


def test_all_kinds_of_speakers_are_heard(examples: list[Message]) -> None:
    texts = [message.get("text") for message in examples]
    assert sum(is_traditional(text) for text in texts) > len(texts) / 33
    assert sum(len(text) < 10 for text in texts) > len(texts) / 10
    assert sum(len(text) > 40 for text in texts) > len(texts) / 21


def test_annotations_are_all_read(examples: list[Message]) -> None:
    written = sum(
        len(_ANNOTATION.findall(path.read_text(encoding="utf-8")))
        for path in (ROOT / "data" / "nlu").glob("*.yml")
    )
    assert sum(len(message.get("entities") or ()) for message in examples) == written
