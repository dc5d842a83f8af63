"""The files of the web chat, read once at start; nothing else on the disk can be asked for."""

from __future__ import annotations

import hashlib
import html
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from sanic import Request
from sanic.response import HTTPResponse, empty, raw

from bot.channels.errors import Refusal
from bot.language.script import to_traditional

STATIC = Path(__file__).with_name("static")
# Asked anew each time and answered 304, so that an upgrade never mixes old modules with new ones.
CACHE = "no-cache"


@dataclass(frozen=True)
class _File:
    content: bytes
    type: str
    tag: str


class Pages:
    """All files below `static`, by their path there."""

    def __init__(self, directory: Path = STATIC) -> None:
        self._files = {
            path.relative_to(directory).as_posix(): _file(path.read_bytes(), path.name)
            for path in directory.rglob("*")
            if path.is_file()
        }

    def answer(self, request: Request, path: str) -> HTTPResponse:
        """Return a file, or 304 when the browser has it; raise Refusal (404) for any other."""
        found = self._files.get(path)
        if found is None:
            raise Refusal(404, "not_found", "没有这个地址。")
        return _answer(request, found)

    def chat(self, request: Request, name: str) -> HTTPResponse:
        """Return the chat page of the hotline called `name`."""
        page = self._files["chat.html"].content.decode("utf-8")
        for mark, words in (("$name_hant", to_traditional(name)), ("$name", name)):
            page = page.replace(mark, html.escape(words))
        return _answer(request, _file(page.encode(), "chat.html"))


def _file(content: bytes, name: str) -> _File:
    kind = mimetypes.types_map.get(Path(name).suffix, "application/octet-stream")
    text = kind.startswith("text/") or kind.endswith(("javascript", "xml"))
    charset = "; charset=utf-8" if text else ""
    return _File(content, kind + charset, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


def _answer(request: Request, found: _File) -> HTTPResponse:
    headers = {"Cache-Control": CACHE, "ETag": found.tag}
    if request.headers.get("if-none-match") == found.tag:
        return empty(status=304, headers=headers)
    return raw(found.content, headers=headers, content_type=found.type)
