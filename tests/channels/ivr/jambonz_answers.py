"""What jambonz is answered, as the documents on the line."""

from __future__ import annotations

import json
from typing import Any

from bot.channels.ivr.jambonz import Jambonz
from bot.channels.messages import PhoneAnswer
from tests.channels.ivr.jambonz_hooks import HOOKS
from tests.channels.ivr.requests_made import hotline_with, request_of

TURN = "/ivr/jambonz/turn?turn=3"
DIALLED = "/ivr/jambonz/turn?turn=4&event=dialled"


def body(content: Any) -> bytes:
    """Return a hook as it is posted."""
    return json.dumps(content, ensure_ascii=False).encode()


def written(
    answer: PhoneAnswer | None, path: str = TURN, hook: str = "timeout", **hotline: Any
) -> Any:
    """Return the document that answers a hook, None for an empty answer."""
    request = request_of(path, body(HOOKS[hook][1]))
    turn = Jambonz().read(request)
    response = Jambonz().write(request, hotline_with(**hotline), turn, answer)
    assert response.status == 200
    return json.loads(response.body) if response.body else None
