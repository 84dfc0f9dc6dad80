"""The courier over the real store: who speaks is looked at once more, order is kept, no try says another thing."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

import pytest

from bot.channels import line_rendering
from bot.channels.broadcast import Broadcast
from bot.channels.carrier import Fetched, LaterError, RefusedError, UnknownFateError, UnreachableError
from bot.channels.courier import GIVE_UP_AFTER, Courier
from bot.domain.errors import DeliveryError
from bot.services.content_policy import Bubble
from bot.services.inbox import InboundMessage
from bot.services.records import OutboxRecord
from bot.store.canary import open_keyring
from bot.store.database import open_engine
from bot.store.migrate import upgrade
from tests.support.house import House, build_house


@dataclass
class FakeCarrier:
    """Takes everything, unless an error is due."""

    policy: str = "full"
    errors: List[Exception] = field(default_factory=list)
    sent: List[Tuple[str, str, str]] = field(default_factory=list)
    keys: List[str] = field(default_factory=list)
    again: List[bool] = field(default_factory=list)

    def pack(self, bubbles: Sequence[Bubble]) -> List[Mapping[str, Any]]:
        return line_rendering.pack(bubbles)

    async def send(self, address: str, request: Mapping[str, Any], *, key: str, again: bool) -> None:
        self.keys.append(key)
        self.again.append(again)
        if self.errors:
            raise self.errors.pop(0)
        for message in request["messages"]:
            self.sent.append((address, key, message["text"]))

    async def show_typing(self, address: str) -> None:
        return None

    async def fetch(self, ref: str) -> Fetched:
        raise RefusedError("fake")

    async def run(self) -> None:
        return None

    async def close(self) -> None:
        return None

    @property
    def texts(self) -> List[str]:
        return [text for _, _, text in self.sent]


@dataclass
class Post:
    """A house with one messenger and its courier."""

    house: House
    carrier: FakeCarrier
    courier: Courier

    def tell(self, text: str, sender: str = "U1") -> Any:
        received = self.house.inbox.receive(_inbound(text, sender))
        self.house.process(received)
        return received

    def deliver(self, rounds: int = 6) -> None:
        async def work() -> None:
            for _ in range(rounds):
                await self.courier.round()
                await self.courier.settle()

        asyncio.run(work())

    def states(self, case_id: str) -> Dict[str, int]:
        found: Dict[str, int] = {}
        for item in self.rows(case_id):
            found[item.state] = found.get(item.state, 0) + 1
        return found

    def rows(self, case_id: str) -> List[OutboxRecord]:
        with self.house.units() as unit:
            return unit.outbox.undelivered(case_id)


_EVENTS = iter(range(10_000))


def _inbound(text: str, sender: str) -> Any:
    return InboundMessage("line", sender, f"courier-{next(_EVENTS)}", text, address=sender)


@pytest.fixture(scope="module")
def empty_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    url = f"sqlite:///{folder / 'town.db'}"
    upgrade(url)
    engine = open_engine(url)
    open_keyring(engine, folder / "keys")
    engine.dispose()
    return folder


@pytest.fixture()
def post(empty_town: Path, tmp_path: Path) -> Iterator[Post]:
    shutil.copytree(empty_town, tmp_path / "town")
    carrier = FakeCarrier()
    houses = build_house(tmp_path / "town" / "town.db", tmp_path / "town" / "keys", messengers={"line": carrier})
    house = next(houses)
    courier = Courier(
        units=house.units,
        carriers={"line": carrier},
        links=house.links,
        clock=house.clock,
        broadcast=Broadcast(),
    )
    yield Post(house, carrier, courier)
    next(houses, None)


def test_what_is_said_arrives_in_order_and_once(post: Post) -> None:
    for number in range(3):
        received = post.tell(f"{number}つめの相談です")
    post.deliver()
    said = [m.text for m in post.house.messages(received.case_id, "bot")]
    assert post.carrier.texts == said and len(said) >= 3
    before = len(post.carrier.sent)
    post.deliver()
    assert len(post.carrier.sent) == before and post.states(received.case_id) == {}


def test_after_a_claim_nothing_is_sent_that_the_channel_has_not_taken(post: Post) -> None:
    received = post.tell("相談です")
    post.house.takeover.claim(received.case_id, acting_user=post.house.sato)
    post.deliver()
    assert post.carrier.texts == [m.text for m in post.house.messages(received.case_id, "system")]
    assert "cancelled" in post.states(received.case_id)


def test_what_failed_before_a_claim_is_not_tried_after_it(post: Post) -> None:
    received = post.tell("相談です")
    post.carrier.errors = [DeliveryError("away")]
    post.deliver(1)
    assert post.carrier.sent == []
    post.house.takeover.claim(received.case_id, acting_user=post.house.sato)
    post.house.clock.forward(minutes=1)
    post.deliver()
    assert all("佐藤" in text for text in post.carrier.texts), "the notice of the claim alone"


def test_what_was_being_sent_when_the_claim_came_is_not_repeated(post: Post) -> None:
    """The row is with the channel while the claim commits; it fails, and is due again under another epoch."""
    received = post.tell("相談です")

    async def claim_while_sending() -> None:
        real = post.carrier.send

        async def send(address: str, request: Mapping[str, Any], *, key: str, again: bool) -> None:
            post.carrier.send = real  # type: ignore[method-assign]
            await asyncio.to_thread(post.house.takeover.claim, received.case_id, acting_user=post.house.sato)
            raise DeliveryError("away")

        post.carrier.send = send  # type: ignore[method-assign]
        await post.courier.round()
        await post.courier.settle()

    asyncio.run(claim_while_sending())
    post.house.clock.forward(minutes=1)
    post.deliver()
    assert all("佐藤" in text for text in post.carrier.texts)


def test_a_safety_text_is_sent_after_a_claim_too(post: Post) -> None:
    received = post.tell("もう死にたい")
    post.house.takeover.claim(received.case_id, acting_user=post.house.sato)
    post.deliver()
    assert any("119" in text for text in post.carrier.texts)


def test_a_counselors_words_survive_the_next_claim(post: Post) -> None:
    received = post.tell("相談です")
    post.deliver()
    takeover, sato, suzuki = post.house.takeover, post.house.sato, post.house.suzuki
    takeover.claim(received.case_id, acting_user=sato)
    takeover.answer(received.case_id, "佐藤の返事です", acting_user=sato)
    takeover.hand_back(received.case_id, acting_user=sato)
    takeover.claim(received.case_id, acting_user=suzuki)
    post.deliver(8)
    assert "佐藤の返事です" in post.carrier.texts


@pytest.mark.parametrize("error", [DeliveryError("500"), LaterError(7), LaterError(None)])
def test_every_try_is_under_the_same_key_and_says_it_is_another(post: Post, error: Exception) -> None:
    post.tell("相談です")
    post.carrier.errors = [error]
    post.deliver(1)
    post.house.clock.forward(minutes=10)
    post.deliver(1)
    assert len(post.carrier.keys) == 2 and len(set(post.carrier.keys)) == 1
    # A request that was turned away for being early was no try.
    assert post.carrier.again == [False, not isinstance(error, LaterError)]


def test_waiting_is_as_long_as_was_asked(post: Post) -> None:
    post.tell("相談です")
    post.carrier.errors = [LaterError(40)]
    post.deliver(1)
    post.house.clock.forward(seconds=39)
    post.deliver(1)
    assert post.carrier.sent == []
    post.house.clock.forward(seconds=2)
    post.deliver(1)
    assert post.carrier.sent


def test_after_half_a_day_it_is_given_up_and_shown(post: Post) -> None:
    received = post.tell("相談です")
    for _ in range(200):
        post.carrier.errors = [DeliveryError("away")]
        post.deliver(1)
        post.house.clock.forward(minutes=6)
    assert set(post.states(received.case_id)) == {"failed"}
    assert timedelta(minutes=6) * 200 > GIVE_UP_AFTER


@pytest.mark.parametrize(
    ("error", "text", "state"),
    [
        (UnknownFateError("reply"), "相談です", "unknown"),
        (UnknownFateError("reply"), "もう死にたい", "pending"),
        (RefusedError("400"), "相談です", "failed"),
        (UnreachableError("blocked"), "相談です", "failed"),
    ],
)
def test_how_a_failure_ends(post: Post, error: Exception, text: str, state: str) -> None:
    received = post.tell(text)
    post.carrier.errors = [error]
    post.deliver(1)
    assert post.rows(received.case_id)[0].state == state


def test_who_blocked_us_is_not_written_to_until_they_write(post: Post) -> None:
    received = post.tell("相談です")
    post.carrier.errors = [UnreachableError("blocked")]
    post.deliver(1)
    post.house.takeover.claim(received.case_id, acting_user=post.house.sato)
    post.deliver()
    assert post.carrier.sent == []
    post.house.takeover.hand_back(received.case_id, acting_user=post.house.sato)
    post.house.clock.forward(minutes=1)
    post.tell("また書きます")
    post.deliver()
    assert post.carrier.sent


def test_what_a_killed_process_was_sending_is_sent_again(post: Post) -> None:
    received = post.tell("相談です")
    first: Optional[OutboxRecord] = post.courier._take(1)[0]
    assert first is not None
    post.deliver()
    assert post.carrier.sent == [], "another process may be sending it"
    post.courier.release_left_behind()
    post.deliver()
    assert post.carrier.texts == [m.text for m in post.house.messages(received.case_id, "bot")]


def test_one_stuck_conversation_holds_up_no_other(post: Post) -> None:
    post.tell("一人目です", "U1")
    post.carrier.errors = [DeliveryError("away")]
    post.deliver(1)
    post.tell("二人目です", "U2")
    post.deliver()
    assert {address for address, _, _ in post.carrier.sent} == {"U2"}


def test_a_call_that_was_written_down_is_no_sign_that_the_resident_is_there(post: Post) -> None:
    received = post.tell("LINEで書きました")
    post.deliver()
    sent = len(post.carrier.sent)
    call = InboundMessage(
        "staff", "call-1", "call-1", "電話で話した", entered_by=post.house.sato.id, case_id=received.case_id
    )
    post.house.process(post.house.inbox.receive(call))
    post.house.takeover.claim(received.case_id, acting_user=post.house.sato)
    post.house.takeover.answer(received.case_id, "電話のあとの返事です", acting_user=post.house.sato)
    post.deliver()
    assert "電話のあとの返事です" in post.carrier.texts[sent:]


def test_what_waits_when_somebody_blocks_is_not_sent_any_more(post: Post) -> None:
    received = post.tell("相談です")
    post.deliver()
    sent = len(post.carrier.sent)
    post.house.takeover.claim(received.case_id, acting_user=post.house.sato)
    post.house.takeover.answer(received.case_id, "返事です", acting_user=post.house.sato)
    post.house.events.block("line", "U1", "unfollow-1", address="U1", at=post.house.clock.now())
    post.deliver()
    assert len(post.carrier.sent) == sent
    assert set(post.states(received.case_id)) == {"failed"}
