"""Coming back: a resident's browser and receipt, a staff member's session; guessing is slowed down."""

from __future__ import annotations

import pytest

from bot.domain.errors import DeniedError, NotFoundError
from bot.services.staff import SESSION_HOURS, TRIES, TooManySignInsError, WrongPasswordError
from bot.services.visitors import BROWSER_DAYS, TRIES_AN_HOUR, TooManyTriesError, new_receipt
from tests.support.house import House

HERE = "192.0.2.1"


def written(house: House) -> "tuple[str, str]":
    """Return the token of a browser that has written, and its case."""
    token, visitor = house.visitors.admit()
    received, _ = house.tell("米がない", visitor.sender_id)
    return token, received.case_id


def test_a_browser_is_known_by_its_token(house: House) -> None:
    token, case_id = written(house)
    known = house.visitors.known(token)
    assert known is not None and known.conversation is not None
    assert known.conversation.case_id == case_id
    assert house.visitors.known("another") is None
    assert house.visitors.known(None) is None


def test_a_forgotten_browser_is_a_stranger_and_the_case_stays(house: House) -> None:
    token, case_id = written(house)
    house.visitors.forget(token)
    assert house.visitors.known(token) is None
    assert house.record(case_id).resident_messages == 1


def test_a_browser_is_not_known_for_ever(house: House) -> None:
    token, _ = written(house)
    house.clock.forward(days=BROWSER_DAYS, seconds=1)
    assert house.visitors.known(token) is None


def test_a_receipt_leads_back_from_another_browser(house: House) -> None:
    _, case_id = written(house)
    receipt = house.visitors.issue_receipt(case_id)
    token, visitor = house.visitors.resume(receipt.lower().replace("-", " "), address=HERE)
    assert visitor.conversation is not None and visitor.conversation.case_id == case_id
    received, _ = house.tell("つづきです", visitor.sender_id)
    assert received.case_id == case_id
    known = house.visitors.known(token)
    assert known is not None and known.conversation == visitor.conversation


def test_a_new_receipt_replaces_the_old(house: House) -> None:
    _, case_id = written(house)
    old, new = house.visitors.issue_receipt(case_id), house.visitors.issue_receipt(case_id)
    with pytest.raises(NotFoundError):
        house.visitors.resume(old, address=HERE)
    house.visitors.resume(new, address=HERE)


def test_five_tries_an_hour_from_one_address(house: House) -> None:
    _, case_id = written(house)
    receipt = house.visitors.issue_receipt(case_id)
    for _ in range(TRIES_AN_HOUR):
        with pytest.raises(NotFoundError):
            house.visitors.resume(new_receipt(), address=HERE)
    with pytest.raises(TooManyTriesError):
        house.visitors.resume(receipt, address=HERE)
    house.visitors.resume(receipt, address="192.0.2.2")
    house.clock.forward(minutes=61)
    house.visitors.resume(receipt, address=HERE)


def test_who_finds_the_way_has_the_tries_back(house: House) -> None:
    _, case_id = written(house)
    receipt = house.visitors.issue_receipt(case_id)
    for _ in range(3):
        for _ in range(TRIES_AN_HOUR - 1):
            with pytest.raises(NotFoundError):
                house.visitors.resume("ちがう", address=HERE)
        house.visitors.resume(receipt, address=HERE)


def test_neither_receipt_nor_token_is_stored(house: House, tmp_path: "object") -> None:
    token, case_id = written(house)
    receipt = house.visitors.issue_receipt(case_id)
    content = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("town.db*")))  # type: ignore[attr-defined]
    assert content
    for secret in (token, receipt, receipt.replace("-", "")):
        assert secret.encode() not in content


def test_signing_in_and_out(house: House) -> None:
    staff = house.door.add("abe", "阿部", "counselor", "correct horse")
    token, signed_in = house.door.sign_in("abe", "correct horse")
    assert signed_in.staff == staff
    known = house.door.signed_in(token)
    assert known is not None and known.staff.login == "abe"
    house.door.check_csrf(signed_in, known.csrf)
    with pytest.raises(DeniedError):
        house.door.check_csrf(signed_in, "forged")
    house.door.sign_out(token)
    assert house.door.signed_in(token) is None


def test_a_session_ends_with_the_working_day(house: House) -> None:
    house.door.add("abe", "阿部", "counselor", "correct horse")
    token, _ = house.door.sign_in("abe", "correct horse")
    house.clock.forward(hours=SESSION_HOURS, seconds=1)
    assert house.door.signed_in(token) is None


@pytest.mark.parametrize(("login", "password"), [("abe", "wrong"), ("nobody", "correct horse"), ("", "")])
def test_which_of_them_is_wrong_is_not_told(house: House, login: str, password: str) -> None:
    house.door.add("abe", "阿部", "counselor", "correct horse")
    with pytest.raises(WrongPasswordError) as error:
        house.door.sign_in(login, password)
    assert str(error.value) == "demo"


def test_guessing_a_password_is_slowed_down(house: House) -> None:
    house.door.add("abe", "阿部", "counselor", "correct horse")
    for _ in range(TRIES):
        with pytest.raises(WrongPasswordError):
            house.door.sign_in("abe", "wrong")
    with pytest.raises(TooManySignInsError):
        house.door.sign_in("abe", "correct horse")
    house.clock.forward(minutes=5)
    assert house.door.sign_in("abe", "correct horse")


def test_a_resident_token_opens_no_console(house: House) -> None:
    token, _ = written(house)
    assert house.door.signed_in(token) is None
