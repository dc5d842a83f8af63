"""One model for one state of the data: trained when it is missing, found again when it is there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from bot.dialogue.training_progress import Progress

# Everything that a model is made from. Dialogue code runs at the turn, so it is not among them.
INPUTS = (
    "config.yml",
    "domain",
    "data",
    "bot/nlu",
    "bot/language",
    "bot/directory",
    "bot/privacy/masking.py",
    "requirements/base.txt",
)
NOT_READ = (".md", ".pyc", ".pyo", ".swp", "~")
KEPT_MODELS = 3
SHOWN_LINES = 25
QUICKER = Path(__file__).with_name("quicker_training.py")  # is Rasa's own command line


class TrainingError(RuntimeError):
    """Rasa could not train; the message is the end of what it said."""


def fingerprint(root: Path) -> str:
    """Return the SHA-256 (hexadecimal) of all that a model is made from, names and contents."""
    digest = sha256()
    for path in sorted(_inputs(root)):
        content = sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def _inputs(root: Path) -> Iterator[Path]:
    for name in INPUTS:
        path = root / name
        yield from filter(_is_read, path.rglob("*") if path.is_dir() else [path])


def _is_read(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and not path.name.endswith(NOT_READ)


def model_for(root: Path) -> Path:
    """Return where the model for the present data is, or will be once it is trained."""
    return root / "models" / f"{fingerprint(root)[:16]}.tar.gz"


def train(root: Path, show: Callable[[str], object] | None = None) -> Path:
    """Train a model for the present data and return its path; progress goes to `show` or stdout.

    The model appears whole or not at all, so processes that start together do no harm.
    Raises TrainingError with the end of Rasa's output.
    """
    model = model_for(root)
    model.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=model.parent, prefix=".training-") as directory:
        _run_rasa(root, Path(directory), Progress(show))
        next(Path(directory).glob("*.tar.gz")).replace(model)
    _forget_old_models(model)
    return model


def _run_rasa(root: Path, directory: Path, progress: Progress) -> None:
    with subprocess.Popen(
        _command(directory),
        cwd=root,
        env=os.environ | {"RASA_TELEMETRY_ENABLED": "false", "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as child:
        assert child.stdout is not None
        with progress:
            lines = [progress.saw(line) for line in child.stdout]
    if child.returncode or not any(directory.glob("*.tar.gz")):
        raise TrainingError("".join(lines[-SHOWN_LINES:]).strip())


def _command(directory: Path) -> list[str]:
    # Rasa's cache knows a component by its own source alone, not by the dictionaries and modules
    # it reads, so it would give back what an older dictionary taught: --force.
    return [
        *(sys.executable, str(QUICKER), "train", "--force", "--skip-validation"),
        *("--config", "config.yml", "--domain", "domain", "--data", "data"),
        *("--out", str(directory), "--fixed-model-name", "model"),
    ]


def _forget_old_models(newest: Path) -> None:
    """Keep the newest models of ours; those that people named themselves are left alone."""
    ours = newest.parent.glob("[0-9a-f]" * 16 + ".tar.gz")
    by_age = sorted(ours, key=lambda model: model.stat().st_mtime, reverse=True)
    for model in by_age[KEPT_MODELS:]:
        model.unlink(missing_ok=True)
