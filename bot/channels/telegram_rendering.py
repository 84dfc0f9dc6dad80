"""Bubbles as Telegram messages: at most 4,096 characters each, buttons of at most 64 bytes of data under the last."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Sequence

from bot.channels.splitting import parts, shortened
from bot.services.buttons import button_data
from bot.services.content_policy import Bubble

MOST_UNITS = 4_096
MOST_LABEL = 64
# The link is put in when the message is sent.
_ROOM_FOR_LINK = 400


def pack(bubbles: Sequence[Bubble]) -> List[Mapping[str, Any]]:
    """Return the requests of the bubbles, one message each."""
    requests: List[Mapping[str, Any]] = []
    for bubble in bubbles:
        limit = MOST_UNITS - (_ROOM_FOR_LINK if bubble.link else 0)
        texts = [part for part in parts(bubble.text, limit) if part.strip()]
        for text in texts:
            request: Dict[str, Any] = {"of": [bubble.message_id], "text": text}
            if bubble.link:
                request["link"] = True
            if text is texts[-1] and bubble.choices:
                request["buttons"] = [
                    [shortened(label, MOST_LABEL), button_data(bubble, place)]
                    for place, (_, label) in enumerate(bubble.choices)
                ]
            requests.append(request)
    return requests
