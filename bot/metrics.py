"""Prometheus metrics: counts and times, no personal data, no labels that name a case."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from bot.services.ports import UnitOfWorkFactory


class Metrics:
    """One registry a process."""

    def __init__(self, units: UnitOfWorkFactory, tenant: str) -> None:
        self._units = units
        self._tenant = tenant
        self._registry = CollectorRegistry()
        self._open_cases = Gauge("marugoto_open_cases", "cases that are not closed", registry=self._registry)
        self._pending = Gauge("marugoto_pending_turns", "stored events without an answer", registry=self._registry)
        self._outbox = Gauge(
            "marugoto_outbox", "messages and pages that are not sent, by state", ["state"], registry=self._registry
        )
        self._expired = Gauge(
            "marugoto_expired_hotlines", "telephone lines left out because they expired", registry=self._registry
        )
        self.requests = Counter(
            "marugoto_requests_total", "requests by status class", ["status"], registry=self._registry
        )

    def set_expired_hotlines(self, count: int) -> None:
        self._expired.set(count)

    def render(self) -> bytes:
        """Return the text form, the gauges read now."""
        with self._units(read_only=True) as unit:
            self._open_cases.set(unit.cases.count_open(self._tenant))
            self._pending.set(len(unit.inbox.pending()))
            waiting = unit.outbox.waiting()
        for state in ("pending", "sending", "failed", "unknown", "cancelled"):
            self._outbox.labels(state).set(waiting.get(state, 0))
        return bytes(generate_latest(self._registry))
