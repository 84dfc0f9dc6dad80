"""LINE's webhook events in our words. Whatever is not a matter between one person and us is nothing."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timezone
from typing import Any, Dict, Mapping, Optional

from bot.channels.events import Blocked, ChannelEvent, Followed, Pressed, Told, Unsent
from bot.channels.message import whole
from bot.services.inbox import Handle, InboundMessage

LINE = "line"
_KINDS = {"image": "image", "video": "video", "audio": "audio", "file": "file", "location": "location"}
# What LINE calls its stickers that answer yes or no; all others are a gesture.
_NODS = {
    "affirm": frozenset(("ok", "okay", "yes", "agree", "roger", "understood", "はい", "了解", "オッケー", "おっけー")),
    "deny": frozenset(("no", "nope", "disagree", "いいえ", "だめ")),
}


def read_event(event: Mapping[str, Any], *, keep_reply_token: bool = False) -> Optional[ChannelEvent]:
    """Return what an event of a signed webhook says; None for a kind that does not concern us.

    Args:
        event: one element of ``events``.
        keep_reply_token: answers are sent by reply first, so that its token is needed.

    Raises:
        KeyError, TypeError, ValueError: the event is not as LINE describes it.
    """
    source = event.get("source") or {}
    if source.get("type") != "user":
        return None
    sender = str(source["userId"])
    at = datetime.fromtimestamp(int(event["timestamp"]) / 1000, timezone.utc)
    of: Dict[str, Any] = {"sender_id": sender, "event_id": _event_id(event), "address": sender, "at": at}
    standby = event.get("mode") == "standby"
    kind = event["type"]
    if kind in ("message", "messageEdited"):
        return Told(_message(event, of, standby=standby, keep_reply_token=keep_reply_token))
    if kind == "postback":
        return Pressed(**of, data=str(event["postback"]["data"]), standby=standby)
    if kind == "unsend":
        return Unsent(**of, external_id=str(event["unsend"]["messageId"]))
    if kind == "unfollow":
        return Blocked(**of)
    # In standby another service greets.
    return Followed(**of) if kind == "follow" and not standby else None


def _event_id(event: Mapping[str, Any]) -> str:
    given = event.get("webhookEventId")
    if given:
        return str(given)
    return hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()


def _message(
    event: Mapping[str, Any], of: Mapping[str, Any], *, standby: bool, keep_reply_token: bool
) -> InboundMessage:
    message = event["message"]
    told = str(message["type"])
    edited = event["type"] == "messageEdited"
    kind, text, choice = "other", "", None
    extra: Dict[str, Any] = {}
    if told == "text":
        kind, text = "text", whole(str(message["text"]))
    elif told == "sticker":
        kind, text, choice = _sticker(message)
    elif told in _KINDS:
        kind = _KINDS[told]
    if told == "location":
        text = _place(message)
    if told == "file":
        extra["file_name"] = whole(str(message.get("fileName", "")))
    if keep_reply_token and event.get("replyToken"):
        extra["reply_token"] = str(event["replyToken"])
    return InboundMessage(
        channel=LINE,
        sender_id=of["sender_id"],
        event_id=of["event_id"],
        text=text,
        kind=kind,
        choice=choice,
        sent_at=of["at"],
        extra=extra,
        external_id=None if edited else str(message["id"]),
        revises=str(message["id"]) if edited else None,
        address=of["address"],
        standby=standby,
        handle=_handle(message, kind),
    )


def _sticker(message: Mapping[str, Any]) -> "tuple[str, str, Optional[str]]":
    """Return kind, text and choice: words that the sender wrote on a sticker are words, a nod is an answer."""
    if message.get("text"):
        return "text", whole(str(message["text"])), None
    keywords = {str(word).strip().lower() for word in message.get("keywords") or ()}
    for choice, words in _NODS.items():
        if keywords & words:
            return "sticker", "はい" if choice == "affirm" else "いいえ", choice
    return "sticker", "", None


def _place(message: Mapping[str, Any]) -> str:
    named = [whole(str(message[part])) for part in ("title", "address") if message.get(part)]
    return " ".join((*named, f"（{message['latitude']}, {message['longitude']}）"))


def _handle(message: Mapping[str, Any], kind: str) -> Optional[Handle]:
    # What lies on a foreign server is not fetched: its address came from outside.
    provider = (message.get("contentProvider") or {}).get("type", "line")
    if kind not in ("image", "video", "audio", "file") or provider != "line":
        return None
    return Handle(str(message["id"]), int(message.get("fileSize") or 0))
