"""The command: what it prints of a kept run, and what it says when there is nothing to run."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.evaluate.__main__ import DOCUMENT, main, parse
from benchmarks.evaluate.message_sets import set_names
from benchmarks.evaluate.results import RELEASED, last_release, newest


@pytest.fixture
def kept() -> str:
    path = newest(RELEASED)
    assert path is not None
    return str(path)


def test_a_kept_run_is_reported_with_its_details(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--from", kept, "--detail"]) == 0
    printed = capsys.readouterr().out
    released = last_release()
    assert released is not None and released.reader in printed
    for words in ("keyword list", "test, by concern", "dev, by voice", "urgency: gold in rows"):
        assert words in printed
    assert "+0.000" in printed  # against itself


def test_the_tables_go_into_a_document(kept: str, tmp_path: Path) -> None:
    document = tmp_path / "evaluation.md"
    document.write_text(DOCUMENT.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["--from", kept, "--document"], document) == 0
    assert document.read_text(encoding="utf-8") == DOCUMENT.read_text(encoding="utf-8")


def test_without_a_model_it_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--model", str(tmp_path / "none.tar.gz"), "--set", "dev"]) == 1
    assert "make train" in capsys.readouterr().out


def test_every_set_can_be_asked_for() -> None:
    for name in (*set_names(), "all"):
        assert parse(["--set", name]).set == name
    with pytest.raises(SystemExit):
        parse(["--set", "another"])
