"""What may be said in a messenger. The record holds everything; what goes out to LINE or Telegram is chosen here.

``full``: the conversation happens there; summary, consent, receipt and what asks for a place or a way of contact go to
the web chat by a one-time link. ``entrance``: greeting, acknowledgements without content, safety texts, neutral
questions and the link, nothing else. Under both, what arrives unasked says only that something is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Mapping, Sequence, Tuple

from bot.catalog.tenant_catalog import ENTRANCE
from bot.domain.vocabulary import QuestionCode
from bot.services.records import MessageRecord
from bot.services.say import Choice

# Beside the catalogue's own fixed texts no kind of message is known to hold nothing of the household.
FIXED_KINDS = frozenset(("notice", "received", "link"))
SCREEN_KINDS = frozenset(("summary", "receipt", "link"))
SCREEN_QUESTIONS = frozenset(
    str(code) for code in (QuestionCode.SUMMARY_OK, QuestionCode.CONSENT, QuestionCode.AREA, QuestionCode.SAFE_CONTACT)
)
# Fixed sentences without a name, a place or a subject; the first two ask of the danger that was just answered.
NEUTRAL_QUESTIONS = frozenset(
    str(code) for code in (QuestionCode.SAFETY_NOW, QuestionCode.PLACE_NOW, QuestionCode.SINCE_WHEN)
)
SCREEN: Choice = ("screen", "画面で話す")
HUMAN: Choice = ("ask_human", "ひとと話す")
SCREEN_WORDS = frozenset(("画面", "画面で話す", "リンク"))
# A resident's message that asks for the web chat: no part of the talk, so that a question stays open over it.
SCREEN_KIND = "screen"
LINK_MARK = "{link}"
_DROP = "drop:"


@dataclass(frozen=True)
class Bubble:
    """One text as it may go out. With ``link``, ``{link}`` in it becomes a one-time link when it is sent."""

    text: str
    message_id: str
    choices: Tuple[Choice, ...] = ()
    links: Tuple[Tuple[str, str], ...] = ()
    safety: bool = False
    link: bool = False
    # Whether the buttons are those of the message itself, whose places a pressed one names.
    own_choices: bool = True


class ContentPolicy:
    """Chooses; ``notices`` and ``screen_only`` are the catalogue's fixed texts."""

    def __init__(self, notices: Mapping[str, str], screen_only: Sequence[str]) -> None:
        self._notices = notices
        self._screen_only = tuple(screen_only)

    def answers(self, messages: Sequence[MessageRecord], policy: str) -> List[Bubble]:
        """Return what goes out of the bot's answers of one turn, in their order."""
        bubbles: List[Bubble] = []
        led_away = "on_screen" if policy != ENTRANCE else "entrance_received"
        for message in messages:
            if may_be_said(message, policy):
                bubbles.append(self._plain(message))
            elif not any(bubble.link for bubble in bubbles):
                code = "on_screen" if message.kind in SCREEN_KINDS else led_away
                bubbles.append(self._fixed(code, message))
        return bubbles

    def from_staff(self, message: MessageRecord, policy: str, *, asked: bool) -> List[Bubble]:
        """Return what goes out of what staff or the service say; ``asked`` while the resident is writing here."""
        if message.author != "staff":
            return [self._plain(message)] if asked else []
        if asked and may_be_said(message, policy):
            return [self._plain(message)]
        return [self._fixed("staff_wrote", message)]

    def safety_notice(self, message: MessageRecord) -> List[Bubble]:
        """Return a notice that must arrive under every policy and unasked too: that nobody was reached."""
        return [self._plain(message, safety=True)]

    def greeting(self, message: MessageRecord, policy: str) -> List[Bubble]:
        """Return the greeting of a new contact."""
        return [self._fixed(f"greeting_{policy}", message)]

    def greeting_words(self, policy: str) -> str:
        """Return the greeting without its link."""
        return self._notices[f"greeting_{policy}"].replace(LINK_MARK, "").strip()

    def _plain(self, message: MessageRecord, *, safety: bool = False) -> Bubble:
        text = message.text
        for sentence in self._screen_only:
            text = text.replace(sentence, "")
        choices = tuple((code, label) for code, label in message.extra.get("choices", ()))
        links = tuple((label, number) for label, number in message.extra.get("links", ()))
        return Bubble(text.strip(), message.id, choices, links, safety or message.kind == "safety")

    def _fixed(self, code: str, message: MessageRecord) -> Bubble:
        text = self._notices[code]
        return Bubble(text, message.id, (HUMAN, SCREEN), link=LINK_MARK in text, own_choices=False)


# Buttons that are not of one message stand under their own names.
COMMON_CHOICES: Dict[str, Choice] = {HUMAN[0]: HUMAN, SCREEN[0]: SCREEN}


def may_be_said(message: MessageRecord, policy: str) -> bool:
    """Tell whether a message itself goes out under a policy, while the resident is writing there."""
    question = message.extra.get("question")
    if message.author == "staff":
        return policy != ENTRANCE
    if message.kind == "safety":
        return True
    if message.kind in SCREEN_KINDS or question in SCREEN_QUESTIONS or _offers_lines(message):
        return False
    if policy != ENTRANCE:
        return True
    return message.kind in FIXED_KINDS or question in NEUTRAL_QUESTIONS


def _offers_lines(message: MessageRecord) -> bool:
    """Tell whether the buttons name lines of the summary."""
    return any(code.startswith(_DROP) for code, _ in message.extra.get("choices", ()))
