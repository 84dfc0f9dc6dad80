"""What goes out under ``entrance`` and ``full``: the outbox is opened and searched for what a resident told."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any, Dict, List

import pytest

from bot.domain.vocabulary import QuestionCode
from bot.services.content_policy import FIXED_KINDS, NEUTRAL_QUESTIONS, SCREEN_QUESTIONS
from bot.services.records import OutboxRecord
from bot.services.say import Reply
from bot.services.turn_work import TurnWork
from bot.store.repositories.outbox import _SELECT as outbox_rows
from tests.channels.contract import messages, quiet, residents
from tests.support.local import START, Local
from tests.support.platforms import LinePlatform, wait_until

# Words that say something of a household; each is told, mirrored, summed up or written by a counselor below.
PLANTED = ["介護", "借金", "母", "八十二", "水緒市港町", "不登校", "佐藤家", "ケアマネ", "生活保護"]


def echoing(work: TurnWork) -> List[Reply]:
    """An engine that gives away everything: mirror, summary, questions, consent, receipt."""
    told = work.message.text
    return [
        Reply(f"{told}のこと、うかがいました。", choices=(("ask_human", f"{told}を人と話す"),)),
        Reply(f"まとめ：{told}", kind="summary"),
        Reply(f"{told}で合っていますか。", question="summary_ok", choices=(("affirm", "合っています"),)),
        Reply(f"{told}を外しますか。", choices=(("drop:concern", told), ("ask_human", "ひとと話す"))),
        Reply("お住まいの地区を教えてください。", question="area"),
        Reply("受付番号をお渡しします。", kind="receipt"),
        Reply("いつごろから続いていますか。だいたいで大丈夫です。", question="since_when"),
    ]


def outbox(site: Local) -> List[OutboxRecord]:
    """Return everything that ever went out or was to go out to residents, opened."""
    from bot.store.tables import outbox as table

    with site.application.store.units() as unit:
        repository: Any = unit.outbox
        rows = repository._transaction.run(outbox_rows.where(table.c.kind != "page")).all()
        return [repository._record(row._asdict()) for row in rows]


def words(rows: List[OutboxRecord]) -> str:
    return "\n".join(json.dumps(dict(row.payload), ensure_ascii=False) for row in rows)


def a_whole_talk(line: LinePlatform) -> str:
    """Tell, be summed up, ask for a person, be answered, be in danger; return the case's id."""
    line.post(line.event("follow"))
    line.site.engine.says = echoing
    for planted in PLANTED:
        line.tell(planted)
    line.post(line.event("image"))
    line.post(line.event("location"))
    line.tell("死にたい。母の介護に疲れた")
    quiet(line.site)
    case_id = residents(line.site)[0].case_id
    sato = line.site.staff("sato")
    sato.post(f"/console/cases/{case_id}/claim")
    sato.post(f"/console/cases/{case_id}/answer", text="お母さまの介護と借金のこと、一緒に考えます。")
    line.site.clock.move(minutes=20)
    # The lease has lapsed meanwhile; whether the worker has seen it already or not, the case is claimed again.
    assert sato.post(f"/console/cases/{case_id}/claim").status_code == 200
    late = sato.post(f"/console/cases/{case_id}/answer", text="佐藤家の生活保護のことで、ケアマネと話しました。")
    assert late.status_code == 200
    sato.post(f"/console/cases/{case_id}/hand-back")
    line.site.clock.move(hours=2)
    line.site.application.broadcast.publish("outbox")
    quiet(line.site)
    return str(case_id)


class TestEntrance:
    @pytest.fixture()
    def policy(self) -> str:
        return "entrance"

    def test_nothing_that_was_told_stands_in_the_outbox(self, line: LinePlatform) -> None:
        a_whole_talk(line)
        rows = outbox(line.site)
        assert len(rows) > 10
        said = words(rows)
        assert not [word for word in PLANTED if word in said]
        assert "まとめ：" not in said and "受付番号" not in said
        assert "119" in said, "danger is answered here too"
        assert "いつごろから" in said, "a neutral question may be asked"

    def test_what_goes_out_is_from_the_catalogue(self, line: LinePlatform) -> None:
        a_whole_talk(line)
        notices = line.site.application.catalog.national.notices
        fixed = {notices[code] for code in ("greeting_entrance", "entrance_received", "on_screen", "staff_wrote")}
        fixed |= {text for code, text in notices.items() if code.startswith("received_")}
        ordinary = [row for row in outbox(line.site) if not row.safety]
        texts = {message["text"] for row in ordinary for message in row.payload["messages"]}
        named = {t.replace("佐藤", "{name}") for t in texts}
        neutral = {"いつごろから続いていますか。だいたいで大丈夫です。"}
        assert named <= fixed | neutral | set(notices.values())

    def test_the_counselor_sees_what_the_messenger_did_not_show(self, line: LinePlatform) -> None:
        line.tell("母の介護です")
        wait_until(line.read)
        line.tell("もう死にたいです")
        quiet(line.site)
        case_id = residents(line.site)[0].case_id
        page = line.site.staff("sato").http.get(f"/console/cases/{case_id}").text.partition('id="lines"')[2]
        assert page.count(">画面でだけ読めます<") == 2, "two mirrors; the safety text stands in the messenger"

    def test_what_is_written_is_received_and_acted_on_all_the_same(self, line: LinePlatform) -> None:
        case_id = a_whole_talk(line)
        told = [message.text for message in residents(line.site)]
        assert all(word in told for word in PLANTED)
        with line.site.application.store.units() as unit:
            assert unit.alarms.of_case(case_id)
        assert any(m.kind == "summary" for m in messages(line.site)), "the record holds what the screen shows"


class TestFull:
    def test_the_conversation_happens_there_and_the_record_on_the_screen(self, line: LinePlatform) -> None:
        a_whole_talk(line)
        said = words(outbox(line.site))
        assert "介護のこと、うかがいました。" in said
        assert "一緒に考えます。" in said, "a counselor's words while the resident is writing"
        for kept in ("まとめ：", "で合っていますか", "を外しますか", "お住まいの地区", "受付番号をお渡し"):
            assert kept not in said
        assert "ここから先は、こちらの画面" in said

    def test_what_arrives_unasked_says_only_that_something_is_there(self, line: LinePlatform) -> None:
        a_whole_talk(line)
        rows = outbox(line.site)
        late = [row for row in rows if row.created_at >= START + timedelta(minutes=20) and not row.safety]
        said = words(late)
        assert "お知らせが届いています" in said
        assert not [word for word in (*PLANTED, "佐藤") if word in said]

    def test_a_sentence_about_our_own_page_is_left_out(self, line: LinePlatform) -> None:
        line.site.engine.says = lambda work: []
        line.tell("夫に殴られて、怖いです")
        wait_until(line.read)
        assert "すぐ閉じる" not in "".join(line.read())
        assert "119" in "".join(line.read())

    def test_who_writes_on_the_web_gets_no_push(self, line: LinePlatform) -> None:
        line.tell("相談です")
        wait_until(line.read)
        line.tell("画面")
        link = wait_until(lambda: link_in(line.read()))
        browser = line.site.resident()
        assert browser.http.post("/api/chat/enter", json={"token": link.partition("#enter=")[2]}).status_code == 200
        browser.send("ウェブで続きを書きます")
        browser.answered(3)
        before = len(line.read())
        case_id = residents(line.site)[0].case_id
        sato = line.site.staff("sato")
        sato.post(f"/console/cases/{case_id}/claim")
        sato.post(f"/console/cases/{case_id}/answer", text="画面でお答えします。")
        quiet(line.site)
        assert len(line.read()) == before
        assert browser.messages()[-1]["text"] == "画面でお答えします。"


def link_in(texts: List[str]) -> str:
    """Return the one-time link that was sent last."""
    links = [word for text in texts for word in text.split() if "#enter=" in word]
    return links[-1] if links else ""


class TestLink:
    @pytest.fixture()
    def link(self, line: LinePlatform) -> str:
        line.tell("LINEで書いた相談")
        wait_until(line.read)
        line.tell("画面")
        return str(wait_until(lambda: link_in(line.read())))

    def enter(self, site: Local, link: str) -> Any:
        browser = site.resident()
        return browser, browser.http.post("/api/chat/enter", json={"token": link.partition("#enter=")[2]})

    def test_it_opens_the_talk_once(self, line: LinePlatform, link: str) -> None:
        browser, first = self.enter(line.site, link)
        assert first.status_code == 200
        assert "LINEで書いた相談" in [message["text"] for message in browser.messages()]
        _, second = self.enter(line.site, link)
        assert second.status_code == 404
        assert "新しいリンク" in second.json()["error"]["message"]

    def test_after_ten_minutes_it_opens_nothing(self, line: LinePlatform, link: str) -> None:
        line.site.clock.move(minutes=10)
        assert self.enter(line.site, link)[1].status_code == 404

    def test_its_token_stands_behind_the_anchor_and_nowhere_in_the_store(
        self, line: LinePlatform, link: str, tmp_path: Any
    ) -> None:
        address, _, token = link.partition("#enter=")
        assert address == f"{line.site.application.settings.chat_address}/" and len(token) >= 32
        assert token not in words(outbox(line.site))
        stored = b"".join(path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file())
        assert token.encode() not in stored

    @pytest.mark.parametrize("body", [{}, {"token": 7}, {"token": ""}, {"token": "x" * 300}, {"token": "x" * 32}])
    def test_what_is_no_token_is_not_found(self, line: LinePlatform, body: Dict[str, object]) -> None:
        assert line.site.resident().http.post("/api/chat/enter", json=body).status_code == 404

    def test_a_browsers_own_cookie_is_no_link(self, line: LinePlatform) -> None:
        browser = line.site.resident()
        browser.send("ウェブの相談")
        cookie = browser.http.cookies["marugoto_chat"]
        assert self.enter(line.site, f"#enter={cookie}")[1].status_code == 404
        assert browser.messages(), "and it still opens what it opened"

    def test_who_has_the_talk_open_already_keeps_their_cookie(self, line: LinePlatform, link: str) -> None:
        browser, _ = self.enter(line.site, link)
        line.tell("画面")
        again = wait_until(lambda: link_in(line.read()) != link and link_in(line.read()))
        answer = browser.http.post("/api/chat/enter", json={"token": again.partition("#enter=")[2]})
        assert answer.status_code == 200 and "set-cookie" not in answer.headers

    def test_the_button_brings_one_too(self, line: LinePlatform, link: str) -> None:
        line.press("画面で話す")
        assert wait_until(lambda: link_in(line.read()) != link)


def test_nobody_was_reached_is_said_everywhere_and_unasked(line: LinePlatform) -> None:
    line.tell("もう死にたいです")
    wait_until(line.read)
    for _ in range(8):
        line.site.clock.move(minutes=16)
        line.site.application.broadcast.publish("outbox")
        time.sleep(0.3)
    wait_until(lambda: any("相談員につながりませんでした" in text for text in line.read()))


def test_every_question_is_sorted_and_none_twice() -> None:
    codes = {str(code) for code in QuestionCode}
    assert codes >= NEUTRAL_QUESTIONS and codes >= SCREEN_QUESTIONS
    assert not NEUTRAL_QUESTIONS & SCREEN_QUESTIONS
    assert "text" not in FIXED_KINDS and "summary" not in FIXED_KINDS
