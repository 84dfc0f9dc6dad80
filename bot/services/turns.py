"""The answer to one stored message; the only owner of a turn.

The engine runs outside any transaction, then everything of the turn is committed together. When the engine fails, the
fixed safety text goes out and a person is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import replace
from datetime import datetime
from typing import AsyncIterator, Dict, Iterator, Tuple

from bot.catalog.loader import Catalog
from bot.domain.case import Case
from bot.domain.codec import to_json
from bot.domain.errors import ConflictError, NotFoundError
from bot.domain.triage import judge_fields, judge_urgency
from bot.domain.vocabulary import Urgency
from bot.services.case_file import EXTRACTED, CaseFiles
from bot.services.ids import new_id
from bot.services.intake import Intake
from bot.services.local_time import LocalTime
from bot.services.ports import Broadcaster, Clock, DangerReader, DialogueEngine, UnitOfWorkFactory
from bot.services.records import (
    CaseRecord,
    InboxRecord,
    MessageRecord,
    ReadingRecord,
)
from bot.services.say import Reply, Say
from bot.services.turn_work import TurnWork, working_on

log = logging.getLogger(__name__)
MOST_TRIES = 2


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
        clock: Clock,
        broadcaster: Broadcaster,
    ) -> None:
        self._units = units
        self._catalog = catalog
        self._tenant = catalog.tenant
        self._engine = engine
        self._read_danger = read_danger
        self._intake = intake
        self._time = local_time
        self._files = case_files
        self._clock = clock
        self._broadcaster = broadcaster
        self._locks: Dict[str, asyncio.Lock] = {}

    async def process(self, inbox_id: str) -> Tuple[Reply, ...]:
        """Run the turn of a stored event; returns the bot's replies (none when a counselor speaks).

        Turns of one conversation run one after another. After the second failure the row is parked and the fixed
        text goes out; later messages go on.
        """
        item = await asyncio.to_thread(self._item, inbox_id)
        async with self._turn_of(item.conversation_id):
            item = await asyncio.to_thread(self._item, inbox_id)
            if item.state != "pending":
                return ()
            for attempt in range(1, MOST_TRIES + 1):
                try:
                    return await self._run(item)
                except ConflictError:
                    log.warning("turn %s: somebody else wrote first, try %d", inbox_id, attempt)
                except Exception as error:  # noqa: BLE001  whatever it is, the resident must get an answer
                    log.error("turn %s failed on try %d: %s", inbox_id, attempt, type(error).__name__)
                self._engine.forget(item.conversation_id)
            return await self._park(item)

    @contextlib.contextmanager
    def whole(self, inbox_id: str) -> Iterator[TurnWork]:
        """A turn whose engine is outside: begin, let the caller work, commit."""
        item = self._item(inbox_id)
        work = self._begin(item)
        yield work
        if work.understanding is None:
            work.take_danger_only()
        self._commit(work, item)

    @contextlib.asynccontextmanager
    async def _turn_of(self, conversation_id: str) -> AsyncIterator[None]:
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked() and self._locks.get(conversation_id) is lock:
                del self._locks[conversation_id]

    def _item(self, inbox_id: str) -> InboxRecord:
        with self._units() as unit:
            item = unit.inbox.get(inbox_id)
        if item is None:
            raise NotFoundError(inbox_id)
        return item

    async def _run(self, item: InboxRecord) -> Tuple[Reply, ...]:
        work = await asyncio.to_thread(self._begin, item)
        if work.control.state == "claimed":
            await asyncio.to_thread(self._listen_only, work)
        else:
            self._broadcaster.publish(f"typing:{work.conversation.case_id}")
            with working_on(work):
                await self._engine.run_turn(work)
            self._ensure_answer(work)
        return await asyncio.to_thread(self._commit, work, item)

    def _begin(self, item: InboxRecord) -> TurnWork:
        with self._units() as unit:
            message = unit.messages.get(item.message_id)
            conversation = unit.conversations.get(item.conversation_id)
            if message is None or conversation is None:
                raise NotFoundError(item.id)
            record = unit.cases.get(conversation.case_id)
            control = unit.controls.get(conversation.case_id)
            if record is None or control is None:
                raise NotFoundError(conversation.case_id)
            case, question, about = self._files.read(unit, record)
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
        )

    def _listen_only(self, work: TurnWork) -> None:
        """A counselor speaks: understand for the summary, say nothing, except danger while nobody is live."""
        question = str(work.question) if work.question else None
        work.take(self._engine.understand(work.message.text, question))
        lease = work.control.lease_until
        live = lease is not None and lease > work.now
        if work.level is not Urgency.ORDINARY and not live:
            work.replies.append(reply_of(self._intake.safety_text(work)))

    def _ensure_answer(self, work: TurnWork) -> None:
        """Hold whatever the engine did against the two promises: danger is answered, no turn ends empty."""
        if work.understanding is None:
            work.take_danger_only()
        if work.level is not Urgency.ORDINARY and not work.safety_text_given:
            work.replies.insert(0, reply_of(self._intake.safety_text(work)))
        if not work.replies:
            work.replies.append(self._failed_reply(work.now, work.level))

    def _failed_reply(self, now: datetime, level: Urgency) -> Reply:
        by = self._time.words(self._time.answer_due(level, now), now)
        text = self._catalog.national.notices["engine_failed"].replace("{by}", by)
        return Reply(text, kind="notice", choices=(("ask_human", "ひとと話す"),))

    async def _park(self, item: InboxRecord) -> Tuple[Reply, ...]:
        def park() -> Tuple[Reply, ...]:
            work = self._begin(item)
            work.take_danger_only()
            if work.level is not Urgency.ORDINARY:
                work.replies.append(reply_of(self._intake.safety_text(work)))
            work.replies.append(self._failed_reply(work.now, work.level))
            work.handed_off = True
            return self._commit(work, item, state="parked")

        return await asyncio.to_thread(park)

    def _commit(self, work: TurnWork, item: InboxRecord, *, state: str = "done") -> Tuple[Reply, ...]:
        """Store the whole turn in one short transaction, the control epoch checked in it."""
        now = self._clock.now()
        with self._units() as unit:
            control = unit.controls.get_for_update(work.record.id)
            record = unit.cases.get(work.record.id)
            if control is None or record is None:
                raise NotFoundError(work.record.id)
            taken_over = control.state == "claimed" and control.epoch != work.control.epoch
            replies = tuple(r for r in work.replies if not taken_over or r.kind == "safety")
            unit.readings.add(self._reading(work, now))
            for edit in work.edits:
                payload = {"kind": "edit", "line": edit.line, "action": edit.action, "at": now.isoformat()}
                unit.readings.add(ReadingRecord(work.message.id, record.id, "resident", payload, "", now))
            for reply in replies:
                unit.messages.add(self._bot_message(work, reply, now))
            if work.tracker_events and not taken_over:
                unit.tracker_events.append(work.conversation.id, work.tracker_first_seq, work.tracker_events)
            for consent in work.consents:
                unit.consents.add(consent)
            for promise in work.promises:
                unit.promises.add(promise)
            case = work.case
            saved = self._case_record(record, case, work, now)
            unit.cases.save(saved, expected_version=record.version)
            unit.inbox.set_state(item.id, state, attempts=item.attempts + 1)
            unit.commit()
        if record.version == work.record.version and not taken_over:
            question = work.asked.code if work.asked else None
            about = work.asked.about if work.asked else None
            self._files.keep(record.id, record.version + 1, case, question, about)
        else:
            self._files.forget(record.id)
            self._engine.forget(work.conversation.id)
        self._broadcaster.publish(f"case:{record.id}")
        self._broadcaster.publish("queue")
        return replies

    def _reading(self, work: TurnWork, now: datetime) -> ReadingRecord:
        understanding = work.understanding
        if understanding is None:
            raise NotFoundError(work.message.id)
        return ReadingRecord(
            message_id=work.message.id,
            case_id=work.record.id,
            source=EXTRACTED,
            payload=to_json(understanding),
            model=understanding.model,
            created_at=now,
            question=str(work.question) if work.question else None,
            about=work.about,
        )

    def _bot_message(self, work: TurnWork, reply: Reply, now: datetime) -> MessageRecord:
        return MessageRecord(
            id=new_id(),
            case_id=work.record.id,
            conversation_id=work.conversation.id,
            seq=0,
            author="bot",
            kind=reply.kind,
            text=reply.text,
            sent_at=now,
            received_at=now,
            extra={**reply.extra(), **({"hotlines": list(work.safety_said)} if reply.kind == "safety" else {})},
        )

    def _case_record(self, record: CaseRecord, case: Case, work: TurnWork, now: datetime) -> CaseRecord:
        level, _ = judge_urgency(case)
        due = record.answer_due_at
        if work.handed_off or level.rank > Urgency(record.urgency).rank or due is None:
            due = self._time.answer_due(level, now)
        return replace(
            record,
            updated_at=now,
            urgency=str(Urgency.highest(level, Urgency(record.urgency))),
            fields=tuple(str(code) for code in judge_fields(case)),
            handed_off_at=record.handed_off_at or (now if work.handed_off else None),
            answer_due_at=due,
        )


def reply_of(say: Say) -> Reply:
    """Return a fixed text as it goes out."""
    return Reply(say.text or "", kind=say.kind, choices=say.choices, links=say.links)
