"""Actions for everything else that people write; each leaves the door open."""

from __future__ import annotations

from typing import List, Text

from actions.intake_action import IntakeAction
from bot.services.current import Services
from bot.services.say import Say
from bot.services.turn_work import TurnWork


class ActionInform(IntakeAction):
    """A question for a welfare counter."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_inform"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Say where to ask; a concern told in the same message is taken in first."""
        here = work.message.resident_index
        if any(concern.quote.message_index == here for concern in work.case.present_concerns):
            return services.intake.take_in(work)
        return services.intake.inform(work)


class ActionOffTopic(IntakeAction):
    """A matter of another counter."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_off_topic"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Say where to ask and keep the door open."""
        return services.intake.off_topic(work)


class ActionAboutBot(IntakeAction):
    """A question about the machine."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_about_bot"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Say honestly what it is and who reads."""
        return services.intake.about_bot(work)


class ActionRecord(IntakeAction):
    """A question about the record."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_record"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Say what is kept and how to have it deleted."""
        return services.intake.record(work)


class ActionThank(IntakeAction):
    """Thanks."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_thank"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Answer warmly."""
        return services.intake.thank(work)


class ActionApologize(IntakeAction):
    """A complaint."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_apologize"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Apologize and offer a person."""
        return services.intake.complain(work)


class ActionUnreadable(IntakeAction):
    """Nothing that can be read."""

    def name(self) -> Text:
        """Name in the domain."""
        return "action_unreadable"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Say so and invite."""
        return services.intake.unreadable(work)
