"""What is said in each situation: always with a next step, and nothing taken out of the person's hands."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List

import pytest
import yaml

from bot.domain.evidence import Manner
from bot.domain.vocabulary import (
    Assertion,
    ConcernCode,
    CueKind,
    Field,
    Kinship,
    QuestionCode,
    SignalCode,
    Urgency,
)
from bot.services.intake import WITHDRAW, Intake
from bot.services.say import Say
from bot.services.turn_work import TurnWork
from tests.architecture.sources import ROOT
from tests.support.house import House
from tests.support.tellings import concern, cue, member, set_aside, signal, understood

RESPONSES = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
CARE = "母の介護がたいへん、ケアマネさんはいる、休みたい"
CARE_READ = understood(
    members=[member(CARE, "母", Kinship.MOTHER)],
    concerns=[concern(CARE, "介護", ConcernCode.ELDER_CARE, 0, fields=(Field.ELDERLY,))],
    cues=[cue(CARE, "ケアマネさん", CueKind.SUPPORT, "care_manager"), cue(CARE, "休みたい", CueKind.WISH)],
)
EMPTY = understood()
DANGER = understood(signals=[signal("殴られてる", "殴られてる", SignalCode.DV, Urgency.NOW)])

Situation = Callable[[Intake, TurnWork], List[Say]]
SITUATIONS: Dict[str, Situation] = {
    "take_in": lambda intake, work: intake.take_in(work),
    "greet": lambda intake, work: intake.greet(work),
    "skip": lambda intake, work: intake.skip(work),
    "dont_know": lambda intake, work: intake.dont_know(work),
    "safety": lambda intake, work: intake.safety(work),
    "read_back": lambda intake, work: intake.read_back(work),
    "reopen_summary": lambda intake, work: intake.reopen_summary(work),
    "confirm_summary": lambda intake, work: intake.confirm_summary(work),
    "consent_given": lambda intake, work: intake.record_consent(work, given=True),
    "consent_not_yet": lambda intake, work: intake.record_consent(work, given=False),
    "hand_off": lambda intake, work: intake.hand_off(work),
    "inform": lambda intake, work: intake.inform(work),
    "off_topic": lambda intake, work: intake.off_topic(work),
    "about_bot": lambda intake, work: intake.about_bot(work),
    "record": lambda intake, work: intake.record(work),
    "thank": lambda intake, work: intake.thank(work),
    "complain": lambda intake, work: intake.complain(work),
    "unreadable": lambda intake, work: intake.unreadable(work),
}
READINGS = {"nothing": ("あの", EMPTY), "a concern": (CARE, CARE_READ), "danger": ("殴られてる", DANGER)}


def working(house: House, text: str, reading: Any, handed_off: bool = False) -> TurnWork:
    """Return the work of a message as an action finds it."""
    if handed_off:
        house.engine.meanwhile = lambda work: setattr(work, "handed_off", True)
        house.tell("人と話したい")
        house.engine.meanwhile = None
    received = house.receive(text)
    with house.turns.whole(received.inbox_id) as work:
        work.take(reading)
    return work


def intake_of(house: House) -> Intake:
    return house.turns._intake


def shown(say: Say) -> str:
    """Return the bubble as it goes out; raise KeyError when a value is missing."""
    if say.text is not None:
        return say.text
    template: str = RESPONSES[say.response][0]["text"]
    return re.sub(r"\{([a-z_]+)\}", lambda found: say.values[found[1]], template)


@pytest.mark.parametrize("handed_off", [False, True], ids=["before the handoff", "after it"])
@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", SITUATIONS)
def test_no_turn_is_a_dead_end(house: House, name: str, reading: str, handed_off: bool) -> None:
    text, understanding = READINGS[reading]
    work = working(house, text, understanding, handed_off)
    says = SITUATIONS[name](intake_of(house), work)
    assert 1 <= len(says) <= 4
    bubbles = [shown(say) for say in says]
    assert all(bubble.strip() and "{" not in bubble for bubble in bubbles)
    if work.handed_off:
        (promise,) = work.promises
        assert promise.owner == "相談員" and promise.due_at is not None and promise.due_at > work.now
        assert "まで" in bubbles[-1] or says[-1].kind == "receipt"
    else:
        assert ("ask_human", "ひとと話す") in says[-1].choices


def test_a_line_that_is_dropped_is_gone_and_the_rest_stays(house: House) -> None:
    work, intake = working(house, CARE, CARE_READ), intake_of(house)
    lines = dict(intake.summary_lines(work))
    assert len(lines) == 3
    for dropped in list(lines):
        says = intake.drop_line(work, dropped)
        assert dropped not in dict(intake.summary_lines(work))
        assert says[0].response == "utter_line_dropped"
    assert [edit.line for edit in work.edits] == list(lines)
    assert intake.summary_lines(work) == []


def test_a_dropped_line_is_stored_with_the_turn(house: House) -> None:
    house.engine.readings[CARE] = CARE_READ
    received, _ = house.tell(CARE)

    def drop_the_wish(work: TurnWork) -> None:
        line = next(line for line, text in intake_of(house).summary_lines(work) if "休みたい" in text)
        intake_of(house).drop_line(work, line)

    house.engine.meanwhile = drop_the_wish
    house.tell("それは外して")
    house.files.forget(received.case_id)
    page = house.desk.summary(received.case_id, acting_user=house.sato)
    assert page["wishes"] == [] and len(page["existing_support"]) == 1
    assert [row["action"] for row in page["edited_by_resident"]] == ["deleted"]


def test_every_line_can_be_chosen(house: House) -> None:
    work, intake = working(house, CARE, CARE_READ), intake_of(house)
    (say,) = intake.reopen_summary(work)
    assert [code for code, _ in say.choices[:-1]] == [f"drop:{line}" for line, _ in intake.summary_lines(work)]
    assert all(len(label) <= 18 for _, label in say.choices)


def test_a_summary_of_nothing_is_a_person(house: House) -> None:
    work = working(house, "あの", EMPTY)
    says = intake_of(house).read_back(work)
    assert work.handed_off and says[0].response.startswith("utter_handed_off")  # type: ignore[union-attr]


@pytest.mark.parametrize(("given", "state"), [(True, "given"), (False, "not_yet")])
def test_the_answer_to_consent_is_kept_word_for_word(house: House, given: bool, state: str) -> None:
    work = working(house, CARE, CARE_READ)
    intake_of(house).record_consent(work, given=given)
    (consent,) = work.consents
    assert (consent.state, consent.at) == (state, work.now)
    assert consent.recipient and consent.items and consent.purpose


def test_what_may_be_taken_back_can_be_taken_back(house: House) -> None:
    intake, work = intake_of(house), working(house, CARE, CARE_READ)
    assert WITHDRAW in intake.record_consent(work, given=True)[-1].choices
    later = working(house, CARE, CARE_READ, handed_off=True)
    assert WITHDRAW in intake.record(later)[-1].choices
    (say,) = intake.drop_line(later, WITHDRAW[0].partition(":")[2])
    assert "取り消しました" in shown(say) and ("ask_human", "ひとと話す") in say.choices
    assert [consent.state for consent in later.consents] == ["revoked"]
    assert later.edits == []


def test_who_has_not_agreed_is_offered_nothing_to_take_back(house: House) -> None:
    work = working(house, CARE, CARE_READ)
    says = intake_of(house).record_consent(work, given=False)
    assert all(WITHDRAW not in say.choices for say in says)


def test_in_danger_the_text_comes_first_and_at_most_the_question_of_safety(house: House) -> None:
    work = working(house, "殴られてる", DANGER)
    says = intake_of(house).safety(work)
    assert [say.kind for say in says] == ["safety", "text"]
    assert work.asked is not None and work.asked.code is QuestionCode.SAFETY_NOW
    assert [code for code, _ in says[1].choices] == ["affirm", "deny", "ask_human"]


def test_a_soft_look_shows_somebody_to_talk_to(house: House) -> None:
    text = "死ぬ気はない、でも限界"
    reading = understood(aside=[set_aside(text, "死ぬ", SignalCode.SUICIDE, "negated")], soft_look=True)
    (say, *_) = intake_of(house).safety(working(house, text, reading))
    assert len(say.links) > 2 and all(number for _, number in say.links)


@pytest.mark.parametrize(
    ("text", "acquitted"),
    [("夫に殴られました", True), ("妻を殴ってしまった", False), ("つい娘を叩いてしまって", False)],
)
def test_the_safety_text_knows_who_tells(house: House, text: str, acquitted: bool) -> None:
    word = "殴" if "殴" in text else "叩"
    code = SignalCode.CHILD_ABUSE if "娘" in text else SignalCode.DV
    reading = understood(signals=[signal(text, word, code, Urgency.TODAY)])
    (say, *_) = intake_of(house).safety(working(house, text, reading))
    assert ("悪いのではありません" in (say.text or "")) is acquitted


def test_what_is_uncertain_is_not_read_back_as_said(house: House) -> None:
    text = "借金があるかも"
    doubtful = concern(text, "借金", ConcernCode.DEBT, manner=Manner(Assertion.UNCERTAIN))
    work = working(house, text, understood(concerns=[doubtful]))
    assert intake_of(house).summary_lines(work) == []


def test_after_hours_the_promise_says_so(house: House) -> None:
    house.clock.forward(hours=12)
    work = working(house, CARE, CARE_READ)
    says = intake_of(house).hand_off(work)
    assert says[0].response == "utter_handed_off_out_of_hours"
    assert "明日" in shown(says[0])
