"""The tables of ``docs/evaluation.md``, printed so that nobody copies a figure by hand."""

from __future__ import annotations

from typing import Iterable, List, Optional, Sequence

from benchmarks.evaluate.breakdowns import LEVELS
from benchmarks.evaluate.measures import BY_CODE, MEASURES
from benchmarks.evaluate.report import NAMES, show, target
from benchmarks.evaluate.results import Results, SetResult
from benchmarks.scores import Figure

BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
# What every system can be asked.
_COMPARED = tuple(measure for measure in MEASURES if not measure.whole)


def tables(results: Results) -> List[str]:
    """Return all tables as lines of Markdown."""
    code = f"code `{results.commit[:12]}`{'' if results.is_clean else ' with changes'}"
    lines = [
        f"Model `{results.reader}`, {code}, {results.date}; 95 % bootstrap intervals over messages in brackets.",
        "",
    ]
    lines += _chief(results)
    for name, one in results.sets.items():
        lines += ["", f"### Compared on `{name}`", "", *_compared(one)]
    lines += ["", *_baselines(results)]
    for name, one in results.sets.items():
        if one.frozen is not None:
            lines += ["", f"### `{name}` taken apart", "", *_apart(one)]
    if results.outside:
        lines += ["", "### SMDIS", "", f"{results.outside['split'][0].upper()}{results.outside['split'][1:]}.", ""]
        rows = [[label, show(figure)] for label, figure in results.outside["figures"].items()]
        lines += _table(["figure", ""], rows)
    return lines


def replace(document: str, results: Results) -> str:
    """Return the document with the tables between its two marks made anew.

    Raises:
        ValueError: the document lacks a mark.
    """
    before, first, rest = document.partition(BEGIN)
    _, last, after = rest.partition(END)
    if not first or not last:
        raise ValueError(f"the document has no {BEGIN} … {END}")
    return "\n".join([before + BEGIN, *tables(results), END + after])


def _chief(results: Results) -> List[str]:
    rows = []
    for measure in MEASURES:
        cells = [_cell(one.systems["marugoto"].get(measure.code), measure.code) for one in results.sets.values()]
        rows.append([measure.name, *cells, target(measure)])
    heads = [f"{name} ({one.messages})" for name, one in results.sets.items()]
    return _table(["", *heads, "target"], rows)


def _cell(figure: Optional[Figure], code: str) -> str:
    """A figure; in bold when it misses its target."""
    missed = figure is not None and BY_CODE[code].is_met(figure.value) is False
    if figure is None:
        return "–"
    value = f"**{figure.value:.3f}**" if missed else f"{figure.value:.3f}"
    return f"{value} [{figure.low:.3f}, {figure.high:.3f}]"


def _compared(one: SetResult) -> List[str]:
    systems = list(one.systems)
    rows = [
        [measure.name, *(show(one.systems[system].get(measure.code), of=False) for system in systems)]
        for measure in _COMPARED
    ]
    return _table(["", *(NAMES[system] for system in systems)], rows)


def _baselines(results: Results) -> List[str]:
    lines = []
    for kind, about in results.baselines.items():
        epochs = f", {about['epochs']} epochs" if "epochs" in about else ""
        lines.append(
            f"* {NAMES[kind]}: {about['training_messages']} training messages{epochs}, {about['training_seconds']} s "
            f"on one thread; a concern is said from a confidence of {about['threshold']:.2f} on (best on `dev`)."
        )
    return lines or ["Plain Rasa was not run (`make evaluate ARGS=--plain-rasa`)."]


def _apart(one: SetResult) -> List[str]:
    lines = _label_table(one, "signal", ("recall", "precision"))
    lines += ["", *_label_table(one, "assertion", ("right",))]
    lines += ["", *_label_table(one, "voice", ("fields_micro_f1", "concerns_micro_f1", "signals_recall"))]
    rows = [[f"**{level}**", *(str(number) for number in row)] for level, row in zip(LEVELS, one.urgency, strict=True)]
    lines += ["", "Urgency, gold in rows, read in columns:", "", *_table(["", *LEVELS], rows)]
    weak = sorted(one.tables["concern"].items(), key=lambda row: row[1]["f1"].value)[:10]
    lines += ["", "The ten weakest concerns:", ""]
    lines += _table(["concern", "F1", "recall"], [[f"`{x}`", show(y["f1"]), show(y.get("recall"))] for x, y in weak])
    return lines


def _label_table(one: SetResult, table: str, columns: Sequence[str]) -> List[str]:
    heads = [BY_CODE[column].name if column in BY_CODE else column for column in columns]
    rows = [
        [label if table == "voice" else f"`{label}`", *(show(figures.get(column)) for column in columns)]
        for label, figures in one.tables[table].items()
    ]
    return _table([table, *heads], rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> List[str]:
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]
