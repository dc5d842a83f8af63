"""`python quicker_training.py train ...`: Rasa's command line, hashing and reading examples once.

Rasa reads the training data twice, copies it some twenty times with all that hangs on it, and
forgets the fingerprint of an example whenever something is set anew, also to the same value.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterable
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any


def remember_fingerprints() -> None:
    """Keep an example's fingerprint when a value is set that it has already."""
    from rasa.shared.nlu.training_data.message import Message

    set_anew = Message.set

    def set_value(message: Any, name: str, value: Any, add_to_output: bool = False) -> None:
        if add_to_output or message.data.get(name) != value:
            set_anew(message, name, value, add_to_output)

    Message.set = set_value


def copy_examples_lightly() -> None:
    """Copy an example without copying its values: training replaces values, it changes none."""
    from rasa.shared.nlu.training_data.message import Message

    def copied(message: Any, _: dict[int, Any]) -> Any:
        fresh = copy(message)
        fresh.data, fresh.features = dict(message.data), list(message.features)
        fresh.output_properties = set(message.output_properties)
        return fresh

    Message.__deepcopy__ = copied


def read_once() -> None:
    """Read the files with examples once in this process."""
    from rasa.shared.importers import rasa as importer

    read = importer.utils.training_data_from_paths

    @lru_cache(maxsize=1)
    def once(paths: tuple[str, ...], language: str) -> Any:
        return read(paths, language)

    def training_data_from_paths(paths: Iterable[str], language: str) -> Any:
        return once(tuple(sorted(paths)), language)

    importer.utils.training_data_from_paths = training_data_from_paths


if __name__ == "__main__":
    sys.path[0] = str(Path.cwd())
    remember_fingerprints()
    copy_examples_lightly()
    read_once()
    runpy.run_module("rasa", run_name="__main__", alter_sys=True)
