"""Names of people in a text: kinship words, first-person words, and people who are no kin.

A scan over the folded text finds the longest word at each place; chains (妻の父, 隣の息子さん) are composed
afterwards by ``nlu.core.people`` with the table of ``nlu.core.kinship_chain``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Dict, FrozenSet, Iterator, List, Mapping, Optional, Sequence, Tuple

import yaml

from bot.domain.vocabulary import AgeBand, Kinship, Sex
from nlu.core.morphology import Morpheme

LEXICON = Path(__file__).resolve().parents[1] / "lexicons" / "kinship.yml"

PARTICLES_AFTER_KANA = (
    "が",
    "は",
    "の",
    "も",
    "と",
    "を",
    "に",
    "って",
    "、",
    "(",
    " ",
    "だけ",
    "しか",
    "じゃ",
    "一人",
    "ひとり",
    "や",
    "。",
    *"0123456789二三四五六七八九",
)
_LIKE_THAT = ("その", "この", "あの", "どの", "気の")
_HONORIFICS = ("さん", "ちゃん", "さま", "様", "くん", "君", "はん")
# A kana word may follow these without a blank between.
_KANA_BEFORE = frozenset("のとやがはもへをに、。,. \n!?」)")


@dataclass(frozen=True)
class NameForm:
    """One entry of the lexicon: what a form names. ``kind`` is kin, self, outsider or never."""

    kind: str
    kinship: Optional[Kinship] = None
    sex: Optional[Sex] = None
    ordinal: Optional[str] = None
    band: Optional[AgeBand] = None
    role: str = ""
    owner: bool = False
    needs_age: bool = False
    marked: bool = False


@dataclass(frozen=True)
class Naming:
    """A person named at ``text[start:end]``; ``end`` includes an honorific."""

    start: int
    end: int
    form: NameForm
    word: str

    @property
    def kinship(self) -> Optional[Kinship]:
        return self.form.kinship

    @property
    def is_kin(self) -> bool:
        return self.form.kind == "kin"

    @property
    def is_self(self) -> bool:
        return self.form.kind == "self"

    @property
    def is_outsider(self) -> bool:
        return self.form.kind == "outsider"


def expand(pattern: str) -> Iterator[str]:
    """Yield every word that a pattern with ``(a|b|)`` groups, nested or not, stands for."""
    opening = pattern.find("(")
    if opening < 0:
        yield pattern
        return
    depth = 0
    choices: List[str] = [""]
    for place in range(opening, len(pattern)):
        char = pattern[place]
        depth += (char == "(") - (char == ")")
        if depth == 0:
            break
        if char == "|" and depth == 1:
            choices.append("")
        elif place > opening:
            choices[-1] += char
    for choice in choices:
        for middle in expand(choice):
            for rest in expand(pattern[place + 1 :]):
                yield pattern[:opening] + middle + rest


def _words(entry: Mapping[str, Any], key: str) -> Iterator[str]:
    for pattern in str(entry.get(key, "")).split():
        yield from expand(pattern)


@dataclass(frozen=True)
class NameLexicon:
    """Forms by first character, longest first, so that a scan tries few slices a place."""

    forms: Mapping[str, NameForm]
    lengths: Mapping[str, Tuple[int, ...]]


def _kin_form(entry: Mapping[str, Any], marked: bool) -> NameForm:
    return NameForm(
        kind="kin",
        kinship=Kinship(entry["kinship"]),
        sex=Sex(entry["sex"]) if "sex" in entry else None,
        ordinal=entry.get("ordinal"),
        band=AgeBand(entry["band"]) if "band" in entry else None,
        needs_age=bool(entry.get("needs_age", False)),
        marked=marked,
    )


@cache
def name_lexicon() -> NameLexicon:
    """Read and index ``nlu/lexicons/kinship.yml`` once a process."""
    data = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    forms: Dict[str, NameForm] = {}
    for entry in data["kin"]:
        for key in ("forms", "marked"):
            for word in _words(entry, key):
                forms.setdefault(word, _kin_form(entry, key == "marked"))
    for key in ("forms", "marked"):
        for word in _words(data["self"], key):
            forms.setdefault(word, NameForm(kind="self", kinship=Kinship.SELF, marked=key == "marked"))
    for entry in data["outsider"]:
        for word in _words(entry, "forms"):
            owner = bool(entry.get("owner", False))
            forms.setdefault(word, NameForm(kind="outsider", role=entry["role"], owner=owner))
    never = NameForm(kind="never")
    for pattern in str(data["never"]).split() + str(data["self"]["never"]).split():
        for word in expand(pattern):
            # A group may end in nothing (「親子(丼|)」): a kin word itself is never hidden that way.
            forms.setdefault(word, never)
    by_first: Dict[str, set[int]] = {}
    for word in forms:
        by_first.setdefault(word[0], set()).add(len(word))
    lengths = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in by_first.items()}
    return NameLexicon(forms=forms, lengths=lengths)


def _is_kanji(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _is_kana(char: str) -> bool:
    return "\u3041" <= char <= "\u30ff"


def _stands_alone(folded: str, start: int, end: int, starts: FrozenSet[int], ends: FrozenSet[int]) -> bool:
    """True when a one-character word at ``start`` is no part of a longer kanji word."""
    left_joined = start > 0 and _is_kanji(folded[start - 1]) and start not in starts
    right_joined = end < len(folded) and _is_kanji(folded[end]) and end not in ends
    inside = start not in starts and end not in ends and start > 0
    return not (left_joined or right_joined or inside)


def _kana_fits(folded: str, start: int, end: int) -> bool:
    """True when a kana word that may mean something else stands like a noun here."""
    before_ok = start == 0 or folded[start - 1] in _KANA_BEFORE or not _is_kana(folded[start - 1])
    if not folded.startswith(PARTICLES_AFTER_KANA, end):
        return False
    if folded.startswith(" ", end) and start > 0 and folded[start - 1] != " ":
        return False
    if folded[start:end] in ("まま", "ぱぱ"):
        return start == 0 or folded[start - 1] in "、。 \n!?「とのはが" and not folded.endswith(_LIKE_THAT, 0, start)
    if folded[start:end] == "はは":
        # Laughter goes on before or behind (「はははって」).
        laughs = folded[start - 1 : start] == "は" or re.match(r"は(?:$|は|っ|w|と)", folded[end : end + 2])
        return bool(before_ok and not laughs)
    return before_ok


def _kana_free(folded: str, start: int, end: int, starts: FrozenSet[int]) -> bool:
    """True unless a pure kana word begins inside another kana word (「わたしまし」, 「あまママ」)."""
    if start in starts or start == 0 or folded[start - 1] in _KANA_BEFORE:
        return True
    script_changes = ("\u30a0" <= folded[start] <= "\u30ff") != ("\u30a0" <= folded[start - 1] <= "\u30ff")
    return script_changes or not _is_kana(folded[start - 1])


def scan_names(folded: str, morphemes: Sequence[Morpheme]) -> Tuple[Naming, ...]:
    """Find the people named in ``folded`` (same offsets as the morphemes), in order, without overlaps."""
    lexicon = name_lexicon()
    starts = frozenset(m.start for m in morphemes)
    ends = frozenset(m.end for m in morphemes)
    found: List[Naming] = []
    place = 0
    size = len(folded)
    while place < size:
        sizes = lexicon.lengths.get(folded[place])
        step = 1
        for length in sizes or ():
            end = place + length
            if end > size:
                continue
            word = folded[place:end]
            form = lexicon.forms.get(word)
            if form is None or not _fits(folded, place, end, form, starts, ends):
                continue
            if form.kind != "never":
                for honorific in _HONORIFICS:
                    if form.role != "media" and folded.startswith(honorific, end):
                        end += len(honorific)
                        break
                found.append(Naming(place, end, form, word))
            step = end - place
            break
        place += step
    return tuple(found)


def _fits(folded: str, start: int, end: int, form: NameForm, starts: FrozenSet[int], ends: FrozenSet[int]) -> bool:
    if folded[start].isdigit() and start > 0 and folded[start - 1].isdigit():
        return False
    if form.marked:
        return _kana_fits(folded, start, end)
    if end - start == 1:
        return _stands_alone(folded, start, end, starts, ends)
    if _is_kana(folded[start]) and _is_kana(folded[end - 1]) and form.kind != "never":
        return _kana_free(folded, start, end, starts)
    if folded[start] in "おご" and _is_kana(folded[start]):
        return True
    # A kanji word glued to a kanji before it, with no morpheme between, is part of a longer word.
    return not (start > 0 and _is_kanji(folded[start]) and _is_kanji(folded[start - 1]) and start not in starts)
