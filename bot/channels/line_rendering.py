"""Bubbles as LINE messages: texts of at most 5,000 UTF-16 units, five a request, quick replies under the last."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Sequence, Tuple

from linebot.v3.messaging import PostbackAction, QuickReply, QuickReplyItem, TextMessage, URIAction

from bot.channels.splitting import parts, shortened
from bot.services.buttons import button_data
from bot.services.content_policy import HUMAN, Bubble

MOST_MESSAGES = 5
MOST_UNITS = 5_000
MOST_QUICK_REPLIES = 13
MOST_LABEL = 20
MOST_DISPLAY = 300
# The link is put in when the message is sent.
_ROOM_FOR_LINK = 400


def pack(bubbles: Sequence[Bubble]) -> List[Mapping[str, Any]]:
    """Return the push requests of the bubbles, without their receiver."""
    texts: List[Tuple[str, Bubble]] = [
        (part, bubble) for bubble in bubbles for part in parts(bubble.text, MOST_UNITS - _ROOM_FOR_LINK) if part.strip()
    ]
    requests = [texts[start : start + MOST_MESSAGES] for start in range(0, len(texts), MOST_MESSAGES)]
    return [_request(request, is_last=request is requests[-1]) for request in requests]


def _request(texts: Sequence[Tuple[str, Bubble]], *, is_last: bool) -> Mapping[str, Any]:
    messages = [TextMessage(text=text) for text, _ in texts]
    bubbles = [bubble for _, bubble in texts]
    with_buttons = [bubble for bubble in bubbles if bubble.choices or bubble.links]
    if is_last and with_buttons:
        messages[-1].quick_reply = QuickReply(items=_items(with_buttons[-1]))
    request: Dict[str, Any] = {
        "of": list(dict.fromkeys(bubble.message_id for bubble in bubbles)),
        "messages": [message.to_dict() for message in messages],
    }
    if any(bubble.link for bubble in bubbles):
        request["link"] = True
    return request


def _items(bubble: Bubble) -> List[QuickReplyItem]:
    calls = [
        QuickReplyItem(action=URIAction(label=shortened(label, MOST_LABEL), uri=f"tel:{_digits(number)}"))
        for label, number in bubble.links
    ]
    answers = [
        QuickReplyItem(
            action=PostbackAction(
                label=shortened(label, MOST_LABEL),
                data=button_data(bubble, place),
                display_text=shortened(label, MOST_DISPLAY),
            )
        )
        for place, (_, label) in enumerate(bubble.choices)
    ]
    if len(calls) + len(answers) <= MOST_QUICK_REPLIES:
        return [*calls, *answers]
    # Whatever does not fit, the way to a person stays.
    human = [item for item, (code, _) in zip(answers, bubble.choices, strict=True) if code == HUMAN[0]]
    others = [item for item in answers if item not in human]
    return [*calls, *others][: MOST_QUICK_REPLIES - len(human)] + human


def _digits(number: str) -> str:
    return "".join(char for char in number if char.isdecimal() or char in "+#*")
