"""A thinned copy of the examples, for who cannot learn them all in a day: `benchmarks.sample`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
_EXAMPLE = re.compile(r" +- ")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files of `data/nlu` anew into a folder, with so many examples of each intent."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sample", description=__doc__)
    parser.add_argument("folder", type=Path, help="写到哪里")
    parser.add_argument("--each", type=int, default=40, metavar="40", help="每个意图留几句")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    for file in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        lines = file.read_text(encoding="utf-8").splitlines()
        text = "\n".join(thinned(lines, options.each)) + "\n"
        (options.folder / file.name).write_text(text, encoding="utf-8")
    return 0


def thinned(lines: Sequence[str], each: int) -> Iterator[str]:
    """Yield the lines of a file of examples, with at most `each` of an intent, evenly spread."""
    block: list[str] = []
    for line in lines:
        if _EXAMPLE.match(line):
            block.append(line)
            continue
        yield from _spread(block, each)
        block = []
        yield line
    yield from _spread(block, each)


def _spread(examples: Sequence[str], each: int) -> Iterator[str]:
    step = max(1.0, len(examples) / each)
    for index in range(min(each, len(examples))):
        yield examples[int(index * step)]


if __name__ == "__main__":
    raise SystemExit(main())
