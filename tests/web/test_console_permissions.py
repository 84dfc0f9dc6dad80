"""URL × role: every route of the console is in the matrix, and does what the matrix says for everybody."""

from __future__ import annotations

from typing import List, Tuple

import httpx
import pytest
from starlette.routing import Route

from bot.app import make_app
from bot.console.permissions import EVERYBODY, PERMISSIONS
from bot.services.records import AttachmentRecord
from tests.support.local import Local, Staff

LOGINS = {"counselor": "sato", "coordinator": "suzuki", "administrator": "tanaka"}
POSTS = ("claim", "answer", "heartbeat", "hand-back", "close", "acknowledge", "urgency", "sign-out", "add", "receipt")
STREAMS = ("/console/events", "/console/cases/{case_id}/events")
NO_CASE = "no-such-case"
PHOTO = "photo-of-the-table"


def is_post(path: str) -> bool:
    return path.rsplit("/", 1)[-1] in POSTS


def console_routes(site: Local) -> List[Tuple[str, frozenset]]:  # type: ignore[type-arg]
    routes = [route for route in make_app(site.application).routes if isinstance(route, Route)]
    return [(r.path, frozenset(r.methods or ())) for r in routes if r.path.startswith("/console")]


@pytest.fixture(scope="module")
def case_id(site: Local) -> str:
    received = site.store_message("表のための相談")
    now = received.message.received_at
    photo = AttachmentRecord(
        PHOTO, received.case_id, received.message.id, "line", "image", "1", "stored", now, now, media_type="image/png"
    )
    with site.application.store.units() as unit:
        unit.attachments.add(photo)
        unit.attachments.save(photo, content=b"\x89PNG")
        unit.commit()
    return received.case_id


@pytest.fixture(scope="module")
def staff(site: Local) -> "dict[str, Staff]":
    return {role: site.staff(login) for role, login in LOGINS.items()}


def test_every_route_is_in_the_matrix_and_the_reverse(site: Local) -> None:
    paths = {path for path, _ in console_routes(site)}
    assert paths == set(PERMISSIONS)


def test_what_changes_something_takes_no_get(site: Local) -> None:
    for path, methods in console_routes(site):
        if path != "/console/sign-in":
            assert methods == ({"POST"} if is_post(path) else {"GET", "HEAD"}), path


@pytest.mark.parametrize("path", sorted(PERMISSIONS))
def test_nobody_gets_in_without_signing_in(site: Local, case_id: str, path: str) -> None:
    address = site.url + path.replace("{case_id}", case_id)
    answer = httpx.post(address, data={"csrf": "x"}) if is_post(path) else httpx.get(address)
    if "nobody" in PERMISSIONS[path]:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in")
        assert answer.text == ""


@pytest.mark.parametrize("role", sorted(LOGINS))
@pytest.mark.parametrize("path", sorted(path for path in PERMISSIONS if path not in STREAMS))
def test_each_role_sees_what_the_matrix_says(
    site: Local, staff: "dict[str, Staff]", case_id: str, role: str, path: str
) -> None:
    browser = site.staff(LOGINS[role]) if path == "/console/sign-out" else staff[role]
    answer = call(browser, path, case_id)
    if role in PERMISSIONS[path]:
        assert answer.status_code in (200, 303, 400, 409), answer.text
    else:
        assert answer.status_code == 403
        assert "権限がありません" in answer.text
        assert "表のための相談" not in answer.text


def test_an_administrator_is_told_the_way_and_not_led_in_a_circle(staff: "dict[str, Staff]") -> None:
    page = staff["administrator"].http.get("/console").text
    assert "相談員のIDで入り直して" in page and "サインアウト" in page
    assert "相談一覧" not in page


@pytest.mark.parametrize("path", STREAMS)
@pytest.mark.parametrize("role", sorted(LOGINS))
def test_streams_follow_the_matrix_too(
    site: Local, staff: "dict[str, Staff]", case_id: str, role: str, path: str
) -> None:
    with staff[role].http.stream("GET", path.replace("{case_id}", case_id)) as answer:
        assert answer.status_code == (200 if role in PERMISSIONS[path] else 403)


CASE_PATHS = sorted(path for path in PERMISSIONS if "{case_id}" in path)


@pytest.mark.parametrize("path", CASE_PATHS)
def test_a_wrong_id_and_a_foreign_id_are_the_same(site: Local, staff: "dict[str, Staff]", path: str) -> None:
    foreign = foreign_case(site)
    wrong_answer = call(staff["counselor"], path, NO_CASE)
    foreign_answer = call(staff["counselor"], path, foreign)
    assert wrong_answer.status_code == foreign_answer.status_code == 404
    assert wrong_answer.text.replace(NO_CASE, "") == foreign_answer.text.replace(foreign, "")


@pytest.mark.parametrize("path", sorted(path for path in PERMISSIONS if is_post(path)))
@pytest.mark.parametrize("token", ["", "forged", None])
def test_a_form_without_its_token_does_nothing(
    site: Local, staff: "dict[str, Staff]", case_id: str, path: str, token: object
) -> None:
    form = {"level": "now", "reason": "x", "text": "x"} | ({} if token is None else {"csrf": str(token)})
    headers = {"X-Requested-With": "fetch"}
    answer = staff["counselor"].http.post(path.replace("{case_id}", case_id), data=form, headers=headers)
    assert answer.status_code == 403


def test_a_token_of_another_session_does_not_fit(site: Local, staff: "dict[str, Staff]", case_id: str) -> None:
    other = site.staff("sato")
    assert other.csrf and other.csrf != staff["counselor"].csrf
    form = {"csrf": other.csrf}
    assert staff["counselor"].http.post(f"/console/cases/{case_id}/claim", data=form).status_code == 403


@pytest.mark.parametrize("size", [70_000, 5_000_000])
def test_a_form_too_large_is_not_read(site: Local, staff: "dict[str, Staff]", case_id: str, size: int) -> None:
    answer = staff["counselor"].post(f"/console/cases/{case_id}/answer", text="a" * size)
    assert answer.status_code == 403


def test_a_form_that_does_not_say_its_size_is_not_read(site: Local) -> None:
    def endless() -> "object":
        for _ in range(300):
            yield b"login=aaaaaaaaaaaaaaaaaaaaaaaa&" * 100

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = httpx.post(f"{site.url}/console/sign-in", content=endless(), headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 400


def test_a_wrong_password_says_nothing_about_the_login(site: Local) -> None:
    texts = set()
    for login in ("sato", "nobody-here"):
        browser = Staff(site.url)
        answer = browser.sign_in(login, "wrong")
        assert answer.status_code == 401 and "marugoto_staff" not in answer.cookies
        texts.add(answer.text.partition('role="alert"')[2].partition("</p>")[0])
    assert len(texts) == 1


def test_five_wrong_passwords_close_the_door_for_five_minutes(fresh: Local) -> None:
    for _ in range(5):
        assert Staff(fresh.url).sign_in("suzuki", "wrong").status_code == 401
    right = fresh.passwords["suzuki"]
    assert Staff(fresh.url).sign_in("suzuki", right).status_code == 429
    fresh.clock.move(minutes=6)
    assert Staff(fresh.url).sign_in("suzuki", right).status_code == 303


def test_a_session_ends_by_signing_out_and_by_time(fresh: Local) -> None:
    one, other = fresh.staff("sato"), fresh.staff("sato")
    kept = dict(one.http.cookies)
    assert one.post("/console/sign-out").status_code == 303
    assert httpx.get(f"{fresh.url}/console", cookies=kept).status_code == 303
    assert other.http.get("/console").status_code == 200
    fresh.clock.move(hours=13)
    assert other.http.get("/console").status_code == 303


def test_the_staff_cookie_is_out_of_reach_of_scripts_and_of_the_chat(site: Local) -> None:
    browser = Staff(site.url)
    answer = browser.sign_in("sato", site.passwords["sato"])
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/console"))


def test_everybody_is_the_roles_and_nobody() -> None:
    assert {"nobody", *LOGINS} == EVERYBODY


def call(browser: Staff, path: str, case_id: str) -> httpx.Response:
    address = path.replace("{case_id}", case_id).replace("{attachment_id}", PHOTO)
    if not is_post(path):
        return browser.http.get(address)
    return browser.post(address, level="now", reason="見立てを直す", text="返信です", client_id="0123456789abcdef")


def foreign_case(site: Local) -> str:
    """Store a case of another municipality, as one installation may hold it later."""
    from datetime import datetime, timezone

    from bot.services.ids import new_id
    from bot.services.records import CaseRecord, ConversationRecord, MessageRecord

    now = datetime(2026, 11, 25, tzinfo=timezone.utc)
    case = CaseRecord(new_id(), "elsewhere", now, now)
    conversation = ConversationRecord(new_id(), "elsewhere", case.id, "web", new_id(), now)
    with site.application.store.units() as unit:
        unit.cases.add(case)
        unit.conversations.add(conversation)
        unit.messages.add(
            MessageRecord(new_id(), case.id, conversation.id, 0, "resident", "text", "よその町の話", now, now)
        )
        unit.commit()
    return case.id
