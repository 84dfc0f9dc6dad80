"""A line of the transcript as the desk sees it: the message, what came with it, and whether it arrived."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

from bot.channels.message import message_json
from bot.domain.summary import Labels
from bot.services.desk import Beside
from bot.services.records import MessageRecord


def line_json(message: MessageRecord, names: Mapping[str, str], beside: Beside, labels: Labels) -> Dict[str, Any]:
    """Return the JSON of a message with ``notes`` (short Japanese remarks) and ``files`` (what can be opened)."""
    notes: List[str] = []
    files: List[Dict[str, str]] = []
    if message.extra.get("silent") in labels.by_list["silent"]:
        notes.append(labels.of("silent", message.extra["silent"]))
    if message.staff_id is not None and message.author == "resident":
        way = labels.of("way", message.extra.get("way", "phone"))
        notes.append(f"{way}・{names.get(message.staff_id, '相談員')}が記録")
    if message.id in beside.on_screen_only:
        notes.append("画面でだけ読めます")
    state = beside.undelivered.get(message.id)
    if state is not None:
        notes.append(labels.of("delivery", state))
    for attachment in beside.attachments.get(message.id, ()):
        kind = labels.of("message_kind", attachment.kind)
        if attachment.state == "stored":
            url = f"/console/cases/{message.case_id}/attachments/{attachment.id}"
            files.append({"url": url, "label": f"{kind}を開く"})
        else:
            notes.append(f"{kind}：{labels.of('attachment', attachment.state)}")
    return {**message_json(message, names), "notes": notes, "files": files}
