"""What stands behind a thing said, as far as it is still said of that thing: the governed tail and its negation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import FrozenSet, Optional, Sequence

from nlu.core.morphology import Morpheme
from nlu.core.scope_words import scope_words

NEGATIVES: FrozenSet[str] = frozenset(("ない", "無い", "ず", "ぬ", "へん", "ひん", "まい", "なし", "無し"))
_CONTENT = ("動詞", "形容詞", "形状詞", "名詞", "代名詞")
_E_ROW = "えけげせてねべめれ"


@dataclass(frozen=True)
class Tail:
    """The morphemes ``[first, stop)`` of a clause that are said of the thing before them.

    ``oblique``: the thing is only the cause or the attribute of what follows. ``negated``: a ない denies the thing.
    ``existing``: what follows merely says that the thing is, happens or comes about.
    """

    first: int
    stop: int
    oblique: bool
    negated: bool
    existing: bool


def is_potential(morpheme: Morpheme) -> bool:
    """True for 払える, 眠れる, 食べれる: a can-form, whose ない is an inability."""
    form = morpheme.dictionary_form
    if morpheme.pos1 != "動詞":
        return False
    if morpheme.pos[5].startswith("命令形"):  # 眠れ+へん is read as an imperative
        return True
    return len(form) > 2 and form[-1] == "る" and form[-2] in _E_ROW and morpheme.lemma[-2:] != form[-2:]


def _is_negative(morpheme: Morpheme) -> bool:
    return morpheme.lemma in NEGATIVES and morpheme.pos1 in ("助動詞", "形容詞", "名詞", "接尾辞")


def _is_suru(morpheme: Morpheme) -> bool:
    return morpheme.lemma in ("為る", "居る", "おる", "有る", "てる", "成る") and morpheme.pos1 == "動詞"


def _first_is_oblique(morphemes: Sequence[Morpheme], index: int) -> bool:
    """で of cause or place, から, ので, the の before a noun that is no light noun."""
    here = morphemes[index]
    following = morphemes[index + 1] if index + 1 < len(morphemes) else None
    if following is None:
        return False
    if here.surface == "で" and following.surface not in (
        "は",
        "も",
        "ない",
        "なく",
        "す",
        "しょ",
        "あり",
        "ある",
        "ござい",
    ):
        return True
    if here.pos[1] == "数詞":  # ひきこもり十年の娘
        while index < len(morphemes) - 2 and morphemes[index].pos1 in ("名詞", "接尾辞"):
            index += 1
        return morphemes[index].lemma == "の" and morphemes[index + 1].pos1 in ("名詞", "代名詞")
    if here.lemma in ("から", "ため", "為", "せい", "所為", "おかげ", "御蔭") and here.pos1 in ("助詞", "名詞"):
        return True
    if here.lemma == "の" and here.pos[1] in ("格助詞", "準体助詞"):
        if following.lemma in ("為", "ため", "所為", "せい", "御蔭"):
            return True
        return following.pos1 in ("名詞", "代名詞", "接頭辞") and following.lemma not in scope_words().light
    return False


def _denies(head: Optional[Morpheme], itself: Optional[Morpheme], particle: str, passive: bool) -> bool:
    """Does the ない behind ``head`` deny the thing (``itself`` is the thing's own last content morpheme)?"""
    words = scope_words()
    if head is None:
        if itself is None:
            return True
        if itself.lemma in words.ill:
            return not is_potential(itself)
        return not (passive or is_potential(itself) or itself.lemma in words.lack)
    if head.lemma in words.light and head.pos1 == "名詞":
        return True
    if is_potential(head) or (head.lemma in words.lack and head.lemma not in words.ill) or passive:
        return head.lemma in words.ill and not is_potential(head)
    if particle == "に":
        return head.lemma in words.existing
    return True


def _says_nobody(morphemes: Sequence[Morpheme], first: int) -> int:
    """1 for 頼れる親戚もおら+ん: the thing itself says whether somebody is there, so its ない is the lack."""
    if not 2 <= first < len(morphemes) or not _is_negative(morphemes[first]):
        return 0
    particle, verb = morphemes[first - 2], morphemes[first - 1]
    return int(verb.lemma in ("居る", "おる") and particle.pos1 == "助詞" and particle.lemma != "て")


def _only_looks_negative(morphemes: Sequence[Morpheme], index: int) -> bool:
    """いなくなる: to go away, no negation; のへんです: 変, strange."""
    if index and morphemes[index].lemma == "へん" and morphemes[index - 1].lemma == "の":
        return True
    around = morphemes[index - 1 : index + 2] if index else ()
    return len(around) == 3 and around[0].lemma in ("居る", "おる") and around[2].lemma == "成る"


def governed_tail(morphemes: Sequence[Morpheme], first: int) -> Tail:
    """Walk behind the thing that ends before ``morphemes[first]``.

    Args:
        morphemes: the morphemes of one clause.
        first: index of the first morpheme behind the thing.
    """
    size = len(morphemes)
    words = scope_words()
    while first < size and morphemes[first].pos1 in ("名詞", "接尾辞") and not _is_negative(morphemes[first]):
        if morphemes[first].pos[1] == "数詞" or morphemes[first - 1].pos1 not in ("名詞", "接頭辞"):
            break
        first += 1  # the rest of a compound noun (介護+疲れ)
    first += _says_nobody(morphemes, first)
    itself = morphemes[first - 1] if first else None
    for back in range(first - 1, -1, -1):
        if morphemes[back].pos1 in _CONTENT and not _is_suru(morphemes[back]):
            itself = morphemes[back]
            break
    if first < size and _first_is_oblique(morphemes, first):
        return Tail(first, first, True, False, False)
    head: Optional[Morpheme] = None
    passive = (
        bool(first) and morphemes[first - 1].lemma == "られる" and (itself is None or itself.lemma not in words.ill)
    )
    particle, existing, predicated, index = "", True, False, first
    while index < size:
        here = morphemes[index]
        before = morphemes[index - 1] if index else None
        if _is_negative(here) and not _only_looks_negative(morphemes, index):
            return Tail(first, size, False, _denies(head, itself, particle, passive), existing)
        if here.pos1 == "助詞" and head is None and here.surface in ("に", "を", "が", "は", "も"):
            particle = here.surface if here.surface in ("に", "を") or not particle else particle
        if (
            here.pos1 == "助動詞"
            and here.lemma in ("られる", "たい")
            and (head or itself or here).lemma not in words.ill
        ):
            passive = True  # 受けられない is an inability, 考えたくない a trouble
        if here.pos1 == "補助記号" and here.surface not in "「」『』":
            break
        if here.pos1 in ("動詞", "形容詞", "形状詞") and not _is_suru(here) and here.pos[1] != "助動詞語幹":
            quoting = before is not None and before.lemma in ("と", "は", "って")
            thinking = quoting and here.lemma in ("思う", "考える", "言う", "感じる")
            compound = before is not None and before.pos1 == "動詞" and before.pos[5].startswith("連用形")
            if head is not None and head.pos1 != "名詞" and not thinking and not compound:
                return Tail(first, index, False, False, existing)
            if not predicated:
                existing = here.lemma in words.existing
            head, predicated = here, True
        elif _is_suru(here):
            predicated, passive = True, passive or is_potential(here)
        elif here.pos1 == "名詞" and here.pos[1] != "数詞" and here.lemma not in ("訳", "筈"):
            after_predicate = before is not None and before.pos[5].startswith(("連体形", "終止形"))
            if after_predicate and here.lemma not in words.light:
                return Tail(first, index, False, False, existing)
            if here.lemma in words.light or before is None or before.pos1 == "助詞":
                head = here if not after_predicate or here.lemma in words.light else head
        index += 1
    return Tail(first, index, False, False, existing)
