"""Messages: the only place of the text, sealed; ``body`` and ``extra`` are null once erased."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from bot.store.tables.base import metadata, reference
from bot.store.tables.types import UtcDateTime

messages = Table(
    "messages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, reference("cases.id"), nullable=False),
    Column("conversation_id", Text, reference("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("resident_index", Integer),
    Column("staff_id", Text),
    Column("extra", LargeBinary),
    Column("deleted", Boolean, nullable=False),
    Column("external_id", Text),
    UniqueConstraint("case_id", "seq"),
    UniqueConstraint("case_id", "resident_index"),
    # Not unique: a message that was unsent before it came has its tombstone, and an edited one its revisions.
    Index("ix_messages_conversation_id_external_id", "conversation_id", "external_id"),
)
