"""Consents: recipient, items and purpose, each time they were given, declined or revoked."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from bot.store.tables.base import metadata, position, reference
from bot.store.tables.types import Codes, UtcDateTime

consents = Table(
    "consents",
    metadata,
    position(),
    Column("case_id", Text, reference("cases.id"), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("items", Codes, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_consents_case_id", "case_id"),
)
