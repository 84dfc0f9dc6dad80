"""The pages without a mouse and for a screen reader: order, names, contrast, and coming back."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.pages import DESKTOP, PHONE, Chat, open_page
from tests.support.serving import Served

pytestmark = pytest.mark.slow

UNNAMED = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility())
  .filter(e => !(e.innerText || '').trim() && !e.getAttribute('aria-label') && !e.labels?.length
               && !(e.getAttribute('aria-labelledby') && document.getElementById(e.getAttribute('aria-labelledby'))))
  .map(e => e.outerHTML.slice(0, 120))"""

# Contrast of every visible text against the nearest painted background (WCAG 2: 4.5, large text 3).
PALE = """() => {
  const channel = v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const background = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
      if (c[3] > 0) return null;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    const words = walk.currentNode.textContent.trim();
    if (!words || !e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})) continue;
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || style.clipPath !== 'none') continue;
    if (e.closest('.visually-hidden, [disabled]')) continue;
    const behind = background(e), colour = parse(style.color);
    if (!behind || !/^rgb/.test(style.color)) continue;
    const [a, b] = [light(colour), light(behind)].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} ${e.className} ${words.slice(0, 20)}`);
  }
  return found;
}"""


def check_page(page: Page) -> None:
    """Every control has a name, ids are unique, the language is told, nothing is too pale."""
    assert page.evaluate(UNNAMED) == []
    assert page.locator("html").get_attribute("lang") == "ja"
    ids: List[str] = page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert page.locator("h1").count() == 1
    assert page.evaluate(PALE) == []


def test_a_talk_by_keyboard_alone(chat: Chat) -> None:
    chat.page.keyboard.press("Tab")
    expect(chat.page.locator(".skip-link")).to_be_focused()
    chat.page.keyboard.press("Enter")
    chat.page.keyboard.press("Tab") if not chat.field.evaluate("e => e === document.activeElement") else None
    expect(chat.field).to_be_focused()
    chat.page.keyboard.type("父の介護で困っています")
    chat.page.keyboard.press("Enter")
    expect(chat.page.locator("#thread")).to_contain_text("お父さまの介護のこと", timeout=15_000)
    expect(chat.field).to_be_focused()
    choice = chat.page.locator("#choices button").first
    expect(choice).to_be_visible()
    choice.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.page.locator(".message-resident")).to_have_count(2)


@pytest.mark.parametrize("context", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chat_is_named_and_readable(
    browser: Browser,
    application: Served,
    context: Dict[str, Any],
    scheme: str,
    picture: Callable[[Page, str], None],
) -> None:
    chat = Chat(open_page(browser, application.url, color_scheme=scheme, **context))
    check_page(chat.page)
    chat.send("母の介護で困っています")
    check_page(chat.page)
    chat.send("もう死にたい")
    check_page(chat.page)
    width = chat.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, "the page scrolls sideways"
    picture(chat.page, f"chat-{scheme}-{context['viewport']['width']}")
    chat.page.context.close()


def test_the_console_is_named_and_readable(console: Page, chat: Chat) -> None:
    chat.send("母の介護で困っています")
    check_page(console)
    console.locator(".queue-row a.button").first.click()
    console.wait_for_url("**/console/cases/*")
    check_page(console)
    console.get_by_role("button", name="担当する").click()
    expect(console.get_by_label("返信を書く")).to_be_enabled()
    check_page(console)


def test_the_sign_in_page_is_named_and_readable(browser: Browser, application: Served) -> None:
    page = open_page(browser, f"{application.url}/console/sign-in")
    check_page(page)
    page.context.close()


def test_a_reload_keeps_the_talk_and_a_receipt_opens_it_elsewhere(browser: Browser, application: Served) -> None:
    chat = Chat(open_page(browser, application.url, **DESKTOP))
    chat.send("息子が仕事をやめました")
    chat.page.get_by_role("button", name="ひとと話す", exact=True).first.click()
    number = chat.page.locator(".receipt-number")
    expect(number).to_be_visible(timeout=15_000)
    receipt = number.inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", receipt)
    chat.page.reload()
    expect(chat.page.locator(".message-resident").first).to_contain_text("息子が仕事をやめました")
    assert receipt not in chat.page.content()
    other = Chat(open_page(browser, application.url, **PHONE))
    other.page.locator("#menu summary").click()
    other.page.get_by_role("button", name="受付番号で続ける").click()
    other.page.get_by_label("受付番号", exact=True).fill(receipt.lower())
    other.page.get_by_role("button", name="続ける", exact=True).click()
    expect(other.page.locator(".message-resident").first).to_contain_text("息子が仕事をやめました")
    assert receipt not in other.page.url
    other.page.locator("#menu summary").click()
    other.page.get_by_role("button", name="この端末から消す").click()
    other.page.get_by_role("button", name="消して閉じる").click()
    other.page.wait_for_url("**/quiet")
    again = Chat(open_page(browser, application.url, storage_state=other.page.context.storage_state()))
    expect(again.page.locator(".message-resident")).to_have_count(0)
    for page in (chat.page, other.page, again.page):
        page.context.close()
