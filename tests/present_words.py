"""A model that was trained before some wordings were written, with the wordings of today.

Training takes no notice of wordings, only of which intents, slots and actions there are: for who
changes words and code at the same time there is no need to train anew.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

DOMAIN = Path(__file__).parents[1] / "domain"
METADATA, COMPONENT = "metadata.json", "components/domain_provider/domain.yml"


def with_present_words(model: Path) -> Path:
    """Return a copy of the model that says what `domain/words_*.yml` say now."""
    words = _words()
    known = sha256(json.dumps(words, sort_keys=True).encode() + model.read_bytes()).hexdigest()
    copy = Path(tempfile.gettempdir()) / "xiaobao-models" / f"{known[:16]}.tar.gz"
    if not copy.exists():
        copy.parent.mkdir(exist_ok=True)
        fresh = copy.with_suffix(f".{os.getpid()}")
        _copy(model, fresh, words)
        fresh.replace(copy)
    return copy


def _words() -> dict[str, Any]:
    words: dict[str, Any] = {}
    for path in sorted(DOMAIN.glob("words_*.yml")):
        words |= yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
    return words


def _copy(model: Path, to: Path, words: dict[str, Any]) -> None:
    with tarfile.open(model) as old, tarfile.open(to, "w:gz") as new:
        for member in old:
            stream = old.extractfile(member) if member.isfile() else None
            content = stream.read() if stream else b""
            if member.name.endswith(METADATA):
                values = json.loads(content)
                values["domain"]["responses"] = words
                content = json.dumps(values).encode()
            elif member.name.endswith(COMPONENT):
                values = {**yaml.safe_load(content), "responses": words}
                content = yaml.safe_dump(values, allow_unicode=True, sort_keys=False).encode()
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
