"""The rows that a turn leaves: what was read, what the resident corrected, what the bot said."""

from __future__ import annotations

from datetime import datetime
from typing import List, Optional, Sequence, Tuple

from bot.domain.codec import to_json
from bot.domain.vocabulary import QuestionCode
from bot.services.case_file import EXTRACTED
from bot.services.ids import new_id
from bot.services.records import MessageRecord, ReadingRecord
from bot.services.say import Reply
from bot.services.turn_work import TurnWork

RESIDENT = "resident"


def question_of(readings: Sequence[ReadingRecord], message_id: str) -> Tuple[Optional[QuestionCode], Optional[str]]:
    """Return the question that a message answered, and the member that it was about."""
    for reading in readings:
        if reading.message_id == message_id and reading.source == EXTRACTED and reading.question:
            return QuestionCode(reading.question), reading.about
    return None, None


def readings_of(work: TurnWork, now: datetime) -> List[ReadingRecord]:
    """Return the reading of the turn's message, then the resident's edits of the summary."""
    rows: List[ReadingRecord] = []
    if work.understanding is not None:
        rows.append(
            ReadingRecord(
                message_id=work.message.id,
                case_id=work.record.id,
                source=EXTRACTED,
                payload=to_json(work.understanding),
                model=work.understanding.model,
                created_at=now,
                question=str(work.question) if work.question else None,
                about=work.about,
            )
        )
    for edit in work.edits:
        payload = {"kind": "edit", "line": edit.line, "action": edit.action, "at": now.isoformat()}
        rows.append(ReadingRecord(work.message.id, work.record.id, RESIDENT, payload, "", now))
    return rows


def bot_message(work: TurnWork, reply: Reply, now: datetime) -> MessageRecord:
    """Return one bubble of the bot as a message; the store gives it its number."""
    said = {"hotlines": list(work.safety_said)} if reply.kind == "safety" else {}
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
        extra={**reply.extra(), **said},
    )
