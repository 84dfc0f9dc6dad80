"""From LINE to the web chat by a one-time link, and what a counselor sees of a messenger."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.channels.conftest import line_site
from tests.channels.contract import residents
from tests.channels.test_content_policy import link_in
from tests.support.pages import DESKTOP, PHONE, open_page, sign_in
from tests.support.platforms import LinePlatform, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture()
def line(tmp_path: Path) -> Iterator[LinePlatform]:
    with line_site(tmp_path, "entrance") as platform:
        yield platform


def test_the_link_opens_the_talk_once_and_leaves_no_trace_in_the_address(
    browser: Browser, line: LinePlatform, picture: Callable[[Page, str], None]
) -> None:
    line.tell("LINEで書いた相談です")
    link = wait_until(lambda: link_in(line.read()))
    page = open_page(browser, link, **PHONE)
    expect(page.get_by_text("LINEで書いた相談です")).to_be_visible()
    assert page.evaluate("location.hash") == "" and "#enter" not in page.url
    page.get_by_label("メッセージを書く").fill("画面で続けます")
    page.get_by_role("button", name="送信").click()
    expect(page.get_by_text("受け取りました（1）")).to_be_visible()
    picture(page, "link-entered")
    page.context.close()
    again = open_page(browser, link, **PHONE)
    expect(again.get_by_role("alert")).to_contain_text("もう開けません")
    expect(again.get_by_text("LINEで書いた相談です")).to_have_count(0)
    picture(again, "link-outdated")
    again.context.close()


def test_a_counselor_sees_photo_correction_and_failure(
    browser: Browser, line: LinePlatform, picture: Callable[[Page, str], None]
) -> None:
    from datetime import timedelta

    from tests.support.faults import Fault
    from tests.support.local import START

    photo = line.event("image")
    line.api.media[photo["message"]["id"]] = b"\x89PNG\r\n\x1a\n"
    line.post(photo)
    wait_until(line.read)
    message = line.tell("母の介護です")
    wait_until(lambda: len(line.read()) == 2)
    case_id = residents(line.site)[0].case_id
    page = open_page(browser, f"{line.site.url}/console/sign-in", **DESKTOP)
    sign_in(page, "sato", line.site.passwords["sato"])
    page.wait_for_url("**/console")
    page.goto(f"{line.site.url}/console/cases/{case_id}")
    expect(page.get_by_role("link", name="写真を開く")).to_be_visible()
    # From here on everything comes live.
    line.edit(message, "父の介護です", START + timedelta(seconds=30))
    expect(page.locator("#lines").get_by_text("書き直し", exact=True)).to_be_visible()
    line.api.faults.then(Fault(400))
    line.tell("続きです")
    expect(page.locator("#lines").get_by_text("届いていません")).to_be_visible()
    picture(page, "messenger-case")
    page.goto(f"{line.site.url}/console/entry")
    page.get_by_label("聞き取ったこと").fill("電話で、父のことを話された。")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_text("電話・佐藤が記録")).to_be_visible()
    picture(page, "staff-entry")
    page.context.close()
