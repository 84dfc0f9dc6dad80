"""Rasa's tokens by Sudachi: exact offsets into the raw text, lemma = normalized form."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu.core.morphology import analyze
from nlu.fingerprint import sources_digest


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SudachiTokenizer(Tokenizer):
    """Splits Japanese text; ``text[token.start:token.end]`` is always the token's own surface."""

    @staticmethod
    def supported_languages() -> Optional[List[Text]]:
        """Japanese only."""
        return ["ja"]

    @staticmethod
    def required_packages() -> List[Text]:
        """The morphological analyser and its dictionary."""
        return ["sudachipy", "sudachidict_core"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Rasa's own keys of a tokenizer, and ours."""
        return {
            # an intent's name is one token
            "intent_tokenization_flag": False,
            # between the parts of a joined intent (not used here)
            "intent_split_symbol": "_",
            # a pattern by which tokens are split further
            "token_pattern": None,
            # between a prefix and the word in a token (not used here)
            "prefix_separator_symbol": None,
            # Sudachi's split mode: A short units, C compounds kept
            "mode": "A",
            # longer texts are cut for Rasa's tokens; everything of ours reads the whole text
            "max_chars": 4000,
        }

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The morphology's source: the training cache sees this class only."""
        return sources_digest("morphology.py")

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """Return the tokens of one attribute of a message, blanks left out."""
        text = (message.get(attribute) or "")[: self._config["max_chars"]]
        tokens = [
            Token(m.surface, m.start, m.end, lemma=m.lemma, data={"pos": "-".join(m.pos[:2])})
            for m in analyze(text, self._config["mode"])
        ]
        kept: List[Token] = self._apply_token_pattern(tokens)
        return kept
