"""A Rasa developer finds their way: ``rasa train`` from the root, and ``marugoto actions`` beside Rasa."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Dict, Iterator

import httpx
import pytest
import yaml

from tests.support.command import marugoto
from tests.support.serving import ROOT, clean_environment, free_port

pytestmark = pytest.mark.slow

STORY = """
version: "3.1"
stories:
- story: danger first
  steps:
  - user: |
      もう死にたい
    intent: crisis
  - action: action_safety
- story: a person
  steps:
  - user: |
      人と話したいです
    intent: ask_human
  - action: action_hand_off
  - slot_was_set:
    - stage: handed
"""


@pytest.fixture(scope="module")
def actions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running action server."""
    folder, port = tmp_path_factory.mktemp("actions"), free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "actions", "--port", str(port)],
            cwd=ROOT,
            env=clean_environment(folder / "var"),
            stdout=log,
            stderr=log,
        )
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        if process.poll() is not None:
            raise AssertionError((folder / "log").read_text())
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/health").status_code == 200:
                break
        time.sleep(0.2)
    yield url
    process.terminate()
    process.wait(20)
    assert not (folder / "var").exists(), "the throw-away database lies in the product's folder"


def call(name: str, text: str, slots: Dict[str, Any]) -> Dict[str, Any]:
    tracker = {"sender_id": "developer", "slots": slots, "latest_message": {"text": text}, "events": []}
    return {"next_action": name, "sender_id": "developer", "tracker": tracker, "domain": {}, "version": "3.6.21"}


def test_the_action_server_has_every_action_of_the_domain(actions: str) -> None:
    served = {row["name"] for row in httpx.get(f"{actions}/actions").json()}
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert served == set(domain["actions"])


def test_the_action_server_answers_a_call(actions: str) -> None:
    answer = httpx.post(f"{actions}/webhook", json=call("action_hand_off", "人と話したい", {"stage": "talk"}))
    assert answer.status_code == 200
    body = answer.json()
    assert [(e["name"], e["value"]) for e in body["events"] if e["event"] == "slot"] == [("stage", "handed")]
    assert [response["response"] for response in body["responses"]][0].startswith("utter_handed_off")


def test_danger_is_answered_by_the_action_server_too(actions: str) -> None:
    answer = httpx.post(f"{actions}/webhook", json=call("action_safety", "もう死にたい", {"stage": "talk"})).json()
    assert "110" in answer["responses"][0]["text"] and "119" in answer["responses"][0]["text"]


def rasa(*arguments: str, cwd: Path = ROOT, timeout: float = 600.0) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        cwd=cwd,
        env={**clean_environment(Path("var")), "PYTHONWARNINGS": "ignore"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
        check=False,
    )


@pytest.mark.timeout(900)
def test_rasa_train_works_from_the_root(tmp_path: Path) -> None:
    done = rasa("train", "--data", "nlu/data", "--out", str(tmp_path), "--fixed-model-name", "dev")
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    line = b'{"id": "1", "text": "\xe6\xad\xbb\xe3\x81\xab\xe3\x81\x9f\xe3\x81\x84"}\n'
    ran = marugoto("understand", "--model", str(tmp_path / "dev.tar.gz"), var=tmp_path / "var", stdin=line)
    assert '"suicide"' in ran.out


def test_rasa_test_finds_the_rules_right(model_path: Path, tmp_path: Path, actions: str) -> None:
    (tmp_path / "test_rules.yml").write_text(STORY, encoding="utf-8")
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(f'action_endpoint:\n  url: "{actions}/webhook"\n', encoding="utf-8")
    arguments = ["--stories", str(tmp_path), "--model", str(model_path), "--out", str(tmp_path / "results")]
    done = rasa("test", "core", *arguments, "--endpoints", str(endpoints), "--fail-on-prediction-errors")
    assert done.returncode == 0, done.stderr.decode()[-2000:]
