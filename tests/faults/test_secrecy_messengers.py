"""What is written on LINE and Telegram, who wrote it, and the secrets of both lie nowhere in the open."""

from __future__ import annotations

import json
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Callable, Iterator, List, Tuple

import pytest

from tests.channels.test_content_policy import link_in
from tests.faults.test_secrecy import encodings
from tests.support import line_api, telegram_api
from tests.support.faults import Fault
from tests.support.line_api import LineApi
from tests.support.loopback import serving
from tests.support.platforms import LinePlatform, TelegramPlatform, wait_until
from tests.support.serving import Served
from tests.support.telegram_api import TelegramApi

pytestmark = pytest.mark.slow

ON_LINE = "うちの金魚鉢の裏に通帳をかくしています"
ON_TELEGRAM = "小鳥遊みなとのことで相談です"
CORRECTION = "金魚鉢ではなく、青い花瓶の裏です"
FILE = "診断書_小鳥遊.pdf"
USER, CHAT = "U77777777777777777777777777777777", 770077007
PHOTO = b"\xff\xd8 a photo of a bankbook " * 40


@pytest.fixture(scope="module")
def used(serve: Callable[..., Served], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tuple[Served, List[str]]]:
    """A folder in which two residents have written, while both platforms failed now and then; killed, not stopped."""
    line_side, telegram_side = LineApi(), TelegramApi()
    with serving(line_side.app()) as line_url, serving(telegram_side.app()) as telegram_url:
        service = serve(
            tmp_path_factory.mktemp("secrecy") / "var",
            line_channel_secret=line_api.SECRET,
            line_access_token=line_api.TOKEN,
            line_api_url=line_url,
            line_data_url=line_url,
            telegram_token=telegram_api.TOKEN,
            telegram_secret=telegram_api.SECRET,
            telegram_mode="webhook",
            telegram_api_url=telegram_url,
        )
        service.start()
        link = talk(service, line_side, telegram_side)
        service.kill()
    secrets = [ON_LINE, ON_TELEGRAM, CORRECTION, "金魚鉢", "小鳥遊", FILE, USER, str(CHAT), PHOTO[3:20].decode()]
    tokens = [line_api.SECRET, line_api.TOKEN, telegram_api.TOKEN, telegram_api.SECRET, link.partition("#enter=")[2]]
    yield service, [*secrets, *tokens]


def talk(service: Served, line_side: LineApi, telegram_side: TelegramApi) -> str:
    line = LinePlatform(service, line_side, USER)  # type: ignore[arg-type]  # its address is all that is used
    telegram = TelegramPlatform(service, telegram_side, CHAT)  # type: ignore[arg-type]
    line_side.faults.then(Fault(500))
    telegram_side.faults.then(Fault(502), Fault(429, parameters={"retry_after": 1}))
    message = line.tell(ON_LINE)
    photo = line.event("image")
    line_side.media[photo["message"]["id"]] = PHOTO
    line.post(photo)
    file = line.event("file")
    file["message"]["fileName"] = FILE
    line.post(file)
    telegram.tell(ON_TELEGRAM)
    broken = telegram.update("text")
    broken["message"].update(text=ON_TELEGRAM, photo=[{"broken": ON_TELEGRAM}])
    telegram.post(broken)
    line.post({"type": "message", "source": {"type": "user", "userId": USER}, "message": {"text": ON_LINE}})
    line.raw(json.dumps({"events": ON_LINE}).encode())
    telegram.raw(ON_TELEGRAM.encode())
    line.raw(ON_LINE.encode(), forged=True)
    wait_until(lambda: len(line.read()) >= 3 and telegram.read(), within=60)
    line.edit(message, CORRECTION, datetime.now(timezone.utc))
    wait_until(lambda: link_in(line.read()), within=30)
    time.sleep(1)
    return link_in(line.read())


def test_no_file_under_var_holds_a_word_an_address_or_a_token(used: Tuple[Served, List[str]]) -> None:
    service, secrets = used
    files = [path for path in Path(service.var).rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    content = b"".join(path.read_bytes() for path in files)
    assert not [secret for secret in secrets if any(form in content for form in encodings(secret))]


def test_no_log_holds_one(used: Tuple[Served, List[str]]) -> None:
    service, secrets = used
    output = service.output()
    assert "could not be read" in output, "the failures were logged"
    assert not [secret for secret in secrets if secret in output]
