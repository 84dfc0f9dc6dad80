"""The real clock. Tests hand in their own."""

from __future__ import annotations

from datetime import datetime, timezone


class SystemClock:
    """The machine's time, in UTC."""

    def now(self) -> datetime:
        return datetime.now(timezone.utc)
