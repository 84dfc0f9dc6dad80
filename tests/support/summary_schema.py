"""The published schema of the IntakeSummary; every summary of the tests passes through here."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterator, Mapping

from jsonschema import Draft7Validator, FormatChecker

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "intake_summary.json"


FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", ValueError)
def is_aware_moment(value: object) -> bool:
    """Tell whether a text is a moment with its offset; other kinds of value are not for this check."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@lru_cache(maxsize=1)
def validator() -> Draft7Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema, format_checker=FORMATS)


def valid(summary: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the summary as it travels (through JSON); raise AssertionError naming what is not of the schema."""
    travelled: Mapping[str, Any] = json.loads(json.dumps(summary, ensure_ascii=False))
    errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator().iter_errors(travelled)]
    assert not errors, errors
    return travelled


def evidence(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield everything in a summary that points at words of a message."""
    if isinstance(value, dict):
        if {"message_id", "start", "end", "text"} <= set(value):
            yield value
        for part in value.values():
            yield from evidence(part)
    elif isinstance(value, list):
        for part in value:
            yield from evidence(part)
