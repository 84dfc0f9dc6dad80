"""LINE beyond the contract: every kind of event, standby, follow and block, media, limits, retry keys, replies."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any, List

import pytest
from linebot.v3.webhooks import Event

from bot.channels.line_events import read_event
from bot.channels.line_rendering import MOST_QUICK_REPLIES, pack
from bot.channels.splitting import utf16_units
from bot.services.content_policy import Bubble
from bot.services.say import Reply
from tests.channels.conftest import line_site
from tests.channels.contract import messages, quiet, residents
from tests.support.faults import Fault
from tests.support.local import START
from tests.support.platforms import PAYLOADS, LinePlatform, payload, wait_until

ALL = sorted(path.stem for path in (PAYLOADS / "line").glob("*.json"))
NOT_LINES_OWN = {"unknown_type", "unknown_message", "verification"}
WORDLESS = {
    "image": "写真を受け取りました",
    "image_elsewhere": "写真を受け取りました",
    "video": "動画を受け取りました",
    "audio": "音声を受け取りました",
    "file": "ファイルを受け取りました",
    "location": "場所を受け取りました",
    "unknown_message": "届きました",
}


@pytest.mark.parametrize("name", [name for name in ALL if name not in NOT_LINES_OWN])
def test_the_payloads_are_true_to_the_schema(name: str) -> None:
    for event in payload("line", name)["events"]:
        assert type(Event.from_dict(event)).__name__ != "Event"


def test_every_kind_of_event_of_the_sdk_has_a_payload() -> None:
    kinds = set(Event._Event__discriminator_value_class_map)  # type: ignore[attr-defined]
    there = {event["type"] for name in ALL for event in payload("line", name)["events"]}
    # A module's own events come to its provider, not to the account.
    assert kinds - there <= {"detached"}, kinds - there


@pytest.mark.parametrize("name", ALL)
def test_every_event_is_answered_with_200(line: LinePlatform, name: str) -> None:
    assert line.post(*payload("line", name)["events"]).status_code == 200
    groups = name.startswith(("group", "join", "leave", "member"))
    assert not (groups and messages(line.site)), "what others say in a group is none of our business"


def test_events_of_one_webhook_are_taken_by_their_time(line: LinePlatform) -> None:
    late = line.event("text", timestamp=int(START.timestamp() * 1000) + 5000)
    early = line.event("text", timestamp=int(START.timestamp() * 1000) - 5000)
    late["message"]["text"], early["message"]["text"] = "あと", "さき"
    assert line.post(late, early).status_code == 200
    assert [message.text for message in residents(line.site)] == ["さき", "あと"]


def test_in_standby_danger_is_read_and_nothing_is_said(line: LinePlatform) -> None:
    event = line.event("standby")
    event["message"]["text"] = "もう死にたいです"
    line.post(event)
    quiet(line.site)
    (message,) = residents(line.site)
    with line.site.application.store.units() as unit:
        assert unit.alarms.of_case(message.case_id)
    time.sleep(0.3)
    assert line.read() == [] and line.api.loading == []
    assert [m.author for m in messages(line.site)] == ["resident"]
    assert "ほかの窓口の担当中" in line.site.staff("sato").http.get(f"/console/cases/{message.case_id}").text


def test_a_follower_is_greeted_and_stands_in_no_queue(line: LinePlatform) -> None:
    line.post(line.event("follow"))
    assert "自動応答" in wait_until(line.read)[0]
    assert "case" not in line.site.staff("sato").http.get("/console/queue/rows").text
    line.tell("相談です")
    wait_until(lambda: len(line.read()) == 2)


def test_nothing_is_sent_to_who_has_blocked_us_and_the_desk_sees_it(line: LinePlatform) -> None:
    line.tell("相談です")
    wait_until(line.read)
    line.post(line.event("unfollow", timestamp=int((START + timedelta(minutes=1)).timestamp() * 1000)))
    case_id = residents(line.site)[0].case_id
    sato = line.site.staff("sato")
    sato.post(f"/console/cases/{case_id}/claim")
    sato.post(f"/console/cases/{case_id}/answer", text="届かない返事")
    quiet(line.site)
    assert len(line.read()) == 1
    assert "にブロック" in sato.http.get(f"/console/cases/{case_id}").text


def test_an_unfollow_that_comes_late_does_not_block_who_has_written_since(line: LinePlatform) -> None:
    line.tell("もう一度書きます", at=START - timedelta(minutes=1))
    wait_until(line.read)
    line.post(line.event("unfollow", timestamp=int((START - timedelta(minutes=9)).timestamp() * 1000)))
    line.tell("続きです")
    wait_until(lambda: len(line.read()) == 2)


@pytest.mark.parametrize("name", sorted(WORDLESS))
def test_what_comes_without_words_is_acknowledged_by_its_kind(line: LinePlatform, name: str) -> None:
    line.post(line.event(name))
    (answer,) = wait_until(line.read)
    assert answer.startswith(WORDLESS[name])
    assert "まだだれも" in answer, "the resident must know that nobody has looked at it"
    assert line.site.engine.turns == []


def test_a_place_is_kept_for_the_counselor_and_nowhere_else(line: LinePlatform) -> None:
    line.post(line.event("location"))
    wait_until(line.read)
    (message,) = residents(line.site)
    page = line.site.staff("sato").http.get(f"/console/cases/{message.case_id}").text
    assert "［場所］" in page and "水緒市港町1-1" in page
    assert "水緒市港町" not in "".join(line.read())


def test_a_photo_is_stored_sealed_and_can_be_opened_by_the_counselor(line: LinePlatform, tmp_path: Path) -> None:
    content = b"\xff\xd8\xff" + b"photo of a letter " * 50
    event = line.event("image")
    line.api.media[event["message"]["id"]] = content
    line.post(event)
    (message,) = residents(line.site)
    sato = line.site.staff("sato")
    case = f"/console/cases/{message.case_id}"
    page = wait_until(lambda: "写真を開く" in (html := sato.http.get(case).text) and html)
    address = page.partition(f'href="{case}/attachments/')[2].partition('"')[0]
    opened = sato.http.get(f"{case}/attachments/{address}")
    assert opened.content == content and opened.headers["content-type"] == "image/jpeg"
    assert "sandbox" in opened.headers["content-security-policy"]
    with line.site.application.store.units() as unit:
        assert [a.action for a in unit.audit.of_case(message.case_id)][-1] == "read_attachment"
    stored = b"".join(path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file())
    assert b"photo of a letter" not in stored


def test_a_photo_that_is_not_ready_is_asked_for_again(line: LinePlatform) -> None:
    event = line.event("image")
    line.api.media[event["message"]["id"]] = b"x"
    line.api.media_faults.then(Fault(202), Fault(500))
    line.post(event)
    wait_until(line.read)
    for _ in range(3):
        line.site.clock.move(minutes=5)
        line.site.application.broadcast.publish("queue")
        time.sleep(0.3)
    with line.site.application.store.units() as unit:
        (attachment,) = unit.attachments.of_case(residents(line.site)[0].case_id)
    assert attachment.state == "stored"


def test_unsending_takes_the_photo_along(line: LinePlatform) -> None:
    event = line.event("image")
    line.api.media[event["message"]["id"]] = b"x"
    line.post(event)
    wait_until(line.read)
    line.unsend(event["message"]["id"])
    with line.site.application.store.units() as unit:
        (attachment,) = unit.attachments.of_case(residents(line.site)[0].case_id)
        assert attachment.state == "erased" and unit.attachments.content(attachment.id) is None


def test_what_is_unsent_before_it_comes_stays_erased_and_its_danger_is_seen(line: LinePlatform) -> None:
    line.unsend(line.message_of("unsent-first"))
    line.tell("もう死にたいです", event="unsent-first")
    quiet(line.site)
    assert all(message.deleted and not message.text for message in residents(line.site))
    with line.site.application.store.units() as unit:
        assert unit.alarms.of_case(residents(line.site)[0].case_id)


def test_a_sticker_is_a_gesture_a_nod_an_answer_and_words_on_it_are_words(line: LinePlatform) -> None:
    line.site.engine.says = lambda work: [Reply(f"{work.choice}：{work.message.text}")]
    line.post(line.event("sticker"))
    wait_until(
        lambda: line.read() == ["スタンプを受け取りました。ありがとうございます。続きは、ひとことでも、言葉でどうぞ。"]
    )
    line.post(line.event("sticker_yes"))
    wait_until(lambda: line.read()[-1] == "affirm：はい")
    line.post(line.event("sticker_words"))
    wait_until(lambda: line.read()[-1] == "None：もう限界です")


@pytest.mark.parametrize("data", ["", "x", "drop:1", "ask_human:0", "affirm", "0" * 300, "01ABC:99", "/ask_human"])
def test_a_button_that_we_did_not_make_is_only_a_message(line: LinePlatform, data: str) -> None:
    line.post(line.event("postback", postback={"data": data}))
    quiet(line.site)
    assert [message.extra.get("choice") for message in residents(line.site)] == [None]


def test_a_button_of_a_foreign_case_means_nothing(line: LinePlatform) -> None:
    line.site.engine.says = lambda work: [Reply("どうしますか", choices=(("affirm", "はい"),))]
    line.tell("わたしの相談")
    wait_until(line.read)
    data = line.api.delivered[-1].messages[-1]["quickReply"]["items"][0]["action"]["data"]
    other = LinePlatform(line.site, line.api, "Uffffffffffffffffffffffffffffffff")
    other.post(other.event("postback", postback={"data": data}))
    quiet(line.site)
    assert [m.extra.get("choice") for m in residents(line.site)] == [None, None]


def test_the_loading_animation_is_shown_while_thinking(line: LinePlatform) -> None:
    line.tell("相談です")
    wait_until(lambda: line.api.loading == [line.user])


def many(count: int, text: str = "はい。") -> List[Bubble]:
    choices = tuple((f"choice-{n}", f"とても長い名前の選択肢その{n}番目です") for n in range(20))
    return [Bubble(text, f"message-{n}", (*choices, ("ask_human", "ひとと話す"))) for n in range(count)]


def test_requests_keep_within_lines_limits() -> None:
    requests = pack([*many(7), Bubble("😀。" * 6000, "long", links=(("110（警察）", "110"),), choices=())])
    assert all(1 <= len(request["messages"]) <= 5 for request in requests)
    texts = [message["text"] for request in requests for message in request["messages"]]
    assert all(utf16_units(text) <= 5_000 for text in texts)
    assert "".join(texts[7:]) == "😀。" * 6000
    last = requests[-1]["messages"][-1]
    assert last["quickReply"]["items"][0]["action"] == {"type": "uri", "label": "110（警察）", "uri": "tel:110"}
    replies = pack(many(1))[0]["messages"][-1]["quickReply"]["items"]
    assert len(replies) == MOST_QUICK_REPLIES
    assert replies[-1]["action"]["label"] == "ひとと話す", "the way to a person is never cut off"
    assert all(len(item["action"]["label"]) <= 20 for item in replies)


@pytest.mark.parametrize(
    "fault", [Fault(500), Fault(500, accepts=True), Fault(429, headers={"Retry-After": "3"}), Fault(502, accepts=True)]
)
def test_a_push_that_fails_is_repeated_under_its_key_and_said_once(line: LinePlatform, fault: Fault) -> None:
    line.api.faults.then(fault)
    line.tell("相談です")
    wait_until(lambda: "push" in line.api.requests)
    wait_until(lambda: not _sending(line))
    for _ in range(3):
        line.site.clock.move(seconds=10)
        line.site.application.broadcast.publish("outbox")
        time.sleep(0.2)
    assert line.read() == ["受け取りました（0）"]
    keys = {one.key for one in line.api.delivered}
    assert len(keys) == 1 and None not in keys
    assert line.api.requests.count("push") == 2


def test_a_refused_push_is_shown_to_the_counselor(line: LinePlatform) -> None:
    line.api.faults.then(Fault(400))
    line.tell("相談です")
    case_id = wait_until(lambda: residents(line.site))[0].case_id
    sato = line.site.staff("sato")
    wait_until(lambda: "届いていません" in sato.http.get(f"/console/cases/{case_id}").text)
    line.tell("続きです")
    wait_until(lambda: line.read() == ["受け取りました（1）"])


def test_a_later_answer_does_not_pass_an_earlier_one_but_danger_does(line: LinePlatform) -> None:
    line.api.faults.then(Fault(500))
    line.tell("一つめ")
    wait_until(lambda: "push" in line.api.requests)
    line.tell("二つめ")
    wait_until(lambda: not line.site.pending())
    time.sleep(0.3)
    assert line.read() == []
    line.tell("もう死にたいです")
    assert "119" in wait_until(line.read)[0]
    line.site.clock.move(minutes=1)
    line.site.application.broadcast.publish("outbox")
    wait_until(lambda: len(line.read()) >= 3)
    ordinary = [text for text in line.read() if text.startswith("受け取りました")]
    assert ordinary[:2] == ["受け取りました（0）", "受け取りました（1）"]


class TestReplyFirst:
    """For plans on which pushing costs."""

    @pytest.fixture()
    def line(self, tmp_path: Path) -> Any:
        with line_site(tmp_path, "full", line_delivery="reply") as platform:
            yield platform

    def told(self, line: LinePlatform, text: str = "相談です") -> None:
        event = line.event("text", replyToken=f"token-{time.monotonic_ns()}")
        event["message"]["text"] = text
        line.api.reply_tokens[event["replyToken"]] = line.user
        line.post(event)

    def test_an_answer_is_a_reply(self, line: LinePlatform) -> None:
        self.told(line)
        wait_until(line.read)
        assert line.api.requests == ["reply"]

    def test_a_token_that_is_used_up_is_followed_by_a_push(self, line: LinePlatform) -> None:
        line.tell("相談です")
        wait_until(line.read)
        assert line.api.requests == ["reply", "push"]

    def test_an_unknown_fate_is_shown_and_not_repeated(self, line: LinePlatform) -> None:
        line.api.faults.then(Fault(500, accepts=True))
        self.told(line)
        case_id = wait_until(lambda: residents(line.site))[0].case_id
        sato = line.site.staff("sato")
        wait_until(lambda: "届いたかわかりません" in sato.http.get(f"/console/cases/{case_id}").text)
        line.site.clock.move(minutes=10)
        line.site.application.broadcast.publish("outbox")
        time.sleep(0.3)
        assert line.read() == ["受け取りました（0）"]

    def test_an_unknown_fate_of_a_safety_text_is_repeated(self, line: LinePlatform) -> None:
        line.api.faults.then(Fault(500))
        self.told(line, "もう死にたいです")
        wait_until(lambda: "reply" in line.api.requests and not _sending(line))
        line.site.clock.move(minutes=1)
        line.site.application.broadcast.publish("outbox")
        assert any("119" in text for text in wait_until(line.read))


def test_what_cannot_be_read_in_a_signed_event_is_left(line: LinePlatform) -> None:
    broken = [{"type": "message"}, {"type": "message", "source": {"type": "user"}}, {}, {"type": 7, "source": 7}]
    for event in broken:
        assert line.post(event).status_code == 200
    assert messages(line.site) == []
    with pytest.raises(KeyError):
        read_event(broken[1])


def test_a_flood_in_one_webhook_is_bounded(line: LinePlatform) -> None:
    assert line.raw(b"x" * 1_100_000) == 413


def _sending(line: LinePlatform) -> bool:
    with line.site.application.store.units() as unit:
        cases = [record for record, _ in unit.cases.queue("demo", limit=9)]
        return any(item.state == "sending" for record in cases for item in unit.outbox.undelivered(record.id))
