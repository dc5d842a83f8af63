"""Rasa component: the entities of the contract, found by the knowledge of floor 1."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.calendar.clock import Clock, SystemClock, shanghai_date
from bot.nlu.reading import Found, read


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityRecogniser(GraphComponent, EntityExtractorMixin):
    """Finds institutions, amounts, dates, numbers, names, places, products and demands."""

    clock: Clock = SystemClock()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityRecogniser:
        """Create the component; it has nothing to configure and nothing to train."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found to each message, beside those already there."""
        for message in messages:
            text = message.get(TEXT) or ""
            reading = read(text, shanghai_date(self.clock.now()))
            found = [self._as_rasa(entity) for entity in reading.found]
            message.set(ENTITIES, (message.get(ENTITIES) or []) + found, add_to_output=True)
            message.set("emotion", reading.emotion, add_to_output=True)
        return messages

    def _as_rasa(self, found: Found) -> dict[str, Any]:
        entity: dict[str, Any] = {
            "entity": found.entity,
            "start": found.start,
            "end": found.end,
            "value": found.value,
            "text": found.text,
            "extractor": self.name,
        }
        if found.candidates:
            entity["candidates"] = list(found.candidates)
        if found.implies:
            entity["implies"] = found.implies
        if found.aside:
            entity["aside"] = True
        if found.negated:
            entity["negated"] = True
        return entity

    @property
    def name(self) -> str:
        """Return the name shown as extractor."""
        return type(self).__name__
