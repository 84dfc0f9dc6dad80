"""Mistakes in the catalogue are found when it is read, by file and entry, not in a talk."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any, Dict

import pytest

from bot.catalog.loader import load_catalog
from bot.catalog.national_catalog import _conditions
from bot.catalog.reading import entry, opening, read_yaml
from bot.catalog.tenant_catalog import _on_call, load_tenant
from bot.domain.errors import CatalogError
from bot.domain.vocabulary import Urgency

FILE = Path("town.yml")
LADDER: Dict[str, Any] = {
    "rungs": [{"name_ja": "当番", "target": "duty"}],
    "minutes_to_next": {"now": 5, "today": 15},
}


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot be read"), ("a: [", "cannot be read"), ("- a\n", "must be a mapping"), ("", "must be a mapping")],
)
def test_a_file_that_is_none(tmp_path: Path, content: Any, message: str) -> None:
    path = tmp_path / "facts.yml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(CatalogError, match=message):
        read_yaml(path)


def test_a_missing_part_names_file_and_entry() -> None:
    with pytest.raises(CatalogError, match="town.yml: hub: phone is missing"):
        entry(FILE, {"code": "hub"}, "phone")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"days": ["mon", "hol"], "from": "09:00", "to": "17:00"}, "unknown day"),
        ({"days": ["mon"], "from": "09:00"}, "to is missing"),
    ],
)
def test_opening_hours_that_are_none(row: Dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        opening(FILE, [row])


def test_midnight_is_the_end_of_the_day() -> None:
    (hours,) = opening(FILE, [{"days": ["sat"], "from": "22:00", "to": "24:00"}])
    assert (hours.start, hours.to) == (time(22), None)
    assert opening(FILE, None) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"rungs": []},
        {"minutes_to_next": {"now": 5}},
        {"minutes_to_next": {"today": 5}},
        {"rungs": [{"name_ja": "当番"}]},
    ],
)
def test_a_ladder_on_which_an_alarm_would_be_unheard(changes: Dict[str, Any]) -> None:
    assert _on_call(FILE, LADDER).minutes_to_next[Urgency.NOW] == 5
    with pytest.raises(CatalogError, match="town.yml"):
        _on_call(FILE, {**LADDER, **changes})


def test_a_misspelt_condition_names_its_file() -> None:
    assert _conditions(FILE, ["concern:debt"]) == ("concern:debt",)
    with pytest.raises(CatalogError, match="town.yml.*concern:dept"):
        _conditions(FILE, ["concern:dept"])


@pytest.mark.parametrize("code", ["nowhere", "../national/labels", "", "demo.yml", "de mo"])
def test_no_such_town(code: str) -> None:
    with pytest.raises(CatalogError, match="tenant"):
        load_tenant(code)


def test_the_demo_town_is_invented_and_says_so() -> None:
    tenant = load_catalog("demo").tenant
    assert tenant.is_demo
    assert all(agency.phone.startswith("0299-00-") for agency in tenant.agencies)
    assert all(agency.verified_by is None and "架空" in agency.source for agency in tenant.agencies)
    assert len({agency.code for agency in tenant.agencies}) == len(tenant.agencies)
    assert set(tenant.calendar.answer_within) == set(Urgency)
