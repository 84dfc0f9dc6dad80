"""The tracker in our database: appended to, never rewritten, without words, and as cheap late as early."""

from __future__ import annotations

import json
from typing import List

import pytest

from bot.engine.tracker_store import HOT_TRACKERS, KEPT_TURNS
from tests.engine.conftest import Talk

pytestmark = pytest.mark.slow

SECRETS = ["合言葉は赤いだるまです", "住所は三丁目の角です"]


def test_a_turn_appends_and_leaves_what_was_there(talk: Talk) -> None:
    talk.say("父の介護で疲れました")
    first = talk.events()
    talk.say("母もです")
    both = talk.events()
    assert both[: len(first)] == first and len(both) > len(first)
    assert sum(event["event"] == "user" for event in both) == 2


def test_every_message_stands_once_by_its_id(talk: Talk) -> None:
    for text in ("父の介護で疲れました", "母もです", "はい"):
        talk.say(text)
    with talk.application.store.units() as unit:
        ids = [message.id for message in unit.messages.of_case(talk.case_id) if message.author == "resident"]
        bot = sum(message.author == "bot" for message in unit.messages.of_case(talk.case_id))
    events = talk.events()
    assert [event["message_id"] for event in events if event["event"] == "user"] == ids
    assert sum(event["event"] == "bot" for event in events) == bot


def test_no_event_carries_words(talk: Talk) -> None:
    replies: List[str] = []
    for text in SECRETS:
        replies += [reply.text for reply in talk.say(text)]
    stored = json.dumps(talk.events(), ensure_ascii=False)
    for words in (*SECRETS, *replies):
        assert words not in stored
    hot = repr(talk.engine._store._hot[talk.conversation_id])
    assert not any(words in hot for words in SECRETS)


def test_what_is_kept_hot_does_not_grow(talk: Talk) -> None:
    sizes: List[int] = []
    for number in range(12):
        talk.say(f"{number}日前から眠れません")
        sizes.append(len(talk.engine._store._hot[talk.conversation_id].events))
    assert len(set(sizes[KEPT_TURNS + 1 :])) <= 3 and max(sizes) <= 12 * (KEPT_TURNS + 1)
    assert len(talk.events()) > max(sizes)


def test_a_failed_turn_leaves_no_trace_in_the_tracker(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.say("父の介護で疲れました")
    before = talk.events()
    intake = talk.application.services.intake

    def fails(work: object) -> None:
        raise RuntimeError("the action fails")

    monkeypatch.setattr(type(intake), "take_in", lambda self, work: fails(work))
    assert talk.say("母も倒れました")
    assert talk.events() == before
    monkeypatch.undo()
    assert talk.say("どうしたらいいですか")
    assert sum(event["event"] == "user" for event in talk.events()) == 2


def test_only_so_many_trackers_are_kept(talk: Talk) -> None:
    store = talk.engine._store
    talk.say("はじめまして")
    oldest = next(iter(store._hot))
    for number in range(HOT_TRACKERS):
        store._hot[f"made-up-{number}"] = store._hot[talk.conversation_id]
    talk.say("続きです")
    assert len(store._hot) <= HOT_TRACKERS
    assert oldest not in store._hot
    for name in [name for name in store._hot if name.startswith("made-up")]:
        del store._hot[name]
