"""A message as pages see it."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from bot.services.records import MessageRecord

TOMBSTONE = "（取り消されたメッセージ）"
_AUTHOR_JA = {"resident": "", "bot": "自動応答", "staff": "相談員", "system": "お知らせ"}


def whole(text: str) -> str:
    """Return the text with halves of surrogate pairs, which no encoding takes, made into U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_KIND_JA = {
    "image": "写真",
    "video": "動画",
    "audio": "音声",
    "file": "ファイル",
    "location": "場所",
    "sticker": "スタンプ",
    "other": "そのほかの投稿",
}


def shown_text(message: MessageRecord) -> str:
    """Return the text as people see it: what came without words is named by its kind."""
    if message.deleted:
        return TOMBSTONE
    kind = _KIND_JA.get(message.kind)
    if kind is None:
        return message.text
    return " ".join(part for part in (f"［{kind}］", message.extra.get("file_name", ""), message.text) if part)


def message_json(message: MessageRecord, names: Mapping[str, str]) -> Dict[str, Any]:
    """Return the JSON form of ``docs/interfaces.md``; ``names`` are staff names by id."""
    name = _AUTHOR_JA[message.author]
    if message.author == "staff":
        name = f"相談員 {names.get(message.staff_id or '', '')}".strip()
    return {
        "id": message.id,
        "seq": message.seq,
        "author": message.author,
        "name": name,
        "kind": message.kind,
        "text": shown_text(message),
        "at": message.sent_at.isoformat(),
        "choices": [{"code": code, "label": label} for code, label in message.extra.get("choices", ())],
        "links": [{"label": label, "tel": tel} for label, tel in message.extra.get("links", ())],
        "client_id": message.extra.get("client_id"),
        "message_index": message.resident_index,
    }
