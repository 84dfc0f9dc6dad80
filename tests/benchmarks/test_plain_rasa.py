"""Plain Rasa is really trained and asked, in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.plain_rasa.rankings import Folder, PlainRasaError, rank

ROWS = [
    *(("debt", f"借金が{many}あります") for many in ("たくさん", "少し", "百万円", "いくつか")),
    *(("illness", f"病気で{how}") for how in ("つらい", "入院した", "寝ている", "動けない")),
    *(("none", f"{word}ございます") for word in ("おはよう", "ありがとう", "おめでとう")),
]


@pytest.mark.slow
def test_it_learns_what_it_is_given_and_is_asked_once(tmp_path: Path) -> None:
    folder = Folder.of(tmp_path, ROWS, "lr")
    first, second = rank(folder, ROWS, "lr", ["借金があります", "病気で入院"], train=True) or [[], []]
    assert (first[0][0], second[0][0]) == ("debt", "illness")
    assert {name for name, _ in first} == {"debt", "illness", "none"}
    assert sum(share for _, share in first) == pytest.approx(1.0, abs=0.01)
    assert folder.training_seconds is not None
    assert rank(folder, ROWS, "lr", ["病気で入院"], train=False) == [second]


@pytest.mark.slow
def test_a_process_that_fails_is_an_error(tmp_path: Path) -> None:
    folder = Folder.of(tmp_path, ROWS, "lr")
    folder.path.mkdir(parents=True)
    (folder.path / "model.tar.gz").write_bytes(b"no archive")
    with pytest.raises(PlainRasaError, match="lr"):
        rank(folder, ROWS, "lr", ["借金"], train=True)
