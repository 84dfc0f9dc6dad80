"""The two pages as a person uses them, in Debian's Chromium."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any, Dict, Iterator, List

from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: Dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP: Dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}
ANSWER_MS = 15_000


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a browser that talks to nobody but the pages it opens."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Browser, url: str, **context: Any) -> Page:
    """Open an address in a browser context of its own (cookies apart), in Japanese."""
    page = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", **context).new_page()
    page.goto(url)
    return page


class Chat:
    """The resident's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.field = page.get_by_label("メッセージを書く")
        expect(page.locator("#thread")).to_have_attribute("aria-busy", "false", timeout=ANSWER_MS)

    def send(self, text: str) -> None:
        """Write and send, then wait for the answer and for the end of typing."""
        answers = self.page.locator(".message-bot").count()
        self.field.fill(text)
        self.page.get_by_role("button", name="送信", exact=True).click()
        expect(self.page.locator(".message-resident").last).to_contain_text(text)
        self.page.wait_for_function(
            "n => document.querySelectorAll('.message-bot').length > n", arg=answers, timeout=ANSWER_MS
        )
        expect(self.page.locator("#typing")).to_be_hidden(timeout=ANSWER_MS)

    def bubbles(self, author: str) -> List[str]:
        """Return the texts of one author, in order."""
        return self.page.locator(f".message-{author} .bubble").all_inner_texts()


def sign_in(page: Page, login: str, password: str) -> None:
    """Sign in at the console."""
    page.get_by_label("ログインID").fill(login)
    page.get_by_label("パスワード", exact=True).fill(password)
    page.get_by_role("button", name="サインイン").click()
