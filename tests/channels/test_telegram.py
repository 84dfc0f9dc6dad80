"""Telegram beyond the contract: every kind of update, start and receipt, blocking, waiting, unknown fate, polling."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, Update

from bot.channels.splitting import utf16_units
from bot.channels.telegram_rendering import pack
from bot.services.content_policy import Bubble
from bot.services.say import Reply
from bot.settings import Secret
from tests.channels.contract import messages, quiet, residents
from tests.support import telegram_api
from tests.support.faults import Fault
from tests.support.local import Local, local
from tests.support.loopback import serving
from tests.support.platforms import PAYLOADS, TelegramPlatform, WebPlatform, payload, wait_until
from tests.support.telegram_api import TelegramApi

ALL = sorted(path.stem for path in (PAYLOADS / "telegram").glob("*.json"))
WORDLESS = {
    "photo": "写真を受け取りました",
    "voice": "音声を受け取りました",
    "video_note": "動画を受け取りました",
    "document": "ファイルを受け取りました",
    "location": "場所を受け取りました",
    "contact": "届きました",
    "poll": "届きました",
    "unknown_message": "届きました",
}


def nudge(site: Local, **forward: float) -> None:
    """Let time pass and the worker look."""
    site.clock.move(**forward)
    site.application.broadcast.publish("outbox")


@pytest.mark.parametrize("name", ALL)
def test_every_update_is_answered_with_200(telegram: TelegramPlatform, name: str) -> None:
    update = payload("telegram", name)
    assert telegram.post(update).status_code == 200
    if name.startswith(("group", "channel", "unblocked", "edited_live")):
        assert messages(telegram.site) == []


@pytest.mark.parametrize("name", ALL)
def test_the_payloads_are_true_to_the_schema(name: str) -> None:
    update = Update.de_json(payload("telegram", name), Bot(telegram_api.TOKEN))
    assert update.update_id and (update.effective_chat is not None or name == "unknown_kind")


def test_a_part_that_the_library_cannot_read_does_not_cost_the_words(telegram: TelegramPlatform) -> None:
    update = telegram.update("text")
    update["message"].update(
        reply_to_message={"broken": 1}, poll={"broken": 1}, sticker={"broken": 1}, text="読めますか"
    )
    telegram.post(update)
    wait_until(telegram.read)
    assert [message.text for message in residents(telegram.site)] == ["読めますか"]


def test_without_its_secret_the_webhook_is_not_served(tmp_path: Path) -> None:
    from bot.outside import ChannelSettingsError

    token = Secret(telegram_api.TOKEN)
    with (
        pytest.raises(ChannelSettingsError, match="TELEGRAM_SECRET"),
        local(tmp_path / "var", telegram_token=token, telegram_mode="webhook"),
    ):
        pass


@pytest.mark.parametrize("secret", ["", "emulated_secret-toke", "EMULATED_SECRET-TOKEN"])
def test_a_wrong_secret_is_refused(telegram: TelegramPlatform, secret: str) -> None:
    assert telegram.post(telegram.update("text"), secret).status_code == 403
    assert messages(telegram.site) == []


def test_telegram_is_told_where_to_call_with_the_secret(telegram: TelegramPlatform) -> None:
    told = wait_until(lambda: telegram.api.webhook)
    assert told["url"].endswith("/webhooks/telegram") and told["secret_token"] == telegram_api.SECRET
    assert "my_chat_member" in told["allowed_updates"] and "edited_message" in told["allowed_updates"]


@pytest.mark.parametrize("name", ["start", "start_campaign"])
def test_a_start_is_greeted(telegram: TelegramPlatform, name: str) -> None:
    telegram.post(telegram.update(name))
    assert "自動応答" in wait_until(telegram.read)[0]
    assert residents(telegram.site) == []


def test_a_receipt_goes_on_where_the_talk_was_and_is_kept_nowhere(telegram: TelegramPlatform, tmp_path: Path) -> None:
    web = WebPlatform(telegram.site)
    web.tell("ウェブで書いた相談")
    wait_until(web.read)
    receipt = web.browser.http.post("/api/chat/receipt", json={}).json()["receipt"]
    telegram.tell("受付番号を思い出す前に書いたこと")
    wait_until(telegram.read)
    update = telegram.update("start_receipt")
    update["message"]["text"] = f"/start {receipt}"
    telegram.post(update)
    telegram.post(update)
    wait_until(lambda: "続きからお話しできます" in telegram.read()[-1])
    telegram.tell("テレグラムで続き")
    wait_until(lambda: len(telegram.read()) == 3)
    talk = [message["text"] for message in web.browser.messages()]
    assert "ウェブで書いた相談" in talk and "テレグラムで続き" in talk
    assert "受付番号を思い出す前に書いたこと" not in talk, "what was another case stays another case"
    stored = b"".join(path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file())
    assert receipt.encode() not in stored and receipt not in "".join(m.text for m in messages(telegram.site))


def test_a_wrong_receipt_gets_a_sentence_and_guessing_ends(telegram: TelegramPlatform) -> None:
    from bot.services.visitors import new_receipt

    for _ in range(7):
        update = telegram.update("start_receipt")
        update["message"]["text"] = f"/start {new_receipt()}"
        assert telegram.post(update).status_code == 200
    wait_until(lambda: len(telegram.read()) == 7)
    assert all("開けませんでした" in text for text in telegram.read())


@pytest.mark.parametrize("name", sorted(WORDLESS))
def test_what_comes_without_words_is_acknowledged_by_its_kind(telegram: TelegramPlatform, name: str) -> None:
    telegram.post(telegram.update(name))
    (answer,) = wait_until(telegram.read)
    assert answer.startswith(WORDLESS[name]) and "まだだれも" in answer
    assert telegram.site.engine.turns == []


def test_a_caption_is_read_like_any_message(telegram: TelegramPlatform) -> None:
    update = telegram.update("photo_with_caption")
    update["message"]["caption"] = "もう死にたいです"
    telegram.post(update)
    wait_until(lambda: len(telegram.read()) >= 2)
    assert any("119" in text for text in telegram.read())
    assert any("写真を受け取りました" in text for text in telegram.read())


def test_a_file_is_stored_sealed_and_one_too_large_is_named(telegram: TelegramPlatform, tmp_path: Path) -> None:
    photo, document = telegram.update("photo"), telegram.update("document")
    telegram.api.files[photo["message"]["photo"][-1]["file_id"]] = b"bytes of a photo " * 30
    document["message"]["document"]["file_size"] = 21 * 1024 * 1024
    telegram.post(photo)
    telegram.post(document)
    case_id = residents(telegram.site)[0].case_id
    sato = telegram.site.staff("sato")
    page = wait_until(
        lambda: (
            "写真を開く" in (html := sato.http.get(f"/console/cases/{case_id}").text) and "大きすぎて" in html and html
        )
    )
    assert "通知書.pdf" in page
    stored = b"".join(path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file())
    assert b"bytes of a photo" not in stored


def test_a_sticker_is_a_gesture_and_a_nod_an_answer(telegram: TelegramPlatform) -> None:
    telegram.site.engine.says = lambda work: [Reply(f"{work.choice}：{work.message.text}")]
    telegram.post(telegram.update("sticker"))
    assert wait_until(telegram.read)[0].startswith("スタンプを受け取りました")
    telegram.post(telegram.update("sticker_yes"))
    wait_until(lambda: telegram.read()[-1] == "affirm：はい")


def test_typing_is_shown_and_a_button_is_released(telegram: TelegramPlatform) -> None:
    telegram.site.engine.says = lambda work: [Reply("どうしますか", choices=(("affirm", "はい"),))]
    telegram.tell("相談です")
    wait_until(lambda: telegram.api.typing == [str(telegram.chat)] and telegram.read())
    telegram.press("はい")
    wait_until(lambda: telegram.api.released)


def test_who_blocks_us_is_noted_by_update_and_by_refusal(telegram: TelegramPlatform) -> None:
    telegram.tell("相談です")
    wait_until(telegram.read)
    case_id = residents(telegram.site)[0].case_id
    telegram.api.blocked_by.add(str(telegram.chat))
    telegram.tell("続きです")
    sato = telegram.site.staff("sato")
    wait_until(lambda: "にブロック" in sato.http.get(f"/console/cases/{case_id}").text)
    telegram.api.blocked_by.clear()
    telegram.site.clock.move(minutes=1)
    telegram.tell("解除しました", at=telegram.site.clock.now())
    wait_until(lambda: "受け取りました（2）" in telegram.read())
    telegram.site.clock.move(minutes=1)
    update = telegram.update("blocked")
    update["my_chat_member"]["date"] = int(telegram.site.clock.now().timestamp())
    telegram.post(update)
    assert "にブロック" in sato.http.get(f"/console/cases/{case_id}").text


def test_a_flood_limit_is_waited_for(telegram: TelegramPlatform) -> None:
    telegram.api.faults.then(Fault(429, parameters={"retry_after": 35}))
    telegram.tell("相談です")
    wait_until(lambda: "sendMessage" in telegram.api.calls)
    time.sleep(0.3)
    nudge(telegram.site, seconds=30)
    time.sleep(0.3)
    assert telegram.api.calls.count("sendMessage") == 1, "asked to wait 35 seconds, we asked again after 30"
    nudge(telegram.site, seconds=6)
    assert wait_until(telegram.read) == ["受け取りました（0）"]


def test_a_server_error_is_tried_again(telegram: TelegramPlatform) -> None:
    telegram.api.faults.then(Fault(500), Fault(502))
    telegram.tell("相談です")
    wait_until(lambda: "sendMessage" in telegram.api.calls)
    for _ in range(3):
        time.sleep(0.2)
        nudge(telegram.site, minutes=6)
    assert wait_until(telegram.read) == ["受け取りました（0）"]


@pytest.fixture()
def hasty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Telegram with little patience, so that a hanging request need not be waited for."""
    import bot.channels.telegram_carrier as carrier

    monkeypatch.setattr(carrier, "PATIENCE_SECONDS", 0.5)
    api = TelegramApi()
    settings = {"telegram_token": Secret(telegram_api.TOKEN), "telegram_secret": Secret(telegram_api.SECRET)}
    with (
        serving(api.app()) as url,
        local(
            tmp_path / "var", policies={"telegram": "full"}, telegram_api_url=url, telegram_mode="webhook", **settings
        ) as site,
    ):
        yield TelegramPlatform(site, api)


def test_an_unknown_fate_is_shown_and_not_repeated(hasty: TelegramPlatform) -> None:
    hasty.api.faults.then(Fault(accepts=True, hangs_seconds=2))
    hasty.tell("相談です")
    case_id = wait_until(lambda: residents(hasty.site))[0].case_id
    sato = hasty.site.staff("sato")
    wait_until(lambda: "届いたかわかりません" in sato.http.get(f"/console/cases/{case_id}").text)
    nudge(hasty.site, minutes=10)
    time.sleep(0.5)
    assert hasty.read() == ["受け取りました（0）"]


def test_an_unknown_fate_of_a_safety_text_is_repeated(hasty: TelegramPlatform) -> None:
    hasty.api.faults.then(Fault(hangs_seconds=2))
    hasty.tell("もう死にたいです")
    wait_until(lambda: "sendMessage" in hasty.api.calls)
    time.sleep(1.0)
    nudge(hasty.site, minutes=10)
    wait_until(lambda: any("119" in text for text in hasty.read()))


def test_messages_keep_within_telegrams_limits() -> None:
    family = "👨‍👩‍👧‍👦"
    bubble = Bubble(f"{family * 30}。" * 60, "0" * 26, tuple((f"drop:{'介護' * 40}", f"選択肢{n}") for n in range(13)))
    requests = pack([bubble])
    assert "".join(request["text"] for request in requests) == bubble.text
    assert all(utf16_units(request["text"]) <= 4_096 for request in requests)
    assert all(request["text"].endswith("。") for request in requests)
    assert [bool(request.get("buttons")) for request in requests] == [False] * (len(requests) - 1) + [True]
    assert all(len(data.encode()) <= 64 for _, data in requests[-1]["buttons"])
    unbroken = pack([Bubble(family * 1000, "m")])
    assert all(len(request["text"]) % len(family) == 0 for request in unbroken), "no family is parted"


class TestPolling:
    """Development: no public address, Telegram is asked."""

    def test_updates_are_asked_for_and_acknowledged_once_stored(self, tmp_path: Path) -> None:
        api = TelegramApi(webhook={"url": "https://old.example"})
        token = Secret(telegram_api.TOKEN)
        with (
            serving(api.app()) as url,
            local(tmp_path / "var", policies={"telegram": "full"}, telegram_token=token, telegram_api_url=url) as site,
        ):
            platform = TelegramPlatform(site, api)
            first, second = platform.update("text"), platform.update("text")
            api.updates += [first, second]
            wait_until(lambda: len(platform.read()) == 2)
            wait_until(lambda: not api.updates)
            assert api.webhook is None, "a webhook of before would keep updates away"
            assert platform.post(platform.update("text")).status_code in (404, 405), "there is no route to forge on"
            assert len(residents(site)) == 2
            quiet(site)
