"""The composition root: settings → store, engine, services, channels, console. Everything real is chosen here."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

from argon2 import PasswordHasher as Argon2
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine

from bot.catalog.loader import Catalog, load_catalog
from bot.channels.broadcast import Broadcast
from bot.channels.courier import Courier
from bot.channels.delivery import Delivery
from bot.channels.fetching import Fetching
from bot.channels.turn_runner import TurnRunner
from bot.domain.errors import IntakeError
from bot.domain.understanding import DangerReading
from bot.outside import Messengers, build_messengers, build_pager
from bot.services.buttons import Buttons
from bot.services.case_file import CaseFiles
from bot.services.channel_events import ChannelEvents
from bot.services.clock import SystemClock
from bot.services.contacts import Contacts
from bot.services.content_policy import ContentPolicy
from bot.services.current import Services
from bot.services.desk import Desk
from bot.services.inbox import Inbox
from bot.services.intake import Intake
from bot.services.links import OneTimeLinks
from bot.services.local_time import LocalTime
from bot.services.outgoing import Outgoing
from bot.services.ports import Clock, DialogueEngine, UnitOfWorkFactory
from bot.services.staff import StaffDoor
from bot.services.staff_entry import StaffEntry
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
    messengers: Messengers
    courier: Courier
    fetching: Fetching
    buttons: Buttons
    channel_events: ChannelEvents
    staff_entry: StaffEntry


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
    catalog: Optional[Catalog] = None,
) -> Application:
    """Wire everything. ``load_engine`` is given the services that the actions call.

    Raises:
        IntakeError: a setting cannot be used, or a messenger is configured in part.
    """
    catalog = catalog or load_catalog(settings.tenant)
    clock = clock or SystemClock()
    broadcast = Broadcast()
    pager = build_pager(settings, broadcast)
    messengers = build_messengers(settings, catalog.tenant)
    contacts = Contacts(tenant=catalog.tenant.code, keys=store.keyring.lookup)
    outgoing = Outgoing(
        messengers=messengers.carriers,
        policy=ContentPolicy(catalog.national.notices, catalog.national.screen_only),
    )
    links = OneTimeLinks(units=store.units, keys=store.keyring.lookup, clock=clock, chat_url=settings.chat_address)
    visitors = Visitors(
        units=store.units, tenant=catalog.tenant.code, keys=store.keyring.lookup, clock=clock, links=links
    )
    local_time = LocalTime(catalog.tenant)
    files = CaseFiles()
    intake = Intake(catalog, local_time)
    engine = _LateEngine()
    inbox = Inbox(
        units=store.units,
        tenant=catalog.tenant,
        read_danger=read_danger_always,
        contacts=contacts,
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
        outgoing=outgoing,
        clock=clock,
        broadcaster=broadcast,
    )
    services = Services(intake, inbox, turns)
    engine.real = load_engine(services)
    takeover = Takeover(
        units=store.units,
        notices=catalog.national.notices,
        case_files=files,
        outgoing=outgoing,
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
        visitors=visitors,
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
            outgoing=outgoing,
            run_pending=runner.run_pending,
        ),
        turn_runner=runner,
        messengers=messengers,
        courier=Courier(units=store.units, carriers=messengers.carriers, links=links, clock=clock, broadcast=broadcast),
        fetching=Fetching(units=store.units, carriers=messengers.carriers, clock=clock, broadcast=broadcast),
        buttons=Buttons(units=store.units, contacts=contacts),
        staff_entry=StaffEntry(units=store.units, inbox=inbox, visitors=visitors, clock=clock),
        channel_events=ChannelEvents(
            units=store.units,
            contacts=contacts,
            outgoing=outgoing,
            visitors=visitors,
            notices=catalog.national.notices,
            case_files=files,
            clock=clock,
            broadcaster=broadcast,
            forget_tracker=engine.forget,
        ),
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
