"""Actions while the resident talks."""

from __future__ import annotations

from typing import List, Text

from actions.intake_action import IntakeAction
from bot.services.current import Services
from bot.services.say import Say
from bot.services.turn_work import TurnWork


class ActionTakeIn(IntakeAction):
    """Mirrors what was told and asks on; also the fallback, which reverts nothing."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_take_in"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Take the message in, or drop the line that was chosen."""
        kind, _, line = (work.choice or "").partition(":")
        if kind == "drop" and line:
            return services.intake.drop_line(work, line)
        return services.intake.take_in(work)


class ActionGreet(IntakeAction):
    """Greets."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_greet"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Greet, or lead back into the talk."""
        return services.intake.greet(work)


class ActionSkip(IntakeAction):
    """Passes over the question."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_skip"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Go on without an answer."""
        return services.intake.skip(work)


class ActionDontKnow(IntakeAction):
    """The resident does not know the answer either."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_dont_know"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Go on; the counselor sees that it is not known."""
        return services.intake.dont_know(work)


class ActionSafety(IntakeAction):
    """Answers danger first."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_safety"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Say the fixed safety text."""
        return services.intake.safety(work)
