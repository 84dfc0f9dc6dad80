"""The minimiser solves many problems at once and none disturbs another."""

from __future__ import annotations

from typing import Any, Tuple

import numpy as np
import pytest

from nlu.core.features import Floats
from nlu.core.minimize import minimize_columns


def _bowls(centres: Floats, widths: Floats) -> object:
    def objective(point: Floats, columns: Any) -> Tuple[Floats, Floats]:
        away = point - centres[:, columns]
        return (0.5 * widths[:, columns] * away**2).sum(axis=0), widths[:, columns] * away

    return objective


@pytest.mark.parametrize("spread", [1.0, 30.0, 1000.0])
def test_every_column_reaches_its_own_minimum(spread: float) -> None:
    chance = np.random.default_rng(1)
    centres = chance.normal(size=(12, 5)).astype(np.float32)
    widths = np.geomspace(1.0, spread, 12).astype(np.float32)[:, None] * np.ones((1, 5), dtype=np.float32)
    found = minimize_columns(_bowls(centres, widths), np.zeros((12, 5), dtype=np.float32), iterations=80)  # type: ignore[arg-type]
    assert np.abs(found - centres).max() < 0.02


def test_a_column_alone_and_in_company_is_the_same() -> None:
    chance = np.random.default_rng(2)
    centres = chance.normal(size=(6, 3)).astype(np.float32)
    widths = np.geomspace(1, 50, 6).astype(np.float32)[:, None] * np.ones((1, 3), dtype=np.float32)
    together = minimize_columns(_bowls(centres, widths), np.zeros((6, 3), np.float32), iterations=60)  # type: ignore[arg-type]
    alone = minimize_columns(_bowls(centres[:, :1], widths[:, :1]), np.zeros((6, 1), np.float32), iterations=60)  # type: ignore[arg-type]
    assert np.abs(together[:, :1] - alone).max() < 0.01


def test_progress_reaches_the_end_at_most_once() -> None:
    told = []
    centres = np.ones((3, 2), dtype=np.float32)
    minimize_columns(
        _bowls(centres, np.ones_like(centres)),  # type: ignore[arg-type]
        np.zeros_like(centres),
        iterations=5,
        report=told.append,
    )
    assert told == sorted(set(told)) and told[-1] <= 1.0
