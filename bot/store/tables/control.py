"""Control: who speaks in a case. One row a case, changed by compare-and-swap on ``epoch``."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from bot.store.tables.base import metadata, reference
from bot.store.tables.types import UtcDateTime

controls = Table(
    "controls",
    metadata,
    Column("case_id", Text, reference("cases.id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("holder", Text),
    Column("lease_until", UtcDateTime),
    Column("changed_at", UtcDateTime),
    Index("ix_controls_state_lease_until", "state", "lease_until"),
)
