"""Values of the installation: its own wrapped data key (the canary) and the check of the look-up key."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table, Text

from bot.store.tables.base import metadata

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("master_key_id", Text),
)
