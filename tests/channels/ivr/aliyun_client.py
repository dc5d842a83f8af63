"""Alibaba Cloud's own SDK, driven over stdin and stdout: one JSON object a line, both ways.

Runs in an environment of its own; the SDK wants other versions of much that Rasa pins.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from alibabacloud_tea_openapi import utils_models
from alibabacloud_tea_openapi.utils import Utils
from alibabacloud_voicenavigator20180612 import models
from alibabacloud_voicenavigator20180612.client import Client


def answer(command: dict[str, Any]) -> dict[str, Any]:
    """Call one action; `date` and `nonce` stand in for the SDK's own."""
    for name in ("date", "nonce"):
        if name in command:
            setattr(
                Utils, {"date": "get_timestamp", "nonce": "get_nonce"}[name], told(command[name])
            )
    client = Client(utils_models.Config(**command["config"], protocol="HTTP"))
    request = getattr(models, command["action"] + "Request")(**command["values"])
    response = getattr(client, snake(command["action"]))(request)
    return {"status": response.status_code, "body": response.body.to_map()}


def told(value: str) -> Any:
    return staticmethod(lambda: value)


def snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)[1:]


for line in sys.stdin:
    try:
        result = answer(json.loads(line))
    except Exception as error:  # the test reads what the SDK raised
        result = {"error": type(error).__name__, "status": getattr(error, "status_code", None)}
    print(json.dumps(result), flush=True)
