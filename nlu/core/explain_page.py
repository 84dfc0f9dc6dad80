"""The same explanation as a page to look at: the message with what was read of it marked, and why, in Japanese.

One file without scripts and without anything loaded from elsewhere. It holds a message's words: it is for invented
messages and for a counselor's own screen, never for a log.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Iterable, List, Optional, Sequence, Tuple

from bot.domain.evidence import Span
from bot.domain.understanding import Understanding
from nlu.core.anatomy import Anatomy, dissect
from nlu.core.attribution import Carried, carried
from nlu.core.labels import concern_labels, labels, signal_labels
from nlu.core.reader import Reader

_STYLE = """
body{font-family:"Noto Sans JP","Noto Sans CJK JP",sans-serif;line-height:1.7;max-width:60rem;margin:2rem auto;
padding:0 1rem;color:#1a1a1c;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.message{font-size:1.25rem;line-height:2.4;border:1px solid #949494;border-radius:8px;padding:1rem;white-space:pre-wrap}
mark{padding:.15em .1em;border-radius:4px;color:inherit;background:#e8f1fe;border-bottom:3px solid #0017c1}
mark.danger{background:#fdeeee;border-color:#ec0000}mark.aside{background:#f2f2f2;border-color:#626264}
mark.member{background:#e6f5ec;border-color:#197a4b}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d8d8db;
vertical-align:top}th{font-weight:600;white-space:nowrap}
.for{color:#115a36}.against{color:#a90000}.legend span{margin-right:1.2rem}
"""
_HEAD = '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>読み取りの説明</title>'
_LEGEND = (
    '<p class="legend"><span><mark class="danger">赤</mark> 危険のサイン</span><span><mark>青</mark> 困りごと</span>'
    '<span><mark class="member">緑</mark> 人</span>'
    '<span><mark class="aside">灰</mark> 読んだが数えなかったもの</span></p>'
)


@dataclass(frozen=True)
class _Mark:
    span: Span
    kind: str
    title: str


def explain_page(reader: Reader, texts: Iterable[Tuple[str, Optional[str]]]) -> str:
    """Return an HTML page that explains messages.

    Args:
        reader: the trained reader.
        texts: the messages, each with the code of the question just asked, if any.
    """
    parts = [_section(reader, text, question) for text, question in texts]
    model = f"<p>モデル {escape(reader.fingerprint)}</p>"
    body = f"<h1>読み取りの説明</h1>{_LEGEND}{model}{''.join(parts)}"
    return f"{_HEAD}<style>{_STYLE}</style></head><body>{body}</body></html>\n"


def _section(reader: Reader, text: str, question: Optional[str]) -> str:
    anatomy = dissect(text, question)
    understanding = reader.read(text, question, anatomy=anatomy).understanding
    rows = _concern_rows(reader, anatomy, understanding) + _danger_rows(reader, anatomy, understanding)
    rows += [
        _row("分野", labels("field")[name.value], "", carried(reader, anatomy, name.value, 5))
        for name in understanding.fields
    ]
    people = "、".join(_person(understanding, number) for number in range(len(understanding.members))) or "なし"
    asked = f"<p>直前の質問: {escape(question)}</p>" if question else ""
    clauses = " ／ ".join(escape(text[c.start : c.end].strip()) for c in anatomy.clauses)
    tokens = " ".join(f"{escape(m.surface)}<small>（{escape(m.lemma)}）</small>" for m in anatomy.morphemes)
    return (
        f'<section><h2>メッセージ</h2>{asked}<div class="message">{_marked(text, _marks(understanding))}</div>'
        f"<p>緊急度: {labels('urgency')[understanding.urgency.value]} ／ 人: {escape(people)}</p>"
        f"<table><tr><th>種類</th><th>読み取り</th><th>どのように</th><th>何がそう読ませたか</th></tr>{''.join(rows)}</table>"
        f"<details><summary>文の切れ目と語</summary><p>{clauses}</p><p>{tokens}</p></details></section>"
    )


def _concern_rows(reader: Reader, anatomy: Anatomy, understanding: Understanding) -> List[str]:
    rows = []
    for concern in understanding.concerns:
        said = labels("assertion")[concern.manner.assertion.value]
        whose = _person(understanding, concern.member) if concern.member is not None else ""
        whose = whose or labels("experiencer")[concern.manner.experiencer.value]
        how = f"{said}・{whose}・確からしさ {concern.confidence:.2f}"
        rows.append(
            _row("困りごと", concern_labels()[concern.code], how, carried(reader, anatomy, concern.code.value, 5))
        )
    return rows


def _danger_rows(reader: Reader, anatomy: Anatomy, understanding: Understanding) -> List[str]:
    danger = understanding.danger
    rows = []
    for signal in danger.signals:
        how = f"{labels('urgency')[signal.level.value]}・規則 {signal.rule}"
        rows.append(_row("危険", signal_labels()[signal.code], how, carried(reader, anatomy, signal.code.value, 5)))
    for item in danger.set_aside:
        reason = (
            labels("set_aside").get(item.reason)
            or labels("assertion").get(item.reason)
            or labels("experiencer").get(item.reason)
        )
        rows.append(_row("数えず", signal_labels()[item.code], f"{reason or item.reason}・規則 {item.rule}", ()))
    return rows


def _row(kind: str, name: str, how: str, features: Sequence[Carried]) -> str:
    why = " ".join(
        f'<span class="{"for" if one.weight >= 0 else "against"}">{one.weight:+.2f} {escape(one.feature)}</span>'
        for one in features
    )
    return f"<tr><td>{kind}</td><td>{escape(name)}</td><td>{escape(how)}</td><td>{why}</td></tr>"


def _person(understanding: Understanding, number: int) -> str:
    member = understanding.members[number]
    age = (
        f"{member.age}歳"
        if member.age is not None
        else labels("age_band")[member.age_band.value]
        if member.age_band
        else ""
    )
    return labels("kinship")[member.kinship.value] + (f"（{age}）" if age else "")


def _marks(understanding: Understanding) -> List[_Mark]:
    """What is marked in the message; of two that overlap, danger goes before a person, a person before a concern."""
    marks = [_Mark(one.span, "danger", signal_labels()[one.code]) for one in understanding.danger.signals]
    marks += [_Mark(one.span, "aside", signal_labels()[one.code]) for one in understanding.danger.set_aside]
    marks += [_Mark(one.span, "member", labels("kinship")[one.kinship.value]) for one in understanding.members]
    marks += [_Mark(one.span, "concern", concern_labels()[one.code]) for one in understanding.concerns]
    kept: List[_Mark] = []
    for mark in marks:
        if mark.span.end > mark.span.start and not any(_overlap(mark.span, other.span) for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda mark: mark.span.start)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _marked(text: str, marks: Sequence[_Mark]) -> str:
    parts, at = [], 0
    for mark in marks:
        parts.append(escape(text[at : mark.span.start]))
        words = escape(text[mark.span.start : mark.span.end])
        parts.append(f'<mark class="{mark.kind}" title="{escape(mark.title)}">{words}</mark>')
        at = mark.span.end
    return "".join(parts) + escape(text[at:])
