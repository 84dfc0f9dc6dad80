"""The composition root: settings → store, engine, services, channels, console. Everything real is chosen here."""

from __future__ import annotations

import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, List, Mapping, Optional

from argon2 import PasswordHasher as Argon2
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine

from bot.catalog.loader import Catalog, load_catalog
from bot.channels.broadcast import Broadcast
from bot.channels.delivery import Delivery
from bot.channels.paging import AddressPager, MailServer
from bot.channels.turn_runner import TurnRunner
from bot.domain.errors import IntakeError
from bot.domain.understanding import DangerReading
from bot.services.case_file import CaseFiles
from bot.services.clock import SystemClock
from bot.services.current import Services
from bot.services.desk import Desk
from bot.services.inbox import Inbox
from bot.services.intake import Intake
from bot.services.local_time import LocalTime
from bot.services.ports import Clock, DialogueEngine, UnitOfWorkFactory
from bot.services.staff import StaffDoor
from bot.services.takeover import Takeover
from bot.services.turns import Turns
from bot.services.visitors import Visitors
from bot.settings import Settings
from bot.store import migrate
from bot.store.canary import open_keyring
from bot.store.database import open_engine
from bot.store.keys import KeyRing
from bot.store.unit_of_work import UnitOfWork
from nlu.core.danger import read_danger

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Store:
    """The database and its keys."""

    engine: Engine
    keyring: KeyRing
    units: UnitOfWorkFactory


class Argon2Hasher:
    """Implements the ``PasswordHasher`` port."""

    def __init__(self) -> None:
        self._hasher = Argon2()

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, hashed: str, password: str) -> bool:
        """Tell whether the password fits the hash."""
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


@dataclass(frozen=True)
class Application:
    """All parts, wired."""

    settings: Settings
    catalog: Catalog
    store: Store
    engine: DialogueEngine
    broadcast: Broadcast
    clock: Clock
    services: Services
    desk: Desk
    takeover: Takeover
    visitors: Visitors
    door: StaffDoor
    delivery: Delivery
    turn_runner: TurnRunner


def read_danger_always(text: str, question: Optional[str] = None) -> DangerReading:
    """Read danger; should the reader ever fail, the message is stored all the same and a person looks within 48 hours.

    The words of the message never reach the log.
    """
    try:
        return read_danger(text, question)
    except Exception as error:  # noqa: BLE001  a message must be stored whatever the reader stumbles over
        log.error("danger reader failed: %s", type(error).__name__)
        return DangerReading(soft_look=True)


def open_store(settings: Settings, *, migrate_first: bool = True) -> Store:
    """Open the database, migrated, with the keys that fit it.

    Raises:
        MasterKeyError: the key is missing, unreadable or not of this database.
        IntakeError: the database's URL names no database that is kept.
    """
    url = settings.database
    try:
        if migrate_first:
            migrate.upgrade(url)
        engine = open_engine(url)
    except ValueError as error:
        raise IntakeError(f"MARUGOTO_DATABASE_URL: {error}") from error
    keyring = open_keyring(engine, settings.key_folder)

    def units(*, read_only: bool = False) -> UnitOfWork:
        return UnitOfWork(engine, keyring, read_only=read_only)

    return Store(engine, keyring, units)


def build(
    settings: Settings,
    store: Store,
    load_engine: Callable[[Services], DialogueEngine],
    *,
    clock: Optional[Clock] = None,
) -> Application:
    """Wire everything. ``load_engine`` is given the services that the actions call."""
    catalog = load_catalog(settings.tenant)
    clock = clock or SystemClock()
    broadcast = Broadcast()
    pager = _pager(settings, broadcast)
    local_time = LocalTime(catalog.tenant)
    files = CaseFiles()
    intake = Intake(catalog, local_time)
    engine = _LateEngine()
    inbox = Inbox(
        units=store.units,
        tenant=catalog.tenant,
        read_danger=read_danger_always,
        keys=store.keyring.lookup,
        case_files=files,
        clock=clock,
        broadcaster=broadcast,
    )
    turns = Turns(
        units=store.units,
        catalog=catalog,
        engine=engine,
        read_danger=read_danger_always,
        intake=intake,
        local_time=local_time,
        case_files=files,
        clock=clock,
        broadcaster=broadcast,
    )
    services = Services(intake, inbox, turns)
    engine.real = load_engine(services)
    takeover = Takeover(
        units=store.units,
        notices=catalog.national.notices,
        case_files=files,
        clock=clock,
        broadcaster=broadcast,
    )
    runner = TurnRunner(turns, store.units)
    return Application(
        settings=settings,
        catalog=catalog,
        store=store,
        engine=engine,
        broadcast=broadcast,
        clock=clock,
        services=services,
        desk=Desk(units=store.units, catalog=catalog, case_files=files, local_time=local_time, clock=clock),
        takeover=takeover,
        visitors=Visitors(units=store.units, tenant=catalog.tenant.code, keys=store.keyring.lookup, clock=clock),
        door=StaffDoor(
            units=store.units,
            tenant=catalog.tenant.code,
            keys=store.keyring.lookup,
            clock=clock,
            hasher=Argon2Hasher(),
        ),
        delivery=Delivery(
            units=store.units,
            catalog=catalog,
            local_time=local_time,
            clock=clock,
            broadcast=broadcast,
            pager=pager,
            takeover=takeover,
            run_pending=runner.run_pending,
        ),
        turn_runner=runner,
    )


class _LateEngine:
    """Stands for the engine while the actions that it needs are wired to services that need it."""

    real: DialogueEngine

    def understand(self, text: str, question: Optional[str] = None) -> Any:
        return self.real.understand(text, question)

    async def run_turn(self, work: Any) -> None:
        await self.real.run_turn(work)

    def forget(self, conversation_id: str) -> None:
        self.real.forget(conversation_id)


def load_rasa(model: Path, services: Services, units: UnitOfWorkFactory) -> DialogueEngine:
    """Load the Rasa engine; Rasa itself is imported here and not before.

    Raises:
        ModelError: the model is missing or damaged.
    """
    from bot.engine import privacy, single_threaded, without_tensorflow

    privacy.install()
    single_threaded.install()
    without_tensorflow.install()
    from actions.registry import build_actions
    from bot.engine.agent import RasaEngine

    return RasaEngine(model, build_actions(services), units)


def ensure_model(settings: Settings) -> Path:
    """Return the model that fits the current sources, training it when there is none."""
    from bot.engine.training import model_path, train

    path = model_path(ROOT, settings.models)
    return path if path.is_file() else train(ROOT, settings.models)


def demo_accounts(application: Application) -> List[Mapping[str, str]]:
    """Make the demo's sign-ins (loopback and demo tenant only) and return them with their passwords.

    The passwords are drawn once and kept beside the keys, readable by the owner alone.
    """
    settings, tenant = application.settings, application.catalog.tenant
    if not (settings.demo and settings.is_loopback and tenant.is_demo):
        return []
    accounts: List[Mapping[str, str]] = []
    for staff in tenant.demo_staff:
        password = _demo_password(settings.key_folder, staff.login)
        application.door.add(staff.login, staff.name, staff.role, password)
        role_ja = application.catalog.national.labels.of("role", staff.role)
        accounts.append(
            {"login": staff.login, "password": password, "role": staff.role, "role_ja": role_ja, "name": staff.name}
        )
    return accounts


def _demo_password(folder: Path, login: str) -> str:
    path = folder / f"demo_{login}.txt"
    if not path.is_file():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(9))
    return path.read_text(encoding="utf-8").strip()


def _pager(settings: Settings, broadcast: Broadcast) -> AddressPager:
    mail = None
    if settings.smtp_host:
        mail = MailServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_user,
            settings.smtp_password,
            settings.smtp_from,
            settings.smtp_starttls,
        )
    targets = settings.page_targets
    if not isinstance(targets, Mapping) or not all(isinstance(addresses, list) for addresses in targets.values()):
        raise IntakeError('MARUGOTO_PAGE_TARGETS: must be JSON like {"duty_counselor": ["mailto:…"]}')
    for addresses in targets.values():
        for address in addresses:
            if not str(address).startswith(("mailto:", "https://", "http://127.0.0.1")):
                raise IntakeError(f"MARUGOTO_PAGE_TARGETS: {str(address).partition(':')[0]}: only mailto: and https://")
    return AddressPager(
        addresses=settings.page_targets,
        mail=mail,
        secret=settings.page_secret,
        console_url=settings.public_url or f"http://{settings.host}:{settings.port}",
        console_is_watched=lambda: broadcast.watchers("queue") > 0,
    )
