"""The answer to one stored message; the only owner of a turn.

The engine runs outside any transaction, then everything of the turn is committed together. When the engine fails, the
fixed safety text goes out and a person is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Iterator, Optional, Sequence, Tuple

from bot.catalog.loader import Catalog
from bot.domain.case import Case
from bot.domain.errors import ConflictError, NotFoundError
from bot.domain.triage import judge_fields, judge_urgency
from bot.domain.understanding import Understanding
from bot.domain.vocabulary import Act, Urgency
from bot.services.alarms import raise_what_came_later
from bot.services.case_file import CaseFiles, fold_case
from bot.services.case_rows import lease_is_live, talk_of
from bot.services.content_policy import SCREEN_KIND
from bot.services.fixed_answers import FixedAnswers
from bot.services.intake import Intake
from bot.services.local_time import LocalTime
from bot.services.outgoing import Outgoing
from bot.services.ports import Broadcaster, Clock, DangerReader, DialogueEngine, UnitOfWorkFactory
from bot.services.records import CaseRecord, InboxRecord, MessageRecord
from bot.services.say import Reply, Say
from bot.services.talk_locks import TalkLocks
from bot.services.turn_rows import bot_message, question_of, readings_of
from bot.services.turn_work import TurnWork, working_on

log = logging.getLogger(__name__)
MOST_TRIES = 2
# One thinks while another is written. Threads of their own: what comes in is stored, however many turns wait.
WORKERS = 2


class Turns:
    """Receives and answers; shared by all channels."""

    def __init__(
        self,
        *,
        units: UnitOfWorkFactory,
        catalog: Catalog,
        engine: DialogueEngine,
        read_danger: DangerReader,
        intake: Intake,
        local_time: LocalTime,
        case_files: CaseFiles,
        outgoing: Outgoing,
        clock: Clock,
        broadcaster: Broadcaster,
    ) -> None:
        self._units = units
        self._outgoing = outgoing
        self._fixed = FixedAnswers(catalog, local_time)
        self._tenant = catalog.tenant
        self._engine = engine
        self._read_danger = read_danger
        self._intake = intake
        self._time = local_time
        self._files = case_files
        self._clock = clock
        self._broadcaster = broadcaster
        self._talks = TalkLocks()
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="turn")

    async def process(
        self, inbox_id: str, conversation_id: Optional[str] = None, *, more_to_come: bool = False
    ) -> Tuple[Reply, ...]:
        """Run the turn of a stored event; returns the bot's replies (none when a counselor speaks).

        Turns of one case run one after another, each in one worker thread from its beginning to its commit. After the
        second failure the row is parked and the fixed text goes out. When there is ``more_to_come``, what is only told
        is answered with the last of it, danger and wishes one by one.

        Args:
            inbox_id: the stored event.
            conversation_id: its conversation, from a caller who knows it.
            more_to_come: others of the same conversation wait behind it.
        """
        if conversation_id is None:
            conversation_id = (await asyncio.to_thread(self._item, inbox_id)).conversation_id
        talk_id = await asyncio.to_thread(self._talk_of, conversation_id)
        async with self._talks.held(talk_id):
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._workers, self._answer, inbox_id, talk_id, more_to_come)

    def _answer(self, inbox_id: str, talk_id: str, more_to_come: bool = False) -> Tuple[Reply, ...]:
        item = self._item(inbox_id)
        if item.state != "pending":
            return ()
        for attempt in range(1, MOST_TRIES + 1):
            try:
                return self._run(item, more_to_come)
            except ConflictError:
                log.warning("turn %s: somebody else wrote first, try %d", inbox_id, attempt)
            except Exception as error:  # noqa: BLE001  whatever it is, the resident must get an answer
                log.error("turn %s failed on try %d: %s", inbox_id, attempt, type(error).__name__)
            self._engine.forget(talk_id)
        return self._park(item)

    @contextlib.contextmanager
    def whole(self, inbox_id: str) -> Iterator[TurnWork]:
        """A turn whose engine is outside: begin, let the caller work, commit."""
        item = self._item(inbox_id)
        work = self._begin(item)
        yield work
        if work.understanding is None:
            work.take_danger_only()
        self._commit(work, item)

    def _item(self, inbox_id: str) -> InboxRecord:
        with self._units(read_only=True) as unit:
            item = unit.inbox.get(inbox_id)
        if item is None:
            raise NotFoundError(inbox_id)
        return item

    def _talk_of(self, conversation_id: str) -> str:
        with self._units(read_only=True) as unit:
            return talk_of(unit, conversation_id)

    def _run(self, item: InboxRecord, more_to_come: bool) -> Tuple[Reply, ...]:
        work = self._begin(item)
        silent = work.control.state == "claimed" or work.is_silent
        if silent or (more_to_come and self._is_only_told(work)):
            self._listen_only(work)
        else:
            self._speak(work)
        return self._commit(work, item)

    def _speak(self, work: TurnWork) -> None:
        alone = self._fixed.alone(work)
        if alone is not None:
            # There are no words for the engine, but danger is read in whatever there is.
            work.take_danger_only()
            work.replies.append(alone)
        else:
            self._broadcaster.publish(f"typing:{work.conversation.case_id}")
            with working_on(work):
                asyncio.run(self._engine.run_turn(work))
            beside = self._fixed.beside(work)
            work.replies = [*([beside] if beside else []), *work.replies]
        self._ensure_answer(work)

    def _begin(self, item: InboxRecord) -> TurnWork:
        with self._units(read_only=True) as unit:
            message = unit.messages.get(item.message_id)
            conversation = unit.conversations.get(item.conversation_id)
            if message is None or conversation is None:
                raise NotFoundError(item.id)
            record = unit.cases.get(conversation.case_id)
            control = unit.controls.get(conversation.case_id)
            if record is None or control is None:
                raise NotFoundError(conversation.case_id)
            talk_id = talk_of(unit, conversation.id)
            case, question, about = self._files.read(unit, record)
            asked_later = question is not None and _asks_after(unit.messages.of_case(record.id, after_seq=message.seq))
            if message.extra.get("silent") in ("standby", "entered"):
                # Not said to us: whatever the bot has asked, this does not answer it.
                question, about = None, None
            if "revises" in message.extra:
                # A correction answers what the message did that it corrects.
                question, about = question_of(unit.readings.of_case(record.id), message.extra["revises"])
                asked_later = False
        if asked_later:
            question, about = None, None
        question_code = str(question) if question else None
        return TurnWork(
            conversation=conversation,
            record=record,
            control=control,
            message=message,
            case=case,
            danger=self._read_danger(message.text, question_code),
            now=self._clock.now(),
            question=question,
            about=about,
            choice=message.extra.get("choice"),
            asked_later=asked_later,
            talk_id=talk_id,
        )

    def _listen_only(self, work: TurnWork) -> None:
        """Understand for the summary, say nothing, except danger while no counselor is live."""
        if work.message.deleted:
            work.take_danger_only()
        else:
            work.take(self._understand(work))
        self._answer_danger_when_alone(work)

    def _is_only_told(self, work: TurnWork) -> bool:
        """Tell whether a message asks for nothing by itself."""
        return work.choice is None and self._understand(work).act is Act.TELL

    def _understand(self, work: TurnWork) -> Understanding:
        return self._engine.understand(work.message.text, str(work.question) if work.question else None)

    def _answer_danger_when_alone(self, work: TurnWork) -> None:
        # A correction may hold the danger that the message did not; all else that is silent is not ours to answer.
        if work.message.extra.get("silent", "revision") != "revision" or work.message.deleted:
            return
        if work.level is not Urgency.ORDINARY and not lease_is_live(work.control, work.now):
            work.replies.append(reply_of(self._intake.safety_text(work)))

    def _ensure_answer(self, work: TurnWork) -> None:
        """Hold whatever the engine did against the two promises: danger is answered, no turn ends empty."""
        if work.understanding is None:
            work.take_danger_only()
        if work.level is not Urgency.ORDINARY and not work.safety_text_given:
            work.replies.insert(0, reply_of(self._intake.safety_text(work)))
        if not work.replies:
            work.replies.append(self._fixed.failed(work.now, work.level))

    def _park(self, item: InboxRecord) -> Tuple[Reply, ...]:
        work = self._begin(item)
        work.take_danger_only()
        self._answer_danger_when_alone(work)
        if work.control.state != "claimed" and not work.is_silent:
            work.replies.append(self._fixed.failed(work.now, work.level))
        work.handed_off = work.control.state != "claimed"
        return self._commit(work, item, state="parked")

    def _commit(self, work: TurnWork, item: InboxRecord, *, state: str = "done") -> Tuple[Reply, ...]:
        """Store the whole turn in one short transaction, the control epoch checked in it."""
        now = self._clock.now()
        with self._units() as unit:
            control = unit.controls.get_for_update(work.record.id)
            record = unit.cases.get(work.record.id)
            if control is None or record is None:
                raise NotFoundError(work.record.id)
            taken_over = control.state == "claimed" and control.epoch != work.control.epoch
            replies = tuple(work.replies)
            if taken_over:
                alone = not lease_is_live(control, now)
                replies = tuple(reply for reply in replies if reply.kind == "safety" and alone)
            for reading in readings_of(work, now):
                unit.readings.add(reading)
            said = [unit.messages.add(bot_message(work, reply, now)) for reply in replies]
            token = work.message.extra.get("reply_token")
            posted = self._outgoing.answer(unit, work.conversation, control, said, now, reply_token=token)
            if work.tracker_events and not taken_over:
                unit.tracker_events.append(work.talk_id, work.tracker_first_seq, work.tracker_events)
            for consent in work.consents:
                unit.consents.add(consent)
            for promise in work.promises if not taken_over else ():
                unit.promises.add(promise)
            undisturbed = record.version == work.record.version and not taken_over and not work.asked_later
            undisturbed = undisturbed and not work.is_silent and work.message.kind != SCREEN_KIND
            if undisturbed:
                question = work.asked.code if work.asked else None
                folded = (work.case, question, work.asked.about if work.asked else None)
            else:
                # Others wrote meanwhile (a message, a person's judgement): what is stored is the truth.
                folded = fold_case(record, unit.messages.of_case(record.id), unit.readings.of_case(record.id))
            saved = self._case_record(record, folded[0], work, now)
            unit.cases.save(saved, expected_version=record.version)
            paged = raise_what_came_later(unit, self._tenant, work, now)
            unit.inbox.set_state(item.id, state, attempts=item.attempts + 1)
            unit.commit()
        self._files.keep(record.id, record.version + 1, *folded)
        if not undisturbed:
            self._engine.forget(work.talk_id)
        if paged or posted:
            self._broadcaster.publish("outbox")
        self._broadcaster.publish(f"case:{record.id}")
        self._broadcaster.publish("queue")
        return replies

    def _case_record(self, record: CaseRecord, case: Case, work: TurnWork, now: datetime) -> CaseRecord:
        level, _ = judge_urgency(case)
        due = record.answer_due_at
        if work.handed_off or level.rank > Urgency(record.urgency).rank or due is None:
            due = self._time.answer_due(level, now)
        return replace(
            record,
            updated_at=now,
            urgency=str(Urgency.highest(level, Urgency(record.urgency))),
            urgency_set_by="bot" if level.rank > Urgency(record.urgency).rank else record.urgency_set_by,
            fields=tuple(str(code) for code in judge_fields(case)),
            handed_off_at=record.handed_off_at or (now if work.handed_off else None),
            answer_due_at=due,
        )


def _asks_after(messages: Sequence[MessageRecord]) -> bool:
    return any(message.author == "bot" and message.extra.get("question") for message in messages)


def reply_of(say: Say) -> Reply:
    """Return a fixed text as it goes out."""
    return Reply(say.text or "", kind=say.kind, choices=say.choices, links=say.links)
