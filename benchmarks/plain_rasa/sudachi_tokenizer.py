"""Sudachi as a tokenizer of plain Rasa, as short as one writes it: surfaces and offsets."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from sudachipy import Dictionary, SplitMode


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SudachiTokenizer(Tokenizer):
    """Short units; whitespace is left out."""

    def __init__(self, config: Dict[Text, Any]) -> None:
        super().__init__(config)
        self._sudachi = Dictionary(dict="core").create(SplitMode.A)

    @staticmethod
    def required_packages() -> List[Text]:
        """The analyser and its dictionary (see parent class for full docstring)."""
        return ["sudachipy", "sudachidict_core"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Rasa's own keys (see parent class for full docstring)."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """Split the text of an attribute (see parent class for full docstring)."""
        text = message.get(attribute) or ""
        return [
            Token(found.surface(), found.begin(), found.end())
            for found in self._sudachi.tokenize(text)
            if not re.fullmatch(r"\s*", found.surface())
        ]
