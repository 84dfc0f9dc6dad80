"""Who is proposed as lead: existing supporter, danger's addressee, hub, chief complaint; and that the town has them."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

import pytest

from bot.catalog.loader import load_catalog
from bot.domain.agency import LAST_TIER
from bot.domain.triage import Triage, triage
from bot.domain.vocabulary import ConcernCode, CueKind, Field, Kinship, SignalCode, Urgency
from tests.support.tellings import concern, cue, empty_case, member, signal, tell, understood

CATALOG = load_catalog("demo")
TEXT = "母 介護 物忘れ 不登校 借金 難病 ケアマネさん 夫に殴られ どこでも断られ 昨日から食べてない"
WORDS: Dict[str, Tuple[str, ConcernCode, Tuple[Field, ...]]] = {
    "care": ("介護", ConcernCode.ELDER_CARE, (Field.ELDERLY,)),
    "dementia": ("物忘れ", ConcernCode.DEMENTIA, (Field.ELDERLY,)),
    "truancy": ("不登校", ConcernCode.TRUANCY, (Field.CHILD,)),
    "debt": ("借金", ConcernCode.DEBT, (Field.POVERTY,)),
    "disease": ("難病", ConcernCode.INTRACTABLE_DISEASE, (Field.DISABILITY,)),
    "between": ("どこでも断られ", ConcernCode.BETWEEN_SYSTEMS, ()),
}


def judged(*said: str, support: bool = False, danger: Optional[SignalCode] = None) -> Triage:
    facts: Dict[str, Any] = {
        "members": [member(TEXT, "母", Kinship.MOTHER)],
        "concerns": [
            concern(TEXT, word, code, fields=fields, confidence=1 - place / 10)
            for place, (word, code, fields) in enumerate(WORDS[name] for name in said)
        ],
    }
    if support:
        facts["cues"] = [cue(TEXT, "ケアマネさん", CueKind.SUPPORT, "care_manager")]
    if danger:
        facts["signals"] = [signal(TEXT, "夫に殴られ", danger, Urgency.TODAY)]
    return triage(tell(empty_case(), TEXT, understood(**facts)), CATALOG.triage_rules)


@pytest.mark.parametrize(
    ("said", "support", "danger", "lead"),
    [
        (("care",), False, None, "community_care_center"),
        (("debt",), False, None, "self_reliance"),
        (("debt",), True, None, "care_manager"),
        (("care",), True, SignalCode.DV, "care_manager"),
        (("care",), False, SignalCode.DV, "dv_support_center"),
        (("care",), False, SignalCode.CHILD_ABUSE, "children_family_center"),
        (("care",), False, SignalCode.ELDER_ABUSE, "community_care_center"),
        (("debt",), False, SignalCode.DISABILITY_ABUSE, "disability_abuse_center"),
        (("care",), False, SignalCode.NO_FOOD_MONEY, "welfare_office"),
        (("care",), False, SignalCode.SUICIDE, "health_center"),
        (("care", "truancy", "dementia"), False, None, "hub"),
        (("debt", "care", "dementia"), False, None, "hub"),
        (("truancy", "disease", "debt"), False, None, "hub"),
        (("debt", "care"), False, None, "self_reliance"),
        (("care", "debt"), False, None, "community_care_center"),
        (("between", "debt"), False, None, "hub"),
        ((), False, None, "hub"),
    ],
)
def test_the_order_of_the_lead(said: Tuple[str, ...], support: bool, danger: Optional[SignalCode], lead: str) -> None:
    found = judged(*said, support=support, danger=danger)
    assert found.lead is not None
    assert found.lead.agency.kind == lead
    assert found.lead.reason_ja.endswith(("。", "ます。"))


def test_the_others_are_further_agencies_without_repetition() -> None:
    found = judged("care", "dementia", "debt", support=True, danger=SignalCode.DV)
    assert found.lead is not None
    kinds = [found.lead.agency.kind, *(p.agency.kind for p in found.others)]
    assert kinds[0] == "care_manager"
    assert len(kinds) == len(set(kinds))
    assert {"dv_support_center", "hub", "community_care_center", "self_reliance"} <= set(kinds)


def test_the_last_tier_stands_alone_only() -> None:
    last = {rule.id for rule in CATALOG.national.leads if rule.tier == LAST_TIER}
    assert not last & {p.rule for p in judged("care").others}
    assert judged().lead is not None and judged().lead.rule in last  # type: ignore[union-attr]


def test_a_town_without_the_agency_falls_back_to_the_next_kind() -> None:
    rules = CATALOG.triage_rules
    hub_only = tuple(agency for agency in rules.agencies if agency.kind == "hub")
    case = tell(
        empty_case(),
        TEXT,
        understood(concerns=[concern(TEXT, "介護", ConcernCode.ELDER_CARE, fields=(Field.ELDERLY,))]),
    )
    found = triage(case, type(rules)(rules.patterns, rules.duties, rules.leads, hub_only))
    assert found.lead is not None and found.lead.agency.kind == "hub"
    nobody = triage(case, type(rules)(rules.patterns, rules.duties, rules.leads, ()))
    assert (nobody.lead, nobody.others) == (None, ())


def test_every_kind_named_by_a_rule_exists_in_the_demo_tenant() -> None:
    named = {kind for rule in CATALOG.national.leads for kind in rule.lead}
    assert named <= {agency.kind for agency in CATALOG.tenant.agencies}


def test_every_concern_has_a_rule_for_the_lead() -> None:
    ruled = {c.partition(":")[2] for rule in CATALOG.national.leads for c in rule.all_of if c.startswith("concern:")}
    assert ruled == {str(code) for code in ConcernCode}


def test_the_table_is_whole() -> None:
    ids: List[str] = [rule.id for rule in CATALOG.national.leads]
    assert len(ids) == len(set(ids))
    assert {rule.tier for rule in CATALOG.national.leads} == {1, 2, 3, 4, LAST_TIER}
    assert all(rule.source and rule.reason_ja for rule in CATALOG.national.leads)


def test_reports_of_abuse_have_an_addressee_in_town() -> None:
    received = {signal for agency in CATALOG.tenant.agencies for signal in agency.receives_reports_of}
    assert {"child_abuse", "elder_abuse", "disability_abuse", "dv"} <= received
