"""``scripts/pictures``: the README's pictures, taken of a real run with the seed's household and a crisis."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support.household import MESSAGES
from tests.support.pages import DESKTOP, PHONE, Chat, chromium, open_page, sign_in
from tests.support.serving import ROOT, Served, served

FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 300_000
CALM = (
    "母が82歳で、さいきん何度も同じことを聞いてきます",
    "仕事を休んで通院につきそっていて、わたしも疲れてきました",
)


def take(page: Page, name: str) -> None:
    """Save a picture; one that is too large is an error."""
    path = FOLDER / f"{name}.png"
    page.screenshot(path=str(path))
    if path.stat().st_size >= MOST_BYTES:
        raise SystemExit(f"{path} is larger than {MOST_BYTES} bytes")


def take_all(browser: Browser, service: Served) -> None:
    """Play three residents and take the four pictures."""
    console = open_page(browser, f"{service.url}/console/sign-in", **DESKTOP)
    sign_in(console, "sato", service.accounts()["sato"])
    console.wait_for_url("**/console")
    phone = Chat(open_page(browser, service.url, **PHONE))
    for text in MESSAGES:
        phone.send(text)
    desktop = Chat(open_page(browser, service.url, **DESKTOP))
    for text in CALM:
        desktop.send(text)
    crisis = Chat(open_page(browser, service.url, **PHONE))
    crisis.send("もう死にたいです")
    expect(console.locator(".queue-row")).to_have_count(3)
    take(phone.page, "chat-phone")
    take(desktop.page, "chat-desktop")
    take(console, "queue")
    console.locator(".queue-row", has_text="娘10").get_by_role("link").click()
    console.wait_for_url("**/console/cases/*")
    console.set_viewport_size({"width": 1200, "height": 1100})
    take(console, "handoff")


def main(model: Path) -> None:
    """Serve in a folder that is gone afterwards."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        service = Served(model.resolve(), Path(folder) / "var", {})
        with served(service), chromium() as browser:
            take_all(browser, service)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
