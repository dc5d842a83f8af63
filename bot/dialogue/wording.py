"""Choose among the wordings of the domain so that none is heard twice in a row."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.hotline import current

SPEECH = "speech"
HOUSE = "_house"


class RotatingWording(TemplatedNaturalLanguageGenerator):
    """The domain's responses in turn; `metadata.speech` holds the wording for the ear."""

    def __init__(self, endpoint_config: Any = None, domain: Domain | None = None) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """Return the next wording of `utter_action` with its placeholders filled."""
        variations = self.responses.get(fitting(utter_action, self.responses))
        if not variations:
            return None
        used = sum(
            event.metadata.get("utter_action") == utter_action
            for event in tracker.events
            if type(event) is BotUttered
        )
        chosen = copy.deepcopy(variations[used % len(variations)])
        speech = (chosen.pop("metadata", None) or {}).get(SPEECH)
        values = {**tracker.current_slot_values(), **kwargs}
        filled: dict[str, Any] = self._fill_response(chosen, values)
        if speech:
            spoken = self._fill_response({"text": speech}, values)["text"]
            filled["metadata"] = {SPEECH: spoken}
        return filled


def fitting(name: str, responses: Mapping[str, Any]) -> str:
    """Return the wording to say: at an institution's own hotline its own one, if there is one."""
    own = f"{name}{HOUSE}"
    return own if own in responses and current().profile.house else name
