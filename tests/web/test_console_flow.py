"""What a counselor does with a case: claim, answer, hand back, close, acknowledge, decide about the urgency."""

from __future__ import annotations

from typing import Any, Dict, List

import pytest

from bot.services.say import Reply
from tests.support.local import Local, Resident, Staff

DANGER = "もう死にたいです"


@pytest.fixture()
def sato(fresh: Local) -> Staff:
    return fresh.staff("sato")


def told(site: Local, text: str = "父の介護で困っています") -> "tuple[Resident, str]":
    """Return a resident who has written and been answered, with the case's address."""
    resident = site.resident()
    resident.send(text)
    resident.answered()
    return resident, f"/console/cases/{site.case_of(text)}"


def control(site: Local, base: str) -> str:
    with site.application.store.units() as unit:
        row = unit.controls.get(base.rsplit("/", 1)[-1])
        assert row is not None
        return row.state


def authors(resident: Resident) -> List[str]:
    return [message["author"] for message in resident.messages()]


def test_a_claim_silences_the_bot_and_the_answer_arrives(fresh: Local, sato: Staff) -> None:
    resident, base = told(fresh)
    assert sato.post(f"{base}/claim").status_code == 200
    assert control(fresh, base) == "claimed"
    notice = resident.messages()[-1]
    assert notice["author"] == "system" and "佐藤" in notice["text"]
    resident.send("聞いてください")
    assert sato.post(f"{base}/answer", text="  佐藤です。うかがいます。 ", client_id="a" * 32).status_code == 200
    while fresh.pending():
        pass
    last = resident.messages()[-1]
    assert (last["author"], last["name"], last["text"]) == ("staff", "相談員 佐藤", "佐藤です。うかがいます。")
    assert authors(resident) == ["resident", "bot", "system", "resident", "staff"]
    state = resident.http.get("/api/chat").json()["control"]
    assert state == {"state": "claimed", "name": "佐藤"}


def test_the_same_answer_sent_twice_is_one(fresh: Local, sato: Staff) -> None:
    resident, base = told(fresh)
    sato.post(f"{base}/claim")
    for _ in range(2):
        assert sato.post(f"{base}/answer", text="一度だけ", client_id="b" * 32).status_code == 200
    assert authors(resident).count("staff") == 1


@pytest.mark.parametrize("text, status", [("", 400), ("  \n", 400), ("あ" * 4001, 400), ("あ" * 4000, 200)])
def test_an_answer_is_neither_empty_nor_endless(fresh: Local, sato: Staff, text: str, status: int) -> None:
    _, base = told(fresh)
    sato.post(f"{base}/claim")
    answer = sato.post(f"{base}/answer", text=text, client_id="c" * 32)
    assert answer.status_code == status, answer.text


def test_only_the_holder_answers_and_a_live_lease_is_respected(fresh: Local, sato: Staff) -> None:
    suzuki = fresh.staff("suzuki")
    _, base = told(fresh)
    assert suzuki.post(f"{base}/answer", text="まだです").status_code == 400
    sato.post(f"{base}/claim")
    refused = suzuki.post(f"{base}/claim")
    assert refused.status_code == 409 and "対応しています" in refused.json()["error"]["message"]
    assert suzuki.post(f"{base}/answer", text="横から").status_code == 400
    assert suzuki.post(f"{base}/close").status_code == 400


def test_a_lapsed_lease_tells_the_resident_and_frees_the_case(fresh: Local, sato: Staff) -> None:
    resident, base = told(fresh)
    sato.post(f"{base}/claim")
    fresh.clock.move(minutes=1)
    assert sato.post(f"{base}/heartbeat").status_code == 200
    fresh.clock.move(minutes=1, seconds=30)
    fresh.application.takeover.return_lapsed()
    assert control(fresh, base) == "claimed"
    fresh.clock.move(minutes=1)
    fresh.application.takeover.return_lapsed()
    assert control(fresh, base) == "bot"
    assert "途切れました" in resident.messages()[-1]["text"]
    assert sato.post(f"{base}/answer", text="おそかった").status_code == 400
    assert fresh.staff("suzuki").post(f"{base}/claim").status_code == 200


def test_handing_back_gives_the_talk_to_the_bot(fresh: Local, sato: Staff) -> None:
    resident, base = told(fresh)
    sato.post(f"{base}/claim")
    assert sato.post(f"{base}/hand-back").status_code == 200
    assert control(fresh, base) == "bot"
    resident.send("まだ続きがあります")
    assert resident.answered(4)[-1]["author"] == "bot"


def test_writing_again_opens_a_closed_case(fresh: Local, sato: Staff) -> None:
    resident, base = told(fresh)
    sato.post(f"{base}/claim")
    assert sato.post(f"{base}/close").status_code == 200
    assert control(fresh, base) == "closed"
    assert base not in sato.http.get("/console").text
    resident.send("また困りました")
    assert resident.answered(4)[-1]["author"] == "bot"
    assert control(fresh, base) == "bot"
    assert base in sato.http.get("/console").text


def test_danger_raises_an_alarm_in_every_state(fresh: Local, sato: Staff) -> None:
    resident, base = told(fresh)
    sato.post(f"{base}/claim")
    sato.post(f"{base}/close")
    resident.send(DANGER)
    talk = resident.answered(4)
    assert talk[-1]["kind"] == "safety" or talk[-2]["kind"] == "safety"
    rows = sato.http.get("/console/queue/rows").text
    assert 'data-urgency="today"' in rows and 'data-alarm="open"' in rows


def test_an_alarm_is_acknowledged_by_a_person(fresh: Local, sato: Staff) -> None:
    resident, base = told(fresh, DANGER)
    assert "確認しました" in sato.http.get(base).text
    assert sato.post(f"{base}/acknowledge").status_code == 200
    page = sato.http.get(base).text
    assert "確認しました</button>" not in page and "佐藤" in page
    assert 'data-alarm="open"' not in sato.http.get("/console/queue/rows").text


def test_a_live_counselor_is_not_talked_over_by_the_safety_text(fresh: Local, sato: Staff) -> None:
    resident, base = told(fresh)
    sato.post(f"{base}/claim")
    resident.send(DANGER)
    while fresh.pending():
        pass
    assert authors(resident) == ["resident", "bot", "system", "resident"]
    assert sato.http.get(f"{base}/summary.json").json()["urgency"]["level"] == "today"


@pytest.mark.parametrize(
    "form, status",
    [
        ({"level": "ordinary", "reason": "電話で本人の無事を確かめた"}, 200),
        ({"level": "now", "reason": "様子がおかしい"}, 200),
        ({"level": "ordinary", "reason": ""}, 400),
        ({"level": "ordinary", "reason": "　 "}, 400),
        ({"level": "ordinary"}, 400),
        ({"level": "someday", "reason": "x"}, 400),
        ({"reason": "x"}, 400),
    ],
)
def test_a_person_sets_the_urgency_with_a_reason(fresh: Local, sato: Staff, form: Dict[str, str], status: int) -> None:
    resident, base = told(fresh, DANGER)
    answer = sato.post(f"{base}/urgency", **form)
    assert answer.status_code == status
    level = sato.http.get(f"{base}/summary.json").json()["urgency"]["level"]
    assert level == (form["level"] if status == 200 else "today")
    if status == 200:
        assert f'data-urgency="{level}"' in sato.http.get("/console/queue/rows").text


def test_a_new_danger_raises_what_a_person_lowered(fresh: Local, sato: Staff) -> None:
    resident, base = told(fresh, DANGER)
    sato.post(f"{base}/urgency", level="ordinary", reason="落ち着いている")
    fresh.clock.move(minutes=1)
    resident.send("やっぱり死にたい")
    resident.answered(3)
    assert sato.http.get(f"{base}/summary.json").json()["urgency"]["level"] == "today"


def test_the_queue_is_by_urgency_then_by_waiting(fresh: Local, sato: Staff) -> None:
    order: List[str] = []
    for text in ("一番目の相談", "二番目の相談", DANGER):
        order.append(told(fresh, text)[1])
        fresh.clock.move(minutes=5)
    page = sato.http.get("/console/queue/rows").text
    places = [page.index(base) for base in (order[2], order[0], order[1])]
    assert places == sorted(places)


def test_forms_work_without_javascript(fresh: Local, sato: Staff) -> None:
    _, base = told(fresh)
    answer = sato.http.post(f"{base}/claim", data={"csrf": sato.csrf})
    assert (answer.status_code, answer.headers["location"]) == (303, base)


def test_a_turn_that_began_before_the_claim_says_nothing_after_it(fresh: Local, sato: Staff) -> None:
    resident, base = told(fresh)

    def slowly(work: Any) -> List[Reply]:
        assert sato.post(f"{base}/claim").status_code == 200
        return [Reply("もう遅い返事")]

    fresh.engine.says = slowly
    # The claim comes over HTTP from within the turn, so the turn must not block the server's loop.
    fresh.engine.run_turn = _in_thread(fresh.engine)  # type: ignore[method-assign]
    resident.send("入れちがい")
    while fresh.pending():
        pass
    assert "もう遅い返事" not in [m["text"] for m in resident.messages()]


def _in_thread(engine: Any) -> Any:
    import asyncio

    original = type(engine).run_turn

    async def run_turn(work: Any) -> None:
        await asyncio.to_thread(lambda: asyncio.run(original(engine, work)))

    return run_turn


def test_a_failing_engine_still_answers_and_calls_a_person(fresh: Local, sato: Staff) -> None:
    def fails(work: Any) -> List[Reply]:
        raise ValueError(work.message.text)

    fresh.engine.says = fails
    resident, base = told(fresh, "エンジンが倒れる話")
    answer = resident.messages()[-1]
    assert answer["kind"] == "notice" and "110" in answer["text"] and "119" in answer["text"]
    assert answer["choices"][0]["code"] == "ask_human"
    resident.send(DANGER)
    talk = resident.answered(3)
    assert "safety" in [message["kind"] for message in talk]
    page = sato.http.get(base).text
    assert "エンジンが倒れる話" in page and "status-waiting" in page


def test_opening_a_case_is_audited_and_refreshing_is_not(fresh: Local, sato: Staff) -> None:
    from sqlalchemy import select

    from bot.store.tables import audit

    _, base = told(fresh)
    sato.http.get(base)
    sato.http.get(base, headers={"Sec-Fetch-Dest": "empty"})
    with fresh.application.store.engine.connect() as connection:
        actions = [row.action for row in connection.execute(select(audit))]
    assert actions.count("read_case") == 1 and "sign_in" in actions


def test_a_failing_danger_reader_loses_nothing_and_calls_a_person(
    fresh: Local, sato: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(text: str, question: object = None) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr("bot.bootstrap.read_danger", fails)
    monkeypatch.setattr(fresh.engine, "understand", fails)
    resident = fresh.resident()
    assert resident.send("読み手が倒れる話").status_code == 202
    kinds = [message["kind"] for message in resident.answered(2)]
    assert "safety" in kinds
    assert 'data-urgency="ordinary"' not in sato.http.get("/console/queue/rows").text
