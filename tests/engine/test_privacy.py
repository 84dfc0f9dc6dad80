"""A resident's words never reach stdout, stderr or a log, whatever fails and however loud logging is set."""

from __future__ import annotations

import logging
import time
import warnings
from pathlib import Path
from typing import Iterator, List

import httpx
import pytest

from bot.engine.privacy import OnlyWhere
from tests.support.local import Resident
from tests.support.serving import Served, served

PLANTED = "隣の健太郎くんの赤い自転車の話"

# The action fails with the words in its exception, some turns in the engine, all in a library's log.
FAULTS = """
import os
os.environ["LOG_LEVEL"] = "DEBUG"
import logging, warnings
from bot.services.intake import Intake
def fails(self, work):
    logging.getLogger("rasa.core.processor").error("could not handle %s", work.message.text)
    warnings.warn(work.message.text)
    raise ValueError(work.message.text)
Intake.take_in = fails
Intake.greet = fails
"""


@pytest.fixture()
def faulty(model_path: Path, tmp_path: Path) -> Iterator[Served]:
    with served(Served(model_path, tmp_path / "var", {}, prelude=FAULTS)) as running:
        yield running


@pytest.mark.slow
def test_a_failing_action_says_nothing_of_the_message(faulty: Served) -> None:
    resident = Resident(faulty.url)
    for text in (PLANTED, f"{PLANTED}。父の介護で困っています", f"/{PLANTED}", f"もう死にたい。{PLANTED}"):
        assert resident.send(text).status_code == 202
    resident.answered(4)
    resident.http.post("/api/chat/messages", content=f'{{"text": "{PLANTED}'.encode())
    resident.http.post("/api/chat/resume", json={"receipt": PLANTED})
    httpx.get(f"{faulty.url}/{PLANTED}?q={PLANTED}")
    time.sleep(0.5)
    output = faulty.output()
    assert "ValueError" in output, "the fault did not happen, so nothing was tested"
    for words in (PLANTED, "健太郎", "%E5%81%A5%E5%A4%AA"):
        assert words not in output
    assert "Traceback" not in output


@pytest.fixture()
def heard() -> Iterator[List[str]]:
    """What a handler with our filter prints."""
    lines: List[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter("%(levelname)s %(name)s %(message)s").format(record))

    handler = Listening()
    handler.addFilter(OnlyWhere())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("name", ["rasa", "rasa.core.processor", "rasa_sdk.executor", "sanic.root", "asyncio"])
def test_foreign_words_are_left_out_and_their_place_is_kept(heard: List[str], name: str) -> None:
    logging.getLogger(name).error("said %s", PLANTED)
    assert len(heard) == 1
    assert PLANTED not in heard[0] and "test_privacy:" in heard[0] and heard[0].startswith(f"ERROR {name}")


@pytest.mark.parametrize("name", ["rasa", "uvicorn.error", "bot.services.turns", "somebody"])
def test_an_exceptions_words_are_left_out_and_its_kind_is_kept(heard: List[str], name: str) -> None:
    try:
        raise KeyError(PLANTED)
    except KeyError:
        logging.getLogger(name).exception("failed")
    assert len(heard) == 1
    assert PLANTED not in heard[0] and "Traceback" not in heard[0] and "KeyError" in heard[0]


def test_our_own_ids_are_kept(heard: List[str]) -> None:
    logging.getLogger("bot.services.turns").warning("turn %s: try %d", "0192", 2)
    assert heard == ["WARNING bot.services.turns turn 0192: try 2"]


def test_warnings_are_not_printed(tmp_path: Path) -> None:
    from tests.engine.test_without_tensorflow import python

    code = f"""
from bot.engine import privacy
privacy.install()
import warnings
warnings.simplefilter("always")
import contextlib, io
caught = io.StringIO()
with contextlib.redirect_stderr(caught):
    warnings.warn("{PLANTED}")
print(repr(caught.getvalue()))
"""
    assert python(code, tmp_path) == "''"
    assert warnings.showwarning is not None
