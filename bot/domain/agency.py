"""関係機関 of one municipality, and the rule table that proposes a lead. A proposal only: a person decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from bot.domain.case import Case
from bot.domain.condition import check_all
from bot.domain.vocabulary import Field


@dataclass(frozen=True)
class Agency:
    """One agency of the tenant's catalogue. ``kind`` is the role that rules name; ``hours`` is shown as written."""

    code: str
    kind: str
    name_ja: str
    fields: Tuple[Field, ...]
    takes: str
    takes_not: str
    area: str
    phone: str
    hours: str
    holidays: str
    capacity: Optional[int]
    run_by: str
    receives_reports_of: Tuple[str, ...]
    source: str
    read_at_source: str
    verified_by: Optional[str] = None
    verified_on: Optional[date] = None


# The tier of the rule that holds for every case.
LAST_TIER = 5


@dataclass(frozen=True)
class LeadRule:
    """When ``all_of`` holds, the agency kinds of ``lead`` are proposed (the first that the town has).

    ``tier`` orders the table: 1 an existing supporter, 2 the addressee of a danger, 3 the hub where several fields fit
    no one counter, 4 who can act on the chief complaint, 5 otherwise.
    """

    id: str
    tier: int
    all_of: Tuple[str, ...]
    lead: Tuple[str, ...]
    reason_ja: str
    source: str
    chief: bool = False


@dataclass(frozen=True)
class Proposal:
    """An agency with the sentence that says why."""

    agency: Agency
    reason_ja: str
    rule: str


def propose(
    case: Case,
    chief_concern: Optional[str],
    fields: Sequence[Field],
    rules: Sequence[LeadRule],
    agencies: Sequence[Agency],
) -> Tuple[Optional[Proposal], Tuple[Proposal, ...]]:
    """Propose the lead agency and the others.

    The table is read in the order of its tiers. A rule marked ``chief`` counts for the lead only when its first
    condition is about the chief concern; it still proposes a further agency otherwise.

    Returns:
        The lead (None when the town has none that fits), and the others without repetition.
    """
    by_kind: Dict[str, Agency] = {}
    for agency in agencies:
        by_kind.setdefault(agency.kind, agency)
    leads: List[Proposal] = []
    others: List[Proposal] = []
    for rule in sorted(rules, key=lambda rule: rule.tier):
        if check_all(rule.all_of, case, fields) is None:
            continue
        chosen = _first(rule.lead, by_kind)
        if chosen is None:
            continue
        proposal = Proposal(chosen, rule.reason_ja, rule.id)
        about_chief = not rule.chief or rule.all_of[0].partition("@")[0] == f"concern:{chief_concern}"
        (leads if about_chief else others).append(proposal)
    lead = leads[0] if leads else None
    seen = {lead.agency.code} if lead else set()
    rest: List[Proposal] = []
    # The table's last tier is for cases that nothing else fits: never a second agency beside a real one.
    for proposal in (*leads[1:], *others):
        if proposal.agency.code in seen or (lead and _tier(proposal, rules) >= LAST_TIER):
            continue
        seen.add(proposal.agency.code)
        rest.append(proposal)
    return lead, tuple(rest)


def _first(kinds: Sequence[str], by_kind: Mapping[str, Agency]) -> Optional[Agency]:
    return next((by_kind[kind] for kind in kinds if kind in by_kind), None)


def _tier(proposal: Proposal, rules: Sequence[LeadRule]) -> int:
    return next(rule.tier for rule in rules if rule.id == proposal.rule)
