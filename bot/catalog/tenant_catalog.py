"""The tenant's part of the catalogue: one municipality's agencies, hours, answer times and on-call ladder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Mapping, Tuple

import holidays

from bot.catalog.reading import TENANTS, entry, opening, read_yaml
from bot.domain.agency import Agency
from bot.domain.calendar import AnswerTime, OfficeCalendar
from bot.domain.errors import CatalogError
from bot.domain.vocabulary import Field, Urgency


@dataclass(frozen=True)
class Rung:
    """One step of the on-call ladder; ``target`` is a name that the paging settings know."""

    name_ja: str
    target: str


@dataclass(frozen=True)
class OnCall:
    """The ladder and the minutes after which an unacknowledged alarm climbs."""

    rungs: Tuple[Rung, ...]
    minutes_to_next: Mapping[Urgency, int]


@dataclass(frozen=True)
class DemoStaff:
    """A sign-in that exists in the demo on 127.0.0.1 only."""

    login: str
    name: str
    role: str


FULL, ENTRANCE = "full", "entrance"


@dataclass(frozen=True)
class TenantCatalog:
    """One municipality."""

    code: str
    name_ja: str
    desk_name_ja: str
    desk_phone: str
    is_demo: bool
    timezone: str
    calendar: OfficeCalendar
    agencies: Tuple[Agency, ...]
    on_call: OnCall
    support_meeting: Mapping[str, Any]
    demo_staff: Tuple[DemoStaff, ...]
    # What may be said in a messenger, by channel: ``full`` or ``entrance``. Not named: ``entrance``.
    messengers: Mapping[str, str]

    def policy(self, channel: str) -> str:
        """Return the content policy of a messenger."""
        return self.messengers.get(channel, ENTRANCE)


@lru_cache(maxsize=None)
def is_holiday(day: date) -> bool:
    """Tell whether ``day`` is a Japanese public holiday."""
    return day in _japan()


@lru_cache(maxsize=1)
def _japan() -> Any:
    return holidays.country_holidays("JP")


@lru_cache(maxsize=None)
def load_tenant(code: str) -> TenantCatalog:
    """Read and check ``tenants/<code>.yml``.

    Raises:
        CatalogError: there is no such tenant, or an entry is not as it must be.
    """
    path = TENANTS / f"{code}.yml"
    if not code.replace("_", "").isalnum() or not path.is_file():
        raise CatalogError(f"tenant {code!r}: there is no bot/catalog/tenants/{code}.yml")
    data = read_yaml(path)
    tenant = entry(path, data, "tenant")
    shared = data.get("agencies_source", {})
    on_call = _on_call(path, entry(path, tenant, "on_call"))
    answer_within = {
        Urgency(level): AnswerTime(within["minutes"], within["of"] == "office")
        for level, within in entry(path, tenant, "answer_within").items()
    }
    if set(answer_within) != set(Urgency):
        raise CatalogError(f"{path.name}: answer_within must name every urgency")
    return TenantCatalog(
        code=entry(path, tenant, "code"),
        name_ja=entry(path, tenant, "name_ja"),
        desk_name_ja=entry(path, tenant, "desk_name_ja"),
        desk_phone=entry(path, tenant, "desk_phone"),
        is_demo=tenant.get("is_demo", False),
        timezone=entry(path, tenant, "timezone"),
        calendar=OfficeCalendar(
            opening(path, entry(path, tenant, "hours")),
            answer_within,
            _closed_days(tenant),
        ),
        agencies=tuple(_agency(path, {**shared, **row}) for row in entry(path, data, "agencies")),
        on_call=on_call,
        support_meeting=dict(tenant.get("support_meeting", {})),
        demo_staff=tuple(DemoStaff(row["login"], row["name"], row["role"]) for row in data.get("demo_staff", ())),
        messengers=_messengers(path, tenant.get("messengers", {})),
    )


def _messengers(path: Path, policies: Mapping[str, str]) -> Mapping[str, str]:
    wrong = {policy for policy in policies.values() if policy not in (FULL, ENTRANCE)}
    if wrong:
        raise CatalogError(f"{path.name}: messengers: {sorted(map(str, wrong))} is neither full nor entrance")
    return dict(policies)


def _on_call(path: Path, row: Mapping[str, Any]) -> OnCall:
    """Read the ladder; one without a rung, or without a pace for a paged level, would leave an alarm unheard."""
    rungs = tuple(Rung(entry(path, rung, "name_ja"), entry(path, rung, "target")) for rung in entry(path, row, "rungs"))
    pace = {Urgency(level): minutes for level, minutes in entry(path, row, "minutes_to_next").items()}
    if not rungs or not {Urgency.NOW, Urgency.TODAY} <= set(pace):
        raise CatalogError(f"{path.name}: on_call needs a rung, and minutes_to_next for now and today")
    return OnCall(rungs, pace)


def _closed_days(tenant: Mapping[str, Any]) -> Callable[[date], bool]:
    by_holiday = tenant.get("closed_on_holidays", True)
    year_end = tenant.get("year_end_closed")

    def is_closed(day: date) -> bool:
        if year_end:
            mark = f"{day:%m-%d}"
            if mark >= year_end["from"] or mark <= year_end["to"]:
                return True
        return bool(by_holiday and is_holiday(day))

    return is_closed


def _agency(path: Path, row: Mapping[str, Any]) -> Agency:
    return Agency(
        code=entry(path, row, "code"),
        kind=entry(path, row, "kind"),
        name_ja=entry(path, row, "name_ja"),
        fields=tuple(Field(field) for field in entry(path, row, "fields")),
        takes=entry(path, row, "takes"),
        takes_not=entry(path, row, "takes_not"),
        area=entry(path, row, "area"),
        phone=entry(path, row, "phone"),
        hours=entry(path, row, "hours"),
        holidays=entry(path, row, "holidays"),
        capacity=row.get("capacity"),
        run_by=entry(path, row, "run_by"),
        receives_reports_of=tuple(entry(path, row, "receives_reports_of")),
        source=entry(path, row, "source"),
        read_at_source=str(entry(path, row, "read_at_source")),
        verified_by=row.get("verified_by"),
        verified_on=row.get("verified_on"),
    )
