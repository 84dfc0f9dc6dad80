"""Headers that keep a page to itself, on every kind of answer, and nothing that tells what serves it."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.support.local import Local

PATHS = [
    "/",
    "/quiet",
    "/api/chat",
    "/api/chat/events",
    "/static/chat/chat.js",
    "/static/console/console.css",
    "/console",
    "/console/sign-in",
    "/healthz",
    "/nowhere",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_kept_to_itself(site: Local, path: str) -> None:
    headers = httpx.get(site.url + path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert all(part in policy for part in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert "server" not in headers and "x-powered-by" not in headers


def test_a_failure_has_them_too_and_shows_nothing(site: Local, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def fails(token: object) -> None:
        raise RuntimeError("夫の名前は五郎です")

    monkeypatch.setattr(site.application.visitors, "known", fails)
    answer = httpx.get(f"{site.url}/api/chat")
    assert answer.status_code == 500
    assert answer.headers["x-frame-options"] == "DENY"
    assert "書いた文は消えていません" in answer.json()["error"]["message"]
    assert "五郎" not in answer.text and "五郎" not in caplog.text


@pytest.mark.parametrize("path", ["/", "/quiet", "/console/sign-in"])
def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(site: Local, path: str) -> None:
    page = httpx.get(site.url + path).text
    assert not re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=", page)
    for address in re.findall(r"(?:src|href|action)=\"([^\"]*)\"", page):
        assert address.startswith(("/", "#", "tel:")), address


@pytest.mark.parametrize("path", ["/api/chat", "/console", "/console/sign-in"])
def test_what_is_personal_is_not_kept_by_a_cache(site: Local, path: str) -> None:
    http = site.staff("sato").http
    assert http.get(path).headers["cache-control"] == "no-store"


def test_scripts_are_asked_for_anew_after_an_update(site: Local) -> None:
    assert httpx.get(f"{site.url}/static/chat/chat.js").headers["cache-control"] == "no-cache"
