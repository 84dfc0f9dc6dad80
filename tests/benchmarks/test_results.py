"""Results are written, read back, compared, shown, drawn; and released only when they can be traced."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.evaluate import breakdowns, markdown, pictures, report, results
from benchmarks.evaluate.measures import measure_all
from benchmarks.evaluate.results import Results, SetResult, UnreleasableError
from benchmarks.scores import Figure
from tests.benchmarks.cases import gold, member, mention, message, person, said

CASES = [
    (
        message(
            fields=("poverty",),
            concerns=(gold("debt"),),
            signals=("dv",),
            urgency="today",
            members=(person("son", age=5),),
        ),
        said([mention("debt", 0.7)], [member("son", age=5)], [("dv", "today")], ["poverty"], ["debt"]),
    ),
    (message(family="calm", voice="girl15"), said([mention("illness", 0.4)])),
    (message(concerns=(gold("illness", assertion="past"),), urgency="within_48h"), said([mention("illness", 0.9)])),
]


def one_set(frozen: bool | None = True, digest: str = "d1") -> SetResult:
    return SetResult(
        messages=len(CASES),
        digest=digest,
        frozen=frozen,
        systems={"marugoto": measure_all(CASES, whole=True), "keywords": measure_all(CASES, whole=False)},
        tables=breakdowns.take_apart(CASES),
        urgency=breakdowns.urgency_table(CASES),
        calibration=breakdowns.calibration_bins(CASES),
        ms_per_message=1.5,
    )


def run(**changed: Any) -> Results:
    plain: dict[str, Any] = {
        "date": "2026-11-24",
        "reader": "0123456789abcdef",
        "model_is_current": True,
        "commit": "f" * 40,
        "is_clean": True,
        "sets": {"dev": one_set(None), "test": one_set()},
        "baselines": {"diet": {"training_messages": 9, "training_seconds": 3, "threshold": 0.2, "epochs": 10}},
        "outside": {"split": "halves", "figures": {"micro-F1": Figure(0.9, 0.88, 0.92, 955)}},
    }
    return Results(**{**plain, **changed})


def test_a_run_survives_its_file(tmp_path: Path) -> None:
    kept = results.read(results.write(run(), tmp_path))
    assert results.to_json(kept) == results.to_json(run())
    assert (tmp_path / "2026-11-24-0123456789abcdef.json").is_file()


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = results.write(run(), tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "format": 0}), encoding="utf-8")
    with pytest.raises(ValueError, match="format 0"):
        results.read(path)


def test_the_newest_release_takes_the_place_of_the_former(tmp_path: Path) -> None:
    assert results.last_release(tmp_path) is None
    results.release(run(), {"dev": None, "test": None}, tmp_path)
    results.release(run(date="2026-12-01"), {"dev": None, "test": None}, tmp_path)
    assert [path.name for path in tmp_path.glob("*.json")] == ["2026-12-01-0123456789abcdef.json"]
    released = results.last_release(tmp_path)
    assert released is not None and released.date == "2026-12-01"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"is_clean": False}, "sources differ"),
        ({"model_is_current": False}, "model is not of these sources"),
        ({"sets": {"test": one_set()}}, "not evaluated: dev"),
        ({"sets": {"dev": one_set(None), "test": one_set(False)}}, "frozen, and changed: test"),
    ],
)
def test_what_cannot_be_traced_is_not_released(tmp_path: Path, changed: dict[str, Any], why: str) -> None:
    with pytest.raises(UnreleasableError, match=why):
        results.release(run(**changed), {"dev": None, "test": None}, tmp_path)
    assert not list(tmp_path.glob("*"))


def test_the_report_shows_targets_and_the_difference_to_the_release() -> None:
    before = run(date="2026-11-01")
    figures = before.sets["test"].systems["marugoto"]
    figures["concerns_micro_f1"] = Figure(0.1, 0.0, 0.2, 2)
    lines = report.summary(run(), before)
    chief = [line for line in lines if "concerns, micro-F1" in line][-1]  # of test, the last set
    assert "0.800 [" in chief and "≥ 0.88✗" in chief
    assert "+0.700" in chief
    alike = [line for line in lines if "fields, macro-F1" in line][-1]
    assert "+0.000" in alike and "+0.000 *" not in alike
    assert any("since 2026-11-01" in line for line in lines)


def test_a_difference_beyond_the_interval_is_marked() -> None:
    now = Figure(0.8, 0.7, 0.9, 100)
    assert report.difference(now, Figure(0.75, 0.7, 0.8, 100)) == "+0.050"
    assert report.difference(now, Figure(0.95, 0.9, 1.0, 100)) == "-0.150 *"
    assert report.difference(now, Figure(0.8000001, 0.7, 0.9, 100)) == "+0.000"
    assert report.difference(now, None) == ""


def test_figures_of_another_set_are_not_compared() -> None:
    lines = report.summary(run(), run(sets={"test": one_set(digest="d2")}))
    assert any("the set differs from the released one" in line for line in lines)
    assert not any("+0.000" in line for line in lines)


def test_a_changed_frozen_set_and_a_foreign_model_are_said_loudly() -> None:
    text = "\n".join(report.summary(run(sets={"test": one_set(False)}, model_is_current=False, is_clean=False), None))
    assert "FROZEN AND CHANGED" in text and "make train" in text and "sources changed since" in text


def test_details_name_every_label() -> None:
    text = "\n".join(report.details("test", one_set()))
    for label in ("debt", "poverty", "dv", "son", "past", "young", "40–64", "within_48h"):
        assert label in text


def test_markdown_tables_have_as_many_cells_as_heads() -> None:
    lines = markdown.tables(run())
    widths = [line.count("|") for line in lines]
    for before, here in zip(lines, lines[1:], strict=False):
        if before.startswith("|") and here.startswith("|"):
            assert before.count("|") == here.count("|"), here
    assert max(widths) > 3
    assert any("10 epochs, 3 s on one thread" in line for line in lines)
    assert any(line.startswith("| micro-F1 | 0.900 [0.880, 0.920]") for line in lines)


def test_the_document_takes_the_tables_between_its_marks() -> None:
    document = f"before\n{markdown.BEGIN}\nstale words\n{markdown.END}\nafter\n"
    made = markdown.replace(document, run())
    assert made.startswith(f"before\n{markdown.BEGIN}\nModel `0123456789abcdef`") and made.endswith("\nafter\n")
    assert "stale words" not in made
    assert markdown.replace(made, run()) == made
    with pytest.raises(ValueError, match="figures"):
        markdown.replace("no marks", run())


def test_the_document_shows_the_released_figures() -> None:
    released = results.last_release()
    assert released is not None
    document = (results.ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert markdown.replace(document, released) == document


def test_six_small_pictures(tmp_path: Path) -> None:
    drawn = pictures.draw(run(), tmp_path)
    assert len(drawn) == 6
    for path in drawn:
        assert path.read_bytes().startswith(b"\x89PNG")
        assert 1_000 < path.stat().st_size < 150_000


def test_the_kept_pictures_are_small() -> None:
    kept = list((results.ROOT / "docs" / "pictures" / "evaluation").glob("*.png"))
    assert 0 < len(kept) <= 6
    assert max(path.stat().st_size for path in kept) < 150_000


def test_the_code_version_is_the_commit() -> None:
    assert len(results.code_version()) in (0, 40)
    assert dataclasses.replace(run(), commit="").name == run().name
