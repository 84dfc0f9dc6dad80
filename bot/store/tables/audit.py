"""Audit: who did or read what, in codes; outlives what it speaks of, hence no foreign key."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from bot.store.tables.base import metadata, position
from bot.store.tables.types import JsonText, UtcDateTime

audit = Table(
    "audit",
    metadata,
    position(),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("case_id", Text),
    Column("detail", JsonText, nullable=False),
    Index("ix_audit_case_id_position", "case_id", "position"),
)
