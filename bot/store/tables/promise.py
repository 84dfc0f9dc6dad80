"""Promises: a code, its owner and when it is due."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from bot.store.tables.base import metadata, position, reference
from bot.store.tables.types import UtcDateTime

promises = Table(
    "promises",
    metadata,
    position(),
    Column("case_id", Text, reference("cases.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("kept_at", UtcDateTime),
    Index("ix_promises_case_id", "case_id"),
)
