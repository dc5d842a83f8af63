"""How well the project understands: `python -m benchmarks.understanding`, or `make eval`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import noise, report, stock
from benchmarks.entity_metrics import entity_figures
from benchmarks.metrics import Pairs, figures, most_telling
from benchmarks.page import page
from benchmarks.parsing import Readings, read_all
from benchmarks.sets import Row, find_sets
from bot.dialogue import training

ROOT = Path(__file__).parent.parent
RESULTS = Path("results")
SHOWN_CHARACTERS = 90
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
VERSIONS: Mapping[str, Callable[[Row], Row]] = {
    "clean": lambda row: row,
    "telephone": noise.telephone,
    "traditional": noise.traditional,
}

Versions = Mapping[str, Mapping[str, list[Row]]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, and write `results/understanding.json` and `.html`."""
    options = _parser().parse_args(arguments)
    sets = find_sets(ROOT, os.environ)
    if not sets:
        print("没有评测集：请写 tests/understanding/*.jsonl，或用 XIAOBAO_EVAL 指明文件夹。")
        return 1
    versions = {
        name: {version: [change(row) for row in rows] for version, change in VERSIONS.items()}
        for name, rows in sets.items()
    }
    measured = {
        name: _measured(
            read_all(model, _texts(versions), remedied=name == "ours"), versions, options
        )
        for name, model in _models(options).items()
    }
    print(report.table(measured))
    _write(measured, ROOT / RESULTS)
    print(
        f"\n详细结果：{RESULTS / 'understanding.html'}（给人看）、{RESULTS / 'understanding.json'}"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding", description=__doc__)
    parser.add_argument("--model", type=Path, help="评测这个模型，不用当前数据的模型")
    parser.add_argument(
        "--stock",
        action="store_true",
        help="没有现成的原版 Rasa 模型时先训练一个（十几小时，见 benchmarks/README.md）",
    )
    parser.add_argument("--stock-model", type=Path, help="用这个原版 Rasa 模型")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="10", help="列出每套题里最肯定却听错的几句"
    )
    parser.add_argument("--thresholds", type=float, nargs="+", default=THRESHOLDS, metavar="0.5")
    return parser


def _models(options: argparse.Namespace) -> dict[str, Path]:
    ours = options.model or training.model_for(ROOT)
    if not ours.exists():
        print("正在训练当前数据的模型，大约一分钟：", flush=True)
        ours = training.train(ROOT)
    theirs = options.stock_model or _stock_model(train=options.stock)
    return {"ours": ours, "stock": theirs} if theirs else {"ours": ours}


def _stock_model(*, train: bool) -> Path | None:
    kept = stock.understanding_model(ROOT)
    if kept is None and train:
        print(
            f"正在训练原版 Rasa，要十几小时，进度见 {stock.CACHE / 'training.log'} ……",
            flush=True,
        )
        try:
            return stock.train(ROOT, with_dialogue=False)
        except stock.StockError as error:
            print(f"原版 Rasa 训练不了：{error}", file=sys.stderr)
    elif kept is None:
        print("跳过原版 Rasa：没有用当前数据训练好的模型（make eval ARGS=--stock 会训练一个）。")
    return kept


def _texts(versions: Versions) -> list[str]:
    return [row.text for of_set in versions.values() for rows in of_set.values() for row in rows]


def _measured(
    readings: Readings, versions: Versions, options: argparse.Namespace
) -> dict[str, Any]:
    """Return the figures of each set and version; the readings stand in the order of `_texts`."""
    understood = iter(readings.understood)
    sets: dict[str, dict[str, Any]] = {}
    for name, of_set in versions.items():
        for version, rows in of_set.items():
            pairs = [(row, next(understood)) for row in rows]
            found = figures(pairs, options.thresholds) | {"entities": entity_figures(pairs)}
            if version == "clean":
                _show(name, most_telling(pairs)[: options.errors])
            sets.setdefault(name, {})[version] = found
    return {"sets": sets, "peak_memory_mb": round(readings.peak_memory)}


def _show(name: str, errors: Pairs) -> None:
    """Print errors for whoever mends them; they go into no file."""
    for row, said in errors:
        print(f"{report.SETS[name]}  {said.confidence:.2f}  {row.intent} → {said.intent}")
        print(f"    {row.text[:SHOWN_CHARACTERS]}")


def _write(measured: Mapping[str, Any], folder: Path) -> None:
    """Write the figures for machines and for people; no utterance is in them."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(measured, ensure_ascii=False, indent=2)
    (folder / "understanding.json").write_text(text + "\n", encoding="utf-8")
    (folder / "understanding.html").write_text(page(measured), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
