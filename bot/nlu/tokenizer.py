"""Tokens that never cut an entity: each Chinese character alone, runs of Latin and of digits."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_TOKEN = re.compile(r"[A-Za-z]+|\d+|\S")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class CharacterTokenizer(Tokenizer):
    """Splits text without a dictionary, whose words could swallow part of an entity."""

    @staticmethod
    def supported_languages() -> list[str]:
        """Return the languages this tokenizer is for."""
        return ["zh"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options that Rasa's base class expects."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples without tokens: nothing learns from them, and Rasa would hash each."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of one attribute with their offsets."""
        text = message.get(attribute) or ""
        return [Token(match.group(), match.start()) for match in _TOKEN.finditer(text)]
