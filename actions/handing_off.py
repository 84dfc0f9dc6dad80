"""Actions around the summary, the consent and the handoff to a person."""

from __future__ import annotations

from typing import List, Text

from actions.intake_action import IntakeAction
from bot.services.current import Services
from bot.services.say import Say
from bot.services.turn_work import TurnWork


class ActionReadBack(IntakeAction):
    """Reads the summary back."""

    stage_after = "summary"

    def name(self) -> Text:
        """Name in the domain."""
        return "action_read_back"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Show the summary line by line."""
        return services.intake.read_back(work)


class ActionReopenSummary(IntakeAction):
    """Something in the summary is not right."""

    stage_after = "summary"

    def name(self) -> Text:
        """Name in the domain."""
        return "action_reopen_summary"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Ask which line."""
        return services.intake.reopen_summary(work)


class ActionConfirmSummary(IntakeAction):
    """The summary is right."""

    stage_after = "consent"

    def name(self) -> Text:
        """Name in the domain."""
        return "action_confirm_summary"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Ask for consent."""
        return services.intake.confirm_summary(work)


class ActionGiveConsent(IntakeAction):
    """Consent is given."""

    stage_after = "handed"

    def name(self) -> Text:
        """Name in the domain."""
        return "action_give_consent"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Keep the consent and hand off."""
        return services.intake.record_consent(work, given=True)


class ActionWithholdConsent(IntakeAction):
    """Consent is not given yet, which is a normal state."""

    stage_after = "handed"

    def name(self) -> Text:
        """Name in the domain."""
        return "action_withhold_consent"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Keep that and hand off inside the desk."""
        return services.intake.record_consent(work, given=False)


class ActionHandOff(IntakeAction):
    """A person is asked for."""

    stage_after = "handed"

    def name(self) -> Text:
        """Name in the domain."""
        return "action_hand_off"

    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Put the case into a person's hands."""
        return services.intake.hand_off(work)
