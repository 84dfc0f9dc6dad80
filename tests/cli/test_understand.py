"""``marugoto understand``: the JSON contract, line for line, whatever comes in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Sequence, Union

import pytest

from bot.domain.vocabulary import Act, AgeBand, Assertion, ConcernCode, Experiencer, Field, Kinship, SignalCode, Urgency
from tests.support.command import Ran, marugoto

pytestmark = pytest.mark.slow

KEYS = ["id", "act", "fields", "concerns", "members", "signals", "set_aside", "urgency"]
CONCERN = {"code", "fields", "member", "assertion", "quoted", "experiencer", "confidence", "start", "end", "text"}
MEMBER = {"kinship", "label_ja", "age", "age_band", "start", "end"}
SIGNAL = {"code", "assertion", "experiencer", "start", "end", "text"}
SET_ASIDE = SIGNAL | {"reason"}

TEXTS = [
    "母が83歳で、最近もの忘れがひどいです",
    "主人の借金がわかって、家賃も払えません。息子は中2です",
    "もう死にたい",
    "死にたいとは思っていません",
    "夫に殴られました。いま逃げてきました",
    "こんにちは",
    "ありがとうございました",
    "",
    "   ",
    "😭😭😭",
    "I lost my job",
    "/tell{}",
    "<b>母</b>",
    "a\u0000b\u001b[0m",
    "𠮷野さんちの👨‍👩‍👧で父が👴倒れて",
    "か\u3099んは\u309aる",
    "ﾊﾊｶﾞ認知症ﾃﾞｽ",
    "あ" * 10_000,
    "母が、" * 3_000,
]


def run(lines: Sequence[Union[bytes, str]], model: Path, var: Path) -> Ran:
    source = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    return marugoto("understand", "--model", str(model), var=var, stdin=source)


@pytest.fixture(scope="module")
def answers(model_path: Path, tmp_path_factory: pytest.TempPathFactory) -> List[Dict[str, Any]]:
    lines = [json.dumps({"id": f"t{i}", "text": text}, ensure_ascii=i % 2 == 0) for i, text in enumerate(TEXTS)]
    ran = run(lines, model_path, tmp_path_factory.mktemp("var"))
    assert (ran.code, ran.err) == (0, "")
    return [json.loads(line) for line in ran.out.splitlines()]


def test_one_answer_a_line_in_the_same_order(answers: List[Dict[str, Any]]) -> None:
    assert [answer["id"] for answer in answers] == [f"t{i}" for i in range(len(TEXTS))]


def test_the_form_is_the_contract(answers: List[Dict[str, Any]]) -> None:
    for answer in answers:
        assert list(answer) == KEYS
        assert set(answer["act"]) == {"name", "confidence"}
        assert all(set(item) == CONCERN for item in answer["concerns"])
        assert all(set(item) == MEMBER for item in answer["members"])
        assert all(set(item) == SIGNAL for item in answer["signals"])
        assert all(set(item) == SET_ASIDE for item in answer["set_aside"])


def test_every_code_is_of_its_closed_list(answers: List[Dict[str, Any]]) -> None:
    for answer in answers:
        Act(answer["act"]["name"]), Urgency(answer["urgency"])
        for name in answer["fields"]:
            Field(name)
        for concern in answer["concerns"]:
            ConcernCode(concern["code"]), Assertion(concern["assertion"]), Experiencer(concern["experiencer"])
            assert concern["member"] is None or 0 <= concern["member"] < len(answer["members"])
            assert 0.0 <= concern["confidence"] <= 1.0
        for member in answer["members"]:
            Kinship(member["kinship"])
            assert member["age"] is None or isinstance(member["age"], int)
            assert member["age_band"] is None or AgeBand(member["age_band"])
        for signal in (*answer["signals"], *answer["set_aside"]):
            SignalCode(signal["code"]), Assertion(signal["assertion"]), Experiencer(signal["experiencer"])


def test_offsets_are_code_points_of_the_raw_text(answers: List[Dict[str, Any]]) -> None:
    for text, answer in zip(TEXTS, answers, strict=True):
        for item in (*answer["concerns"], *answer["signals"], *answer["set_aside"]):
            assert text[item["start"] : item["end"]] == item["text"] != ""
        for member in answer["members"]:
            assert 0 <= member["start"] < member["end"] <= len(text)


@pytest.mark.parametrize(
    "text, label, age",
    [
        ("母が83歳で、最近もの忘れがひどいです", "母", 83),
        ("主人の借金がわかって、家賃も払えません。息子は中2です", "夫", None),
    ],
)
def test_members_are_named_by_the_plain_word(
    answers: List[Dict[str, Any]], text: str, label: str, age: "int | None"
) -> None:
    members = answers[TEXTS.index(text)]["members"]
    assert [(m["label_ja"], m["age"]) for m in members if m["label_ja"] == label] == [(label, age)]


def test_danger_calls_and_its_denial_is_set_aside(answers: List[Dict[str, Any]]) -> None:
    told, denied = answers[TEXTS.index("もう死にたい")], answers[TEXTS.index("死にたいとは思っていません")]
    assert [signal["code"] for signal in told["signals"]] == ["suicide"] and told["urgency"] != "ordinary"
    assert denied["signals"] == [] and denied["urgency"] == "ordinary"
    assert [item["code"] for item in denied["set_aside"]] == ["suicide"]


BAD: List[Union[bytes, str]] = [
    "",
    "  ",
    "not json",
    "{",
    "[]",
    '"text"',
    "5",
    "null",
    '{"id": "x"}',
    '{"id": "x", "text": null}',
    '{"id": "x", "text": 5}',
    '{"id": "x", "text": ["a"]}',
    '{"id": "x", "text": "a", "question": "no_such_question"}',
    '{"id": "x", "text": "a", "question": ["age"]}',
    '{"id": NaN, "text": "a"}',
    b'\xff\xfe{"id": "x"}',
    b'{"id": "x", "text": "\xe3\x81"}',
    "[" * 100_000,
]


def test_a_bad_line_gets_an_error_in_its_place(model_path: Path, tmp_path: Path) -> None:
    lines: List[Union[bytes, str]] = []
    for index, bad in enumerate(BAD):
        lines += [f'{{"id": "good{index}", "text": "はい"}}', bad]
    ran = run(lines, model_path, tmp_path)
    assert (ran.code, ran.err) == (0, "")
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert len(answers) == len(lines)
    for index in range(len(BAD)):
        good, bad_answer = answers[2 * index], answers[2 * index + 1]
        assert good["id"] == f"good{index}"
        assert set(bad_answer) == {"id", "error"} and bad_answer["id"] is None
        assert bad_answer["error"] and "Traceback" not in bad_answer["error"]


def test_an_error_repeats_no_words(model_path: Path, tmp_path: Path) -> None:
    ran = run(['{"id": "x", "text": "五郎の秘密', '{"text": 5, "五郎の秘密": 1}'], model_path, tmp_path)
    assert "五郎" not in ran.out + ran.err


def test_the_question_is_the_context_of_the_answer(model_path: Path, tmp_path: Path) -> None:
    lines = [
        '{"id": "bare", "text": "40"}',
        '{"id": "age", "text": "40", "question": "age"}',
        '{"id": "none", "text": "40", "question": null}',
    ]
    bare, asked, none = (json.loads(line) for line in run(lines, model_path, tmp_path).out.splitlines())
    assert bare["members"] == none["members"] == []
    assert [member["age"] for member in asked["members"]] == [40]


@pytest.mark.parametrize("text", ["\\ud800", "母\\udfff", "\\ud83d"])
def test_half_a_surrogate_pair_comes_out_as_valid_json(model_path: Path, tmp_path: Path, text: str) -> None:
    ran = run([f'{{"id": "{text}", "text": "{text}が83歳です"}}'], model_path, tmp_path)
    assert ran.code == 0
    assert json.loads(ran.out)["id"] == json.loads(f'"{text}"')


def test_no_input_is_no_output(model_path: Path, tmp_path: Path) -> None:
    assert run([], model_path, tmp_path) == Ran(0, "", "")
