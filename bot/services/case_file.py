"""The folded case of a household, from its stored messages and readings; the hot ones are kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime
from typing import Dict, Mapping, Optional, Set, Tuple

from bot.domain.case import Case, ResidentEdit, ToldMessage, UrgencyLowered
from bot.domain.codec import from_json
from bot.domain.understanding import Understanding
from bot.domain.vocabulary import Act, QuestionCode, Urgency
from bot.services.content_policy import SCREEN_KIND
from bot.services.ports import UnitOfWork
from bot.services.records import CaseRecord, MessageRecord, ReadingRecord

EXTRACTED = "extracted"
HOT_CASES = 512


def fold_case(
    record: CaseRecord, messages: "list[MessageRecord]", readings: "list[ReadingRecord]"
) -> Tuple[Case, Optional[QuestionCode], Optional[str]]:
    """Return the case, and the question that the bot asked last with the member that it was about.

    Erased messages keep their place; what was read from them is gone with them. Of a message that was corrected the
    wording counts that its sender wrote last, whatever arrived last; danger that an older one held stays.
    """
    old_wordings = _old_wordings(messages)
    extracted: Dict[str, ReadingRecord] = {r.message_id: r for r in readings if r.source == EXTRACTED}
    case = Case(record.id, record.created_at)
    question: Optional[QuestionCode] = None
    about: Optional[str] = None
    for message in messages:
        if message.author == "bot" and message.extra.get("question"):
            question, about = QuestionCode(message.extra["question"]), message.extra.get("about")
            case = case.ask(question, about, message.sent_at)
        elif message.author == "resident":
            reading = extracted.get(message.id)
            if reading is not None and not message.deleted:
                told = _told(message, reading)
                case = case.tell(_danger_alone(told) if message.id in old_wordings else told)
                if "silent" not in message.extra and message.kind != SCREEN_KIND:
                    question, about = None, None
    for reading in readings:
        if reading.source != EXTRACTED:
            case = _corrected(case, reading)
    return case, question, about


def _old_wordings(messages: "list[MessageRecord]") -> Set[str]:
    """Return the ids of messages that a later wording of the same stands for."""
    newest: Dict[str, MessageRecord] = {message.id: message for message in messages if message.author == "resident"}
    old = {message.id for message in messages if message.extra.get("revised_by")}
    for message in messages:
        first = message.extra.get("revises")
        if first is None:
            continue
        known = newest.get(first, message)
        later = message if message.sent_at >= known.sent_at else known
        old.add(known.id if later is message else message.id)
        newest[first] = later
    return old


def _told(message: MessageRecord, reading: ReadingRecord) -> ToldMessage:
    return ToldMessage(
        index=message.resident_index or 0,
        id=message.id,
        text=message.text,
        received_at=message.received_at,
        understanding=from_json(reading.payload),
        question=QuestionCode(reading.question) if reading.question else None,
        about=reading.about,
    )


def _danger_alone(told: ToldMessage) -> ToldMessage:
    """Return an old wording as it counts: the bot may raise an urgency, only a person may lower it."""
    danger = told.understanding.danger
    return replace(told, understanding=Understanding(Act.TELL, 0.0, danger=danger, model=told.understanding.model))


def _corrected(case: Case, reading: ReadingRecord) -> Case:
    data: Mapping[str, str] = reading.payload
    at = datetime.fromisoformat(data["at"])
    if data["kind"] == "urgency":
        return case.lower(UrgencyLowered(Urgency(data["level"]), data["reason"], data["by"], at))
    return case.edit(ResidentEdit(data["line"], data["action"], at, data.get("text", "")))


class CaseFiles:
    """Reads folded cases, keeping the hot ones by version. Safe to share between threads."""

    def __init__(self) -> None:
        self._hot: "OrderedDict[str, Tuple[int, Case, Optional[QuestionCode], Optional[str]]]" = OrderedDict()
        self._lock = threading.Lock()

    def read(self, unit: UnitOfWork, record: CaseRecord) -> Tuple[Case, Optional[QuestionCode], Optional[str]]:
        """Return the case at ``record.version`` with the question open in it."""
        with self._lock:
            hot = self._hot.get(record.id)
        if hot is not None and hot[0] == record.version:
            return hot[1], hot[2], hot[3]
        found = fold_case(record, unit.messages.of_case(record.id), unit.readings.of_case(record.id))
        self.keep(record.id, record.version, *found)
        return found

    def keep(
        self, case_id: str, version: int, case: Case, question: Optional[QuestionCode], about: Optional[str]
    ) -> None:
        """Remember the case as it stands after a commit."""
        with self._lock:
            self._hot[case_id] = (version, case, question, about)
            self._hot.move_to_end(case_id)
            while len(self._hot) > HOT_CASES:
                self._hot.popitem(last=False)

    def carry(self, case_id: str, version: int) -> None:
        """Keep the hot case over a save that folds nothing: ``version`` was stored as ``version + 1``."""
        with self._lock:
            hot = self._hot.get(case_id)
            if hot is not None and hot[0] == version:
                self._hot[case_id] = (version + 1, *hot[1:])

    def forget(self, case_id: str) -> None:
        with self._lock:
            self._hot.pop(case_id, None)
