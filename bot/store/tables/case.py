"""Cases: codes and times for the queue, and the wrapped data key, which is null once the case is erased."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from bot.store.tables.base import metadata
from bot.store.tables.types import Codes, UtcDateTime

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("urgency_set_by", Text, nullable=False),
    Column("fields", Codes, nullable=False),
    Column("waiting_since", UtcDateTime),
    Column("handed_off_at", UtcDateTime),
    Column("answer_due_at", UtcDateTime),
    Column("last_resident_at", UtcDateTime),
    Column("resident_messages", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    # The order of the queue in columns that one ascending index serves on both databases:
    # urgency_rank 0 is the most urgent, queue_since is the far future for cases that are not waiting.
    Column("is_open", Boolean, nullable=False),
    Column("urgency_rank", Integer, nullable=False),
    Column("queue_since", UtcDateTime, nullable=False),
    Column("receipt_hmac", Text),
    Column("receipt_at", UtcDateTime),
    Column("data_key", LargeBinary),
    Column("master_key_id", Text),
    UniqueConstraint("tenant", "receipt_hmac"),
    Index("ix_cases_queue", "tenant", "is_open", "urgency_rank", "queue_since", "created_at", "id"),
    Index("ix_cases_master_key_id", "master_key_id"),
)
