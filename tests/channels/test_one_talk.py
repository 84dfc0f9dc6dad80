"""From LINE to the web and on: one case, one dialogue, with the real model."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, List

import pytest

from tests.channels.test_content_policy import link_in
from tests.support import line_api
from tests.support.line_api import LineApi
from tests.support.local import Resident
from tests.support.loopback import serving
from tests.support.platforms import LinePlatform, wait_until
from tests.support.serving import Served, served

pytestmark = pytest.mark.slow


def shown(browser: Resident) -> List[Any]:
    return [choice["label"] for choice in browser.messages()[-1]["choices"]]


def test_a_summary_asked_for_on_line_is_confirmed_on_the_web(serve: Callable[..., Served], tmp_path: Path) -> None:
    api = LineApi()
    with serving(api.app()) as url:
        service = serve(
            tmp_path / "var",
            line_channel_secret=line_api.SECRET,
            line_access_token=line_api.TOKEN,
            line_api_url=url,
            line_data_url=url,
        )
        with served(service):
            line = LinePlatform(service, api)  # type: ignore[arg-type]  # its address is all that is used
            line.tell("82の母の物忘れがひどくて、家賃も払えません")
            wait_until(line.read)
            line.tell("まとめを見る")
            first = wait_until(lambda: len(line.read()) >= 2 and link_in(line.read()))
            # Too late for the first link: asking for another one changes nothing of what was asked.
            line.press("画面で話す")
            link = wait_until(lambda: link_in(line.read()) != first and link_in(line.read()))
            assert "物忘れ" not in "".join(line.read())
            browser = Resident(service.url)
            token = link.partition("#enter=")[2]
            assert browser.http.post("/api/chat/enter", json={"token": token}).status_code == 200
            kinds = [message["kind"] for message in browser.messages()]
            assert "summary" in kinds and kinds[-2:] == ["screen", "link"]
            browser.send("合っています", choice="affirm")
            wait_until(lambda: "共有してよい" in shown(browser))
            browser.send("共有してよい", choice="affirm")
            wait_until(lambda: any(message["kind"] == "receipt" for message in browser.messages()))
