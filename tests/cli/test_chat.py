"""``marugoto chat``: the same conversation in the terminal, laid open with ``--show``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Ran, marugoto

pytestmark = pytest.mark.slow


def talk(model: Path, var: Path, typed: bytes, *options: str) -> Ran:
    return marugoto("chat", *options, "--model", str(model), var=var, stdin=typed)


def test_a_talk_ends_with_an_empty_line(model_path: Path, tmp_path: Path) -> None:
    ran = talk(model_path, tmp_path / "var", "母83歳の介護で疲れました\n\n".encode())
    assert (ran.code, ran.err) == (0, "")
    assert "お母さま（83歳）" in ran.out and "自動応答" in ran.out
    assert not (tmp_path / "var").exists()


def test_a_talk_ends_with_the_input(model_path: Path, tmp_path: Path) -> None:
    ran = talk(model_path, tmp_path / "var", "もう死にたい".encode())
    assert ran.code == 0 and "110" in ran.out and "119" in ran.out


def test_a_choice_is_taken_by_its_number(model_path: Path, tmp_path: Path) -> None:
    ran = talk(model_path, tmp_path / "var", "父の介護で疲れました\n1\n".encode())
    assert "1. とばす" in ran.out and "答えなくて大丈夫です" in ran.out


def test_show_lays_open_what_was_understood(model_path: Path, tmp_path: Path) -> None:
    ran = talk(model_path, tmp_path / "var", "母83歳がもの忘れで困っています\n".encode(), "--show")
    assert ran.code == 0, ran.err
    for panel in ("tokens", "household", "concerns", "signals", "triage", "agenda"):
        assert panel in ran.out
    assert "dementia@" in ran.out and "母 83" in ran.out and "urgency ordinary" in ran.out


@pytest.mark.parametrize("typed", [b"\xff\xfe\n", "あ".encode()[:2] + b"\n", b"[bold]\n", b"[/]\n", b"99\n", b"0\n"])
def test_whatever_is_typed_is_answered(model_path: Path, tmp_path: Path, typed: bytes) -> None:
    ran = talk(model_path, tmp_path / "var", typed)
    assert ran.code == 0, ran.err
    assert "自動応答" in ran.out and "Traceback" not in ran.err
