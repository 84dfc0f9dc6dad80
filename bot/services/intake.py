"""The conversation with a resident: what to say in each situation. Called by the actions, one function an action.

Every function returns bubbles and adds decisions to the turn's work; none commits, none asks the engine. After each of
them a next step stands in the last bubble, so that no turn is a dead end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Dict, List, Tuple

from bot.catalog.loader import Catalog
from bot.domain.agenda import NextQuestion, next_question
from bot.domain.case import ResidentEdit, cue_line_id, line_id
from bot.domain.hotline import fitting_lines
from bot.domain.safety import compose
from bot.domain.triage import judge_urgency
from bot.domain.vocabulary import ConcernCode, CueKind, Kinship, QuestionCode, SignalCode
from bot.services.local_time import LocalTime
from bot.services.mirroring import Mirror
from bot.services.records import ConsentRecord, PromiseRecord
from bot.services.say import Choice, Say
from bot.services.turn_work import TurnWork

HUMAN: Choice = ("ask_human", "ひとと話す")
SKIP: Choice = ("skip", "とばす")
DONT_KNOW: Choice = ("dont_know", "わからない")
OFFER_EVERY = 3
SUMMARY: Choice = ("finish", "まとめを見る")
# What is shared beyond the desk when the resident agrees; the desk itself may read what it was told.
CONSENT_RECIPIENT = "関係機関（提案された担当窓口）"
CONSENT_ITEMS = ("相談の内容", "世帯の状況")
CONSENT_PURPOSE = "支援のための連携"
# The line of the summary that stands for the consent: taking it out withdraws it, in every stage of the talk.
CONSENT_LINE = "consent"
WITHDRAW: Choice = (f"drop:{CONSENT_LINE}", "共有を取り消す")


class Intake:
    """The resident's side of the service; stateless, shared by all turns."""

    def __init__(self, catalog: Catalog, local_time: LocalTime) -> None:
        self._catalog = catalog
        self._time = local_time
        labels = catalog.national.labels.by_list
        self.mirror = Mirror(catalog.national.mirror, catalog.national.address, labels["age_band"])

    # What the resident tells

    def take_in(self, work: TurnWork) -> List[Say]:
        """Mirror what was understood, then ask the one question that helps most, or offer the summary."""
        sentence = self.mirror.sentence(work.case, message_index=work.message.resident_index or 0)
        if work.handed_off_before:
            return [
                Say(
                    "utter_added_after_handoff",
                    {"mirror": sentence, "by": self._by(work)},
                    choices=(HUMAN, SUMMARY),
                )
            ]
        question = next_question(work.case, work.now)
        if question is not None:
            return [Say("utter_mirror", {"mirror": sentence}), self._ask(work, question)]
        if not work.case.present_concerns:
            return [Say("utter_mirror_and_invite", {"mirror": sentence}, choices=(HUMAN,))]
        # The whole offer once in three messages: said every time, it would sound like a form.
        index = work.message.resident_index or 0
        response = "utter_offer_summary" if index % OFFER_EVERY == 0 else "utter_keep_listening"
        return [Say(response, {"mirror": sentence}, choices=(SUMMARY, HUMAN))]

    def greet(self, work: TurnWork) -> List[Say]:
        """Return a greeting; in the middle of a talk a short one that leads back."""
        if work.case.present_concerns:
            return [Say("utter_greet_again", choices=(SUMMARY, HUMAN))]
        return [Say("utter_greet", choices=(HUMAN,))]

    def skip(self, work: TurnWork) -> List[Say]:
        """Pass over the question; it is kept as declined and never asked again."""
        return self._on_with(work, "utter_skipped")

    def dont_know(self, work: TurnWork) -> List[Say]:
        return self._on_with(work, "utter_not_known")

    # Danger

    def safety(self, work: TurnWork) -> List[Say]:
        """Answer danger first: the fixed text, then at most the question of safety."""
        says = [self.safety_text(work)]
        question = next_question(work.case, work.now)
        if question is not None and question.code in (QuestionCode.SAFETY_NOW, QuestionCode.PLACE_NOW):
            says.append(self._ask(work, question))
        return says

    def safety_text(self, work: TurnWork, *, counselor_is_live: bool = False) -> Say:
        """Compose the safety text for this turn's message. Needs no engine and must not fail on any input."""
        danger = work.understanding.danger if work.understanding else work.danger
        level = danger.urgency
        signals = danger.signals
        local = self._time.local(work.now)
        lines = fitting_lines(
            self._catalog.national.hotlines,
            # A soft look (a denial together with exhaustion) is answered like a passive wish.
            [signal.code for signal in signals] or [SignalCode.SUICIDE],
            local,
            is_holiday=self._time.is_holiday(work.now),
            for_child=self._writer_is_child(work),
        )
        safety = compose(
            signals,
            level,
            lines,
            self._catalog.national.safety,
            answer_by=self._time.words(self._time.answer_due(level, work.now), work.now),
            text=work.message.text,
            counselor_is_live=counselor_is_live,
        )
        work.safety_text_given = True
        work.safety_said = tuple(line.code for line in lines)
        emergency = (("110（警察）", "110"), ("119（救急）", "119"))
        links = (*emergency, *((line.name_ja, line.number) for line in lines))
        return Say(text=safety.text, kind="safety", links=links, choices=(HUMAN,))

    # Summary, consent, handoff

    def read_back(self, work: TurnWork) -> List[Say]:
        """Read the summary back line by line and ask whether it is right."""
        lines = self.summary_lines(work)
        if not lines:
            return self._hand_off_says(work)
        question = NextQuestion(QuestionCode.SUMMARY_OK, None, 100, "check_back")
        work.ask(question)
        return [
            Say("utter_summary", {"lines": "\n".join(f"・{text}" for _, text in lines)}, kind="summary"),
            Say("utter_summary_ok", choices=(("affirm", "合っています"), ("deny", "ちがうところがある"), HUMAN)),
        ]

    def summary_lines(self, work: TurnWork) -> List[Tuple[str, str]]:
        """Return (line id, text) of the summary as the resident sees it; withheld and deleted lines are left out."""
        hidden = {edit.line for edit in work.case.edits if edit.action in ("deleted", "withheld")}
        lines: Dict[str, str] = {}
        for concern in work.case.present_concerns:
            if concern.code is not ConcernCode.UNCLEAR and not work.case.is_taken_out(concern, "withheld"):
                lines.setdefault(line_id(concern), self.mirror.line(concern, work.case))
        for kind, title in ((CueKind.SUPPORT, "いまの支え"), (CueKind.WISH, "のぞむこと")):
            for cue in work.case.cues:
                if cue.kind is kind and cue.manner.holds_in_household and cue_line_id(cue) not in hidden:
                    lines.setdefault(cue_line_id(cue), f"{title}：{cue.quote.text}")
        return list(lines.items())

    def reopen_summary(self, work: TurnWork) -> List[Say]:
        """Ask which line is not right; each line is a choice."""
        lines = self.summary_lines(work)
        choices = tuple((f"drop:{line}", _short(text)) for line, text in lines[:11])
        return [Say("utter_summary_wrong", choices=(*choices, HUMAN))]

    def drop_line(self, work: TurnWork, line: str) -> List[Say]:
        """Take one line out of the summary; the machine's reading stays beside it for the counselor."""
        if line == CONSENT_LINE:
            return self._withdraw_consent(work)
        edit = ResidentEdit(line, "deleted", work.now)
        work.edits.append(edit)
        work.case = work.case.edit(edit)
        return [Say("utter_line_dropped"), *self.read_back(work)]

    def confirm_summary(self, work: TurnWork) -> List[Say]:
        """The summary is right: ask for consent to share it beyond the desk."""
        work.ask(NextQuestion(QuestionCode.CONSENT, None, 100, "consent"))
        choices = (("affirm", "共有してよい"), ("deny", "まだ決めない"), HUMAN)
        return [Say("utter_ask_consent", choices=choices)]

    def record_consent(self, work: TurnWork, *, given: bool) -> List[Say]:
        """Keep the answer; without consent the desk itself still takes the case (a normal state)."""
        self._keep_consent(work, "given" if given else "not_yet")
        says = [Say("utter_consent_given" if given else "utter_consent_not_yet"), *self._hand_off_says(work)]
        if given:
            says[-1] = replace(says[-1], choices=(WITHDRAW, *(says[-1].choices or (HUMAN,))))
        return says

    def hand_off(self, work: TurnWork) -> List[Say]:
        """Put the case into a person's hands at once, in every state."""
        return self._hand_off_says(work)

    # Everything else that people write

    def inform(self, work: TurnWork) -> List[Say]:
        """A question for a counter: where to ask, and the door stays open."""
        values = {"desk": self._catalog.tenant.desk_name_ja, "phone": self._catalog.tenant.desk_phone}
        return [Say("utter_inform", values, choices=(HUMAN,))]

    def off_topic(self, work: TurnWork) -> List[Say]:
        values = {"city": self._catalog.tenant.name_ja, "phone": self._catalog.tenant.desk_phone}
        return [Say("utter_off_topic", values, choices=(HUMAN,))]

    def about_bot(self, work: TurnWork) -> List[Say]:
        return [Say("utter_about_bot", {"by": self._by(work)}, choices=(HUMAN,))]

    def record(self, work: TurnWork) -> List[Say]:
        choices = (SUMMARY, WITHDRAW, HUMAN) if work.handed_off_before else (SUMMARY, HUMAN)
        return [Say("utter_record", choices=choices)]

    def thank(self, work: TurnWork) -> List[Say]:
        return [Say("utter_thanked", choices=(SUMMARY, HUMAN) if work.case.present_concerns else (HUMAN,))]

    def complain(self, work: TurnWork) -> List[Say]:
        return [Say("utter_apologize", choices=(HUMAN,))]

    def unreadable(self, work: TurnWork) -> List[Say]:
        return [Say("utter_unreadable", choices=(HUMAN,))]

    # Inside

    def _ask(self, work: TurnWork, question: NextQuestion) -> Say:
        work.ask(question)
        values = {"who": ""}
        member = work.case.member(question.about)
        if member is not None:
            values["who"] = self.mirror.name(member, with_age=False)
        choices: Tuple[Choice, ...] = (SKIP, DONT_KNOW, HUMAN)
        if question.code is QuestionCode.SAFETY_NOW:
            choices = (("affirm", "はい、大丈夫です"), ("deny", "いいえ、あぶないです"), HUMAN)
        return Say(f"utter_ask_{question.code}", values, choices=choices)

    def _on_with(self, work: TurnWork, response: str) -> List[Say]:
        question = next_question(work.case, work.now)
        if question is not None:
            return [Say(response), self._ask(work, question)]
        if not work.case.present_concerns:
            return [Say("utter_open_invitation", choices=(HUMAN,))]
        return [Say(response), Say("utter_offer_summary_short", choices=(SUMMARY, HUMAN))]

    def _keep_consent(self, work: TurnWork, state: str) -> None:
        work.consents.append(
            ConsentRecord(work.record.id, CONSENT_RECIPIENT, CONSENT_ITEMS, CONSENT_PURPOSE, state, work.now)
        )

    def _withdraw_consent(self, work: TurnWork) -> List[Say]:
        """Keep that nothing more may be shared; the desk itself stays with the case."""
        self._keep_consent(work, "revoked")
        text = self._catalog.national.notices["consent_withdrawn"].replace("{by}", self._by(work))
        return [Say(text=text, choices=(SUMMARY, HUMAN))]

    def _hand_off_says(self, work: TurnWork) -> List[Say]:
        work.handed_off = True
        due = self._due(work)
        work.promises.append(PromiseRecord(work.record.id, "counselor_answers", "相談員", work.now, due))
        says = [
            Say(
                "utter_handed_off" if self._time.is_open(work.now) else "utter_handed_off_out_of_hours",
                {"by": self._by(work), "phone": self._catalog.tenant.desk_phone},
            ),
            Say("utter_receipt", kind="receipt", choices=(HUMAN,)),
        ]
        return says[:1] if work.handed_off_before else says

    def _due(self, work: TurnWork) -> datetime:
        level, _ = judge_urgency(work.case)
        return self._time.answer_due(level, work.now)

    def _by(self, work: TurnWork) -> str:
        return self._time.words(self._due(work), work.now)

    def _writer_is_child(self, work: TurnWork) -> bool:
        return any(member.kinship is Kinship.SELF and member.is_minor for member in work.case.members)


def _short(text: str, limit: int = 18) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
