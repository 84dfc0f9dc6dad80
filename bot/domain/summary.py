"""引き継ぎ票 (IntakeSummary): the first page a counselor wants, as one JSON-ready value.

Published as a JSON Schema in ``docs/schemas/intake_summary.json``; every list item that rests on words carries
``text, quote, message_id, message_index, start, end``. What is inferred is marked so and never shown like a quote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from bot.domain.agenda import not_asked
from bot.domain.case import Case, CaseConcern, CaseCue, UrgencyRaised, cue_line_id
from bot.domain.member import Member
from bot.domain.triage import Triage
from bot.domain.vocabulary import Assertion, ConcernCode, CueKind, Experiencer, Kinship

SCHEMA_VERSION = "1.0"
# A short message is quoted whole, so that the chief complaint stands in the person's own words and not in a clipping.
WHOLE_MESSAGE_CHARS = 120
# From this certainty a concern counts as said outright; below, it is shown as inferred.
SAID_FROM = 0.8
# What keeps a line off the page: taken out, or not to be told (伝えない).
_HIDING = ("deleted", "withheld")


@dataclass(frozen=True)
class Labels:
    """Japanese for codes, handed in by the catalogue: ``labels["concern"]["dementia"]``."""

    by_list: Mapping[str, Mapping[str, str]]

    def of(self, kind: str, code: object) -> str:
        return self.by_list[kind].get(str(code), str(code))


@dataclass(frozen=True)
class Surroundings:
    """What the summary shows beside the case itself: consents, promises, what was said, where the transcript is."""

    created_at: datetime
    transcript_url: str
    texts: Mapping[int, str]
    consent: Sequence[Mapping[str, Any]] = ()
    promises: Sequence[Mapping[str, Any]] = ()
    hotlines_said: Sequence[str] = ()
    said_at: Optional[datetime] = None


def build_summary(case: Case, judged: Triage, labels: Labels, around: Surroundings) -> Dict[str, Any]:
    """Return the IntakeSummary of the case (see ``docs/interfaces.md``)."""
    concerns = _strongest([c for c in case.concerns if not case.is_taken_out(c, *_HIDING)])
    shown = [c for c in concerns if _is_shown(c)]
    return {
        "schema_version": SCHEMA_VERSION,
        "case_id": case.id,
        "created_at": _time(around.created_at),
        "urgency": {
            "level": str(judged.urgency),
            "reasons": [
                {
                    "rule": raised.rule,
                    "rule_ja": _rule_ja(raised, labels),
                    "level": str(raised.level),
                    "at": _time(raised.at),
                    **(raised.quote.as_dict() if raised.quote else {"quote": "", "message_index": None}),
                }
                for raised in judged.reasons
            ],
        },
        "signals": [
            {
                "code": str(s.code),
                "level": str(s.level),
                "assertion": str(s.manner.assertion),
                "experiencer": str(s.manner.experiencer),
                "source": s.source,
                **s.quote.as_dict(),
            }
            for s in case.signals
        ],
        "set_aside": [{"code": str(s.code), "reason": s.reason, **s.quote.as_dict()} for s in case.set_aside],
        "chief_complaint": _chief(judged, around.texts),
        "reporter": _reporter(case, labels),
        "household": [_member(member, case, labels) for member in case.members],
        "concerns": [_concern(c, labels) for c in shown],
        "fields": [str(field) for field in judged.fields],
        "patterns": [
            {
                "code": str(p.code),
                "label_ja": labels.of("pattern", p.code),
                "reasons": [quote.as_dict() for quote in p.quotes],
            }
            for p in judged.patterns
        ],
        "denied": _denied(concerns, case, labels),
        "wishes": _cues(case, CueKind.WISH),
        "existing_support": _cues(case, CueKind.SUPPORT),
        "strengths": _cues(case, CueKind.STRENGTH),
        "consent": [dict(row) for row in around.consent],
        "safe_contact": _safe_contact(case),
        "duties": [
            {
                "law": due.duty.law,
                "article": due.duty.article,
                "text": due.duty.text,
                "signal": str(due.duty.signal),
                "received_at": _time(due.received_at),
            }
            for due in judged.duties
        ],
        "area": next((cue.quote.text for cue in reversed(case.cues) if cue.kind is CueKind.PLACE), None),
        "edited_by_resident": [
            {"line": edit.line, "action": edit.action, "text": edit.text, "at": _time(edit.at)} for edit in case.edits
        ],
        "unknowns": _unknowns(case, labels),
        "promises": [dict(row) for row in around.promises],
        "proposed_lead": (
            {
                "agency": judged.lead.agency.code,
                "name_ja": judged.lead.agency.name_ja,
                "reason": judged.lead.reason_ja,
                "rule": judged.lead.rule,
            }
            if judged.lead
            else None
        ),
        "proposed_agencies": [
            {"agency": p.agency.code, "name_ja": p.agency.name_ja, "reason": p.reason_ja, "rule": p.rule}
            for p in judged.others
        ],
        "said_to_resident": {
            "hotlines": [{"code": code, "label": labels.of("hotline", code)} for code in around.hotlines_said],
            "at": _time(around.said_at),
        },
        "transcript_url": around.transcript_url,
    }


def _rule_ja(raised: UrgencyRaised, labels: Labels) -> str:
    """Name a rule by the signal that it reads, else by its own label."""
    return labels.of("signal", raised.signal) if raised.signal else labels.of("rule", raised.rule)


def _is_shown(c: CaseConcern) -> bool:
    """Holds or may hold, of somebody: the news is no concern of a household."""
    may_hold = c.manner.assertion in (Assertion.PRESENT, Assertion.UNCERTAIN)
    return may_hold and c.manner.experiencer is not Experiencer.NOBODY


def _time(at: Optional[datetime]) -> Optional[str]:
    return at.isoformat() if at else None


def _strongest(concerns: Sequence[CaseConcern]) -> List[CaseConcern]:
    """One row a concern, member and kind of assertion: the surest saying, in order of first appearance."""
    best: Dict[Tuple[object, ...], CaseConcern] = {}
    for c in concerns:
        doubtful = c.manner.assertion is Assertion.UNCERTAIN
        key = (c.code, c.member_id, "present" if c.holds else "uncertain" if doubtful else str(c.manner.assertion))
        if key not in best or c.confidence > best[key].confidence:
            best[key] = c
    specific = [c for c in best.values() if c.code is not ConcernCode.UNCLEAR]
    return specific or list(best.values())


def _chief(judged: Triage, texts: Mapping[int, str]) -> Dict[str, Any]:
    quote = judged.chief_quote
    if quote is None:
        index = min(texts, default=None)
        if index is None:
            return {"quote": "", "message_index": None, "concern": None}
        return {"quote": texts[index][:WHOLE_MESSAGE_CHARS], "message_index": index, "concern": None}
    whole = texts.get(quote.message_index, "")
    words = whole.strip() if 0 < len(whole.strip()) <= WHOLE_MESSAGE_CHARS else quote.text
    return {
        **quote.as_dict(),
        "quote": words,
        "message_index": quote.message_index,
        "concern": str(judged.chief.code) if judged.chief else None,
    }


def _reporter(case: Case, labels: Labels) -> Dict[str, Any]:
    """Who writes. ``is_client`` when the writer has a concern of their own (``docs/triage.md``)."""
    self_member = next((member for member in case.members if member.kinship is Kinship.SELF), None)
    own = any(
        c.manner.experiencer is Experiencer.SELF or (self_member and c.member_id == self_member.id)
        for c in case.present_concerns
    )
    own_signal = any(s.manner.experiencer is Experiencer.SELF for s in case.signals)
    is_client = case.writer_is_kin and (own or own_signal)
    return {
        "is_client": is_client,
        "kinship": str(Kinship.SELF) if is_client else None,
        "label_ja": labels.of("kinship", Kinship.SELF) if is_client else None,
        "is_kin": case.writer_is_kin,
    }


def _member(member: Member, case: Case, labels: Labels) -> Dict[str, Any]:
    words = member.quotes[0].as_dict() if member.quotes else {}
    own = [c for c in case.present_concerns if c.member_id == member.id and not case.is_taken_out(c, *_HIDING)]
    return {
        "id": member.id,
        "kinship": str(member.kinship),
        "label_ja": labels.of("kinship", member.kinship),
        "ordinal": member.ordinal,
        "age": member.age,
        "age_band": str(member.age_band) if member.age_band else None,
        "sex": str(member.sex) if member.sex else None,
        "alive": member.alive,
        "lives_together": member.lives_together,
        "source": member.source,
        "concerns": list(dict.fromkeys(str(c.code) for c in own)),
        **words,
    }


def _concern(c: CaseConcern, labels: Labels) -> Dict[str, Any]:
    uncertain = c.manner.assertion is Assertion.UNCERTAIN
    return {
        "code": str(c.code),
        "label_ja": labels.of("concern", c.code),
        "fields": [str(field) for field in c.fields],
        "member": c.member_id,
        "assertion": str(c.manner.assertion),
        "experiencer": str(c.manner.experiencer),
        "certainty": "uncertain" if uncertain else "said" if c.confidence >= SAID_FROM else "inferred",
        **c.quote.as_dict(),
    }


def _denied(concerns: Sequence[CaseConcern], case: Case, labels: Labels) -> List[Dict[str, Any]]:
    rows = [
        {"what": labels.of("concern", c.code), "code": str(c.code), **c.quote.as_dict()}
        for c in concerns
        if c.manner.assertion is Assertion.NEGATED
    ]
    rows += [
        {"what": labels.of("signal", s.code), "code": str(s.code), **s.quote.as_dict()}
        for s in case.set_aside
        if s.reason == str(Assertion.NEGATED)
    ]
    return rows


def _cues(case: Case, kind: CueKind) -> List[Dict[str, Any]]:
    found: Dict[str, CaseCue] = {}
    hidden = {edit.line for edit in case.edits if edit.action in _HIDING}
    for cue in case.cues:
        said = cue.kind is kind and cue.manner.assertion is not Assertion.NEGATED
        if said and cue_line_id(cue) not in hidden:
            found.setdefault(cue.quote.text, cue)
    return [{"code": cue.code, "member": cue.member_id, **cue.quote.as_dict()} for cue in found.values()]


def _safe_contact(case: Case) -> Dict[str, Any]:
    how = [cue.quote.text for cue in case.cues if cue.kind is CueKind.SAFE_CONTACT and cue.code != "when"]
    when = [cue.quote.text for cue in case.cues if cue.kind is CueKind.SAFE_CONTACT and cue.code == "when"]
    return {
        "how": how[-1] if how else None,
        "when": when[-1] if when else None,
        "never": _cues(case, CueKind.NEVER_CONTACT),
    }


def _unknowns(case: Case, labels: Labels) -> Dict[str, List[Dict[str, str]]]:
    states = case.answer_states()

    def rows(codes: Sequence[object]) -> List[Dict[str, str]]:
        return [{"code": str(code), "label_ja": labels.of("unknown", code)} for code in codes]

    return {
        "not_asked": rows(not_asked(case)),
        "declined": rows([code for code, state in states.items() if state == "declined"]),
        "not_known": rows([code for code, state in states.items() if state == "not_known"]),
    }
