"""From records to column values and back, by the names that both share."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import Any, Dict, List, Tuple

from sqlalchemy import Column, Table


def values(record: Any, *, without: Any = ()) -> Dict[str, Any]:
    """Return the fields of a record by name, except those in ``without``."""
    return {name: getattr(record, name) for name in _names(record.__class__) if name not in without}


@lru_cache(maxsize=None)
def _names(record_type: Any) -> Tuple[str, ...]:
    return tuple(field.name for field in fields(record_type))


def columns(table: Table, record_type: Any) -> List[Column[Any]]:
    """Return the columns of ``table`` that a record type has fields for."""
    return [table.c[field.name] for field in fields(record_type) if field.name in table.c]
