"""One door: a wrong id and a foreign id are the same, a role opens what it opens, a resident sees their own only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Dict, Optional, Type

import pytest

from bot.domain.errors import DeniedError, NotFoundError
from bot.domain.vocabulary import Urgency
from bot.services.access import Need, Resident, System, access_case
from bot.services.records import StaffRecord
from tests.support.house import House

STAFF: Dict[str, Callable[[House], StaffRecord]] = {
    "counselor": lambda house: house.sato,
    "coordinator": lambda house: house.suzuki,
    "administrator": lambda house: house.tanaka,
    "of another town": lambda house: replace(house.sato, tenant="elsewhere"),
    "gone": lambda house: replace(house.sato, active=False),
}
MATRIX = [
    ("counselor", None),
    ("coordinator", None),
    ("administrator", DeniedError),
    ("of another town", NotFoundError),
    ("gone", NotFoundError),
]


@pytest.fixture()
def case_id(house: House) -> str:
    return house.tell("米がない")[0].case_id


@pytest.mark.parametrize(("who", "error"), MATRIX)
@pytest.mark.parametrize("need", list(Need))
def test_staff(house: House, case_id: str, who: str, error: Optional[Type[Exception]], need: Need) -> None:
    with house.units() as unit:
        if error is None:
            assert access_case(unit, case_id, acting_user=STAFF[who](house), need=need).id == case_id
        else:
            with pytest.raises(error):
                access_case(unit, case_id, acting_user=STAFF[who](house), need=need)


@pytest.mark.parametrize("need", list(Need))
def test_a_resident_reads_their_own_and_does_no_more(house: House, case_id: str, need: Need) -> None:
    other = house.tell("別の人です", sender="resident-2")[0].case_id
    with house.units() as unit:
        if need is Need.READ:
            assert access_case(unit, case_id, acting_user=Resident(case_id), need=need).id == case_id
        else:
            with pytest.raises(NotFoundError):
                access_case(unit, case_id, acting_user=Resident(case_id), need=need)
        with pytest.raises(NotFoundError):
            access_case(unit, case_id, acting_user=Resident(other), need=need)


def test_the_service_itself_may(house: House, case_id: str) -> None:
    with house.units() as unit:
        assert access_case(unit, case_id, acting_user=System("retention"), need=Need.READ).id == case_id


READING: Dict[str, Callable[[House, str, Any], Any]] = {
    "page": lambda house, case, who: house.desk.page(case, acting_user=who),
    "summary": lambda house, case, who: house.desk.summary(case, acting_user=who),
    "transcript": lambda house, case, who: house.desk.transcript(case, acting_user=who),
    "claim": lambda house, case, who: house.takeover.claim(case, acting_user=who),
    "answer": lambda house, case, who: house.takeover.answer(case, "あ", acting_user=who),
    "acknowledge": lambda house, case, who: house.takeover.acknowledge(case, acting_user=who),
    "urgency": lambda house, case, who: house.takeover.set_urgency(case, Urgency.NOW, "あ", acting_user=who),
    "close": lambda house, case, who: house.takeover.close(case, acting_user=who),
}


@pytest.mark.parametrize("name", READING)
def test_a_wrong_id_and_a_foreign_id_are_the_same(house: House, case_id: str, name: str) -> None:
    foreign = STAFF["of another town"](house)
    with pytest.raises(NotFoundError) as of_foreign:
        READING[name](house, case_id, foreign)
    with pytest.raises(NotFoundError) as of_wrong:
        READING[name](house, "no-such-case", foreign)
    assert type(of_foreign.value) is type(of_wrong.value)
    assert of_foreign.value.message_ja == of_wrong.value.message_ja


@pytest.mark.parametrize("name", READING)
def test_administrators_have_no_business_in_a_case(house: House, case_id: str, name: str) -> None:
    before = house.control(case_id)
    with pytest.raises(DeniedError):
        READING[name](house, case_id, house.tanaka)
    assert house.control(case_id) == before
