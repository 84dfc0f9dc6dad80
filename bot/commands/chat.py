"""``marugoto chat``: the same conversation in the terminal; ``--show`` lays open what was understood."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Dict, List, Tuple

from rich.columns import Columns
from rich.console import Console
from rich.panel import Panel

from bot.bootstrap import Application
from bot.channels.message import whole
from bot.commands.throwaway import throwaway_application
from bot.domain.agenda import ranked
from bot.services.access import System
from bot.services.case_file import CaseFiles
from bot.services.ids import new_id
from bot.services.inbox import InboundMessage, Received
from bot.services.say import Reply
from bot.services.visitors import WEB
from bot.settings import Settings
from nlu.core.morphology import analyze

_SYSTEM = System("chat")
_HELP = "話しやすいところから書いてください。番号で選ぶこともできます。空行で終わります。"


def chat_in_terminal(settings: Settings, model: Path, *, show: bool) -> None:
    """Talk until an empty line or the end of input."""
    screen = Console()
    with throwaway_application(settings, model) as application:
        screen.print(Panel(_HELP, title=application.catalog.tenant.desk_name_ja, expand=False))
        sender = new_id()
        replies: Tuple[Reply, ...] = ()
        while True:
            try:
                typed = screen.input("[bold]あなた[/] ").strip()
            except (EOFError, KeyboardInterrupt):
                return
            if not typed:
                return
            received, replies = asyncio.run(_turn(application, sender, typed, replies))
            _print(screen, replies)
            if show:
                screen.print(_inside(application, received))


async def _turn(
    application: Application, sender: str, typed: str, before: Tuple[Reply, ...]
) -> Tuple[Received, Tuple[Reply, ...]]:
    choices = [choice for reply in before for choice in reply.choices]
    code, text = None, typed
    if typed.isdigit() and 1 <= int(typed) <= len(choices):
        code, text = choices[int(typed) - 1]
    received = application.services.inbox.receive(InboundMessage(WEB, sender, new_id(), whole(text), choice=code))
    return received, await application.services.turns.process(received.inbox_id)


def _print(screen: Console, replies: Tuple[Reply, ...]) -> None:
    number = 0
    for reply in replies:
        screen.print(f"[cyan]自動応答[/] {reply.text}", highlight=False)
        for _, label in reply.choices:
            number += 1
            screen.print(f"         [dim]{number}. {label}[/]", highlight=False)


def _inside(application: Application, received: Received) -> Columns:
    with application.store.units() as unit:
        record = unit.cases.get(received.case_id)
        if record is None:
            return Columns([])
        case, question, _ = CaseFiles().read(unit, record)
    summary = application.desk.summary(received.case_id, acting_user=_SYSTEM)
    tokens = " ".join(f"{m.surface}/{m.lemma}" for m in analyze(received.message.text, mode="A"))
    agenda = "\n".join(f"{q.weight:>3} {q.code} ({q.why})" for q in ranked(case)) or "-"
    panels = {
        "tokens": tokens,
        "household": "\n".join(_member(member) for member in summary["household"]) or "-",
        "concerns": "\n".join(_concern(concern) for concern in summary["concerns"]) or "-",
        "signals": "\n".join(f"{s['code']} {s['level']} 「{s['quote']}」" for s in summary["signals"]) or "-",
        "triage": _triage(summary),
        "agenda": f"asked: {question or '-'}\n{agenda}",
    }
    return Columns([Panel(body, title=title) for title, body in panels.items()])


def _member(member: Dict[str, Any]) -> str:
    age = member["age"] if member["age"] is not None else member["age_band"] or "?"
    return f"{member['id']} {member['label_ja']} {age}"


def _concern(concern: Dict[str, Any]) -> str:
    return f"{concern['code']}@{concern['member'] or '-'} {concern['certainty']} 「{concern['quote']}」"


def _triage(summary: Dict[str, Any]) -> str:
    rows: List[str] = [f"urgency {summary['urgency']['level']}", f"fields {', '.join(summary['fields']) or '-'}"]
    rows.append(f"patterns {', '.join(p['code'] for p in summary['patterns']) or '-'}")
    lead = summary["proposed_lead"]
    rows.append(f"lead {lead['name_ja']} ({lead['rule']})" if lead else "lead -")
    return "\n".join(rows)
