"""Rasa's tracker in our database: only new events are appended, no event carries words.

A tracker is rebuilt from its slots and the last turns only, so that turn 500 costs what turn 10 does. ``save`` hands
the new events to the turn's work; they are committed with everything else of the turn.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Text, Tuple

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.services.ports import UnitOfWorkFactory
from bot.services.turn_work import current_work

HOT_TRACKERS = 512
# Our rules look at one turn; a few more are kept so that a developer's longer rule works too.
KEPT_TURNS = 3


@dataclass(frozen=True)
class _Hot:
    next_seq: int
    events: Tuple[Event, ...]


class IntakeTrackerStore(TrackerStore):
    """Implements Rasa's ``TrackerStore`` on the project's own unit of work."""

    def __init__(self, domain: Optional[Domain], units: UnitOfWorkFactory) -> None:
        self._units = units
        self._hot: "OrderedDict[Text, _Hot]" = OrderedDict()
        super().__init__(domain)

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Return the tracker of a conversation (see parent class for full docstring)."""
        hot = self._hot.get(sender_id) or self._stored(sender_id)
        work = current_work()
        if work is not None:
            work.tracker_first_seq = hot.next_seq
        if not hot.events:
            return None
        return DialogueStateTracker.from_events(sender_id, list(hot.events), self.domain.slots, domain=self.domain)

    async def retrieve_full_tracker(self, conversation_id: Text) -> Optional[DialogueStateTracker]:
        """Return the same: consultations are one session."""
        return await self.retrieve(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Hand the turn's new events to its work and keep the tracker hot (see parent class for full docstring)."""
        hot = self._hot.get(tracker.sender_id) or _Hot(0, ())
        new = list(tracker.events)[len(hot.events) :]
        stripped = [_without_words(event) for event in new]
        work = current_work()
        if work is not None:
            work.tracker_events.extend(event.as_dict() for event in stripped)
        kept = _shortened((*hot.events, *stripped), tracker)
        self._hot[tracker.sender_id] = _Hot(hot.next_seq + len(new), kept)
        self._hot.move_to_end(tracker.sender_id)
        while len(self._hot) > HOT_TRACKERS:
            self._hot.popitem(last=False)

    async def keys(self) -> Iterable[Text]:
        """Return the conversations that are hot (Rasa asks for them when it migrates stores)."""
        return list(self._hot)

    def forget(self, conversation_id: Text) -> None:
        """Drop the hot tracker: what it holds was not committed."""
        self._hot.pop(conversation_id, None)

    def forget_all(self) -> None:
        """Drop all hot trackers, when another model takes over."""
        self._hot.clear()

    def _stored(self, conversation_id: Text) -> _Hot:
        with self._units(read_only=True) as unit:
            rows: Sequence[Mapping[str, Any]] = unit.tracker_events.load(conversation_id)
        events = tuple(deserialise_events([dict(row) for row in rows]))
        tracker = DialogueStateTracker.from_events(conversation_id, list(events), self.domain.slots, domain=self.domain)
        hot = _Hot(len(rows), _shortened(events, tracker) if events else ())
        self._hot[conversation_id] = hot
        return hot


def _shortened(events: Tuple[Event, ...], tracker: DialogueStateTracker) -> Tuple[Event, ...]:
    """Return the slots as they are now and the events of the last turns."""
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= KEPT_TURNS:
        return events
    # Each kept turn begins with the listening before it.
    cut = turns[-KEPT_TURNS] - 1
    slots: Dict[Text, Any] = {
        name: slot.value for name, slot in tracker.slots.items() if slot.value != slot.initial_value
    }
    before: List[Event] = [SlotSet(name, value) for name, value in slots.items()]
    return (*before, *events[cut:])


def _without_words(event: Event) -> Event:
    """Return the event without anything that the resident or the bot said; the words stand in the message row."""
    if isinstance(event, UserUttered):
        intent = {"name": event.intent.get("name"), "confidence": event.intent.get("confidence")}
        parse_data = {"intent": intent, "entities": [], "text": ""}
        return UserUttered("", intent, [], parse_data, event.timestamp, event.input_channel, event.message_id, {})
    if isinstance(event, BotUttered):
        return BotUttered("", {}, {}, event.timestamp)
    return event
