"""What a pressed button of a messenger means. Its data is opaque: a message and a place, or the name of a common one.

``<message id>:<place>`` fits Telegram's 64 bytes whatever the code is, and a button of a foreign case means nothing.
"""

from __future__ import annotations

from typing import Optional

from bot.services.contacts import Contacts
from bot.services.content_policy import COMMON_CHOICES, Bubble
from bot.services.ports import UnitOfWorkFactory
from bot.services.say import Choice


def button_data(bubble: Bubble, place: int) -> str:
    """Return the data of a bubble's button at a place."""
    return f"{bubble.message_id}:{place}" if bubble.own_choices else bubble.choices[place][0]


class Buttons:
    """Reads the data again."""

    def __init__(self, *, units: UnitOfWorkFactory, contacts: Contacts) -> None:
        self._units = units
        self._contacts = contacts

    def resolve(self, channel: str, sender_id: str, data: str) -> Optional[Choice]:
        """Return the code and label that were pressed; None when it is no button of the sender's own case."""
        if data in COMMON_CHOICES:
            return COMMON_CHOICES[data]
        message_id, _, place = data.partition(":")
        if not (place.isascii() and place.isdecimal() and len(place) <= 2):
            return None
        with self._units() as unit:
            conversation = self._contacts.known(unit, channel, sender_id)
            message = unit.messages.get(message_id)
        if conversation is None or message is None or message.case_id != conversation.case_id:
            return None
        choices = message.extra.get("choices", ())
        if int(place) >= len(choices):
            return None
        code, label = choices[int(place)]
        return code, label
