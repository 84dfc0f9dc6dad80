"""Danger as the very first words: the safety text in the same answer, the top of the queue, no form in between."""

from __future__ import annotations

from typing import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.pages import PHONE, Chat, open_page
from tests.support.serving import Served

pytestmark = pytest.mark.slow


def test_danger_is_answered_first_and_seen_first(
    browser: Browser, application: Served, console: Page, picture: Callable[[Page, str], None]
) -> None:
    quiet = Chat(open_page(browser, application.url))
    quiet.send("父の介護のことで聞きたいです")
    phone = Chat(open_page(browser, application.url, **PHONE))
    phone.send("もう死にたいです")
    safety = phone.page.locator(".bubble-safety")
    expect(safety).to_have_count(1)
    for number in ("110", "119"):
        expect(safety.locator(f"a[href='tel:{number}']").first).to_be_visible()
    for word in ("対象外", "担当ではありません"):
        assert word not in phone.page.locator("#thread").inner_text()
    row = console.locator(".queue-row").first
    expect(row).to_have_attribute("data-urgency", "today", timeout=2000)
    expect(row).to_have_attribute("data-alarm", "open")
    expect(console.locator(".queue-row")).to_have_count(2)
    assert phone.page.locator("form:visible").count() == 1, "no form but the writing line"
    picture(phone.page, "crisis-phone")
    picture(console, "queue")
    row.get_by_role("link").click()
    console.wait_for_url("**/console/cases/*")
    expect(console.locator("#summary .part-urgency")).to_contain_text("死にたい")
    expect(console.locator("#summary .told")).to_contain_text("案内した先")
    console.get_by_role("button", name="確認しました").click()
    expect(console.locator(".alarm-box")).to_have_count(0)
    picture(console, "crisis-handoff")
    for chat in (quiet, phone):
        chat.page.context.close()


def test_html_in_a_message_is_text_on_both_pages(chat: Chat, console: Page) -> None:
    mark = "<img src=x onerror=\"document.title='broken'\"><b>太字</b>"
    chat.send(mark)
    assert chat.bubbles("resident")[-1] == mark
    assert chat.page.locator("#thread img, #thread b").count() == 0
    console.reload()
    console.locator(".queue-row a.button").last.click()
    console.wait_for_url("**/console/cases/*")
    expect(console.locator("#lines .line-resident").last).to_contain_text(mark)
    assert "broken" not in (chat.page.title(), console.title())
