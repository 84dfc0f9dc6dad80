"""The main job, end to end: a household told in the chat, the handoff at the console, the counselor's live answer."""

from __future__ import annotations

import time
from typing import Any, Callable, Dict, Iterator, List

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.household import MESSAGES
from tests.support.pages import DESKTOP, PHONE, Chat, open_page, sign_in
from tests.support.serving import Served

pytestmark = pytest.mark.slow
WITHIN_SECONDS = 2.0


@pytest.fixture(scope="module")
def resident(browser: Browser, application: Served) -> Iterator[Chat]:
    """The resident's phone, on which everything has been told."""
    chat = Chat(open_page(browser, application.url, **PHONE))
    for text in MESSAGES:
        chat.send(text)
    yield chat


@pytest.fixture(scope="module")
def page(browser: Browser, application: Served, resident: Chat) -> Iterator[Page]:
    """The case at the console."""
    page = open_page(browser, f"{application.url}/console/sign-in", **DESKTOP)
    sign_in(page, "sato", application.accounts()["sato"])
    page.wait_for_url("**/console")
    page.locator(".queue-row a.button").first.click()
    page.wait_for_url("**/console/cases/*")
    yield page


@pytest.fixture(scope="module")
def summary(page: Page) -> Dict[str, Any]:
    found: Dict[str, Any] = page.request.get(f"{page.url.split('#')[0]}/summary.json").json()
    return found


def test_every_message_was_answered_by_the_machine_that_says_so(resident: Chat) -> None:
    assert resident.bubbles("resident") == list(MESSAGES)
    assert resident.page.locator(".message-bot .speaker").first.inner_text() == "自動応答"
    assert len(resident.bubbles("bot")) >= len(MESSAGES)


def test_the_queue_shows_one_case_within_two_seconds(browser: Browser, application: Served, resident: Chat) -> None:
    queue = open_page(browser, f"{application.url}/console/sign-in", **DESKTOP)
    sign_in(queue, "suzuki", application.accounts()["suzuki"])
    expect(queue.locator(".queue-row")).to_have_count(1)
    row = queue.locator(".queue-row").first
    count = row.locator(".count").inner_text()
    started = time.monotonic()
    resident.send("よろしくお願いします")
    expect(row.locator(".count")).not_to_have_text(count, timeout=WITHIN_SECONDS * 1000)
    assert time.monotonic() - started < WITHIN_SECONDS + 1
    assert row.get_attribute("data-urgency") == "ordinary"
    for words in ("本人39", "夫40", "娘10", "障害", "子ども"):
        expect(row).to_contain_text(words)
    queue.context.close()


def test_three_members_with_their_ages(summary: Dict[str, Any]) -> None:
    household = sorted((member["label_ja"], member["age"]) for member in summary["household"])
    assert household == [("夫", 40), ("娘", 10), ("本人", 39)]


def test_concerns_stand_at_the_right_member(summary: Dict[str, Any]) -> None:
    of = {member["label_ja"]: set(member["concerns"]) for member in summary["household"]}
    assert {"intractable_disease"} <= of["本人"]
    assert "carer_exhaustion" in of["夫"]
    assert {"child_loneliness", "truancy"} <= of["娘"]
    assert not of["娘"] & {"intractable_disease", "illness", "young_caring", "carer_exhaustion"}
    assert not of["本人"] & {"child_loneliness", "truancy"}
    assert not of["夫"] & {"intractable_disease", "illness", "child_loneliness", "truancy"}


def test_exactly_two_fields(summary: Dict[str, Any]) -> None:
    assert sorted(summary["fields"]) == ["child", "disability"]


def test_exactly_two_patterns(summary: Dict[str, Any]) -> None:
    assert sorted(pattern["code"] for pattern in summary["patterns"]) == ["carer_fatigue", "truancy_family"]


def test_no_danger(summary: Dict[str, Any]) -> None:
    assert summary["signals"] == []
    assert summary["urgency"]["level"] == "ordinary" and summary["urgency"]["reasons"] == []


def test_the_reporter_is_the_client(summary: Dict[str, Any]) -> None:
    assert summary["reporter"]["is_client"] is True and summary["reporter"]["kinship"] == "self"


def test_the_chief_complaint_is_in_her_words(summary: Dict[str, Any]) -> None:
    chief = summary["chief_complaint"]
    assert chief["quote"] in MESSAGES[chief["message_index"]] and len(chief["quote"]) > 3


def test_what_is_unknown_and_what_is_proposed(summary: Dict[str, Any]) -> None:
    assert set(summary["unknowns"]) == {"not_asked", "declined", "not_known"}
    assert summary["unknowns"]["not_asked"]
    assert summary["proposed_lead"]["agency"] and summary["proposed_lead"]["reason"]


def test_the_page_shows_it(page: Page, picture: Callable[[Page, str], None]) -> None:
    sheet = page.locator("#summary")
    for part in ("緊急度", "主訴", "世帯", "困りごと", "まだ分からないこと", "つなぎ先の案"):
        expect(sheet.get_by_role("heading", name=part).first).to_be_visible()
    rows = page.locator("table.household tbody tr").all_inner_texts()
    assert len(rows) == 3
    for age in ("39歳", "40歳", "10歳"):
        assert any(age in row for row in rows)
    picture(page, "handoff")


def test_a_quote_leads_to_where_it_was_said(page: Page) -> None:
    link = page.locator("#summary .part-chief q.said a").first
    target = link.get_attribute("href")
    assert target is not None
    link.click()
    line = page.locator(target)
    expect(line).to_be_in_viewport()
    assert link.inner_text() in line.inner_text()


def test_the_counselors_live_answer_arrives_in_the_chat(
    page: Page, resident: Chat, picture: Callable[[Page, str], None]
) -> None:
    picture(resident.page, "chat-phone")
    page.get_by_role("button", name="担当する").click()
    expect(resident.page.locator("#control")).to_contain_text("佐藤", timeout=WITHIN_SECONDS * 1000)
    answer = page.get_by_label("返信を書く")
    expect(answer).to_be_enabled()
    answer.fill("佐藤です。ご主人のこと、くわしく聞かせてください。")
    page.locator("#answer").get_by_role("button", name="送信").click()
    bubble = resident.page.locator(".message-staff").last
    expect(bubble).to_contain_text("ご主人のこと", timeout=WITHIN_SECONDS * 1000)
    expect(bubble.locator(".speaker")).to_have_text("相談員 佐藤")
    bot = len(resident.bubbles("bot"))
    resident.field.fill("ありがとうございます")
    resident.page.get_by_role("button", name="送信", exact=True).click()
    expect(page.locator("#lines .line-resident").last).to_contain_text(
        "ありがとうございます", timeout=WITHIN_SECONDS * 1000
    )
    resident.page.wait_for_timeout(1000)
    assert len(resident.bubbles("bot")) == bot
    picture(resident.page, "chat-phone-counselor")


def test_handing_back_lets_the_machine_answer_again(page: Page, resident: Chat) -> None:
    page.get_by_role("button", name="自動応答に戻す").click()
    expect(resident.page.locator("#control")).not_to_contain_text("佐藤", timeout=WITHIN_SECONDS * 1000)
    resident.send("また明日書きます")


def test_nothing_is_asked_of_the_internet(browser: Browser, application: Served) -> None:
    addresses: List[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("request", lambda request: addresses.append(request.url))
    page.goto(application.url)
    chat = Chat(page)
    chat.send("こんにちは")
    assert addresses and all(address.startswith(application.url) for address in addresses)
    context.close()
