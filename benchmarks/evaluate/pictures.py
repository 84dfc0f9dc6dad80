"""Pictures of a run, drawn from its results: six, each one question.

Labels are Japanese where the catalogue has them and a Japanese font is installed, else codes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Mapping, Tuple

from benchmarks.evaluate.breakdowns import LEVELS
from benchmarks.evaluate.charts import (
    COLOURS,
    GREY,
    bars,
    canvas,
    dots,
    japanese_font,
    name_rows,
    name_series,
    reach,
    save,
    style,
)
from benchmarks.evaluate.labels import Labels
from benchmarks.evaluate.measures import BY_CODE
from benchmarks.evaluate.report import NAMES
from benchmarks.evaluate.results import Results, SetResult

_CHIEF = tuple(code for code, measure in BY_CODE.items() if measure.target is not None)
_COMPARED = tuple(code for code, measure in BY_CODE.items() if not measure.whole and "precision" not in code)
_BY_VOICE = ("fields_micro_f1", "concerns_micro_f1", "signals_recall")
_PERSONS = ("concern_member", "ages_f1", "age_bands_f1", "life")
_MOST_KIN = 20
Sets = Mapping[str, SetResult]


def draw(results: Results, folder: Path) -> List[Path]:
    """Draw all pictures of a run.

    Args:
        results: the run.
        folder: where the PNG files go; made when it is missing.

    Returns:
        The files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    font = japanese_font()
    labels = Labels(japanese=font is not None)
    frozen = {name: one for name, one in results.sets.items() if one.frozen is not None} or results.sets
    with style(font):
        drawn = {
            "targets": _targets(results.sets),
            "compared": _compared(frozen),
            "concerns": _concerns(frozen, labels),
            "signals": _signals(frozen, labels),
            "persons": _persons(frozen, labels),
            "calibration": _calibration(results.sets),
        }
        return [save(picture, folder / f"{name}.png") for name, picture in drawn.items()]


def _targets(sets: Sets) -> Any:
    """Every figure that has a target, each set beside it."""
    picture, (axes,) = canvas(1, (7.2, 4.6))
    for at, code in enumerate(_CHIEF):
        goal = BY_CODE[code].target
        axes.plot([goal, goal], [at - 0.4, at + 0.4], color="black", lw=1.6, label=None if at else "target")
    for number, (name, one) in enumerate(sets.items()):
        found = [(at, one.systems["marugoto"].get(code)) for at, code in enumerate(_CHIEF)]
        dots(axes, found, number, len(sets), f"{name} ({one.messages} messages)")
    name_rows(axes, [_name(code) for code in _CHIEF])
    name_series(axes, 4)
    axes.set_title("figures with a target, 95 % intervals", loc="left")
    return picture


def _compared(sets: Sets) -> Any:
    """All systems beside each other on the sets that are only scored."""
    picture, panels = canvas(len(sets), (3.4 + 3.4 * len(sets), 4.0), sharey=True)
    for axes, (name, one) in zip(panels, sets.items(), strict=True):
        for number, (system, figures) in enumerate(one.systems.items()):
            found = [(at, figures.get(code)) for at, code in enumerate(_COMPARED)]
            dots(axes, found, number, len(one.systems), NAMES[system])
        axes.set_title(f"{name} ({one.messages} messages)", loc="left")
        name_rows(axes, [_name(code) for code in _COMPARED])
        name_series(axes, 2)
    return picture


def _concerns(sets: Sets, labels: Labels) -> Any:
    """F1 of each concern, of the largest set that is only scored."""
    name, one = _largest(sets)
    rows = sorted(one.tables["concern"].items(), key=lambda row: row[1]["f1"].value)
    picture, panels = canvas(2, (8.4, 6.4))
    half = (len(rows) + 1) // 2
    for axes, part in zip(panels, (rows[:half], rows[half:]), strict=True):
        named = [(f"{labels.of('concern', code)} ({row['f1'].of})", row["f1"]) for code, row in part]
        bars(axes, named, COLOURS[0])
    panels[0].set_title(f"F1 a concern, {name} (of so many), weakest first", loc="left")
    return picture


def _signals(sets: Sets, labels: Labels) -> Any:
    """Recall and precision of each signal, and the urgency that was read for each that is gold."""
    name, one = _largest(sets)
    picture, (left, right) = canvas(2, (8.4, 4.0), gridspec_kw={"width_ratios": [1.2, 1]})
    rows = list(one.tables["signal"].items())
    for number, key in enumerate(("recall", "precision")):
        dots(left, [(at, row.get(key)) for at, (_, row) in enumerate(rows)], number, 2, key)
    name_rows(left, [f"{labels.of('signal', code)} ({row['recall'].of})" for code, row in rows])
    name_series(left, 2)
    left.set_title(f"signals, {name} (of so many)", loc="left")
    _urgency(right, one, labels)
    return picture


def _urgency(axes: Any, one: SetResult, labels: Labels) -> None:
    shares = [[number / max(sum(row), 1) for number in row] for row in one.urgency]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    names = [labels.of("urgency", level) for level in LEVELS]
    axes.set_xticks(range(len(LEVELS)), names)
    axes.set_yticks(range(len(LEVELS)), names)
    for row, numbers in enumerate(one.urgency):
        for column, number in enumerate(numbers):
            too_low = column > row and number > 0
            colour = COLOURS[1] if too_low else "white" if shares[row][column] > 0.6 else "black"
            weight = "bold" if too_low else "normal"
            axes.text(column, row, str(number), ha="center", va="center", color=colour, weight=weight)
    axes.set(xlabel="read (right of the diagonal, red: too low)", ylabel="gold")
    axes.set_title("urgency, messages", loc="left")


def _persons(sets: Sets, labels: Labels) -> Any:
    """Members by kinship; manner, ages and life; the chief figures by voice."""
    name, one = _largest(sets)
    picture, (left, middle, right) = canvas(3, (9.6, 4.6))
    kin = sorted(one.tables["kinship"].items(), key=lambda row: -row[1]["f1"].of)[:_MOST_KIN]
    bars(left, [(f"{labels.of('kinship', code)} ({row['f1'].of})", row["f1"]) for code, row in kin], COLOURS[0])
    left.set_title(f"F1 of members, {name}", loc="left")
    manner = [(f"{code} ({row['right'].of})", row["right"]) for code, row in one.tables["assertion"].items()]
    figures = one.systems["marugoto"]
    manner += [(_name(code).split(" (")[0], figures[code]) for code in _PERSONS if code in figures]
    bars(middle, manner, COLOURS[2])
    middle.set_title("assertion right; persons", loc="left")
    voices = list(one.tables["voice"].items())
    for number, code in enumerate(_BY_VOICE):
        found = [(at, row.get(code)) for at, (_, row) in enumerate(voices)]
        dots(right, found, number, len(_BY_VOICE), _name(code))
    name_rows(right, [voice for voice, _ in voices])
    name_series(right, 1)
    right.set_title("by voice", loc="left")
    return picture


def _calibration(sets: Sets) -> Any:
    """Of concerns named with a confidence, the share that is right."""
    picture, (axes,) = canvas(1, (4.6, 4.2))
    axes.plot([0, 1], [0, 1], color=GREY, lw=1, ls="--")
    for number, (name, one) in enumerate(sets.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = [(row["confidence"], row["right"]) for row in one.calibration]
        error = one.systems["marugoto"].get("calibration")
        label = f"{name}, error {error.value:.3f}" if error else name
        right = [figure for _, figure in points]
        axes.errorbar(
            [x for x, _ in points], [f.value for f in right], yerr=reach(right), color=colour, marker="o", ms=4, lw=1,
            label=label,
        )  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence of a named concern", ylabel="share right")
    axes.legend(frameon=False, loc="upper left")
    return picture


def _name(code: str) -> str:
    return BY_CODE[code].name


def _largest(sets: Sets) -> Tuple[str, SetResult]:
    return max(sets.items(), key=lambda item: item[1].messages)
