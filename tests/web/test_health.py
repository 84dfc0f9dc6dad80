"""Health, readiness and metrics: green when all is well, red when it is not, and nothing personal in any of them."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from sqlalchemy import text, update

from bot.store.tables import meta
from tests.support.local import Local, local

SECRET_WORDS = "五郎の借金が三百万あります"


def test_alive_and_ready(site: Local) -> None:
    alive = httpx.get(f"{site.url}/healthz")
    assert (alive.status_code, alive.text) == (200, "ok\n")
    ready = httpx.get(f"{site.url}/readyz")
    assert (ready.status_code, ready.json()) == (200, {"model": True, "database": True, "key": True})


def test_a_key_of_another_database_turns_readiness_red(fresh: Local) -> None:
    with fresh.application.store.engine.begin() as connection:
        connection.execute(update(meta).values(value=b"another"))
    ready = httpx.get(f"{fresh.url}/readyz")
    assert ready.status_code == 503
    assert ready.json()["key"] is False and ready.json()["database"] is True
    assert httpx.get(f"{fresh.url}/healthz").status_code == 200


def test_a_database_that_is_not_at_head_turns_readiness_red(fresh: Local) -> None:
    with fresh.application.store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    ready = httpx.get(f"{fresh.url}/readyz")
    assert ready.status_code == 503 and ready.json()["database"] is False


def test_a_database_that_is_gone_turns_readiness_red(fresh: Local) -> None:
    folder = fresh.application.settings.var / "database"
    fresh.application.store.engine.dispose()
    for file in folder.iterdir():
        file.unlink()
    assert httpx.get(f"{fresh.url}/readyz").status_code == 503


def test_metrics_count_and_name_nobody(fresh: Local) -> None:
    resident = fresh.resident()
    resident.send(SECRET_WORDS)
    resident.answered()
    body = httpx.get(f"{fresh.url}/metrics").text
    assert "marugoto_open_cases 1.0" in body
    assert "marugoto_pending_turns 0.0" in body
    assert 'marugoto_requests_total{status="2xx"}' in body
    case_id = fresh.case_of(SECRET_WORDS)
    cookies = [str(value) for value in resident.http.cookies.values()]
    for personal in (SECRET_WORDS, "五郎", case_id, "127.0.0.1", *cookies):
        assert personal not in body


@pytest.mark.parametrize(
    "given, status",
    [("", 404), ("Bearer wrong", 404), ("Bearer", 404), ("right-token", 404), ("Bearer right-token", 200)],
)
def test_with_a_token_loopback_alone_does_not_open_the_metrics(tmp_path: Path, given: str, status: int) -> None:
    with local(tmp_path / "var", metrics_token="right-token") as running:
        headers = {"Authorization": given} if given else {}
        assert httpx.get(f"{running.url}/metrics", headers=headers).status_code == status


def test_without_a_token_only_this_machine_reads_metrics(site: Local) -> None:
    from starlette.testclient import TestClient

    from bot.app import make_app

    app = make_app(site.application)
    for host, status in (("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 404)):
        # No lifespan: the worker of the running application is enough.
        client = TestClient(app, client=(host, 5000))
        assert client.get("/metrics").status_code == status
