"""Inbox: every stored event once, and how far its turn has come."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint

from bot.store.tables.base import metadata, reference
from bot.store.tables.types import UtcDateTime

inbox = Table(
    "inbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation_id", Text, reference("conversations.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    # No foreign key: an event such as a follow has no message.
    Column("message_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "event_id"),
    Index("ix_inbox_state_received_at", "state", "received_at"),
)
