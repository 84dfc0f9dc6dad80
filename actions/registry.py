"""All actions, in the order of the rooms of the conversation."""

from __future__ import annotations

from typing import List, Optional

from actions.handing_off import (
    ActionConfirmSummary,
    ActionGiveConsent,
    ActionHandOff,
    ActionReadBack,
    ActionReopenSummary,
    ActionWithholdConsent,
)
from actions.informing import (
    ActionAboutBot,
    ActionApologize,
    ActionInform,
    ActionOffTopic,
    ActionRecord,
    ActionThank,
    ActionUnreadable,
)
from actions.intake_action import IntakeAction
from actions.talking import ActionDontKnow, ActionGreet, ActionSafety, ActionSkip, ActionTakeIn
from bot.services.current import Services

_CLASSES = (
    ActionTakeIn,
    ActionGreet,
    ActionSkip,
    ActionDontKnow,
    ActionSafety,
    ActionReadBack,
    ActionReopenSummary,
    ActionConfirmSummary,
    ActionGiveConsent,
    ActionWithholdConsent,
    ActionHandOff,
    ActionInform,
    ActionOffTopic,
    ActionAboutBot,
    ActionRecord,
    ActionThank,
    ActionApologize,
    ActionUnreadable,
)


def build_actions(services: Optional[Services] = None) -> List[IntakeAction]:
    """Return an instance of every action, all with the same services."""
    return [action(services) for action in _CLASSES]
