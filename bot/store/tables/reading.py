"""Readings: what was understood in a message, or corrected by a person; the payload is sealed."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table, Text, UniqueConstraint

from bot.store.tables.base import metadata, position, reference
from bot.store.tables.types import UtcDateTime

readings = Table(
    "readings",
    metadata,
    position(),
    # The id is known before the insert, which the seal of the payload needs.
    Column("id", Text, nullable=False),
    # No foreign key: a correction by a person need not belong to one message.
    Column("message_id", Text, nullable=False),
    Column("case_id", Text, reference("cases.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("payload", LargeBinary),
    Column("model", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("question", Text),
    Column("about", Text),
    UniqueConstraint("id"),
    Index("ix_readings_case_id_position", "case_id", "position"),
)
