"""All tables, one noun a module; importing this package fills ``metadata``."""

from bot.store.tables.alarm import alarms
from bot.store.tables.attachment import attachments
from bot.store.tables.audit import audit
from bot.store.tables.base import metadata
from bot.store.tables.case import cases
from bot.store.tables.consent import consents
from bot.store.tables.control import controls
from bot.store.tables.conversation import conversations
from bot.store.tables.inbox import inbox
from bot.store.tables.message import messages
from bot.store.tables.meta import meta
from bot.store.tables.outbox import outbox
from bot.store.tables.promise import promises
from bot.store.tables.reading import readings
from bot.store.tables.session import sessions
from bot.store.tables.staff import staff
from bot.store.tables.tracker_event import tracker_events

__all__ = [
    "alarms",
    "attachments",
    "audit",
    "cases",
    "consents",
    "controls",
    "conversations",
    "inbox",
    "messages",
    "meta",
    "metadata",
    "outbox",
    "promises",
    "readings",
    "sessions",
    "staff",
    "tracker_events",
]
