"""The string features of one clause, and those of the whole message.

grams: character 1–3-grams of the folded surface · words: lemmas and pairs of them · marks: lexical evidence, persons,
the question asked, alone and joined with the words of the answer.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Dict, List, Optional, Sequence, Tuple

from bot.domain.understanding import MemberMention
from bot.domain.vocabulary import AgeBand, Kinship
from nlu.core.anatomy import Anatomy
from nlu.core.morphology import Morpheme, analyze
from nlu.core.relations import clause_relations

Marks = List[Tuple[str, float]]

_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}
_DIGITS = re.compile(r"[0-9]+")
_SILENT_POS = frozenset({"補助記号", "空白"})
_CONTENT_POS = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "代名詞"})

_KIN_GROUP: Dict[Kinship, str] = {
    **dict.fromkeys((Kinship.HUSBAND, Kinship.WIFE, Kinship.PARTNER), "spouse"),
    **dict.fromkeys((Kinship.EX_HUSBAND, Kinship.EX_WIFE), "ex"),
    **dict.fromkeys((Kinship.MOTHER, Kinship.FATHER, Kinship.PARENTS, Kinship.PARENT), "parent"),
    **dict.fromkeys((Kinship.MOTHER_IN_LAW, Kinship.FATHER_IN_LAW, Kinship.PARENTS_IN_LAW), "in_law"),
    **dict.fromkeys((Kinship.GRANDMOTHER, Kinship.GRANDFATHER, Kinship.GRANDPARENTS), "grandparent"),
    **dict.fromkeys((Kinship.DAUGHTER, Kinship.SON, Kinship.CHILD), "child"),
    **dict.fromkeys((Kinship.GRANDCHILD, Kinship.GRANDSON, Kinship.GRANDDAUGHTER), "grandchild"),
    **dict.fromkeys(
        (
            Kinship.OLDER_BROTHER,
            Kinship.OLDER_SISTER,
            Kinship.YOUNGER_BROTHER,
            Kinship.YOUNGER_SISTER,
            Kinship.SIBLING,
        ),
        "sibling",
    ),
    Kinship.SELF: "self",
}
_SCHOOL = frozenset({AgeBand.ELEMENTARY_SCHOOL, AgeBand.JUNIOR_HIGH_SCHOOL, AgeBand.HIGH_SCHOOL, AgeBand.TEENS})
_SMALL = frozenset({AgeBand.INFANT, AgeBand.PRESCHOOL})
_OLD = frozenset({AgeBand.SEVENTIES, AgeBand.EIGHTIES, AgeBand.NINETIES, AgeBand.HUNDREDS, AgeBand.AGED})


def clause_grams(anatomy: Anatomy, number: int) -> List[str]:
    """Return the character 1–3-grams of a clause, width, case, kana kind and digits folded."""
    clause = anatomy.clauses[number]
    text = _folded(anatomy.text[clause.start : clause.end])
    pairs = [text[at : at + 2] for at in range(len(text) - 1)]
    return list(text) + pairs + [text[at : at + 3] for at in range(len(text) - 2)]


def clause_words(anatomy: Anatomy, number: int) -> List[str]:
    """Return the lemmas of a clause, the neighbouring pairs of them and the relations (all joined by blanks)."""
    morphemes = anatomy.clauses[number].morphemes
    lemmas: List[str] = []
    for morpheme in morphemes:
        lemmas.extend(_lemmas(morpheme))
    pairs = [f"{first} {second}" for first, second in zip(lemmas, lemmas[1:], strict=False)]
    kin = _kin_at(anatomy)
    return lemmas + pairs + clause_relations(morphemes, lambda one: kin.get(one.start) or _plain(one.lemma))


def _kin_at(anatomy: Anatomy) -> Dict[int, str]:
    """Where a person is named: the kind of kin, by the offset of the word."""
    return {
        span.start: f"<{_KIN_GROUP.get(member.kinship, 'relative')}>"
        for member in anatomy.household.members
        for span in (member.mentions or (member.span,))
    }


def clause_marks(anatomy: Anatomy, number: int) -> Marks:
    """Return the evidence and the persons named in a clause, and the question asked joined with its content words."""
    clause = anatomy.clauses[number]
    marks: Marks = [
        (f"hit:{hit.code.value}", hit.weight) for hit in anatomy.hits if clause.start <= hit.span.start < clause.end
    ]
    marks = list({name: (name, weight) for name, weight in sorted(marks)}.values())
    persons = {
        _person(member)
        for member in anatomy.household.members
        if any(clause.start <= span.start < clause.end for span in (member.mentions or (member.span,)))
    }
    persons.update(
        f"role:{outsider.role}"
        for outsider in anatomy.household.outsiders
        if clause.start <= outsider.span.start < clause.end
    )
    marks.extend((person, 1.0) for person in persons)
    if anatomy.question and number < 2:
        marks.extend((f"q:{anatomy.question}|{lemma}", 0.5) for lemma in _contents(clause.morphemes))
    return marks


def message_marks(anatomy: Anatomy) -> Marks:
    """Return what holds of the whole message: persons in it, the question asked, its length and shape."""
    text = anatomy.text
    marks: Marks = [(f"q:{anatomy.question or 'none'}", 1.0), (f"length:{min(len(text), 80).bit_length()}", 1.0)]
    marks.extend({(f"any:{_person(member)}", 1.0) for member in anatomy.household.members})
    if "?" in text or "？" in text:
        marks.append(("shape:question", 1.0))
    if not anatomy.household.writer_is_kin:
        marks.append(("writer:no_kin", 1.0))
    return marks


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().translate(_HIRAGANA)
    return "".join(_DIGITS.sub("0", folded).split())


def _lemmas(morpheme: Morpheme) -> Sequence[str]:
    if morpheme.pos1 in _SILENT_POS:
        return ()
    lemma = _plain(morpheme.lemma)
    if morpheme.pos1 == "名詞" and len(morpheme.surface) > 3:
        return (lemma, *_pieces(morpheme.surface))
    return (lemma,)


@lru_cache(maxsize=8192)
def _plain(lemma: str) -> str:
    return _DIGITS.sub("0", lemma.lower())


@lru_cache(maxsize=8192)
def _pieces(surface: str) -> Tuple[str, ...]:
    """The short units of a compound (放課後 · デイ …): the vector table knows them, seldom the compound."""
    pieces = tuple(morpheme.lemma.lower() for morpheme in analyze(surface, "A"))
    return pieces if len(pieces) > 1 else ()


def _contents(morphemes: Sequence[Morpheme]) -> List[str]:
    return sorted({m.lemma for m in morphemes if m.pos1 in _CONTENT_POS})[:12]


def _person(member: MemberMention) -> str:
    group = _KIN_GROUP.get(member.kinship, "relative")
    age = _age_group(member.age, member.age_band)
    return f"kin:{group}/{age}" if age else f"kin:{group}"


def _age_group(age: Optional[int], band: Optional[AgeBand]) -> Optional[str]:
    if age is not None:
        return "small" if age < 6 else "school" if age < 18 else "adult" if age < 65 else "old"
    if band is None:
        return None
    return "small" if band in _SMALL else "school" if band in _SCHOOL else "old" if band in _OLD else "adult"
