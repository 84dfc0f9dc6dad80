"""A crawler through the talk: whatever a resident sends, no turn is a dead end.

Normally some 320 turns; ``MARUGOTO_TEST_CRAWL=2000`` in the environment crawls that many (no setting of the product).
"""

from __future__ import annotations

import asyncio
import os
import random
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Iterable, List, Sequence, Set, Tuple

import pytest

from bot.bootstrap import Application
from bot.domain.agenda import MOST_QUESTIONS
from bot.services.inbox import InboundMessage
from bot.services.say import Reply
from tests.support.residents import RESIDENTS

pytestmark = pytest.mark.slow

TURNS = int(os.environ.pop("MARUGOTO_TEST_CRAWL", "320"))
TURNS_OF_ONE = 20
SEED = 4
REFUSALS = re.compile(
    "対象外|担当では(?:ありません|ない)|管轄(?:外|では)|(?:お答え|対応|お受け|お手伝い)(?:は)?(?:でき(?:ません|ない)|いたしかねます|しかねます)"
    "|受け付けて(?:おりません|いません)|お引き取り|受けられません|該当しません"
)
QUESTION = re.compile(r"か。|[？?]")
# Asked because the resident wants to see the summary, or because there is danger: not of the agenda.
NOT_OF_THE_AGENDA = {"summary_ok", "consent", "safety_now", "place_now"}
# Lines of the read-back summary are the resident's own facts.
SENTENCE = re.compile(r"[^。！？!?\n]+")


@dataclass
class Crawl:
    """One resident's talk so far, and what was wrong in it."""

    name: str
    said: List[Set[str]] = field(default_factory=list)
    questions: int = 0
    wrong: List[str] = field(default_factory=list)

    def judge(self, number: int, text: str, replies: Sequence[Reply]) -> None:
        """Hold one turn against every promise."""
        whole = "\n".join(reply.text for reply in replies)
        broken = {
            "no answer": not replies,
            "an empty bubble": any(not reply.text.strip() for reply in replies),
            "an unfilled value": re.search(r"\{[a-z_]+\}", whole.replace(text, "") if text.strip() else whole)
            is not None,
            "a refusal": REFUSALS.search(whole) is not None,
            "no next step": not _leads_on(replies),
            "no exit to a person": not _leads_to_a_person(replies),
            "two questions": sum(reply.question is not None for reply in replies) > 1 or _questions(replies) > 1,
        }
        self.said.append(_sentences(replies))
        if len(self.said) >= 3:
            thrice = set.intersection(*self.said[-3:])
            broken[f"three times in a row: {sorted(thrice)}"] = bool(thrice)
        self.questions += sum(reply.question not in {None, *NOT_OF_THE_AGENDA} for reply in replies)
        broken["more questions than a person bears"] = self.questions > MOST_QUESTIONS
        self.wrong += [
            f"{self.name}, turn {number}, {what}: {text[:40]!r} → {whole[:200]!r}" for what, so in broken.items() if so
        ]


def _leads_on(replies: Sequence[Reply]) -> bool:
    """A question, a choice, a safety text or a promise with a person ends the turn."""
    if not replies:
        return False
    last = replies[-1]
    return bool(last.question or last.choices) or last.kind == "safety" or "相談員" in last.text


def _leads_to_a_person(replies: Sequence[Reply]) -> bool:
    """The button for a person; after the handoff the promise of one is enough."""
    button = any(code == "ask_human" for reply in replies for code, _ in reply.choices)
    return button or any("までに" in reply.text and "相談員" in reply.text for reply in replies)


def _questions(replies: Iterable[Reply]) -> int:
    return sum(len(QUESTION.findall(reply.text)) for reply in replies if reply.kind not in ("safety", "summary"))


def _sentences(replies: Iterable[Reply]) -> Set[str]:
    """What was said, without the safety text: that is fixed, and stands as often as there is danger."""
    texts = [reply.text for reply in replies if reply.kind != "safety"]
    found = {part.strip() for text in texts for part in SENTENCE.findall(text)}
    return {part for part in found if part and not part.startswith("・")}


def _crawl(application: Application, name: str, turns: int, chance: random.Random) -> Crawl:
    crawl = Crawl(name)
    offered: List[Tuple[str, str]] = []
    sender = f"crawler-{chance.getrandbits(64):x}"
    sends = RESIDENTS[name](chance, lambda: offered)
    for number, (text, choice) in enumerate(islice(sends, turns)):
        inbound = InboundMessage("web", sender, f"{sender}:{number}", text, choice=choice)
        received = application.services.inbox.receive(inbound)
        replies = asyncio.run(application.services.turns.process(received.inbox_id))
        crawl.judge(number, text, replies)
        offered[:] = [pair for reply in replies for pair in reply.choices]
        if chance.random() < 0.1:
            # A channel that delivers an event twice must not be answered twice.
            again = application.services.inbox.receive(inbound)
            if again.fresh or asyncio.run(application.services.turns.process(again.inbox_id)):
                crawl.wrong.append(f"{name}, turn {number}: answered the same event twice")
    return crawl


def test_no_resident_comes_to_a_dead_end(real: Application) -> None:
    chance = random.Random(SEED)
    names = list(RESIDENTS)
    rounds = -(-TURNS // TURNS_OF_ONE)
    crawls = [_crawl(real, names[number % len(names)], TURNS_OF_ONE, chance) for number in range(rounds)]
    assert sum(len(crawl.said) for crawl in crawls) >= TURNS
    wrong = [line for crawl in crawls for line in crawl.wrong]
    assert not wrong, f"{len(wrong)} broken promises:\n" + "\n".join(wrong[:60])


def test_the_judge_sees_what_is_wrong() -> None:
    """Without this, a crawler that looks at nothing would be green."""
    human = (("ask_human", "ひとと話す"),)
    cases = {
        "no answer": (),
        "a refusal": (Reply("それは対象外です。", choices=human),),
        "no next step": (Reply("わかりました。"),),
        "no exit to a person": (Reply("はい。", choices=(("skip", "とばす"),)),),
        "two questions": (Reply("おいくつですか。どこですか。", choices=human),),
        "an unfilled value": (Reply("{by}までに", choices=human),),
    }
    for what, replies in cases.items():
        crawl = Crawl("x")
        crawl.judge(0, "あ", replies)
        assert any(what in line for line in crawl.wrong), what
    crawl = Crawl("x")
    for number in range(3):
        crawl.judge(number, "あ", (Reply(f"続けてどうぞ。{number}", choices=human),))
    assert any("three times in a row: ['続けてどうぞ']" in line for line in crawl.wrong)
    crawl = Crawl("x")
    for number in range(9):
        crawl.judge(number, "あ", (Reply(f"{number}", choices=human, question="age"),))
    assert any("more questions" in line for line in crawl.wrong)
