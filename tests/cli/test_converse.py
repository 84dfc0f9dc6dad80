"""``marugoto converse``: scripts through the whole path, to a handoff that fits the published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

import jsonschema
import pytest

from tests.support.command import marugoto
from tests.support.serving import ROOT

pytestmark = pytest.mark.slow

SCHEMA = ROOT / "docs" / "schemas" / "intake_summary.json"
SCRIPTS: List[List[str]] = [
    ["こんにちは", "母83歳がもの忘れで、火の始末が心配です", "とばす", "ひとりで見ていて疲れました"],
    ["もう死にたい"],
    ["家賃が三か月払えていません", "おわり", "はい", "はい"],
    ["ひとと話したい"],
    [],
    ["", "   ", "😭", "/crisis", "<b>", "a\u0000b", "あ" * 10_000, "half \ud800"],
    ["夫に殴られています", "子どもは5歳です"],
]


def script(folder: Path, name: str, messages: List[str]) -> str:
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"messages": messages}), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def played(model_path: Path, tmp_path_factory: pytest.TempPathFactory) -> List[Dict[str, Any]]:
    folder = tmp_path_factory.mktemp("scripts")
    arguments: List[str] = []
    for index, messages in enumerate(SCRIPTS):
        arguments += ["--script", script(folder, f"s{index}", messages)]
    ran = marugoto("converse", "--json", "--model", str(model_path), *arguments, var=folder / "var")
    assert ran.code == 0, ran.err
    assert ran.err == ""
    return [json.loads(line) for line in ran.out.splitlines()]


def test_one_object_a_script_in_order(played: List[Dict[str, Any]]) -> None:
    assert len(played) == len(SCRIPTS)
    for messages, told in zip(SCRIPTS, played, strict=True):
        assert set(told) == {"turns", "handoff"}
        texts = [turn["resident"] for turn in told["turns"]]
        assert texts[: len(messages)] == [text.replace("\ud800", "\ufffd") for text in messages]


def test_every_turn_is_answered(played: List[Dict[str, Any]]) -> None:
    for told in played:
        for turn in told["turns"]:
            assert set(turn) == {"resident", "bot", "milliseconds"}
            assert turn["bot"] and all(text.strip() for text in turn["bot"])
            assert turn["milliseconds"] >= 0


def test_each_resident_has_a_case_of_their_own(played: List[Dict[str, Any]]) -> None:
    assert len({told["handoff"]["case_id"] for told in played}) == len(SCRIPTS)
    assert [m["label_ja"] for m in played[1]["handoff"]["household"]] in ([], ["本人"])


def test_a_script_without_a_handoff_asks_for_a_person(played: List[Dict[str, Any]]) -> None:
    assert played[0]["turns"][-1]["resident"] == "ひとと話す"
    assert "相談員" in played[0]["turns"][-1]["bot"][0]
    assert [turn["resident"] for turn in played[3]["turns"]] == ["ひとと話したい"]
    assert [turn["resident"] for turn in played[4]["turns"]] == ["ひとと話す"]


def test_danger_is_answered_in_the_same_turn(played: List[Dict[str, Any]]) -> None:
    first = played[1]["turns"][0]["bot"][0]
    assert "110" in first and "119" in first
    assert played[1]["handoff"]["urgency"]["level"] == "today"
    assert [signal["code"] for signal in played[1]["handoff"]["signals"]] == ["suicide"]


def test_evidence_points_into_the_messages(played: List[Dict[str, Any]]) -> None:
    for told in played:
        texts = [turn["resident"] for turn in told["turns"]]
        handoff = told["handoff"]
        rows = [
            *handoff["concerns"],
            *handoff["signals"],
            *handoff["set_aside"],
            *handoff["wishes"],
            *handoff["denied"],
        ]
        for row in rows:
            assert texts[row["message_index"]][row["start"] : row["end"]] == row["text"]


def test_every_handoff_fits_the_published_schema(played: List[Dict[str, Any]]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    validator.check_schema(schema)
    for told in played:
        assert [error.message for error in validator.iter_errors(told["handoff"])] == []


def test_the_summary_is_read_back_and_consent_is_kept(model_path: Path, tmp_path: Path) -> None:
    messages = ["父の介護で仕事をやめました", "おわります", "はい", "はい"]
    ran = marugoto(
        "converse", "--json", "--model", str(model_path), "--script", script(tmp_path, "s", messages), var=tmp_path
    )
    told = json.loads(ran.out)
    replies = [" ".join(turn["bot"]) for turn in told["turns"]]
    assert "うかがったことは、このとおりです" in replies[1], replies
    assert "共有してよいでしょうか" in replies[2], replies
    assert len(told["turns"]) == 4, replies
    assert [consent["state"] for consent in told["handoff"]["consent"]] == ["given"]


def test_without_json_it_reads_like_a_talk(model_path: Path, tmp_path: Path) -> None:
    ran = marugoto(
        "converse", "--model", str(model_path), "--script", script(tmp_path, "s", ["娘10歳が不登校です"]), var=tmp_path
    )
    assert ran.code == 0
    for part in (
        "相談者  娘10歳が不登校です",
        "自動応答  ",
        "引き継ぎ",
        "緊急度   ordinary",
        "主訴",
        "世帯     娘 10歳",
    ):
        assert part in ran.out


@pytest.mark.parametrize(
    "content, why",
    [
        (b"not json", "is not JSON"),
        (b"", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "must be"),
        (b"{}", "must be"),
        (b'{"messages": "a"}', "must be"),
        (b'{"messages": ["a", 5]}', "must be"),
        (b"\xff\xfe", "is not UTF-8"),
        (None, "cannot be opened"),
    ],
)
def test_a_script_that_is_none_is_refused_before_anything_is_played(
    model_path: Path, tmp_path: Path, content: "bytes | None", why: str
) -> None:
    good, bad = script(tmp_path, "good", ["こんにちは"]), tmp_path / "bad.json"
    if content is not None:
        bad.write_bytes(content)
    ran = marugoto("converse", "--model", str(model_path), "--script", good, "--script", str(bad), var=tmp_path / "var")
    assert ran.is_refusal, ran
    assert str(bad) in ran.err and why in ran.err


def test_nothing_is_left_behind(model_path: Path, tmp_path: Path) -> None:
    var = tmp_path / "var"
    marugoto("converse", "--model", str(model_path), "--script", script(tmp_path, "s", ["こんにちは"]), var=var)
    assert not var.exists()
