"""Results as lines of text: the figures beside their targets, the other systems, the last release; and all details."""

from __future__ import annotations

from typing import Dict, List, Mapping, Optional

from benchmarks.evaluate.breakdowns import LEVELS
from benchmarks.evaluate.measures import MEASURES, Measure
from benchmarks.evaluate.results import Results, SetResult
from benchmarks.scores import Figure

NAMES: Mapping[str, str] = {
    "marugoto": "marugoto",
    "keywords": "keyword list",
    "diet": "plain Rasa, DIET",
    "lr": "plain Rasa, LR",
}
_WIDTH = max(len(measure.name) for measure in MEASURES)


def summary(results: Results, released: Optional[Results]) -> List[str]:
    """Return the report of a run, the differences to the released figures beside it."""
    code = f"{results.commit[:12] or 'no commit'}{'' if results.is_clean else ', sources changed since'}"
    lines = [f"model {results.reader}, code {code}, {results.date}; 95 % bootstrap intervals"]
    if not results.model_is_current:
        lines.append("the model was not made from these sources: `make train` makes one")
    for name, one in results.sets.items():
        former = released.sets.get(name) if released else None
        lines += ["", *_set_lines(name, one, former, released)]
    for kind, about in results.baselines.items():
        told = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in about.items() if value is not None)
        lines += ["", f"{NAMES[kind]}: {told}"]
    lines += outside_lines(results)
    return lines


def outside_lines(results: Results) -> List[str]:
    """Return the lines of the outside benchmark, none when it was not run."""
    if not results.outside:
        return []
    lines = ["", f"SMDIS: {results.outside['split']}"]
    lines += [f"  {name:<28} {show(one)}" for name, one in results.outside["figures"].items()]
    return lines


def _set_lines(name: str, one: SetResult, former: Optional[SetResult], released: Optional[Results]) -> List[str]:
    state = {None: "worked with", True: "frozen, unchanged", False: "FROZEN AND CHANGED"}[one.frozen]
    lines = [
        f"{name}: {one.messages} messages ({state}), digest {one.digest[:12]}, {one.ms_per_message:.1f} ms a message",
        f"  {'':<{_WIDTH}} {'marugoto':<29}{'target':>7}  {'since ' + released.date if former and released else '':<17}"
        + "".join(f"{NAMES[system]:<24}" for system in one.systems if system != "marugoto"),
    ]
    comparable = former is not None and former.digest == one.digest
    for measure in MEASURES:
        ours = one.systems["marugoto"].get(measure.code)
        if ours is None:
            continue
        before = former.systems["marugoto"].get(measure.code) if former and comparable else None
        others = [one.systems[system].get(measure.code) for system in one.systems if system != "marugoto"]
        line = (
            f"  {measure.name:<{_WIDTH}} {show(ours):<29}{target(measure):>7}{_mark(measure, ours)} "
            f"{difference(ours, before):<17}" + "".join(f"{show(other, of=False):<24}" for other in others)
        )
        lines.append(line.rstrip())
    if former is not None and not comparable:
        lines.append("  the set differs from the released one: no differences")
    return lines


def details(name: str, one: SetResult) -> List[str]:
    """Return each table of a set, worst first, the urgency table and the bins of calibration."""
    lines = []
    for table, rows in one.tables.items():
        lines += ["", f"{name}, by {table}"]
        ordered = rows.items() if table == "voice" else sorted(rows.items(), key=lambda row: _worth(row[1]))
        for label, figures in ordered:
            cells = "  ".join(f"{key} {show(figure)}" for key, figure in figures.items())
            lines.append(f"  {label:<26} {cells}")
    lines += [
        "",
        f"{name}, urgency: gold in rows, read in columns",
        f"  {'':<12}" + "".join(f"{x:>12}" for x in LEVELS),
    ]
    for level, row in zip(LEVELS, one.urgency, strict=True):
        lines.append(f"  {level:<12}" + "".join(f"{number:>12}" for number in row))
    lines += ["", f"{name}, concerns named: confidence, share right"]
    lines += [f"  {row['confidence']:.2f}  {show(row['right'])}" for row in one.calibration]
    return lines


def show(figure: Optional[Figure], *, of: bool = True) -> str:
    """Return a figure with its interval, 「0.834 [0.811, 0.858] of 472」."""
    if figure is None:
        return "–"
    number = f" of {figure.of}" if of else ""
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]{number}"


def target(measure: Measure) -> str:
    """Return the target of a measure, empty without one."""
    if measure.target is None:
        return ""
    return f"{'≤' if measure.less_is_better else '≥'} {measure.target:.2f}"


def difference(now: Figure, before: Optional[Figure]) -> str:
    """Return the difference to an earlier figure; ``*`` when the earlier lies outside the present interval."""
    if before is None:
        return ""
    return f"{round(now.value - before.value, 3) + 0.0:+.3f}{'' if now.low <= before.value <= now.high else ' *'}"


def _mark(measure: Measure, figure: Figure) -> str:
    return {None: " ", True: "✓", False: "✗"}[measure.is_met(figure.value)]


def _worth(figures: Dict[str, Figure]) -> float:
    figure = figures.get("f1") or next(iter(figures.values()))
    return figure.value
