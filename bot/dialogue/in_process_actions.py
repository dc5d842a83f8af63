"""Run the custom actions inside this process, through Rasa's own action interface."""

from __future__ import annotations

from json import dumps
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection


class InProcessActions(EndpointConfig):
    """An action endpoint that calls the package instead of a server."""

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, *_: Any, json: Any = None, **__: Any) -> Any:
        """Run one action call and return its events and responses.

        Raises ClientResponseError with status 400 when the action refuses to run, as Rasa's
        action server would.
        """
        try:
            return await self._executor.run(json)
        except ActionExecutionRejection as refusal:
            body = dumps({"action_name": refusal.action_name, "error": "rejected"})
            raise ClientResponseError(400, "rejected", body) from refusal
