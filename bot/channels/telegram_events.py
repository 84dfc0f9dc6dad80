"""Telegram's updates in our words. Groups, channels and everything but a private chat is nothing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, Mapping, Optional, Tuple

from telegram import Bot, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot.channels.events import Blocked, ChannelEvent, Followed, Joined, Pressed, Told
from bot.channels.message import whole
from bot.services.inbox import Handle, InboundMessage
from bot.services.visitors import normalize_receipt

TELEGRAM = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
# Of a message only what is read here is handed to the library, which refuses the whole of it for a part it cannot read.
_PARTS = (
    *("message_id", "date", "edit_date", "chat", "from", "text", "caption", "photo", "sticker", "voice", "audio"),
    *("video", "video_note", "animation", "document", "location", "venue", "reply_markup"),
)
_MESSAGES = ("message", "edited_message")
_WORDS = ("message_id", "date", "edit_date", "chat", "text", "caption")
_START = re.compile(r"/start(?:@\w+)?(?:\s+(\S+))?\s*\Z")
# Telegram's times have no fractions: what was written within the second came after what we said in it.
_WITHIN_THE_SECOND = timedelta(milliseconds=999)
# A button has no time of its own; nothing is stored as written later than it came.
_AT_ITS_ARRIVAL = datetime.max.replace(tzinfo=timezone.utc)
_NODS = {"affirm": "👍👌🙆🆗✅⭕", "deny": "👎🙅❌"}


def parse_update(content: Mapping[str, Any], bot: Bot) -> Update:
    """Return the update as the library reads it; what it stumbles over in a message costs the part, not the words.

    Raises:
        KeyError, TypeError, ValueError, TelegramError: even the words cannot be read.
    """
    try:
        return _parsed(content, bot, _PARTS)
    except (AttributeError, KeyError, TypeError, ValueError, TelegramError):
        return _parsed(content, bot, _WORDS)


def _parsed(content: Mapping[str, Any], bot: Bot, parts: Tuple[str, ...]) -> Update:
    kept: Dict[str, Any] = {key: value for key, value in content.items() if key in ("update_id", *ALLOWED_UPDATES)}
    for name in _MESSAGES:
        if isinstance(kept.get(name), Mapping):
            kept[name] = {part: value for part, value in kept[name].items() if part in parts}
    update: Update = Update.de_json(kept, bot)
    return update


def read_update(update: Update, bot_id: str) -> Optional[ChannelEvent]:
    """Return what an update says; None for a kind that does not concern us. ``bot_id`` makes its number unique."""
    event_id = f"{bot_id}:{update.update_id}"
    if update.callback_query is not None:
        return _pressed(update, event_id)
    if update.my_chat_member is not None:
        member = update.my_chat_member
        if member.chat.type != ChatType.PRIVATE or member.new_chat_member.status != ChatMemberStatus.BANNED:
            return None
        chat = str(member.chat.id)
        return Blocked(chat, event_id, chat, member.date + _WITHIN_THE_SECOND)
    message = update.message or update.edited_message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    chat = str(message.chat.id)
    at = (message.edit_date or message.date) + _WITHIN_THE_SECOND
    start = _START.match(message.text or "")
    if start and update.message is not None:
        receipt = normalize_receipt(start.group(1) or "")
        return Joined(chat, event_id, chat, at, receipt) if receipt else Followed(chat, event_id, chat, at)
    edited = update.edited_message is not None
    if edited and not (message.text or message.caption):
        # A live location that moves is no correction of words.
        return None
    kind, text, choice, handle, extra = _content(message)
    return Told(
        InboundMessage(
            channel=TELEGRAM,
            sender_id=chat,
            event_id=event_id,
            text=text,
            kind=kind,
            choice=choice,
            sent_at=at,
            extra=extra,
            external_id=None if edited else str(message.message_id),
            revises=str(message.message_id) if edited else None,
            address=chat,
            # The bytes came with the message itself, not with its correction.
            handle=None if edited else handle,
        )
    )


def _pressed(update: Update, event_id: str) -> Optional[ChannelEvent]:
    query = update.callback_query
    if query is None or query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return None
    chat = str(query.message.chat.id)
    label = ""
    if isinstance(query.message, Message) and query.message.reply_markup is not None:
        buttons = [button for row in query.message.reply_markup.inline_keyboard for button in row]
        label = next((whole(button.text) for button in buttons if button.callback_data == query.data), "")
    return Pressed(chat, event_id, chat, _AT_ITS_ARRIVAL, str(query.data or ""), label)


def _content(message: Message) -> "Tuple[str, str, Optional[str], Optional[Handle], Dict[str, Any]]":
    """Return kind, text, choice, handle of the bytes, and what is kept beside."""
    if message.text is not None:
        return "text", whole(message.text), None, None, {}
    caption = whole(message.caption or "")
    if message.photo:
        return "image", caption, None, _handle(message.photo[-1]), {}
    if message.sticker is not None:
        return _sticker(message.sticker.emoji or "")
    for kind, media in (
        ("audio", message.voice or message.audio),
        ("video", message.video or message.video_note or message.animation),
    ):
        if media is not None:
            return kind, caption, None, _handle(media), {}
    if message.document is not None:
        name = whole(message.document.file_name or "")
        return "file", caption, None, _handle(message.document), {"file_name": name}
    if message.location is not None:
        named = [whole(part) for part in (message.venue.title, message.venue.address)] if message.venue else []
        place = f"（{message.location.latitude}, {message.location.longitude}）"
        return "location", " ".join((*named, place)), None, None, {}
    return "other", caption, None, None, {}


def _sticker(emoji: str) -> "Tuple[str, str, Optional[str], Optional[Handle], Dict[str, Any]]":
    for choice, signs in _NODS.items():
        if emoji and emoji[0] in signs:
            return "sticker", "はい" if choice == "affirm" else "いいえ", choice, None, {}
    return "sticker", "", None, None, {}


def _handle(media: Any) -> Handle:
    return Handle(str(media.file_id), int(media.file_size or 0))
