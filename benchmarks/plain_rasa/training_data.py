"""Our training messages as Rasa's intents.

Rasa's classifiers know one intent a message. A message that tells of several concerns is given once for each of them,
not as a joint intent ``a+b``: of 2,200 such messages nearly every combination stands once, and a combination that was
never seen can never be said. The ranking of intents then carries what a joint intent would.
"""

from __future__ import annotations

import hashlib
from typing import Any, Dict, List, Mapping, Sequence, Tuple

import yaml

from nlu.core.examples import Example

NONE = "none"  # the intent of a message that tells of no concern
EPOCHS = 10  # of DIET; 300 are its default, each takes two to four minutes of one core for 13,000 messages
_SEED = 7

Row = Tuple[str, str]

# Sudachi's tokens and Rasa's own features, as one finds them in its documentation.
_FEATURES: List[Dict[str, Any]] = [
    {"name": "nlu.sudachi_tokenizer.SudachiTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
_CLASSIFIERS: Mapping[str, Dict[str, Any]] = {
    "diet": {
        "name": "DIETClassifier",
        "epochs": EPOCHS,
        "entity_recognition": False,
        "constrain_similarities": True,
        "random_seed": _SEED,
        "ranking_length": 0,
    },
    "lr": {"name": "LogisticRegressionClassifier", "random_state": _SEED, "ranking_length": 0},
}
KINDS = tuple(_CLASSIFIERS)


def intent_rows(examples: Sequence[Example]) -> List[Row]:
    """Return (intent, text) of all messages whose concerns are known; a message with several stands once for each."""
    rows: List[Row] = []
    for example in examples:
        if not example.concerns_known:
            continue
        codes = sorted({concern.code.value for concern in example.concerns})
        rows.extend((code, example.text) for code in codes or [NONE])
    return rows


def nlu_data(rows: Sequence[Row]) -> Dict[str, Any]:
    """Return the rows as a document of Rasa's training data, intents in the order of their names."""
    texts: Dict[str, List[str]] = {}
    for intent, text in rows:
        texts.setdefault(intent, []).append(text)
    blocks = [{"intent": intent, "examples": [{"text": text} for text in texts[intent]]} for intent in sorted(texts)]
    return {"version": "3.1", "nlu": blocks}


def configuration(kind: str) -> Dict[str, Any]:
    """Return Rasa's configuration of one kind (``diet``, ``lr``)."""
    return {
        "recipe": "default.v1",
        "assistant_id": f"plain_{kind}",
        "language": "ja",
        "pipeline": [*_FEATURES, _CLASSIFIERS[kind]],
    }


def digest(rows: Sequence[Row], kind: str) -> str:
    """Return what a trained model is known by: its messages and its configuration."""
    whole = hashlib.sha256(yaml.safe_dump(configuration(kind), sort_keys=True).encode("utf-8"))
    for row in sorted(rows):
        whole.update("\0".join(row).encode("utf-8", "replace"))
    return whole.hexdigest()[:16]
