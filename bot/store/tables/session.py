"""Sessions of staff and of residents' browsers, by the HMAC of their token."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from bot.store.tables.base import metadata
from bot.store.tables.types import UtcDateTime

sessions = Table(
    "sessions",
    metadata,
    Column("token_hmac", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    # A staff id or a conversation id, by kind; hence no foreign key.
    Column("subject_id", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("csrf", Text, nullable=False),
    Index("ix_sessions_expires_at", "expires_at"),
)
