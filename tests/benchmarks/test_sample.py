"""A thinned copy of the examples keeps all intents and spreads over each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks import sample
from benchmarks.examples import read_examples

ROOT = Path(__file__).parents[2]
FILE = """\
nlu:
- intent: greet
  examples: |
    - 一
    - 二
    - 三
    - 四
    - 五
    - 六

- intent: bye
  examples: |
    - 再见
"""


def test_of_many_examples_some_are_kept_from_all_over() -> None:
    kept = list(sample.thinned(FILE.splitlines(), 3))
    assert [line for line in kept if "    - " in line] == [
        "    - 一",
        "    - 三",
        "    - 五",
        "    - 再见",
    ]


def test_nothing_but_examples_is_left_out() -> None:
    def others(lines: list[str]) -> list[str]:
        return [line for line in lines if "    - " not in line]

    assert others(list(sample.thinned(FILE.splitlines(), 1))) == others(FILE.splitlines())


def test_the_copy_has_every_intent_and_no_more_than_asked(tmp_path: Path) -> None:
    assert sample.main([str(tmp_path / "nlu"), "--each", "5"]) == 0
    thin, whole = read_examples(tmp_path / "nlu"), read_examples(ROOT / "data" / "nlu")
    counts = Counter(example.intent for example in thin)
    assert counts.keys() == {example.intent for example in whole}
    assert set(counts.values()) == {5}
    known = {(example.intent, example.text, example.annotations) for example in whole}
    assert {(example.intent, example.text, example.annotations) for example in thin} <= known
