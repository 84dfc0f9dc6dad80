"""Conversations: one thread on one channel, found by the HMAC of its sender."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, LargeBinary, Table, Text, UniqueConstraint

from bot.store.tables.base import metadata, reference
from bot.store.tables.types import UtcDateTime

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("case_id", Text, reference("cases.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("sender_key", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("quiet", Boolean, nullable=False),
    # Where a messenger delivers to, sealed under the case's key.
    Column("address", LargeBinary),
    Column("blocked_at", UtcDateTime),
    Column("contact_at", UtcDateTime),
    UniqueConstraint("tenant", "channel", "sender_key"),
    Index("ix_conversations_case_id", "case_id"),
)
