"""The danger reader against its own rule examples and the golden files; every false alarm and every miss is red."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any, Dict, List

import pytest
import yaml

from bot.domain.vocabulary import Experiencer, QuestionCode, SignalCode, Urgency
from nlu.core import danger
from nlu.core.danger import read_danger
from nlu.core.danger_now import GOING_ON
from nlu.core.danger_rules import SIGNALS_FILE, Rule, lexicon, rules
from nlu.core.danger_text import canonical

GOLDEN = Path(__file__).parents[1] / "golden" / "nlu"


def _golden(name: str) -> List[Dict[str, Any]]:
    with (GOLDEN / name).open(encoding="utf-8") as file:
        return list(yaml.safe_load(file))


POSITIVE = _golden("danger_positive.yml")
SILENT = _golden("danger_silent.yml")
FIRES = [(rule.id, text) for rule in rules() for text in rule.fires_on]
QUIET = [(rule.id, text) for rule in rules() for text in rule.silent_on]


def _levels(text: str) -> Dict[str, str]:
    """Highest level a code."""
    found: Dict[str, Urgency] = {}
    for signal in read_danger(text).signals:
        found[signal.code.value] = Urgency.highest(signal.level, found.get(signal.code.value, Urgency.ORDINARY))
    return {code: level.value for code, level in found.items()}


def test_every_signal_code_has_label_definition_and_rules() -> None:
    with SIGNALS_FILE.open(encoding="utf-8") as file:
        catalogue = yaml.safe_load(file)["signals"]
    assert [row["code"] for row in catalogue] == [code.value for code in SignalCode]
    assert all(row["label_ja"] and row["definition"] and row["rules"] for row in catalogue)


def _made_by_code() -> List[Dict[str, Any]]:
    with SIGNALS_FILE.open(encoding="utf-8") as file:
        return [row for signal in yaml.safe_load(file)["signals"] for row in signal.get("made_by_code", [])]


@pytest.mark.parametrize("row", _made_by_code(), ids=[row["id"] for row in _made_by_code()])
def test_what_code_raises_is_named_with_source_and_examples(row: Dict[str, Any]) -> None:
    assert row["source"] and len(row["fires_on"]) >= 3 and len(row["silent_on"]) >= 2
    for text in row["fires_on"]:
        assert row["id"] in {signal.rule for signal in read_danger(text, row.get("question")).signals}, text
    for text in row["silent_on"]:
        assert read_danger(text, row.get("question")).signals == (), text


def test_the_code_names_no_other_signals() -> None:
    named = {row["id"] for row in _made_by_code()}
    assert named == {danger.PLACE_AT_EDGE, danger.WITNESSED_BY_CHILD, danger.SAFETY_NOW_DENIED, GOING_ON}


@pytest.mark.parametrize("rule", rules(), ids=[rule.id for rule in rules()])
def test_every_pattern_names_the_strings_that_it_needs(rule: Rule) -> None:
    for part in rule.constructions:
        assert all(part.needed)
        for text in rule.fires_on:
            reading = canonical(text, lexicon()).text
            if part.pattern.search(reading):
                assert all(any(word in reading for word in words) for words in part.needed), text


def test_rule_ids_are_unique_and_every_rule_has_source_and_examples() -> None:
    ids = [rule.id for rule in rules()]
    assert len(ids) == len(set(ids))
    poor = [rule.id for rule in rules() if not rule.source or len(rule.fires_on) < 3 or len(rule.silent_on) < 2]
    assert poor == []


@pytest.mark.parametrize("rule, text", FIRES, ids=[f"{rule}-{i}" for i, (rule, _) in enumerate(FIRES)])
def test_rule_fires_on_its_examples(rule: str, text: str) -> None:
    assert rule in {signal.rule for signal in read_danger(text).signals}


@pytest.mark.parametrize("rule, text", QUIET, ids=[f"{rule}-{i}" for i, (rule, _) in enumerate(QUIET)])
def test_nothing_is_raised_on_what_a_rule_must_leave_alone(rule: str, text: str) -> None:
    assert read_danger(text).signals == ()


@pytest.mark.parametrize("case", POSITIVE, ids=[case["id"] for case in POSITIVE])
def test_danger_is_read_at_its_level(case: Dict[str, Any]) -> None:
    levels = _levels(case["text"])
    assert {code: levels.get(code) for code in case["expect"]} == case["expect"], case["why"]


@pytest.mark.parametrize("case", SILENT, ids=[case["id"] for case in SILENT])
def test_calm_text_raises_nothing(case: Dict[str, Any]) -> None:
    assert read_danger(case["text"]).signals == (), case["why"]


@pytest.mark.parametrize(
    "text, reason",
    [
        ("死にたいとは思いません", "negated"),
        ("夫から暴力はありません", "negated"),
        ("昔は死にたいと思ってた", "past"),
        ("兄を自殺で亡くしました", "past"),
        ("もし夫に殴られたらどこに相談すればいいですか", "hypothetical"),
        ("恥ずかしくて死にたいw昨日の発表", "figurative"),
        ("ドラマで自殺シーンがあって驚いた", "nobody"),
        ("飼い犬がけいれんしています", "pet"),
    ],
)
def test_what_is_not_raised_is_set_aside_with_its_reason(text: str, reason: str) -> None:
    reading = read_danger(text)
    assert reading.signals == ()
    assert reason in {aside.reason for aside in reading.set_aside}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("死にたいとは思いません。でも疲れました", True),
        ("自殺なんて考えてないけど眠れないです", True),
        ("死にたいとは思いません", False),
        ("疲れました", False),
    ],
)
def test_denial_with_exhaustion_is_worth_a_soft_look(text: str, expected: bool) -> None:
    reading = read_danger(text)
    assert reading.soft_look is expected
    assert reading.urgency is (Urgency.WITHIN_48H if expected else Urgency.ORDINARY)


@pytest.mark.parametrize(
    "text, question, urgency",
    [
        ("いいえ", QuestionCode.SAFETY_NOW, Urgency.NOW),
        ("ううん", QuestionCode.SAFETY_NOW, Urgency.NOW),
        ("安全じゃない", QuestionCode.SAFETY_NOW, Urgency.NOW),
        ("はい", QuestionCode.SAFETY_NOW, Urgency.ORDINARY),
        ("いいえ", QuestionCode.LIVES_WITH, Urgency.ORDINARY),
        ("いいえ", None, Urgency.ORDINARY),
        ("マンションの屋上", QuestionCode.PLACE_NOW, Urgency.NOW),
        ("自分の部屋です", QuestionCode.PLACE_NOW, Urgency.ORDINARY),
    ],
)
def test_the_question_gives_a_bare_answer_its_meaning(text: str, question: str, urgency: Urgency) -> None:
    assert read_danger(text, question).urgency is urgency


@pytest.mark.parametrize(
    "text, whom",
    [
        ("死にたい", Experiencer.SELF),
        ("娘が死にたいと言っています", Experiencer.MEMBER),
        ("友達が死ぬって言ってる", Experiencer.OTHER_PERSON),
        ("生徒が死にたいとノートに書いていました", Experiencer.OTHER_PERSON),
    ],
)
def test_experiencer(text: str, whom: Experiencer) -> None:
    assert {signal.manner.experiencer for signal in read_danger(text).signals} == {whom}


def test_violence_before_children_is_also_a_suspicion_of_child_abuse() -> None:
    assert set(_levels("夫に殴られます。子どもが二人います")) == {"dv", "child_abuse"}
    assert set(_levels("夫に殴られます。子どもはいません")) == {"dv"}


@pytest.mark.parametrize(
    "text", ["死 に た い", "もう😢死\nにたい", "ﾀﾋにたい…", "夫に　なぐられました", "お父さんがなぐってくる"]
)
def test_spans_point_into_the_raw_text(text: str) -> None:
    for signal in read_danger(text).signals:
        words = signal.span.of(text)
        assert words and words[0] in "死ﾀ夫おな" and signal.span.end <= len(text)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\ud800", "\x00", "゛ﾞ", "👨‍👩‍👧", "。" * 3000, "死" * 9000, "\udfff死にたい"]
)
def test_no_text_raises_an_error(text: str) -> None:
    read_danger(text)
    read_danger(text, "no_such_question")


def test_danger_is_found_anywhere_in_a_long_text() -> None:
    calm = "住民票の手続きについて教えてください。"
    for before, after in ((0, 700), (350, 350), (700, 0)):
        text = calm * before + "死にたいです。" + calm * after
        (signal,) = [s for s in read_danger(text).signals if s.code is SignalCode.SUICIDE]
        assert signal.span.of(text).startswith("死にたい")


def test_time_grows_with_the_length_only() -> None:
    def seconds(text: str) -> float:
        best = 9.9
        for _ in range(3):
            started = time.perf_counter()
            read_danger(text)
            best = min(best, time.perf_counter() - started)
        return best

    text = "。".join(case["text"] for case in SILENT)
    short, long = text[:2000], text[:8000]
    assert seconds(long) < 12 * max(seconds(short), 0.002)


def test_threads_read_the_same() -> None:
    texts = [case["text"] for case in POSITIVE[:40]]
    expected = [read_danger(text) for text in texts]
    wrong: List[str] = []

    def work() -> None:
        for text, reading in zip(texts, expected, strict=True):
            if read_danger(text) != reading:
                wrong.append("differs")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
