"""A real Chromium over the really served application."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pages import CHROMIUM, DESKTOP, Chat, chromium, open_page, sign_in
from tests.support.serving import ROOT, Served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.is_file():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    with chromium() as running:
        yield running


@pytest.fixture()
def chat(browser: Browser, application: Served) -> Iterator[Chat]:
    page = open_page(browser, application.url, **DESKTOP)
    yield Chat(page)
    page.context.close()


@pytest.fixture()
def console(browser: Browser, application: Served) -> Iterator[Page]:
    """The queue, as the counselor 佐藤 sees it."""
    page = open_page(browser, f"{application.url}/console/sign-in", **DESKTOP)
    sign_in(page, "sato", application.accounts()["sato"])
    page.wait_for_url("**/console")
    yield page
    page.context.close()


@pytest.fixture(scope="session")
def picture() -> Callable[[Page, str], None]:
    """Save a screenshot under ``var/screenshots`` to be looked at."""
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))

    return take
