"""One transaction with all repositories: commits when ``commit`` was called, rolls back otherwise."""

from __future__ import annotations

from types import TracebackType
from typing import Optional, Type

from sqlalchemy import Connection, Engine

from bot.services import repositories as wanted
from bot.store.database import READ_ONLY
from bot.store.keys import KeyRing
from bot.store.repositories.alarms import SqlAlarms
from bot.store.repositories.attachments import SqlAttachments
from bot.store.repositories.audit import SqlAudit
from bot.store.repositories.cases import SqlCases
from bot.store.repositories.consents import SqlConsents
from bot.store.repositories.controls import SqlControls
from bot.store.repositories.conversations import SqlConversations
from bot.store.repositories.inbox import SqlInbox
from bot.store.repositories.messages import SqlMessages
from bot.store.repositories.outbox import SqlOutbox
from bot.store.repositories.promises import SqlPromises
from bot.store.repositories.readings import SqlReadings
from bot.store.repositories.sessions import SqlSessions
from bot.store.repositories.staff import SqlStaff
from bot.store.repositories.tracker_events import SqlTrackerEvents
from bot.store.transaction import Transaction
from bot.store.vault import Vault


class UnitOfWork:
    """Implements ``bot.services.wanted.UnitOfWork``; used as ``with UnitOfWork(engine, keyring) as unit``.

    A ``read_only`` unit does not wait for writers on SQLite and cannot write on either database.
    """

    conversations: wanted.ConversationRepository
    cases: wanted.CaseRepository
    controls: wanted.ControlRepository
    messages: wanted.MessageRepository
    inbox: wanted.InboxRepository
    readings: wanted.ReadingRepository
    alarms: wanted.AlarmRepository
    outbox: wanted.OutboxRepository
    attachments: wanted.AttachmentRepository
    consents: wanted.ConsentRepository
    promises: wanted.PromiseRepository
    staff: wanted.StaffRepository
    sessions: wanted.SessionRepository
    audit: wanted.AuditRepository
    tracker_events: wanted.TrackerEventRepository

    def __init__(self, engine: Engine, keyring: KeyRing, *, read_only: bool = False) -> None:
        self._engine = engine
        self._keyring = keyring
        self._read_only = read_only
        self._connection: Optional[Connection] = None

    def __enter__(self) -> "UnitOfWork":
        self._connection = self._engine.connect()
        if self._read_only:
            self._connection = _made_read_only(self._connection)
        transaction = Transaction(self._connection)
        vault = Vault(transaction, self._keyring)
        self._transaction = transaction
        self.conversations = SqlConversations(transaction, vault)
        self.cases = SqlCases(transaction, vault)
        self.controls = SqlControls(transaction)
        self.messages = SqlMessages(transaction, vault)
        self.inbox = SqlInbox(transaction)
        self.readings = SqlReadings(transaction, vault)
        self.alarms = SqlAlarms(transaction)
        self.outbox = SqlOutbox(transaction, vault)
        self.attachments = SqlAttachments(transaction, vault)
        self.consents = SqlConsents(transaction)
        self.promises = SqlPromises(transaction)
        self.staff = SqlStaff(transaction)
        self.sessions = SqlSessions(transaction)
        self.audit = SqlAudit(transaction)
        self.tracker_events = SqlTrackerEvents(transaction)
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def commit(self) -> None:
        """Make everything done so far lasting; raises ``ConflictError`` or ``NotFoundError`` when it cannot be."""
        self._transaction.commit()


def _made_read_only(connection: Connection) -> Connection:
    if connection.dialect.name == "sqlite":
        return connection.execution_options(**{READ_ONLY: True})
    return connection.execution_options(postgresql_readonly=True)
