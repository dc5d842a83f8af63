"""Rasa component: some intents count before they are the likeliest, because missing them is worse.

A wrong alarm costs one question; a missed one may cost a life or the savings of one.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language.danger import danger_of

RANKING = "intent_ranking"
EMERGENCY = "emergency"
CONFIDENCE = 0.9  # of an alarm: sure enough to be acted on

Ranking = list[dict[str, Any]]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Alarms(GraphComponent):
    """Puts an intent first from a lower confidence on than others need."""

    def __init__(self, thresholds: dict[str, float]) -> None:
        self._thresholds = thresholds

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options: from which confidence on each alarm is raised, in their order."""
        return {"thresholds": {}}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Alarms:
        """Create the component; there is nothing to train."""
        return cls(dict(config["thresholds"]))

    def process(self, messages: list[Message]) -> list[Message]:
        """Change intent and ranking of the messages in which there is an alarm."""
        for message in messages:
            ranking: Ranking = message.get(RANKING) or []
            alarm = self._alarm_in(message.get(TEXT) or "", ranking)
            if alarm and alarm != ranking[0]["name"]:
                raised = first_in(ranking, alarm)
                message.set(INTENT, raised[0], add_to_output=True)
                message.set(RANKING, raised, add_to_output=True)
        return messages

    def _alarm_in(self, text: str, ranking: Ranking) -> str | None:
        if ranking and danger_of(text):
            return EMERGENCY
        likely = {each["name"]: each["confidence"] for each in ranking}
        raised = (name for name, least in self._thresholds.items() if likely.get(name, 0) >= least)
        return next(raised, None)


def first_in(ranking: Ranking, intent: str) -> Ranking:
    """Return the ranking with `intent` first; the others share what is left, in proportion."""
    others = [each for each in ranking if each["name"] != intent]
    rest = sum(each["confidence"] for each in others) or 1.0
    scaled = [
        {**each, "confidence": each["confidence"] * (1.0 - CONFIDENCE) / rest} for each in others
    ]
    return [{"name": intent, "confidence": CONFIDENCE}, *scaled]
