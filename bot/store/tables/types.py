"""Column types: aware UTC times, code lists and JSON, alike on both databases."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any, Mapping, Optional, Tuple

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in and out. SQLite keeps it as text without a zone, which sorts like the time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Optional[datetime], dialect: Dialect) -> Optional[datetime]:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        moment = value.astimezone(timezone.utc)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Optional[datetime], dialect: Dialect) -> Optional[datetime]:
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


class JsonText(TypeDecorator[Mapping[str, Any]]):
    """A JSON object of codes as text; never a resident's words."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Optional[Mapping[str, Any]], dialect: Dialect) -> Optional[str]:
        return None if value is None else json.dumps(dict(value))

    def process_result_value(self, value: Optional[str], dialect: Dialect) -> Optional[Mapping[str, Any]]:
        if value is None:
            return None
        content: Mapping[str, Any] = json.loads(value)
        return content


class Codes(TypeDecorator[Tuple[str, ...]]):
    """A tuple of codes as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Optional[Tuple[str, ...]], dialect: Dialect) -> Optional[str]:
        return None if value is None else json.dumps(list(value))

    def process_result_value(self, value: Optional[str], dialect: Dialect) -> Optional[Tuple[str, ...]]:
        return None if value is None else tuple(json.loads(value))
