"""The figures of the dialogues as lines of text; with detail, every fact that is missing or too much."""

from __future__ import annotations

from typing import List

from benchmarks.conversations.measures import F1_TARGETS, KINDS, Cases, differences, kinds, shares
from benchmarks.scores import Figure

_WIDTH = max(map(len, KINDS.values()))
_MARKS = {None: " ", True: "✓", False: "✗"}


def table(cases: Cases) -> List[str]:
    """Return the table of all figures."""
    lines = [
        f"conversations: {len(cases)} dialogues (worked with), 95 % bootstrap intervals over dialogues",
        f"  {'':<{_WIDTH}} {'precision':<22}{'recall':<22}{'F1':<29}target",
    ]
    for code, kind in kinds(cases).items():
        aim = F1_TARGETS.get(code)
        met = None if aim is None or kind.f1 is None else kind.f1.value >= aim
        target = f"≥ {aim:.2f}" if aim is not None else ""
        f1 = _show(kind.f1) + (f" of {kind.f1.of}" if kind.f1 else "")
        figures = f"{_show(kind.precision):<22}{_show(kind.recall):<22}{f1:<29}"
        lines.append(f"  {KINDS[code]:<{_WIDTH}} {figures}{target}{_MARKS[met]}".rstrip())
    for share in shares(cases):
        sign = "≤" if share.less_is_better else "≥"
        target = f"{sign} {share.target:.2f}" if share.target is not None else ""
        lines.append(f"  {share.name:<{_WIDTH}} {_show(share.figure):<73}{target}{_MARKS[share.is_met]}".rstrip())
    return lines


def details(cases: Cases) -> List[str]:
    """Return for each dialogue the facts that are missing (−) and too much (+)."""
    lines = []
    for gold, summary in cases:
        wrong = differences(summary, gold)
        if not wrong:
            continue
        lines += ["", f"{gold.id} {gold.title}"]
        for code, (missing, extra) in wrong.items():
            facts = [*(f"−{_word(fact)}" for fact in missing), *(f"+{_word(fact)}" for fact in extra)]
            lines.append(f"  {code:<18} {'  '.join(facts)}")
    return lines


def _word(fact: object) -> str:
    return "/".join(map(str, fact)) if isinstance(fact, tuple) else str(fact)


def _show(figure: "Figure | None") -> str:
    return "–" if figure is None else f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
