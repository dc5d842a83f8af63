"""Stock Rasa on the project's own data, trained once for each state of it and kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
CACHE = Path(".cache") / "stock"
CONFIG = Path("benchmarks") / "stock.yml"
STORIES = Path("benchmarks") / "stories.yml"
KEPT_MODELS = 3  # they are over 100 MB each
UNDERSTANDING = (CONFIG, Path("data/nlu"))
DIALOGUE = (STORIES, Path("data/rules"), Path("domain"))
SHOWN_LINES = 25


class StockError(RuntimeError):
    """Stock Rasa cannot be trained here; the message says why."""


def understanding_model(root: Path) -> Path | None:
    """Return a kept model that learned the present examples, or None; a whole one serves too."""
    return next(iter(sorted((root / CACHE).glob(f"{_digest(root, UNDERSTANDING)}*.tar.gz"))), None)


def dialogue_model(root: Path) -> Path | None:
    """Return the kept model of the present examples, rules and domain, or None."""
    model = root / CACHE / f"{_name(root, with_dialogue=True)}.tar.gz"
    return model if model.exists() else None


def train(root: Path, *, with_dialogue: bool) -> Path:
    """Train stock Rasa on the data as it is now (half a day and more) and keep the model.

    Rasa's progress goes to `training.log` beside it.
    Raises StockError with the end of Rasa's output, or when Jieba is not installed.
    """
    if find_spec("jieba") is None:
        raise StockError("jieba is not installed: stock Rasa needs it to cut Chinese into words")
    cache = root / CACHE
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".training-") as directory:
        # A copy: the data may be edited during the long training, the name must still be true.
        copy = Path(directory)
        _copy(root, copy)
        model = cache / f"{_name(copy, with_dialogue)}.tar.gz"
        _run(_command(with_dialogue), copy, cache / "training.log")
        next(copy.glob("out/*.tar.gz")).replace(model)
    _forget_old_models(cache)
    return model


def _forget_old_models(cache: Path) -> None:
    by_age = sorted(cache.glob("*.tar.gz"), key=lambda model: model.stat().st_mtime, reverse=True)
    for model in by_age[KEPT_MODELS:]:
        model.unlink(missing_ok=True)


def _name(root: Path, with_dialogue: bool) -> str:
    name = _digest(root, UNDERSTANDING)
    return f"{name}-{_digest(root, DIALOGUE)}" if with_dialogue else name


def _digest(root: Path, inputs: Iterable[Path]) -> str:
    digest = sha256()
    for path in sorted(file for name in inputs for file in _files(root / name)):
        content = sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:16]


def _files(path: Path) -> Iterable[Path]:
    return path.rglob("*.yml") if path.is_dir() else [path]


def _copy(root: Path, target: Path) -> None:
    for name in (*UNDERSTANDING, *DIALOGUE):
        source, place = root / name, target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, place)


def _command(with_dialogue: bool) -> list[str]:
    data = ["--domain", "domain", "--data", "data", str(STORIES), "--skip-validation"]
    return [
        *(sys.executable, "-m", "rasa", "train"),
        *(data if with_dialogue else ["nlu", "--nlu", "data/nlu"]),
        *("--config", str(CONFIG), "--out", "out"),
    ]


def _run(command: list[str], directory: Path, log: Path) -> None:
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            command,
            cwd=directory,
            env=os.environ | {"RASA_TELEMETRY_ENABLED": "false"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode or not any(directory.glob("out/*.tar.gz")):
        said = log.read_text(encoding="utf-8", errors="replace").splitlines()
        raise StockError("\n".join(said[-SHOWN_LINES:]))
