"""Enter while kana are turned into kanji never sends; Enter afterwards does."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.pages import Chat

pytestmark = pytest.mark.slow

KEY = """(args) => {
  const field = document.getElementById("composer-text");
  field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, ...args}));
}"""


def test_enter_confirms_a_conversion_without_sending(chat: Chat) -> None:
    session = chat.page.context.new_cdp_session(chat.page)
    chat.field.focus()
    session.send("Input.imeSetComposition", {"text": "かいご", "selectionStart": 3, "selectionEnd": 3})
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process"})
    session.send("Input.insertText", {"text": "介護"})
    chat.page.wait_for_timeout(300)
    expect(chat.field).to_have_value("介護")
    expect(chat.page.locator(".message-resident")).to_have_count(0)
    chat.field.press("Enter")
    expect(chat.page.locator(".message-resident")).to_have_count(1)


@pytest.mark.parametrize("how", ["{isComposing: true}", "{keyCode: 229}"])
def test_a_key_that_belongs_to_the_input_method_is_left_to_it(chat: Chat, how: str) -> None:
    chat.field.fill("へんかんちゅう")
    chat.page.evaluate(f"({KEY})({how})")
    chat.page.wait_for_timeout(200)
    expect(chat.page.locator(".message-resident")).to_have_count(0)
    expect(chat.field).to_have_value("へんかんちゅう")


def test_the_enter_that_ends_a_composition_late_does_not_send(chat: Chat) -> None:
    chat.field.fill("ことば")
    chat.page.evaluate(
        f"""() => {{
          document.getElementById("composer-text").dispatchEvent(new CompositionEvent("compositionend"));
          ({KEY})({{}});
        }}"""
    )
    chat.page.wait_for_timeout(200)
    expect(chat.page.locator(".message-resident")).to_have_count(0)


def test_shift_and_enter_begins_a_line(chat: Chat) -> None:
    chat.field.fill("一行目")
    chat.field.press("Shift+Enter")
    chat.field.type("二行目")
    expect(chat.field).to_have_value("一行目\n二行目")
    chat.field.press("Enter")
    expect(chat.page.locator(".message-resident .bubble").last).to_have_text("一行目\n二行目")
