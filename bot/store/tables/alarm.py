"""Alarms: dangers that a person must see, with their pages and acknowledgement."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from bot.store.tables.base import metadata, reference
from bot.store.tables.types import Codes, UtcDateTime

alarms = Table(
    "alarms",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, reference("cases.id"), nullable=False),
    Column("message_id", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("signals", Codes, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("paged_at", UtcDateTime),
    Column("next_page_at", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", Text),
    Column("exhausted_at", UtcDateTime),
    Index("ix_alarms_case_id", "case_id"),
    Index("ix_alarms_next_page_at", "next_page_at"),
)
