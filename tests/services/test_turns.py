"""The owner of a turn: it always answers, never twice, and never over a counselor's head."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Callable, Dict, List

import pytest

from bot.domain.errors import ConflictError
from bot.domain.understanding import DangerReading, Understanding
from bot.domain.vocabulary import Act, ConcernCode, Field, Kinship, SignalCode, Urgency
from bot.services.turn_work import TurnWork, current_work
from tests.support.house import House
from tests.support.tellings import concern, member, signal, understood

CARE = "母の介護がたいへん"
CARE_READ = understood(
    members=[member(CARE, "母", Kinship.MOTHER)],
    concerns=[concern(CARE, "介護", ConcernCode.ELDER_CARE, 0, fields=(Field.ELDERLY,))],
)


def kinds(replies: Any) -> List[str]:
    return [reply.kind for reply in replies]


def bot_texts(house: House, case_id: str) -> List[str]:
    return [message.text for message in house.messages(case_id, "bot")]


# A turn that goes well


def test_a_turn_is_stored_whole(house: House) -> None:
    house.engine.readings[CARE] = CARE_READ
    received, replies = house.tell(CARE)
    assert [reply.text for reply in replies] == bot_texts(house, received.case_id)
    assert replies[-1].question == "existing_support"
    record = house.record(received.case_id)
    assert (record.fields, record.urgency) == (("elderly",), "ordinary")
    assert record.answer_due_at is not None
    assert house.state_of(received) == "done"
    assert current_work() is None
    with house.units() as unit:
        (reading,) = unit.readings.of_case(received.case_id)
    assert (reading.source, reading.model, reading.message_id) == ("extracted", "test", received.message.id)


def test_a_turn_runs_once(house: House) -> None:
    received = house.receive("あ")
    first, second = house.process(received, received)
    assert sorted((len(first), len(second))) == [0, len(bot_texts(house, received.case_id))]
    assert house.engine.turns == ["あ"]


def test_turns_of_a_conversation_run_one_after_another(house: House) -> None:
    house.engine.thinks_seconds = 0.01
    received = [house.receive(text) for text in "あいうえお"]
    house.process(*received)
    assert house.engine.most_at_once == 1
    assert sorted(house.engine.turns) == sorted("あいうえお")


def test_turns_of_two_residents_run_side_by_side(house: House) -> None:
    house.engine.thinks_seconds = 0.2
    house.process(house.receive("あ", sender="r1"), house.receive("い", sender="r2"))
    assert house.engine.most_at_once == 2


def test_the_question_travels_with_the_answer(house: House) -> None:
    house.engine.readings[CARE] = CARE_READ
    house.tell(CARE)
    house.tell("ケアマネさんが")
    assert house.engine.questions == [None, "existing_support"]


def test_a_message_written_before_the_question_is_no_answer_to_it(house: House) -> None:
    house.engine.readings[CARE] = CARE_READ
    first, second = house.receive(CARE), house.receive("あとお金も")
    house.process(first)
    house.process(second)
    assert house.engine.questions == [None, None]
    with house.units() as unit:
        readings = unit.readings.of_case(first.case_id)
    assert [reading.question for reading in readings] == [None, None]


# Danger


@pytest.mark.parametrize(
    ("text", "level"), [("もう死にたい", "today"), ("消えたい", "within_48h"), ("殴られてる", "now")]
)
def test_danger_is_answered_first(house: House, text: str, level: str) -> None:
    received, replies = house.tell(text)
    assert replies[0].kind == "safety"
    assert "110" in replies[0].text and "119" in replies[0].text
    assert [number for _, number in replies[0].links][:2] == ["110", "119"]
    assert house.record(received.case_id).urgency == level


def test_an_engine_that_overlooks_danger_changes_nothing(house: House) -> None:
    house.engine.readings["もう死にたい"] = Understanding(Act.GREET, 0.99, danger=DangerReading())
    received, replies = house.tell("もう死にたい")
    assert replies[0].kind == "safety"
    assert house.record(received.case_id).urgency == "today"


def test_no_to_the_question_of_safety_raises_and_pages(house: House) -> None:
    """Alone the word is harmless; the question makes it a danger, so the turn itself must raise the alarm."""
    received, replies = house.tell("もう死にたい")
    assert replies[-1].question == "safety_now"
    assert len(house.alarms(received.case_id)) == 1
    house.broadcaster.topics.clear()
    second, replies = house.tell("いいえ")
    assert replies[0].kind == "safety"
    alarm = house.alarms(received.case_id)[-1]
    assert (alarm.level, alarm.message_id, alarm.signals) == ("now", second.message.id, ("dv",))
    with house.units() as unit:
        assert len(unit.outbox.of_alarm(alarm.id)) == 1
    assert "outbox" in house.broadcaster.topics
    assert house.record(received.case_id).urgency == "now"


def test_what_a_trained_reader_adds_is_paged_too_and_only_once(house: House) -> None:
    text = "ベランダに立ってる"
    added = signal(text, text, SignalCode.SUICIDE, Urgency.NOW)
    house.engine.readings[text] = understood(signals=[added])
    received, replies = house.tell(text)
    assert replies[0].kind == "safety"
    assert [alarm.level for alarm in house.alarms(received.case_id)] == ["now"]
    known, _ = house.tell("死にたい", sender="r2")
    assert len(house.alarms(known.case_id)) == 1


# An engine that fails


@pytest.mark.parametrize(("text", "expected"), [("米がない", ["notice"]), ("もう死にたい", ["safety", "notice"])])
def test_after_two_failures_the_fixed_texts_go_out_and_a_person_is_told(
    house: House, text: str, expected: List[str]
) -> None:
    house.engine.failures = [RuntimeError("boom"), RuntimeError("boom")]
    received, replies = house.tell(text)
    assert kinds(replies) == expected
    assert "110" in replies[0].text and "119" in replies[0].text
    assert house.state_of(received) == "parked"
    assert house.record(received.case_id).handed_off_at is not None
    assert len(house.engine.forgotten) >= 2
    assert house.pending() == []


def test_after_one_failure_the_turn_is_run_again(house: House) -> None:
    house.engine.failures = [RuntimeError("boom")]
    received, replies = house.tell("米がない")
    assert house.state_of(received) == "done"
    assert kinds(replies) == ["text"]
    assert len(bot_texts(house, received.case_id)) == 1


def test_later_messages_go_on_after_a_parked_one(house: House) -> None:
    house.engine.failures = [RuntimeError("boom"), RuntimeError("boom")]
    house.tell("米がない")
    received, replies = house.tell("聞こえますか")
    assert house.state_of(received) == "done" and replies


def test_an_error_tells_no_word_of_the_message(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.engine.failures = [RuntimeError("米がない"), RuntimeError("米がない")]
    house.tell("米がない")
    assert caplog.records
    assert "米がない" not in caplog.text


def test_a_silent_engine_is_no_dead_end(house: House) -> None:
    def hush(work: TurnWork) -> None:
        work.replies.clear()

    house.engine.meanwhile = hush
    received, replies = house.tell("米がない")
    assert kinds(replies) == ["notice"]
    assert ("ask_human", "ひとと話す") in replies[-1].choices
    assert house.state_of(received) == "done"


def test_a_conflict_runs_the_turn_again_with_nothing_left_of_the_first(house: House) -> None:
    conflicts = [True]

    def conflict(work: TurnWork) -> None:
        if conflicts:
            conflicts.pop()
            raise ConflictError("sequence")

    house.engine.meanwhile = conflict
    received, replies = house.tell("米がない")
    assert len(bot_texts(house, received.case_id)) == len(replies)
    assert house.engine.turns == ["米がない", "米がない"]
    with house.units() as unit:
        assert len(unit.readings.of_case(received.case_id)) == 1


def test_tracker_events_out_of_order_are_a_conflict(house: House) -> None:
    first_seqs = [7, 0]

    def write(work: TurnWork) -> None:
        work.tracker_first_seq = first_seqs.pop(0)
        work.tracker_events = [{"event": "action"}]

    house.engine.meanwhile = write
    received, _ = house.tell("米がない")
    assert house.state_of(received) == "done"
    with house.units() as unit:
        assert len(unit.tracker_events.load(received.conversation_id)) == 1
    assert len(bot_texts(house, received.case_id)) == 1


# A counselor


def claimed(house: House) -> str:
    received, _ = house.tell("米がない")
    house.takeover.claim(received.case_id, acting_user=house.sato)
    return received.case_id


def test_a_claimed_case_is_understood_in_silence(house: House) -> None:
    case_id = claimed(house)
    before = len(house.messages(case_id))
    house.engine.readings[CARE] = CARE_READ
    received, replies = house.tell(CARE)
    assert replies == ()
    assert len(house.messages(case_id)) == before + 1
    assert house.engine.turns == ["米がない"]
    assert house.record(case_id).fields == ("elderly",)
    assert house.state_of(received) == "done"


def test_danger_while_a_counselor_is_live_is_the_counselors(house: House) -> None:
    case_id = claimed(house)
    _, replies = house.tell("もう死にたい")
    assert replies == ()
    assert [alarm.level for alarm in house.alarms(case_id)] == ["today"]


def test_danger_while_the_lease_has_lapsed_is_answered(house: House) -> None:
    claimed(house)
    house.clock.forward(minutes=3)
    _, replies = house.tell("もう死にたい")
    assert kinds(replies) == ["safety"]
    _, replies = house.tell("米がない")
    assert replies == ()


@pytest.mark.parametrize(
    ("minutes", "text", "expected"),
    [(0, "米がない", []), (0, "もう死にたい", []), (3, "米がない", []), (3, "もう死にたい", ["safety"])],
)
def test_an_engine_that_fails_under_a_counselor_stays_silent(
    house: House, minutes: float, text: str, expected: List[str]
) -> None:
    case_id = claimed(house)
    house.clock.forward(minutes=minutes)
    house.engine.failures = [RuntimeError("boom"), RuntimeError("boom")]
    received, replies = house.tell(text)
    assert kinds(replies) == expected
    assert house.state_of(received) == "parked"
    assert house.record(case_id).handed_off_at is None


def test_a_takeover_between_begin_and_commit_drops_the_bots_text(house: House) -> None:
    first, _ = house.tell("あ")

    def take_over(work: TurnWork) -> None:
        house.takeover.claim(first.case_id, acting_user=house.sato)
        work.tracker_events = [{"event": "action"}]

    house.engine.meanwhile = take_over
    said_before = len(bot_texts(house, first.case_id))
    received, replies = house.tell("米がない")
    assert replies == ()
    assert len(bot_texts(house, first.case_id)) == said_before
    assert house.state_of(received) == "done"
    with house.units() as unit:
        assert len(unit.readings.of_case(first.case_id)) == 2
        assert unit.tracker_events.load(received.conversation_id) == []
    assert house.engine.forgotten == [received.conversation_id]


def test_a_takeover_in_danger_leaves_the_word_to_the_live_counselor(house: House) -> None:
    first, _ = house.tell("あ")
    house.engine.meanwhile = lambda work: house.takeover.claim(first.case_id, acting_user=house.sato)
    _, replies = house.tell("もう死にたい")
    assert replies == ()


def test_a_takeover_whose_lease_lapsed_while_the_engine_thought_still_gets_the_safety_text(house: House) -> None:
    first, _ = house.tell("あ")

    def take_over_and_vanish(work: TurnWork) -> None:
        house.takeover.claim(first.case_id, acting_user=house.sato)
        house.clock.forward(minutes=5)

    house.engine.meanwhile = take_over_and_vanish
    _, replies = house.tell("もう死にたい")
    assert kinds(replies) == ["safety"]


# Others who write meanwhile


def test_a_persons_lower_urgency_is_not_overwritten_by_a_turn_that_began_before(house: House) -> None:
    first, _ = house.tell("もう死にたい")

    def lower(work: TurnWork) -> None:
        house.clock.forward(minutes=1)
        house.takeover.set_urgency(first.case_id, Urgency.ORDINARY, "電話で話した", acting_user=house.sato)

    house.engine.meanwhile = lower
    house.tell("さっきはすみません")
    record = house.record(first.case_id)
    assert (record.urgency, record.urgency_set_by) == ("ordinary", house.sato.id)
    house.engine.meanwhile = None
    house.clock.forward(minutes=1)
    house.tell("やっぱり死にたい")
    record = house.record(first.case_id)
    assert (record.urgency, record.urgency_set_by) == ("today", "bot")


def test_a_message_that_comes_while_the_engine_thinks_is_kept(house: House) -> None:
    later: List[Any] = []

    def write_again(work: TurnWork) -> None:
        if not later:
            later.append(house.receive("あと、殴られてる"))

    house.engine.meanwhile = write_again
    first, _ = house.tell("米がない")
    assert house.record(first.case_id).urgency == "now"
    (replies,) = house.process(later[0])
    assert replies[0].kind == "safety"
    assert house.record(first.case_id).resident_messages == 2


@pytest.mark.parametrize("hot", [True, False])
def test_the_case_is_the_same_hot_and_folded(house: House, hot: bool) -> None:
    house.engine.readings[CARE] = CARE_READ
    received, _ = house.tell(CARE)
    house.tell("もう死にたい")
    if not hot:
        house.files.forget(received.case_id)
    with house.units() as unit:
        record = unit.cases.get(received.case_id)
        assert record is not None
        case, question, about = house.files.read(unit, record)
    assert [m.kinship for m in case.members if m.kinship is not Kinship.SELF] == [Kinship.MOTHER]
    assert [code for code, _, _ in case.asked] == ["existing_support", "safety_now"]
    assert (question, about) == ("safety_now", None)
    assert len(case.signals) == 1


def test_handing_off_is_promised_once_and_kept_in_the_case(house: House) -> None:
    def hand_off(work: TurnWork) -> None:
        work.handed_off = True

    house.engine.meanwhile = hand_off
    received, _ = house.tell("ひとと話したい")
    at = house.record(received.case_id).handed_off_at
    assert at == house.clock.now()
    house.clock.forward(minutes=5)
    house.tell("まだですか")
    assert house.record(received.case_id).handed_off_at == at


def test_a_turn_from_outside_is_begun_and_committed_here(house: House) -> None:
    received = house.receive("もう死にたい")
    with house.turns.whole(received.inbox_id) as work:
        assert work.message.text == "もう死にたい"
    assert house.state_of(received) == "done"
    assert house.record(received.case_id).urgency == "today"


STRANGE: Dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "nul": lambda: "\x00\x01",
    "emoji": lambda: "😢" * 300,
    "long": lambda: "あ" * 20_000,
    "half a surrogate pair as text": lambda: "\\ud83d",
    "markup": lambda: "<script>{mirror}</script> {{by}}",
}


@pytest.mark.parametrize("name", STRANGE)
def test_any_text_gets_an_answer(house: House, name: str) -> None:
    received, replies = house.tell(STRANGE[name]())
    assert replies and house.state_of(received) == "done"


def test_urgency_of_the_record_never_falls_by_a_turn(house: House) -> None:
    received, _ = house.tell("殴られてる")
    house.engine.readings["ありがとう"] = replace(understood(), act=Act.THANK)
    house.clock.forward(hours=1)
    house.tell("ありがとう")
    record = house.record(received.case_id)
    assert record.urgency == "now"
    assert record.answer_due_at is not None and record.answer_due_at < house.clock.now() + timedelta(hours=1)
