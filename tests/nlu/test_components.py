"""Our Rasa components in a row, without a trained Rasa model: tokens, results on the message, the gate."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List, Optional

import pytest

os.environ["RASA_TELEMETRY_ENABLED"] = "false"

from rasa.engine.graph import ExecutionContext, GraphSchema  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from bot.domain.codec import from_json, part_from_json  # noqa: E402
from bot.domain.understanding import DangerReading  # noqa: E402
from nlu.act_classifier import ActClassifier  # noqa: E402
from nlu.concern_classifier import ConcernClassifier  # noqa: E402
from nlu.core.reader import Reader  # noqa: E402
from nlu.crisis_gate import CrisisGate  # noqa: E402
from nlu.danger_reader import DangerReader  # noqa: E402
from nlu.household_extractor import HouseholdExtractor  # noqa: E402
from nlu.sudachi_tokenizer import SudachiTokenizer  # noqa: E402
from tests.nlu.small_reader import small_examples  # noqa: E402

CONTEXT = ExecutionContext(GraphSchema({}), "test")


def _create(kind: Any, storage: Any = None, resource: Any = None, load: bool = False) -> Any:
    make = kind.load if load else kind.create
    return make(kind.get_default_config(), storage, resource, CONTEXT)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Any:
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("storage"))
    resource = Resource("concerns")
    messages = [
        Message(
            {
                "text": example.text,
                "intent": example.act.value,
                "metadata": {
                    "example": {
                        "question": example.question,
                        "gold": {"concerns": [{"code": concern.code.value} for concern in example.concerns]},
                    }
                },
            }
        )
        for example in small_examples()
    ]
    classifier = ConcernClassifier({**ConcernClassifier.get_default_config(), "progress": False}, storage, resource)
    classifier.train(TrainingData(messages))
    return storage, resource


@pytest.fixture(scope="module")
def pipeline(trained: Any) -> List[Any]:
    storage, resource = trained
    return [
        _create(SudachiTokenizer),
        _create(HouseholdExtractor),
        _create(DangerReader),
        _create(ConcernClassifier, storage, resource, load=True),
        _create(ActClassifier),
        _create(CrisisGate),
    ]


def _read(pipeline: List[Any], text: str, question: Optional[str] = None) -> Dict[str, Any]:
    messages = [Message({"text": text, "metadata": {"question": question} if question else None})]
    for component in pipeline:
        messages = component.process(messages)
    found: Dict[str, Any] = messages[0].as_dict(only_output_properties=True)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "母が８２才で、火を消し忘れます。",
        "ｶﾞｯｺｳ いきたくない😢\n\nもう　むり",
        "か\u3099っこう①㈱👨\u200d👩\u200d👧",
        "\ud800壊れた",
        "",
    ],
)
def test_tokens_are_the_text(text: str) -> None:
    message = Message({"text": text})
    tokens = _create(SudachiTokenizer).tokenize(message, "text")
    assert [token.text for token in tokens] == [text[token.start : token.end] for token in tokens]
    assert all(token.text.strip() for token in tokens)
    assert "".join(token.text for token in tokens) == "".join(text.split())


def test_lemmas_are_normalized() -> None:
    tokens = _create(SudachiTokenizer).tokenize(Message({"text": "こどもがきえたいって"}), "text")
    assert {"子供", "消える"} <= {token.lemma for token in tokens}


def test_everything_read_is_json_on_the_message(pipeline: List[Any]) -> None:
    found = json.loads(json.dumps(_read(pipeline, "82歳の母が同じ話を何度もします")))
    understanding = from_json(found["understanding"])
    assert found["intent"]["name"] == "tell"
    assert len(found["intent_ranking"]) == 15
    assert [concern["code"] for concern in found["concerns"]] == [c.code.value for c in understanding.concerns]
    assert "dementia" in [concern["code"] for concern in found["concerns"]]
    assert found["household"]["members"][0]["kinship"] == "mother"
    assert found["entities"][0]["value"] == "mother" and found["entities"][0]["age"] == 82
    assert part_from_json(DangerReading, found["danger"]) == understanding.danger
    assert "anatomy" not in found and "acts" not in found


def test_the_question_asked_arrives_with_the_metadata(pipeline: List[Any]) -> None:
    def share(question: Optional[str]) -> float:
        found = _read(pipeline, "もう半年です", question)
        return max((c["confidence"] for c in found["concerns"] if c["code"] == "truancy"), default=0.0)

    assert share("school") > share("existing_support")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("死にたい", "crisis"),
        ("こんにちは。もう死にたいです", "crisis"),
        ("こんにちは", "greet"),
        ("😢😢", "unreadable"),
    ],
)
def test_the_gate_outvotes_every_classifier(pipeline: List[Any], text: str, intent: str) -> None:
    found = _read(pipeline, text)
    assert found["intent"]["name"] == intent
    assert found["intent_ranking"][0]["name"] == intent


def test_the_gate_stands_alone() -> None:
    found = _read([_create(CrisisGate)], "夫に首を絞められました")
    assert found["intent"] == {"name": "crisis", "confidence": 1.0}
    assert "dv" in [signal["code"] for signal in found["danger"]["signals"]]


def test_without_a_trained_reader_every_message_tells(tmp_path: Path) -> None:
    storage = LocalModelStorage.create(tmp_path)
    untrained = _create(ConcernClassifier, storage, Resource("nothing"), load=True)
    found = _read([untrained, _create(ActClassifier), _create(CrisisGate)], "母が同じ話をします")
    assert found["intent"]["name"] == "tell"
    assert "understanding" not in found


def test_the_reader_is_found_in_the_archive_without_rasa(trained: Any, tmp_path: Path) -> None:
    import tarfile

    storage, resource = trained
    archive = tmp_path / "model.tar.gz"
    with storage.read_from(resource) as folder, tarfile.open(archive, "w:gz") as packed:
        packed.add(folder, "components/train_ConcernClassifier3")
        one = Reader.load(folder)
    other = Reader.load(archive)
    assert other.fingerprint == one.fingerprint
    assert other.understand("母が同じ話を何度もします") == one.understand("母が同じ話を何度もします")


def test_the_cache_sees_the_lexicons() -> None:
    addons = {kind.__name__: kind.fingerprint_addon({}) for kind in (ConcernClassifier, CrisisGate, SudachiTokenizer)}
    assert all(addons.values())
    assert addons["ConcernClassifier"] != addons["SudachiTokenizer"]
