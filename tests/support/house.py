"""The services wired on a real SQLite store, with a fake engine, clock, pager and broadcaster."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator, List, Mapping, Optional, Tuple

from bot.catalog.loader import Catalog, load_catalog
from bot.channels.broadcast import Broadcast
from bot.channels.delivery import Delivery
from bot.services.buttons import Buttons
from bot.services.case_file import CaseFiles
from bot.services.channel_events import ChannelEvents
from bot.services.contacts import Contacts
from bot.services.content_policy import ContentPolicy
from bot.services.desk import Desk
from bot.services.ids import new_id
from bot.services.inbox import InboundMessage, Inbox, Received
from bot.services.intake import Intake
from bot.services.links import OneTimeLinks
from bot.services.local_time import LocalTime
from bot.services.outgoing import Outgoing
from bot.services.ports import Messenger, UnitOfWorkFactory
from bot.services.records import AlarmRecord, CaseRecord, ControlRecord, MessageRecord, StaffRecord
from bot.services.say import Reply
from bot.services.staff import StaffDoor
from bot.services.takeover import Takeover
from bot.services.turns import Turns
from bot.services.visitors import Visitors
from bot.store.canary import open_keyring
from bot.store.database import open_engine
from bot.store.unit_of_work import UnitOfWork
from tests.support.fakes import FakeBroadcaster, FakeClock, FakeEngine, FakeHasher, FakePager, read_danger

RESIDENT = "resident-1"


@dataclass
class House:
    """Everything that a test of the services needs, and what the tests ask of it again and again."""

    units: UnitOfWorkFactory
    catalog: Catalog
    clock: FakeClock
    engine: FakeEngine
    pager: FakePager
    broadcaster: FakeBroadcaster
    files: CaseFiles
    inbox: Inbox
    turns: Turns
    takeover: Takeover
    desk: Desk
    visitors: Visitors
    door: StaffDoor
    delivery: Delivery
    links: OneTimeLinks
    buttons: Buttons
    events: ChannelEvents
    sato: StaffRecord
    suzuki: StaffRecord
    tanaka: StaffRecord
    _events: "itertools.count[int]" = field(default_factory=itertools.count)

    def receive(self, text: str, sender: str = RESIDENT, event_id: Optional[str] = None, **more: Any) -> Received:
        event = event_id or f"event-{next(self._events)}"
        return self.inbox.receive(InboundMessage("web", sender, event, text, **more))

    def process(self, *received: Received) -> List[Tuple[Reply, ...]]:
        async def all_of_them() -> List[Tuple[Reply, ...]]:
            return list(await asyncio.gather(*(self.turns.process(one.inbox_id) for one in received)))

        return asyncio.run(all_of_them())

    def tell(self, text: str, sender: str = RESIDENT, **more: Any) -> Tuple[Received, Tuple[Reply, ...]]:
        received = self.receive(text, sender, **more)
        return received, self.process(received)[0]

    def record(self, case_id: str) -> CaseRecord:
        with self.units() as unit:
            record = unit.cases.get(case_id)
        assert record is not None
        return record

    def control(self, case_id: str) -> ControlRecord:
        with self.units() as unit:
            control = unit.controls.get(case_id)
        assert control is not None
        return control

    def messages(self, case_id: str, author: Optional[str] = None) -> List[MessageRecord]:
        with self.units() as unit:
            return [m for m in unit.messages.of_case(case_id) if author in (None, m.author)]

    def alarms(self, case_id: str) -> List[AlarmRecord]:
        with self.units() as unit:
            return unit.alarms.of_case(case_id)

    def pending(self) -> List[str]:
        with self.units() as unit:
            return [item.id for item in unit.inbox.pending()]

    def state_of(self, received: Received) -> str:
        with self.units() as unit:
            item = unit.inbox.get(received.inbox_id)
        assert item is not None
        return item.state


def build_house(
    database: Path,
    keys: Path,
    clock: Optional[FakeClock] = None,
    messengers: Optional[Mapping[str, Messenger]] = None,
) -> Iterator[House]:
    """Yield the services on a migrated database file."""
    engine = open_engine(f"sqlite:///{database}")
    keyring = open_keyring(engine, keys)
    catalog = load_catalog("demo")
    local_time = LocalTime(catalog.tenant)
    intake = Intake(catalog, local_time)
    clock = clock or FakeClock()
    pager, broadcaster, files, fake = FakePager(), FakeBroadcaster(), CaseFiles(), FakeEngine(intake)

    def units(*, read_only: bool = False) -> UnitOfWork:
        return UnitOfWork(engine, keyring, read_only=read_only)

    async def nothing_pending() -> None:
        return None

    outgoing = Outgoing(
        messengers=messengers or {}, policy=ContentPolicy(catalog.national.notices, catalog.national.screen_only)
    )
    contacts = Contacts(tenant="demo", keys=keyring.lookup)
    links = OneTimeLinks(units=units, keys=keyring.lookup, clock=clock, chat_url="https://soudan.example")
    visitors = Visitors(units=units, tenant="demo", keys=keyring.lookup, clock=clock, links=links)
    takeover = Takeover(
        units=units,
        notices=catalog.national.notices,
        case_files=files,
        outgoing=outgoing,
        clock=clock,
        broadcaster=broadcaster,
    )
    door = StaffDoor(units=units, tenant="demo", keys=keyring.lookup, clock=clock, hasher=FakeHasher())
    staff = [door.add(who.login, who.name, who.role, f"{new_id()}") for who in catalog.tenant.demo_staff]
    yield House(
        units=units,
        catalog=catalog,
        clock=clock,
        engine=fake,
        pager=pager,
        broadcaster=broadcaster,
        files=files,
        inbox=Inbox(
            units=units,
            tenant=catalog.tenant,
            read_danger=read_danger,
            contacts=contacts,
            case_files=files,
            clock=clock,
            broadcaster=broadcaster,
        ),
        turns=Turns(
            units=units,
            catalog=catalog,
            engine=fake,
            read_danger=read_danger,
            intake=intake,
            local_time=local_time,
            case_files=files,
            outgoing=outgoing,
            clock=clock,
            broadcaster=broadcaster,
        ),
        takeover=takeover,
        desk=Desk(units=units, catalog=catalog, case_files=files, local_time=local_time, clock=clock),
        visitors=visitors,
        door=door,
        delivery=Delivery(
            units=units,
            catalog=catalog,
            local_time=local_time,
            clock=clock,
            broadcast=Broadcast(),
            pager=pager,
            takeover=takeover,
            outgoing=outgoing,
            run_pending=nothing_pending,
        ),
        links=links,
        buttons=Buttons(units=units, contacts=contacts),
        events=ChannelEvents(
            units=units,
            contacts=contacts,
            outgoing=outgoing,
            visitors=visitors,
            notices=catalog.national.notices,
            case_files=files,
            clock=clock,
            broadcaster=broadcaster,
            forget_tracker=fake.forget,
        ),
        sato=staff[0],
        suzuki=staff[1],
        tanaka=staff[2],
    )
    engine.dispose()
