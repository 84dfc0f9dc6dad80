"""Scores the trained reader, and a keyword list beside it, on labelled messages that it was not trained on.

    python -m benchmarks.evaluate [--model models/…tar.gz] [--set dev|test|all] [--detail]

Sets: ``tests/golden/nlu/<set>/*.yml`` (id, voice, text, question, expect).
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import yaml

from benchmarks.scores import Counts, Table, calibration_error, micro, per_label
from bot.domain.understanding import Understanding
from nlu.core.anatomy import dissect
from nlu.core.examples import read_examples
from nlu.core.labels import concern_fields
from nlu.core.reader import Reader

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Case:
    """One labelled message and what was read from it."""

    gold: Mapping[str, Any]
    voice: str
    understanding: Understanding
    best_five: Tuple[str, ...]
    keywords: Tuple[str, ...]

    @property
    def concerns(self) -> List[str]:
        return sorted({concern["code"] for concern in self.gold.get("concerns") or ()})

    @property
    def said(self) -> List[str]:
        return sorted({concern.code.value for concern in self.understanding.concerns})


def read_set(name: str) -> List[Dict[str, Any]]:
    """Return the labelled messages of one set."""
    rows: List[Dict[str, Any]] = []
    for path in sorted((ROOT / "tests" / "golden" / "nlu" / name).glob("*.yml")):
        rows.extend(yaml.safe_load(path.read_text(encoding="utf-8")) or [])
    return rows


def find_reader(model: Optional[Path]) -> Reader:
    """Load the reader of a model, of the newest one when none is named, or train one."""
    folders = (ROOT / "var" / "models", ROOT / "models")
    archives = sorted((path for at in folders for path in at.glob("*.tar.gz")), key=lambda path: path.stat().st_mtime)
    path = model or (archives[-1] if archives else None)
    if path is not None:
        return Reader.load(path)
    print("no model: training on nlu/data/intents")
    return Reader.train(list(read_examples(ROOT / "nlu" / "data" / "intents")))


def read_cases(reader: Reader, rows: Sequence[Mapping[str, Any]]) -> List[Case]:
    """Let the reader and the keyword list read every message."""
    words: Mapping[str, Sequence[str]] = yaml.safe_load(
        (Path(__file__).parent / "keywords.yml").read_text(encoding="utf-8")
    )
    cases = []
    for row in rows:
        text, question = row["text"].strip(), row.get("question")
        guesses = reader.weigh(dissect(text, question)).guesses
        found = tuple(code for code, keys in words.items() if any(key in text for key in keys))
        five = tuple(guess.code.value for guess in guesses[:5])
        understanding = reader.understand(text, question)
        cases.append(Case(row.get("expect") or {}, row.get("voice", "?"), understanding, five, found))
    return cases


def report(cases: Sequence[Case]) -> List[str]:
    """Return the lines of the report."""
    table = Table()
    table.add("concerns", [(case.said, case.concerns) for case in cases])
    table.add("concerns, keyword list", [(case.keywords, case.concerns) for case in cases])
    table.add("fields", [(_values(case.understanding.fields), case.gold.get("fields") or []) for case in cases])
    table.add(
        "fields, keyword list", [(_keyword_fields(case.keywords), case.gold.get("fields") or []) for case in cases]
    )
    signals = [
        ({s.code.value for s in case.understanding.danger.signals}, case.gold.get("signals") or []) for case in cases
    ]
    table.add("signals", [(sorted(said), gold) for said, gold in signals])
    table.add(
        "members (kinship)", [(_kin(case), [m["kinship"] for m in case.gold.get("members") or ()]) for case in cases]
    )
    table.add("ages", [(_ages(case), _gold_ages(case)) for case in cases])
    table.add("age bands", [(_bands(case), _gold_bands(case)) for case in cases])
    lines = table.lines
    lines.append(f"{'assertion, concern found':<26} {_share(_matched(cases, 'assertion'))}")
    lines.append(f"{'member, concern found':<26} {_share(_matched(cases, 'member'))}")
    levels = [case.understanding.urgency.value == case.gold["urgency"] for case in cases if case.gold.get("urgency")]
    lines.append(f"{'urgency':<26} {_share(levels)}")
    wanted = [code in case.best_five for case in cases for code in case.concerns]
    lines.append(f"{'recall among best five':<26} {_share(wanted)}")
    answers = [(c.confidence, c.code.value in case.concerns) for case in cases for c in case.understanding.concerns]
    lines.append(f"{'calibration error (ECE)':<26} {calibration_error(answers):.3f}")
    calm = [case for case in cases if not case.concerns]
    lines.append(f"{'concern where none is told':<26} {_share([bool(case.said) for case in calm])}")
    return lines


def _detail(cases: Sequence[Case]) -> List[str]:
    lines = []
    for code, counts in sorted(
        per_label([(case.said, case.concerns) for case in cases]).items(), key=lambda x: x[1].f1
    ):
        lines.append(_line(str(code), counts))
    voices: Dict[str, List[Case]] = defaultdict(list)
    for case in cases:
        voices[case.voice.rstrip("0123456789")].append(case)
    for voice, group in sorted(voices.items()):
        lines.append(_line(f"voice {voice}", micro([(case.said, case.concerns) for case in group])))
    return lines


def _line(name: str, counts: Counts) -> str:
    gold = counts.right + counts.missed
    return f"{name:<26} P {counts.precision:.3f}  R {counts.recall:.3f}  F1 {counts.f1:.3f}  n {gold}"


def _share(answers: Sequence[bool]) -> str:
    return f"{sum(answers) / max(len(answers), 1):.3f} of {len(answers)}"


def _values(codes: Sequence[Any]) -> List[str]:
    return [code.value for code in codes]


def _keyword_fields(codes: Sequence[str]) -> List[str]:
    return sorted({name.value for code, names in concern_fields().items() if code.value in codes for name in names})


def _kin(case: Case) -> List[str]:
    return [member.kinship.value for member in case.understanding.members]


def _ages(case: Case) -> List[Tuple[str, int]]:
    return [(m.kinship.value, m.age) for m in case.understanding.members if m.age is not None]


def _gold_ages(case: Case) -> List[Tuple[str, int]]:
    return [(m["kinship"], m["age"]) for m in case.gold.get("members") or () if m.get("age") is not None]


def _bands(case: Case) -> List[Tuple[str, str]]:
    return [(m.kinship.value, m.age_band.value) for m in case.understanding.members if m.age_band is not None]


def _gold_bands(case: Case) -> List[Tuple[str, str]]:
    return [(m["kinship"], str(m["age_band"])) for m in case.gold.get("members") or () if m.get("age_band")]


def _matched(cases: Sequence[Case], what: str) -> List[bool]:
    """For concerns that were found: is the assertion, or the person, the gold's?"""
    right = []
    for case in cases:
        for gold in case.gold.get("concerns") or ():
            found = [c for c in case.understanding.concerns if c.code.value == gold["code"]]
            if found and what == "assertion":
                right.append(any(c.manner.assertion.value == gold.get("assertion", "present") for c in found))
            elif found:
                right.append(
                    any(_about(case, c.member, c.manner.experiencer.value) == gold.get("member", "self") for c in found)
                )
    return right


def _about(case: Case, member: Optional[int], experiencer: str) -> str:
    if member is not None:
        return case.understanding.members[member].kinship.value
    return "self" if experiencer == "self" else "other"


def main() -> None:
    """Read the command line, print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--set", default="all", choices=["dev", "test", "all"])
    parser.add_argument("--detail", action="store_true", help="each concern and each voice")
    asked = parser.parse_args()
    reader = find_reader(asked.model)
    for name in ("dev", "test") if asked.set == "all" else (asked.set,):
        rows = read_set(name)
        begin = time.perf_counter()
        cases = read_cases(reader, rows)
        each = (time.perf_counter() - begin) / max(len(rows), 1) * 1000
        print(f"{name}: {len(rows)} messages, model {reader.fingerprint}, {each:.2f} ms a message (read twice)")
        for line in report(cases) + (_detail(cases) if asked.detail else []):
            print(line)


if __name__ == "__main__":
    main()
