"""Who does what to whom, as string features of a clause: predicates with their endings, arguments with their particles.

「夫に殴られない」 gives ``殴る れる ない``, ``に 殴る れる ない``, ``<spouse> に 殴る れる ない``: the same words in
another order, voice or negation are another feature. No parser; an argument is a noun with its particle before the
predicate in the same clause.
"""

from __future__ import annotations

from typing import Callable, List, Sequence, Tuple

from nlu.core.morphology import Morpheme

_NOUN = frozenset({"名詞", "代名詞", "接尾辞"})
_PREDICATE = frozenset({"動詞", "形容詞", "形状詞"})
_CASE = frozenset("をにがはもでへと") | {"から", "まで", "より"}
_MOST_ARGUMENTS = 3
_MOST_ENDINGS = 5
# Politeness and what only joins say nothing of what is done.
_SILENT = frozenset({"ます", "です", "て", "だ", "ね", "よ", "な"})
_NEGATION = {"ず": "ない", "ぬ": "ない"}


def clause_relations(morphemes: Sequence[Morpheme], name_of: Callable[[Morpheme], str]) -> List[str]:
    """Return the relations of one clause.

    Args:
        morphemes: those of the clause.
        name_of: how the head of an argument is written (a person by the kind of kin, else its lemma).
    """
    found: List[str] = []
    arguments: List[Tuple[str, str]] = []
    head = ""
    at = 0
    while at < len(morphemes):
        morpheme = morphemes[at]
        if morpheme.pos1 in _PREDICATE:
            endings, after = _endings(morphemes, at + 1)
            predicate = " ".join((morpheme.lemma, *endings))
            found.append(predicate if endings else f"{morpheme.lemma} .")
            for name, particle in arguments[-_MOST_ARGUMENTS:]:
                found.append(f"{particle} {predicate}")
                found.append(f"{name} {particle} {predicate}")
                found.append(f"{name} {particle} {morpheme.lemma}")
            head, at = "", after
            continue
        if morpheme.pos1 in _NOUN:
            head = name_of(morpheme)
        elif morpheme.pos1 == "助詞" and morpheme.surface in _CASE and head:
            arguments.append((head, morpheme.surface))
            head = ""
        at += 1
    return found


def _endings(morphemes: Sequence[Morpheme], start: int) -> Tuple[Tuple[str, ...], int]:
    """The voice, wish, negation and tense behind a predicate, and where they end."""
    endings: List[str] = []
    at = start
    while at < len(morphemes):
        morpheme = morphemes[at]
        helps = morpheme.pos1 == "助動詞" or (len(morpheme.pos) > 1 and morpheme.pos[1] == "非自立可能")
        joins = morpheme.pos1 == "助詞" and morpheme.surface in ("て", "で", "は", "も", "と")
        if not helps and not (joins and _goes_on(morphemes, at + 1)):
            break
        lemma = _NEGATION.get(morpheme.lemma, morpheme.lemma)
        if helps and lemma not in _SILENT and len(endings) < _MOST_ENDINGS:
            endings.append(lemma)
        at += 1
    return tuple(endings), at


def _goes_on(morphemes: Sequence[Morpheme], at: int) -> bool:
    if at >= len(morphemes):
        return False
    following = morphemes[at]
    return following.pos1 == "助動詞" or (len(following.pos) > 1 and following.pos[1] == "非自立可能")
