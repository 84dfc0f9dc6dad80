"""What every channel does. A channel's test class inherits this and gives its platform."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import List, NoReturn

import pytest
import telegram

from bot.services.records import MessageRecord
from bot.services.say import Reply
from bot.services.turn_work import TurnWork
from tests.support.local import START, Local
from tests.support.platforms import Platform, wait_until

SOMETHING = "母のことで相談です"
DANGER = "もう死にたいです"
MALFORMED = [b"", b"{", b"\xff\xfe", b"[]", b'"x"', b"null", b"{}", b"[" * 60_000]


def messages(site: Local) -> List[MessageRecord]:
    """Return all messages of all cases."""
    with site.application.store.units() as unit:
        found = [record for record, _ in unit.cases.queue(site.application.settings.tenant, limit=100)]
        return [message for record in found for message in unit.messages.of_case(record.id)]


def residents(site: Local) -> List[MessageRecord]:
    return [message for message in messages(site) if message.author == "resident"]


def quiet(site: Local) -> None:
    """Wait until every turn is run and everything that may be sent is sent."""

    def nothing_waits() -> bool:
        with site.application.store.units() as unit:
            records = [record for record, _ in unit.cases.queue(site.application.settings.tenant, limit=100)]
            waiting = [i for r in records for i in unit.outbox.undelivered(r.id) if i.state in ("pending", "sending")]
            return not unit.inbox.pending() and not waiting

    wait_until(nothing_waits)


class ChannelContract:
    """``platform`` is a fixture of the inheriting class."""

    def test_an_answer_comes_back(self, platform: Platform) -> None:
        platform.tell(SOMETHING)
        assert wait_until(platform.read) == ["受け取りました（0）"]
        assert [m.text for m in residents(platform.site)] == [SOMETHING]

    def test_what_is_forged_is_refused_and_stored_nowhere(self, platform: Platform) -> None:
        body = json.dumps({"text": "x", "client_id": "12345678", "events": [], "update_id": 1}).encode()
        assert 400 <= platform.raw(body, forged=True) < 500
        assert messages(platform.site) == []

    @pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:8]))
    def test_what_cannot_be_read_is_refused_and_does_no_harm(self, platform: Platform, body: bytes) -> None:
        assert 400 <= platform.raw(body) < 500
        assert messages(platform.site) == []
        platform.tell(SOMETHING)
        assert wait_until(platform.read)

    def test_an_event_of_an_unknown_kind_is_answered_and_left(self, platform: Platform) -> None:
        assert platform.unknown() == 200
        assert all(message.text == "知らない項目つき" for message in residents(platform.site))

    def test_an_event_delivered_again_is_stored_and_answered_once(self, platform: Platform) -> None:
        for _ in range(4):
            platform.tell(SOMETHING, event="event-00000001")
        wait_until(platform.read)
        quiet(platform.site)
        assert len(residents(platform.site)) == 1
        assert platform.read() == ["受け取りました（0）"]

    def test_an_event_delivered_many_times_at_once_is_stored_once(self, platform: Platform) -> None:
        platform.tell("はじめの一通")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: platform.tell(SOMETHING, event="event-00000002"), range(16)))
        quiet(platform.site)
        assert [m.text for m in residents(platform.site)] == ["はじめの一通", SOMETHING]
        assert platform.read() == ["受け取りました（0）", "受け取りました（1）"]

    def test_while_the_database_is_away_the_platform_is_told_to_come_again(
        self, platform: Platform, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        platform.tell("はじめの一通")
        wait_until(platform.read)

        def away() -> NoReturn:
            raise OSError("the disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(platform.site.application.services.inbox, "_units", away)
            with pytest.raises(AssertionError):
                platform.tell(SOMETHING, event="event-00000003")
        platform.tell(SOMETHING, event="event-00000003")
        wait_until(lambda: len(platform.read()) == 2)
        assert [m.text for m in residents(platform.site)] == ["はじめの一通", SOMETHING]

    def test_messages_are_answered_in_the_order_in_which_they_came(self, platform: Platform) -> None:
        for number in range(6):
            platform.tell(f"{number}つめ")
        wait_until(lambda: len(platform.read()) == 6)
        assert platform.read() == [f"受け取りました（{number}）" for number in range(6)]

    def test_a_transcript_is_by_the_senders_time(self, platform: Platform) -> None:
        early, late = START - timedelta(minutes=5), START - timedelta(minutes=1)
        platform.tell("あとから書いた", at=late)
        platform.tell("先に書いた", at=early)
        quiet(platform.site)
        sato = platform.site.staff("sato")
        page = sato.http.get(f"/console/cases/{residents(platform.site)[0].case_id}").text.partition('id="lines"')[2]
        # The web's own clock tells no other time than that of the arrival.
        assert (page.index("先に書いた") < page.index("あとから書いた")) is platform.tells_times

    def test_a_correction_is_a_revision_and_no_new_turn(self, platform: Platform) -> None:
        if not platform.edits:
            self.check_that_nothing_is_edited(platform)
            return
        message = platform.tell(SOMETHING)
        wait_until(platform.read)
        platform.edit(message, "父のことで相談です", START + timedelta(seconds=30))
        quiet(platform.site)
        assert [m.text for m in residents(platform.site)] == [SOMETHING, "父のことで相談です"]
        assert platform.read() == ["受け取りました（0）"], "a correction is not talked to"
        first, second = residents(platform.site)
        assert second.extra["revises"] == first.id

    def test_what_a_correction_adds_of_danger_is_answered(self, platform: Platform) -> None:
        if not platform.edits:
            self.check_that_nothing_is_edited(platform)
            return
        message = platform.tell(SOMETHING)
        wait_until(platform.read)
        platform.edit(message, DANGER, START + timedelta(seconds=30))
        wait_until(lambda: any("119" in text for text in platform.read()))

    def test_a_correction_that_comes_before_its_message_stays(self, platform: Platform) -> None:
        if not platform.edits:
            self.check_that_nothing_is_edited(platform)
            return
        platform.edit(platform.message_of("late-original"), "新しい文", START + timedelta(seconds=30))
        wait_until(platform.read)
        platform.tell("古い文", event="late-original")
        quiet(platform.site)
        correction, late = residents(platform.site)
        assert (correction.text, late.text) == ("新しい文", "古い文")
        assert late.extra["revised_by"] == correction.id
        assert platform.read() == ["受け取りました（0）"], "the old wording is not answered any more"

    def test_an_unsent_message_is_erased_and_leaves_a_tombstone(self, platform: Platform) -> None:
        if not platform.unsends:
            self.check_that_nothing_is_unsent(platform)
            return
        message = platform.tell("これは取り消します")
        wait_until(platform.read)
        platform.unsend(message)
        (left,) = residents(platform.site)
        assert left.deleted and left.text == ""
        page = platform.site.staff("sato").http.get(f"/console/cases/{left.case_id}").text
        assert "これは取り消します" not in page and "取り消されたメッセージ" in page

    def test_a_long_text_arrives_whole_in_both_directions(self, platform: Platform) -> None:
        long = "はい。" * (platform.longest // 3)
        platform.tell(long)
        wait_until(platform.read)
        assert residents(platform.site)[0].text == long
        answer = "".join(f"{number}番目のお話です👨‍👩‍👧。" for number in range(250))
        sato = platform.site.staff("sato")
        case_id = residents(platform.site)[0].case_id
        assert sato.post(f"/console/cases/{case_id}/claim").status_code == 200
        assert sato.post(f"/console/cases/{case_id}/answer", text=answer).status_code == 200
        wait_until(lambda: "249番目" in "".join(platform.read()))
        assert "".join(platform.read()).endswith(answer)

    def test_a_pressed_button_is_its_choice(self, platform: Platform) -> None:
        platform.site.engine.says = lambda work: [
            Reply(f"選んだ：{work.choice}", choices=(("drop", "父のことを外す"), ("ask_human", "ひとと話す")))
        ]
        platform.tell(SOMETHING)
        wait_until(lambda: platform.read() == ["選んだ：None"])
        platform.press("ひとと話す")
        wait_until(lambda: platform.read() == ["選んだ：None", "選んだ：ask_human"])
        assert residents(platform.site)[1].text == "ひとと話す"
        platform.press("父のことを外す")
        wait_until(lambda: platform.read()[-1] == "選んだ：drop")

    @pytest.mark.parametrize("text", ["/crisis", '/tell{"a":1}', "/restart", " /ask_human", "/starting"])
    def test_a_typed_intent_is_text_like_any_other(self, platform: Platform, text: str) -> None:
        platform.tell(text)
        assert wait_until(platform.read) == ["受け取りました（0）"]
        assert residents(platform.site)[0].text.strip() == text.strip()
        assert residents(platform.site)[0].extra.get("choice") is None

    def test_danger_is_answered_first_by_the_fixed_text(self, platform: Platform) -> None:
        platform.tell(DANGER)
        first = wait_until(platform.read)[0]
        assert "119" in first and "110" in first
        with platform.site.application.store.units() as unit:
            assert unit.alarms.of_case(residents(platform.site)[0].case_id)

    def test_when_the_engine_fails_safety_text_and_queue_are_there_within_three_seconds(
        self, platform: Platform
    ) -> None:
        def fails(work: TurnWork) -> List[Reply]:
            raise RuntimeError("the engine is broken")

        platform.site.engine.says = fails
        began = time.monotonic()
        platform.tell(DANGER)
        read = wait_until(lambda: any("119" in text for text in platform.read()) and platform.read())
        assert time.monotonic() - began < 3
        assert any("読み取れませんでした" in text or "119" in text for text in read)
        rows = platform.site.staff("sato").http.get("/console/queue/rows").text
        assert residents(platform.site)[0].case_id in rows

    def test_the_platform_is_answered_before_the_turn_is_run(self, platform: Platform) -> None:
        def slowly(work: TurnWork) -> List[Reply]:
            time.sleep(1.5)
            return [Reply("考えました")]

        platform.site.engine.says = slowly
        began = time.monotonic()
        platform.tell(SOMETHING)
        assert time.monotonic() - began < 1.0
        wait_until(lambda: platform.read() == ["考えました"])

    def test_after_a_claim_the_counselor_alone_speaks(self, platform: Platform) -> None:
        platform.tell(SOMETHING)
        wait_until(platform.read)
        sato = platform.site.staff("sato")
        case_id = residents(platform.site)[0].case_id
        sato.post(f"/console/cases/{case_id}/claim")
        platform.tell("いま話せますか")
        sato.post(f"/console/cases/{case_id}/answer", text="はい、佐藤です。")
        wait_until(lambda: "はい、佐藤です。" in platform.read())
        quiet(platform.site)
        assert [text for text in platform.read() if text.startswith("受け取りました")] == ["受け取りました（0）"]

    def check_that_nothing_is_edited(self, platform: Platform) -> None:
        """The web chat has no way to change what was sent."""
        routes = [getattr(route, "path", "") for route in _routes(platform.site)]
        assert platform.channel == "web"
        assert not [path for path in routes if "/api/chat" in path and "edit" in path]

    def check_that_nothing_is_unsent(self, platform: Platform) -> None:
        """Telegram tells bots of no deleted message in a private chat; the web chat has no such button."""
        kinds = [str(kind) for kind in telegram.Update.ALL_TYPES]
        deleting = [kind for kind in kinds if "delet" in kind and "business" not in kind]
        assert platform.channel in ("web", "telegram") and not deleting


def _routes(site: Local) -> List[object]:
    from bot.app import make_app

    return list(make_app(site.application).routes)
