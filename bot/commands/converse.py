"""``marugoto converse``: scripted residents through the whole path, web channel to handoff."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any, Dict, List, Sequence, TextIO

from rich.progress import track

from bot.bootstrap import Application
from bot.channels.message import whole
from bot.commands.throwaway import throwaway_application
from bot.domain.errors import IntakeError
from bot.services.access import System
from bot.services.ids import new_id
from bot.services.inbox import InboundMessage
from bot.services.visitors import WEB
from bot.settings import Settings

ASKS_FOR_A_PERSON = "ひとと話す"
_SYSTEM = System("converse")


class ScriptError(IntakeError):
    """A script file cannot be used."""

    code = "script"


def converse_scripts(settings: Settings, model: Path, scripts: Sequence[Path], sink: TextIO, *, as_json: bool) -> None:
    """Play every script with a resident of its own; the model loads once.

    Raises:
        ScriptError: a file is missing or is not ``{"messages": ["…", …]}``; nothing is played then.
    """
    told = [_read(path) for path in scripts]
    with throwaway_application(settings, model) as application:
        for messages in track(told, "conversing", disable=len(told) < 10, transient=True):
            played = asyncio.run(play(application, messages))
            if as_json:
                sink.write(json.dumps(played, ensure_ascii=False) + "\n")
            else:
                _print(played, sink)
            sink.flush()


def _read(path: Path) -> List[str]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ScriptError(f"{path}: cannot be opened") from None
    except UnicodeDecodeError:
        raise ScriptError(f"{path}: is not UTF-8") from None
    except (ValueError, RecursionError):
        raise ScriptError(f"{path}: is not JSON") from None
    messages = data.get("messages") if isinstance(data, dict) else None
    if not isinstance(messages, list) or not all(isinstance(text, str) for text in messages):
        raise ScriptError(f'{path}: must be {{"messages": ["…", …]}}')
    return [whole(text) for text in messages]


async def play(application: Application, messages: Sequence[str]) -> Dict[str, Any]:
    """Send the messages of one resident, asking for a person at the end; return the turns and the handoff's summary."""
    sender = new_id()
    turns: List[Dict[str, Any]] = []
    case_id = ""
    for text in messages:
        case_id = await _turn(application, sender, text, turns)
    if not case_id or not _handed_off(application, case_id):
        case_id = await _turn(application, sender, ASKS_FOR_A_PERSON, turns)
    return {"turns": turns, "handoff": application.desk.summary(case_id, acting_user=_SYSTEM)}


async def _turn(application: Application, sender: str, text: str, turns: List[Dict[str, Any]]) -> str:
    started = time.perf_counter()
    received = application.services.inbox.receive(InboundMessage(WEB, sender, new_id(), text))
    replies = await application.services.turns.process(received.inbox_id)
    spent = (time.perf_counter() - started) * 1000
    turns.append({"resident": text, "bot": [reply.text for reply in replies], "milliseconds": round(spent, 2)})
    return received.case_id


def _handed_off(application: Application, case_id: str) -> bool:
    with application.store.units() as unit:
        record = unit.cases.get(case_id)
        return record is not None and record.handed_off_at is not None


def _print(played: Dict[str, Any], sink: TextIO) -> None:
    for turn in played["turns"]:
        sink.write(f"\n相談者  {turn['resident']}\n")
        for text in turn["bot"]:
            sink.write(
                "".join(f"{'自動応答' if i == 0 else '　　　　'}  {row}\n" for i, row in enumerate(text.split("\n")))
            )
    handoff = played["handoff"]
    sink.write("\n──── 引き継ぎ ────\n")
    sink.write(f"緊急度   {handoff['urgency']['level']}\n")
    sink.write(f"主訴     「{handoff['chief_complaint']['quote']}」\n")
    sink.write(f"分野     {'、'.join(handoff['fields'])}\n")
    for member in handoff["household"]:
        age = f"{member['age']}歳" if member["age"] is not None else member["age_band"] or ""
        sink.write(f"世帯     {member['label_ja']} {age}  {'、'.join(member['concerns'])}\n")
    for pattern in handoff["patterns"]:
        sink.write(f"複合課題 {pattern['label_ja']}\n")
    for signal in handoff["signals"]:
        sink.write(f"リスク   {signal['code']} 「{signal['quote']}」\n")
    if handoff["proposed_lead"]:
        sink.write(f"主担当案 {handoff['proposed_lead']['name_ja']}（{handoff['proposed_lead']['reason']}）\n")
