"""Every text that a resident or counselor reads: short sentences, no refusal, no cheering, no promise, no double no."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Dict, Iterator, List, Tuple

import pytest
import yaml

from bot.app import GREETING
from bot.domain import errors
from tests.architecture.sources import ROOT, python_files

LONGEST_SENTENCE = 60
SENTENCE_END = re.compile(r"[。！？\n]+")
# Numbers of a notice's parts do not count: what stands in brackets is a label, what stands in braces a value.
LABEL = re.compile(r"（[^（）]*）|\$?\{[^{}]+\}")

FORBIDDEN: Dict[str, str] = {
    "a refusal": (
        "対象外|担当ではありません|担当ではない|管轄外|お答えできません|対応できません|受け付けておりません|お引き取り"
    ),
    "cheering": "頑張|がんば|ガンバ|ファイト",
    "a promise": "絶対|必ず(?:助け|解決|治|よくな|うまく)|間違いなく|100[%％]",
    "a judgement": "受給できません|受けられません|自己責任|甘え|あなたのせい",
    "a diagnosis": "(?:うつ病|認知症|発達障害|依存症)(?:です|でしょう|と思われ|の疑い)",
    "a double no": (
        "なくはな|なくもな|ないわけでは?な|ないことは?な|ないとは(?:言|い)|ないとも限ら|ざるを得な|ないではいられ"
        "|なければ(?:なりません|ならない)|ないわけには"
    ),
    "a command": "しなさい|してはいけません|禁止",
}
# What a law forbids the counselor; shown to staff with the article.
EXCEPTIONS = {("a command", "加害者とされる人へ連絡してはいけません")}

TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def _walk(value: object, place: str) -> Iterator[Tuple[str, str]]:
    if isinstance(value, str) and JAPANESE.search(value):
        yield place, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _walk(part, f"{place}:{key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _walk(part, f"{place}:{number}")


def _of_yaml(path: str, *keys: str) -> Iterator[Tuple[str, str]]:
    data = yaml.load((ROOT / path).read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for key in keys or tuple(data):
        yield from _walk(data[key], f"{path}:{key}")


def _of_templates() -> Iterator[Tuple[str, str]]:
    for path in sorted((ROOT / "bot").rglob("templates/*.html")):
        for line in TAG.sub("\n", path.read_text(encoding="utf-8")).splitlines():
            if JAPANESE.search(line):
                yield str(path.relative_to(ROOT)), unescape(line.strip())


STRING_OF_SCRIPT = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`")


def _of_scripts() -> Iterator[Tuple[str, str]]:
    for path in sorted((ROOT / "bot").rglob("static/*.js")):
        for match in STRING_OF_SCRIPT.finditer(path.read_text(encoding="utf-8")):
            text = next(part for part in match.groups() if part is not None) if any(match.groups()) else ""
            if JAPANESE.search(text):
                yield str(path.relative_to(ROOT)), text


def _of_errors() -> Iterator[Tuple[str, str]]:
    message = re.compile(r"(?:message_ja = |InvalidInputError\(f?)\"([^\"]+)\"")
    for path in python_files("bot/domain", "bot/services", "bot/channels", "bot/console"):
        for text in message.findall(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(ROOT)), text


@lru_cache(maxsize=1)
def texts() -> Tuple[Tuple[str, str], ...]:
    """Return (place, text) of everything that somebody reads."""
    return (
        *_of_yaml("domain.yml", "responses"),
        *_of_yaml("bot/catalog/national/wording.yml"),
        *_of_yaml("bot/catalog/national/labels.yml"),
        *((place, text) for place, text in _of_yaml("bot/catalog/national/duties.yml") if place.endswith(":text")),
        *((p, text) for p, text in _of_yaml("bot/catalog/national/lead_rules.yml") if p.endswith(":reason_ja")),
        *(("bot/app.py", text) for text in GREETING),
        *_of_templates(),
        *_of_scripts(),
        *_of_errors(),
    )


def test_the_texts_are_found() -> None:
    places = {place.split(":")[0] for place, _ in texts()}
    assert {"domain.yml", "bot/app.py", "bot/domain/errors.py", "bot/channels/templates/chat.html"} <= places
    assert any(place.startswith("bot/console/templates") for place in places)
    assert len(texts()) > 300
    assert errors.NotFoundError.message_ja in {text for _, text in texts()}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_nobody_is_told(kind: str) -> None:
    pattern = re.compile(FORBIDDEN[kind])
    found = [
        f"{place}: {text}"
        for place, text in texts()
        if pattern.search(text) and not any(kind == k and excused in text for k, excused in EXCEPTIONS)
    ]
    assert not found


def sentences(text: str) -> List[str]:
    return [part.strip() for part in SENTENCE_END.split(LABEL.sub("", text)) if part.strip()]


def test_sentences_are_short() -> None:
    law = ("bot/catalog/national/duties.yml",)
    long = [
        f"{place} ({len(sentence)}): {sentence}"
        for place, text in texts()
        if not place.startswith(law)
        for sentence in sentences(text)
        if len(sentence) > LONGEST_SENTENCE
    ]
    assert not long


def test_a_bubble_has_few_sentences() -> None:
    long = [(place, len(sentences(text))) for place, text in texts() if len(sentences(text)) > 5]
    assert not long


@pytest.mark.parametrize("response", dict(_of_yaml("domain.yml", "responses")).items(), ids=lambda row: row[0])
def test_a_response_ends_with_a_full_stop_or_a_value(response: Tuple[str, str]) -> None:
    assert response[1].endswith(("。", "}"))


def test_the_patterns_can_fail() -> None:
    wrong = "そのご相談は対象外です。頑張ってください。絶対に大丈夫です。できないわけではないです。"
    assert {"a refusal", "cheering", "a promise", "a double no"} <= {
        kind for kind, pattern in FORBIDDEN.items() if re.search(pattern, wrong)
    }
