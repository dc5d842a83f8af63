"""Rasa component: a linear intent classifier, trained in seconds, answering in under 1 ms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.calendar.clock import Clock, SystemClock, shanghai_date
from bot.nlu.expectations import ASKED, expected_after
from bot.nlu.features import features_of
from bot.nlu.linear import LinearModel
from bot.nlu.reading import read

RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Logistic regression over the features of `bot.nlu.features`."""

    clock: Clock = SystemClock()

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options: inverse regularisation and sharpening of the confidence."""
        return {"inverse_regularisation": 30.0, "sharpness": 1.15}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that have an intent, and keep the model."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        today = shanghai_date(self.clock.now())
        self._model = LinearModel.fit(
            [features_of(read(m.get(TEXT), today)) for m in examples],
            [m.get(INTENT) for m in examples],
            inverse_regularisation=self._config["inverse_regularisation"],
        )
        with self._storage.write_to(self._resource) as directory:
            np.savez_compressed(directory / "weights.npz", **self._model.arrays())
            (directory / "vocabulary.json").write_text(
                json.dumps(self._model.names(), ensure_ascii=False), encoding="utf-8"
            )
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Read a trained classifier (plain arrays and JSON, nothing that could run code)."""
        with model_storage.read_from(resource) as directory:
            names = json.loads((directory / "vocabulary.json").read_text(encoding="utf-8"))
            with np.load(directory / "weights.npz", allow_pickle=False) as arrays:
                model = LinearModel.restore(names, dict(arrays))
        return cls(config, model_storage, resource, model)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is; later components need nothing of ours."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message."""
        today = shanghai_date(self.clock.now())
        for message in messages:
            text = message.get(TEXT) or ""
            if self._model is None or not text.strip() or message.get(INTENT):
                continue
            asked = (message.get("metadata") or {}).get(ASKED)
            ranking = self._rank(features_of(read(text, today)), expected_after(asked))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _rank(self, features: list[str], expected: Mapping[str, float]) -> list[dict[str, Any]]:
        assert self._model is not None
        ranked = self._model.rank(features, self._config["sharpness"], expected)
        return [{"name": name, "confidence": share} for name, share in ranked[:RANKING_LENGTH]]
