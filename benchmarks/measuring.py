"""The measuring: what both systems are put through, then what only ours has."""

from __future__ import annotations

import asyncio
from statistics import median
from typing import Any, Callable, ContextManager, Dict, List, Protocol, Sequence, Tuple

from benchmarks import database
from benchmarks.figures import AT_ONCE, in_ms, nothing, percentile, spread
from benchmarks.flood import measure_flood
from benchmarks.load import Conversation, Throughput, growing, open_conversations, together
from benchmarks.ours import Ours, fsync_share
from benchmarks.plan import Plan
from benchmarks.processes import Reader, fsync_seconds, resident_mb

# Told what is being done now.
Told = Callable[[str], None]
TURNS_A_CASE = 3


class System(Protocol):
    """A running system under load."""

    def start(self) -> float:
        """Start and return the seconds until it was ready."""
        ...

    def stop(self) -> None: ...

    @property
    def pids(self) -> List[int]: ...

    def conversation(self) -> Conversation: ...

    def reader(self) -> ContextManager[Reader]: ...


def measure_understanding(system: System, texts: Sequence[str], plan: Plan) -> Dict[str, float]:
    """Return how long one message takes to be understood, in a process that does nothing else."""
    with system.reader() as reader:
        for text in texts[: plan.warm_up]:
            reader.read(text)
        return spread([reader.read(texts[number % len(texts)]) for number in range(plan.readings)])


def measure_turns(system: System, texts: Sequence[str], plan: Plan, told: Told) -> Tuple[Dict[str, Any], Throughput]:
    """Return the figures of turns of a system that runs, and the turns of eight conversations at once."""
    figures = nothing()
    asyncio.run(_warm_up(system, texts, plan))
    runs: Dict[int, Throughput] = {}
    for count in AT_ONCE:
        told(f"turns, {count} at once")
        seconds = plan.alone_seconds if count == 1 else plan.together_seconds
        runs[count] = asyncio.run(together(system.conversation, texts, count, seconds))
        figures["turns_per_second"][str(count)] = runs[count].per_second
    figures["turn_ms"] = spread([turn.whole for turn in runs[1].turns])
    return figures, runs[8]


async def measure_growth(system: System, texts: Sequence[str], plan: Plan, told: Told) -> Dict[str, float]:
    """Return milliseconds of a turn by how long its conversation is."""
    async with open_conversations(system.conversation, 1) as (conversation,):
        found = await growing(conversation, texts, plan.turns_at, lambda turn: told(f"one conversation, turn {turn}"))
    return {mark: in_ms(seconds) for mark, seconds in found.items()}


def measure_plain(system: System, texts: Sequence[str], plan: Plan, told: Told) -> Dict[str, Any]:
    """Return plain Rasa's figures."""
    told("starting")
    ready = system.start()
    try:
        figures, _ = measure_turns(system, texts, plan, told)
        figures["ready_s"] = round(ready, 2)
        figures["turn_ms_at"] |= asyncio.run(measure_growth(system, texts, plan, told))
        figures["rss_mb"] = resident_mb(system.pids)
    finally:
        system.stop()
    told("reading")
    figures["understand_ms"] = measure_understanding(system, texts, plan)
    return figures


def measure_ours(
    new: Callable[[str], Ours], texts: Sequence[str], plan: Plan, told: Told
) -> Tuple[Dict[str, Any], Dict[str, Any]]:
    """Return our figures, and more of them that plain Rasa has no like of."""
    service = new("service")
    told("starting")
    ready = service.start()
    try:
        figures, at_once = measure_turns(service, texts, plan, told)
        figures["ready_s"] = round(ready, 2)
        figures["ack_ms_p99"] = in_ms(percentile([turn.ack for turn in at_once.turns if turn.ack], 99))
        figures["turn_ms_at"] |= asyncio.run(measure_growth(service, texts, plan, told))
        summaries, details = _measure_summaries(service, texts, plan, told)
        figures["summary_ms"] |= summaries
        figures["rss_mb"] = resident_mb(service.pids)
        told("a flood of one visitor")
        flood = measure_flood(service.conversation, service.port, texts, plan.together_seconds)
        details["flood"] = asyncio.run(flood)
        details["fsync"] = fsync_share(median(fsync_seconds(service.var)), figures["turn_ms"]["p50"] / 1000)
    finally:
        service.stop()
    told("reading")
    figures["understand_ms"] = measure_understanding(service, texts, plan)
    queue, first_looks = _measure_queue(new("queue"), texts, plan, told)
    figures["queue_ms_p95"] |= queue
    return figures, {**details, "queue_first_ms": first_looks}


def _measure_summaries(
    service: Ours, texts: Sequence[str], plan: Plan, told: Told
) -> Tuple[Dict[str, float], Dict[str, Any]]:
    """Return milliseconds of the handoff summary by messages, and what a turn adds to the database."""
    found: Dict[str, float] = {}
    with database.opened(service.settings) as store, service.counselor() as counselor:
        before = database.size_in_bytes(store, service.var)
        for messages in plan.messages:
            told(f"summary of {messages} messages")
            asyncio.run(_tell(service, texts, messages))
            case_id = database.newest_case(store)
            found[str(messages)] = in_ms(median(counselor.summary_seconds(case_id) for _ in range(plan.looks)))
        grown = database.size_in_bytes(store, service.var) - before
    return found, {"database_bytes_a_turn": round(grown / sum(plan.messages))}


def _measure_queue(
    service: Ours, texts: Sequence[str], plan: Plan, told: Told
) -> Tuple[Dict[str, float], Dict[str, float]]:
    """Return milliseconds of the queue page by open cases: p95 of many looks, and the first look alone."""
    looks: Dict[str, float] = {}
    first: Dict[str, float] = {}
    service.start()
    try:
        for number in range(min(plan.cases)):
            asyncio.run(_tell(service, texts[number * TURNS_A_CASE :], TURNS_A_CASE))
        with database.opened(service.settings) as store, service.counselor() as counselor:
            for count in plan.cases:
                told(f"queue of {count} cases")
                database.fill_up(store, count)
                first[str(count)] = in_ms(counselor.queue_seconds())
                spent = [counselor.queue_seconds() for _ in range(plan.looks)]
                looks[str(count)] = in_ms(percentile(spent, 95))
    finally:
        service.stop()
    return looks, first


async def _warm_up(system: System, texts: Sequence[str], plan: Plan) -> None:
    async with open_conversations(system.conversation, 2) as conversations:
        for conversation in conversations:
            for text in texts[: plan.warm_up]:
                await conversation.say(text)


async def _tell(system: System, texts: Sequence[str], count: int) -> None:
    """Let somebody new write ``count`` messages."""
    async with open_conversations(system.conversation, 1) as (conversation,):
        for number in range(count):
            await conversation.say(texts[number % len(texts)])
