"""Outbox: effects to be done after the commit. Target and payload are sealed, being addresses and words."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text

from bot.store.tables.base import metadata, reference
from bot.store.tables.types import UtcDateTime

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("target", LargeBinary),
    Column("state", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("payload", LargeBinary),
    Column("conversation_id", Text, reference("conversations.id")),
    # The case whose data key seals the row; null for a page to staff, which holds nothing of the case.
    Column("case_id", Text, reference("cases.id")),
    Column("message_id", Text),
    Column("alarm_id", Text, reference("alarms.id")),
    Column("epoch", Integer, nullable=False),
    Column("safety", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("taken_at", UtcDateTime),
    Column("place", Integer, nullable=False, server_default="0"),
    Index("ix_outbox_state_next_at", "state", "next_at"),
    Index("ix_outbox_conversation_id_state", "conversation_id", "state"),
    Index("ix_outbox_case_id", "case_id"),
    Index("ix_outbox_alarm_id", "alarm_id"),
)
