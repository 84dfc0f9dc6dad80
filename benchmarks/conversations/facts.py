"""The facts of one IntakeSummary beside those of the gold: each kind of fact as (said, gold)."""

from __future__ import annotations

from typing import Any, Dict, Hashable, List, Mapping, Sequence, Tuple

from benchmarks.conversations.dialogues import Dialogue, age_of

Summary = Mapping[str, Any]  # docs/schemas/intake_summary.json
Facts = Tuple[List[Hashable], List[Hashable]]

OTHER = "other"


def compare(summary: Summary, gold: Dialogue) -> Dict[str, Facts]:
    """Return every kind of fact as what the summary says and what the gold holds.

    A person counts by kinship, as often as there are such persons; concerns, fields and the like count once a dialogue.
    """
    household = summary["household"]
    told = sorted({(c["code"], _person(c, summary)) for c in summary["concerns"]})
    return {
        "members": ([member["kinship"] for member in household], list(gold.members)),
        "ages": ([age for age in map(age_of, household) if age is not None], list(gold.ages)),
        "concerns": (sorted({code for code, _ in told}), sorted({code for code, _ in gold.concerns})),
        "concern_members": (list(told), sorted(set(gold.concerns))),
        "fields": (sorted(summary["fields"]), sorted(gold.fields)),
        "patterns": (sorted({p["code"] for p in summary["patterns"]}), sorted(gold.patterns)),
        "signals": (sorted({s["code"] for s in summary["signals"]}), sorted(set(gold.signals))),
        "denied": (sorted({d["code"] for d in summary["denied"]}), sorted(set(gold.denied))),
        "wishes": pieces(summary["wishes"], gold.wishes, gold.messages),
        "support": pieces(summary["existing_support"], gold.support, gold.messages),
    }


def pieces(quotes: Sequence[Mapping[str, Any]], wanted: Sequence[str], messages: Sequence[str]) -> Facts:
    """Return the quotes as the pieces of the gold that they overlap, other quotes as themselves.

    A piece is found when a quote overlaps one of the places where it stands; several quotes of one piece are one fact,
    and a quote over two pieces is both.
    """
    places = {piece: _places(piece, messages) for piece in wanted}
    said: Dict[Hashable, None] = {}
    for quote in quotes:
        hit = [piece for piece, where in places.items() if any(_overlaps(quote, place) for place in where)]
        for fact in hit or [(quote["message_index"], quote["start"], quote["quote"])]:
            said[fact] = None
    return list(said), list(wanted)


def _places(piece: str, messages: Sequence[str]) -> List[Tuple[int, int, int]]:
    found = []
    for index, text in enumerate(messages):
        start = text.find(piece)
        while start >= 0:
            found.append((index, start, start + len(piece)))
            start = text.find(piece, start + 1)
    return found


def _overlaps(quote: Mapping[str, Any], place: Tuple[int, int, int]) -> bool:
    index, start, end = place
    return quote["message_index"] == index and quote["start"] < end and start < quote["end"]


def _person(concern: Mapping[str, Any], summary: Summary) -> str:
    """Return the kinship of whom a concern is about; for a writer who is no kin the client is somebody else."""
    if concern["experiencer"] == "other_person":
        return OTHER
    kinship = next((m["kinship"] for m in summary["household"] if m["id"] == concern["member"]), None)
    if kinship is None:
        kinship = "self" if concern["experiencer"] == "self" else OTHER
    return OTHER if kinship == "self" and not summary["reporter"]["is_kin"] else kinship
