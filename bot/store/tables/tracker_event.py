"""Rasa's tracker as events without any text, numbered without a gap in each conversation."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from bot.store.tables.base import metadata, reference
from bot.store.tables.types import JsonText

tracker_events = Table(
    "tracker_events",
    metadata,
    Column("conversation_id", Text, reference("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("event", JsonText, nullable=False),
)
