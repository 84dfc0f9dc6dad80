"""The scoring of the dialogues, on summaries made by hand; and the dialogues themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

import pytest

from benchmarks.conversations.__main__ import main
from benchmarks.conversations.dialogues import Dialogue, read_dialogues
from benchmarks.conversations.facts import compare, pieces
from benchmarks.conversations.measures import differences, kinds, shares
from benchmarks.conversations.report import details, table
from bot.domain.vocabulary import ConcernCode, Field, Kinship, PatternCode, SignalCode, Urgency

GOLD = Dialogue(
    id="x-1",
    title="母と息子",
    messages=("母は82です", "息子が二人います", "話を聞いてほしい。泊まりで預かってほしい"),
    reporter_is_client=True,
    members=("mother", "son", "son"),
    ages=(("mother", 82), ("son", "elementary_school")),
    concerns=(("dementia", "mother"), ("self_neglect", "other")),
    fields=("elderly",),
    patterns=("double_care",),
    signals=("dv",),
    urgency="today",
    denied=("debt",),
    wishes=("話を聞いてほしい", "泊まりで預かってほしい"),
    support=(),
)


def quote(index: int, start: int, end: int) -> Dict[str, Any]:
    return {"message_index": index, "start": start, "end": end, "quote": GOLD.messages[index][start:end]}


def person(name: str, kinship: str, age: "int | None" = None, band: "str | None" = None) -> Dict[str, Any]:
    return {"id": name, "kinship": kinship, "age": age, "age_band": band}


def concern(code: str, member: "str | None", experiencer: str = "household_member") -> Dict[str, Any]:
    return {"code": code, "member": member, "experiencer": experiencer}


def summary(**changed: Any) -> Dict[str, Any]:
    """The summary that says what the gold holds, changed."""
    right: Dict[str, Any] = {
        "household": [
            person("m1", "mother", 82, "80s"),
            person("m2", "son", None, "elementary_school"),
            person("m3", "son"),
        ],
        "concerns": [
            concern("dementia", "m1"),
            concern("dementia", "m1"),
            concern("self_neglect", None, "other_person"),
        ],
        "fields": ["elderly"],
        "patterns": [{"code": "double_care"}],
        "signals": [{"code": "dv"}, {"code": "dv"}],
        "denied": [{"code": "debt"}],
        "wishes": [quote(2, 0, 8), quote(2, 9, 19)],
        "existing_support": [],
        "urgency": {"level": "today"},
        "reporter": {"is_client": True, "is_kin": True},
    }
    return {**right, **changed}


def test_a_right_summary_has_no_difference_and_all_figures_are_one() -> None:
    assert differences(summary(), GOLD) == {}
    found = kinds([(GOLD, summary())])
    assert {code: kind.f1.value for code, kind in found.items() if kind.f1} == dict.fromkeys(
        [code for code in found if code != "support"], 1.0
    )
    assert found["support"].f1 is None  # there is none to find
    assert [share.figure.value for share in shares([(GOLD, summary())]) if share.figure] == [1.0, 1.0, 0.0, 0.0]


def test_two_sons_are_two_and_years_go_before_bands() -> None:
    facts = compare(summary(household=[person("m1", "mother", 82, "80s"), person("m2", "son", 9)]), GOLD)
    assert facts["members"] == (["mother", "son"], ["mother", "son", "son"])
    assert facts["ages"][0] == [("mother", 82), ("son", 9)]
    found = differences(summary(household=[person("m1", "mother", 82), person("m2", "son", 9)]), GOLD)
    assert found["members"] == (["son"], [])
    assert found["ages"] == ([("son", "elementary_school")], [("son", 9)])


def test_a_concern_of_the_wrong_person_is_a_concern_all_the_same() -> None:
    said = summary(concerns=[concern("dementia", "m2"), concern("self_neglect", None, "other_person")])
    found = differences(said, GOLD)
    assert "concerns" not in found
    assert found["concern_members"] == ([("dementia", "mother")], [("dementia", "son")])


@pytest.mark.parametrize("is_kin, expected", [(True, "self"), (False, "other")])
def test_the_client_of_a_writer_who_is_no_kin_is_somebody_else(is_kin: bool, expected: str) -> None:
    said = summary(
        household=[person("m1", "self")],
        concerns=[concern("self_neglect", "m1", "self")],
        reporter={"is_client": False, "is_kin": is_kin},
    )
    assert compare(said, GOLD)["concern_members"][0] == [("self_neglect", expected)]


def test_a_piece_is_found_by_any_quote_that_overlaps_it() -> None:
    wanted = GOLD.wishes
    assert pieces([quote(2, 6, 8)], wanted, GOLD.messages)[0] == ["話を聞いてほしい"]
    assert pieces([quote(2, 0, 19)], wanted, GOLD.messages)[0] == list(wanted)
    assert pieces([quote(2, 0, 3), quote(2, 4, 8)], wanted, GOLD.messages)[0] == ["話を聞いてほしい"]
    assert pieces([quote(1, 0, 2)], wanted, GOLD.messages)[0] == [(1, 0, "息子")]


def test_urgency_is_judged_in_both_directions() -> None:
    low, high = (summary(urgency={"level": level}) for level in ("ordinary", "now"))
    by_name = {share.name: share for share in shares([(GOLD, low), (GOLD, high), (GOLD, summary())])}
    values = {name: share.figure.value for name, share in by_name.items() if share.figure}
    assert values["urgency exact"] == values["urgency too low"] == values["urgency too high"] == pytest.approx(1 / 3)
    assert by_name["urgency too low"].is_met is False
    assert by_name["urgency too high"].is_met is None


def test_the_report_says_what_misses_its_target_and_what_is_wrong() -> None:
    cases = [(GOLD, summary(fields=["elderly", "child"], reporter={"is_client": False, "is_kin": True}))]
    row = next(line for line in table(cases) if line.strip().startswith("fields"))
    assert "0.500" in row and row.endswith("≥ 0.95✗")
    told = "\n".join(details(cases))
    assert "x-1 母と息子" in told and "+child" in told and "−True  +False" in told


def test_the_dialogues_are_of_the_closed_lists_and_literal() -> None:
    dialogues = read_dialogues()
    assert len(dialogues) >= 60
    assert len({code for one in dialogues for code in one.patterns}) >= 15
    assert sum(not one.reporter_is_client for one in dialogues) >= 12
    for one in dialogues:
        assert all(any(piece in text for text in one.messages) for piece in (*one.wishes, *one.support)), one.id
        closed = (
            (Kinship, one.members), (ConcernCode, [code for code, _ in one.concerns]), (Field, one.fields),
            (PatternCode, one.patterns), (SignalCode, one.signals), (Urgency, [one.urgency]),
        )  # fmt: skip
        for codes, used in closed:
            assert set(used) <= {code.value for code in codes}, one.id  # type: ignore[attr-defined]
        known = {code.value for code in ConcernCode} | {code.value for code in SignalCode}
        assert set(one.denied) <= known, one.id


def test_the_same_id_twice_is_refused(tmp_path: Path) -> None:
    text = Path("tests/golden/conversations/a.yml").read_text(encoding="utf-8")
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="c-001"):
        read_dialogues(tmp_path)


def test_without_a_model_it_says_what_makes_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--model", str(tmp_path / "none.tar.gz")]) == 1
    assert "make train" in capsys.readouterr().out


def test_an_unknown_dialogue_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = tmp_path / "m.tar.gz"
    model.touch()
    assert main(["--model", str(model), "--only", "c-999"]) == 1
    assert "c-999" in capsys.readouterr().out
