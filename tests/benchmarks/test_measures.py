"""Each measure asks what its name says."""

from __future__ import annotations

import pytest

from benchmarks.evaluate import breakdowns
from benchmarks.evaluate import reading_gold as judge
from benchmarks.evaluate.measures import BY_CODE, Cases, measure_all
from benchmarks.evaluate.voices import voice_group
from tests.benchmarks.cases import gold, member, mention, message, person, said


def value(code: str, cases: Cases) -> float:
    found = BY_CODE[code].compute(cases)
    assert found is not None
    return found.value


URGENT: Cases = [
    (message(signals=("dv",), urgency="now"), said(signals=[("dv", "today")])),
    (message(signals=("suicide",), urgency="today"), said()),
    (message(urgency="within_48h"), said(signals=[("medical", "within_48h")])),
    (message(), said(signals=[("missing", "now")])),
    (message(), said()),
]


def test_too_low_counts_urgent_messages_only() -> None:
    assert value("urgency_too_low", URGENT) == pytest.approx(2 / 3)
    assert value("urgency_too_high", URGENT) == pytest.approx(1 / 5)
    assert value("urgency_exact", URGENT) == pytest.approx(2 / 5)


def test_false_alarms_are_those_of_calm_messages() -> None:
    # a message of urgency within_48h without signal is not calm
    assert value("calm_alarms", URGENT) == pytest.approx(1 / 2)
    assert value("signals_recall", URGENT) == pytest.approx(1 / 2)
    assert value("signals_precision", URGENT) == pytest.approx(1 / 3)


def test_the_urgency_table_has_the_gold_in_rows() -> None:
    table = breakdowns.urgency_table(URGENT)
    assert table == [[0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0], [1, 0, 0, 1]]


def test_comparable_signals_leave_the_others_out() -> None:
    assert value("comparable_recall", URGENT) == 1.0  # dv; nobody's concern stands for suicide
    assert value("comparable_alarms", URGENT) == 0.0  # missing is none of the five


def test_the_silence_of_calm_messages_is_asked_of_the_calm_file() -> None:
    cases = [
        (message(family="calm"), said(signals=[("dv", "today")])),
        (message(family="calm"), said()),
        (message(family="natural"), said(signals=[("dv", "today")])),
    ]
    assert value("calm_file_silent", cases) == pytest.approx(1 / 2)


def test_best_five_and_concerns_of_none() -> None:
    cases = [
        (message(concerns=(gold("debt"), gold("housing"))), said([mention("debt")], best=("debt", "illness"))),
        (message(), said([mention("illness")])),
        (message(), said()),
    ]
    assert value("recall_at_5", cases) == pytest.approx(1 / 2)
    assert value("concern_of_none", cases) == pytest.approx(1 / 2)


def test_assertion_and_person_are_judged_of_concerns_that_were_found() -> None:
    told = message(concerns=(gold("debt", "son", "past"), gold("housing"), gold("illness", "other")))
    read = said(
        [mention("debt", assertion="past", member=0), mention("illness", of="other_person")], members=[member("son")]
    )
    assert judge.assertions([(told, read)]) == [[True, True]]
    assert judge.assertions([(told, read)], only="past") == [[True]]
    assert judge.concern_members([(told, read)]) == [[True, True]]
    wrong = said([mention("debt", assertion="present")])
    assert judge.assertions([(told, wrong)]) == [[False]]
    assert judge.concern_members([(told, wrong)]) == [[False]]


def test_ages_belong_to_their_person() -> None:
    told = message(members=(person("mother", age=82), person("son", age=50, lives_together=True)))
    read = said(members=[member("mother", age=50), member("son", age=50, lives_together=False)])
    assert judge.ages([(told, read)])[0] == ([("mother", 50), ("son", 50)], [("mother", 82), ("son", 50)])
    assert judge.life([(told, read)]) == [[False]]
    assert value("members_f1", [(told, read)]) == 1.0
    assert value("ages_f1", [(told, read)]) == pytest.approx(1 / 2)


def test_a_concern_named_twice_is_as_sure_as_its_surest_mention() -> None:
    told = message(concerns=(gold("debt"),))
    read = said([mention("debt", 0.4), mention("debt", 0.8), mention("illness", 0.6)])
    assert sorted(judge.confidences([(told, read)])[0]) == [(0.6, False), (0.8, True)]


def test_a_system_that_reads_concerns_only_has_no_other_figures() -> None:
    cases = [(message(concerns=(gold("debt"),), fields=("poverty",)), said([mention("debt")], fields=["poverty"]))]
    assert set(measure_all(cases, whole=False)) < set(measure_all(cases, whole=True))
    assert "members_f1" not in measure_all(cases, whole=False)


def test_targets_know_their_direction() -> None:
    assert BY_CODE["calm_alarms"].is_met(0.01) is True
    assert BY_CODE["calm_alarms"].is_met(0.02) is False
    assert BY_CODE["signals_recall"].is_met(0.98) is False
    assert BY_CODE["fields_micro_f1"].is_met(0.1) is None


@pytest.mark.parametrize(
    ("voice", "group"),
    [
        ("girl15", "young"),
        ("boy", "young"),
        ("man22", "20–39"),
        ("mother64", "40–64"),
        ("wife65", "65 and over"),
        ("grandma", "65 and over"),
        ("neighbor44", "outsider"),
        ("carer_manager", "outsider"),
        ("foreign30", "plain Japanese"),
        ("letter72", "letter"),
        ("", "not known"),
    ],
)
def test_voices_are_grouped(voice: str, group: str) -> None:
    assert voice_group(voice) == group
