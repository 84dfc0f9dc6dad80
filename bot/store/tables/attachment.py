"""Attachments: what came with a message beside its text; handle and bytes are sealed and null once erased."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from bot.store.tables.base import metadata, reference
from bot.store.tables.types import UtcDateTime

attachments = Table(
    "attachments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, reference("cases.id"), nullable=False),
    Column("message_id", Text, reference("messages.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", LargeBinary),
    Column("state", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary),
    Index("ix_attachments_case_id", "case_id"),
    Index("ix_attachments_message_id", "message_id"),
    Index("ix_attachments_state_next_at", "state", "next_at"),
)
