"""Checks the training data: `python -m benchmarks.data_lint`, part of `make lint`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from benchmarks.data_findings import (
    Finding,
    look_alikes,
    missing_entities,
    same_letters,
    skewed_counts,
    unknown_entities,
)
from benchmarks.examples import Example, read_examples
from bot.data_files import read_yaml

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data" / "nlu"
DOMAIN = ROOT / "domain" / "core.yml"
RASAS_OWN = "nlu_fallback"
CHUNK = 500
SHOWN = 20


@dataclass(frozen=True)
class Kind:
    """A kind of finding: its Chinese name, whether it is an error, what to do next."""

    name: str
    grave: bool
    advice: str


@dataclass(frozen=True)
class Names:
    """The intents and entities that may be used."""

    intents: tuple[str, ...]
    entities: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Report what to mend; 1 when there is an error, with --strict also for a warning."""
    options = _parser().parse_args(arguments)
    kinds = load_kinds()
    examples = read_examples(options.data)
    findings = check(examples, load_names())
    print("\n".join(report(findings, kinds, None if options.all else SHOWN)))
    print("\n".join(summary(examples, findings, kinds)))
    return int(any(kinds[finding.kind].grave or options.strict for finding in findings))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.data_lint", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="检查这个文件夹里的 *.yml")
    parser.add_argument("--strict", action="store_true", help="有提醒也算不通过")
    parser.add_argument("--all", action="store_true", help=f"全部列出，不止每类前 {SHOWN} 条")
    return parser


def load_kinds() -> dict[str, Kind]:
    """Read the kinds of findings beside this module."""
    return {
        name: Kind(**values)
        for name, values in read_yaml(Path(__file__).with_suffix(".yml")).items()
    }


def load_names(path: Path = DOMAIN) -> Names:
    """Read the names of intents and entities from the domain; Rasa's own intent has no examples."""
    domain = read_yaml(path)
    intents = tuple(name for name in domain["intents"] if name != RASAS_OWN)
    return Names(intents, tuple(domain["entities"]))


def check(examples: Sequence[Example], names: Names) -> list[Finding]:
    """Return all findings; the slow part, the recogniser, runs on all cores."""
    return [
        *same_letters(examples),
        *look_alikes(examples),
        *unknown_entities(examples, names.entities),
        *_missing(examples),
        *skewed_counts(examples, names.intents),
    ]


def _missing(examples: Sequence[Example]) -> list[Finding]:
    with ProcessPoolExecutor() as pool:
        return list(chain.from_iterable(pool.map(missing_entities, examples, chunksize=CHUNK)))


def report(
    findings: Iterable[Finding], kinds: Mapping[str, Kind], shown: int | None = None
) -> Iterator[str]:
    """Yield a paragraph for each kind: what to do next, then at most `shown` places."""
    found = list(findings)
    for name, kind in kinds.items():
        lines = [_line(finding) for finding in found if finding.kind == name]
        if lines:
            yield f"【{_level(kind)}】{kind.name}：{kind.advice}。"
            yield from lines[:shown]
            if hidden := len(lines[shown:] if shown is not None else ()):
                yield f"  ……还有 {hidden} 处，加 --all 全部列出"


def summary(
    examples: Sequence[Example], findings: Iterable[Finding], kinds: Mapping[str, Kind]
) -> Iterator[str]:
    """Yield the closing table: how much was read, how much of each kind was found."""
    counts = Counter(finding.kind for finding in findings)
    intents = len({example.intent for example in examples})
    yield f"共 {len(examples)} 条样本，{intents} 个意图。"
    for name, kind in kinds.items():
        yield f"  {_level(kind)}  {kind.name}\t{counts[name]}"


def _level(kind: Kind) -> str:
    return "错误" if kind.grave else "提醒"


def _line(finding: Finding) -> str:
    if finding.example is None:
        return f"  {finding.intent}：{finding.detail}"
    example = finding.example
    where = f"{example.file}:{example.line} {example.intent}"
    return f"  {where}：{example.text}  ← {finding.detail}"


if __name__ == "__main__":
    sys.exit(main())
