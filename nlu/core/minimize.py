"""L-BFGS for many independent problems side by side: one column of the unknowns is one problem."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Tuple

import numpy as np

from nlu.core.features import Floats

# unknowns of some problems (n × those), which problems (an index) → loss of each, gradient (n × those)
Objective = Callable[[Floats, Any], Tuple[Floats, Floats]]

_MEMORY = 6
_TRIES = 2
_SUFFICIENT = 1e-4
_ROUNDING = 5e-5  # of the loss: single precision must not look like an ascent


def minimize_columns(
    objective: Objective, start: Floats, *, iterations: int, report: Optional[Callable[[float], None]] = None
) -> Floats:
    """Return unknowns near each problem's minimum.

    Args:
        objective: loss and gradient of some columns; a column's loss depends on that column only.
        start: where to begin, float32, n × problems.
        iterations: at most so many steps.
        report: told the share of the steps that is done.
    """
    point = start.copy()
    loss, gradient = objective(point, slice(None))
    steps: List[Floats] = []
    changes: List[Floats] = []
    scale = (1.0 / np.maximum(np.sqrt(_dots(gradient, gradient)), 1e-6)).astype(np.float32)
    size = np.ones_like(scale)
    for number in range(iterations):
        direction = _descent(gradient, steps, changes, scale)
        slope = _dots(direction, gradient)
        before, gradient_before = point, gradient
        point = before + size * direction
        tried, gradient = objective(point, slice(None))
        for left in range(_TRIES - 1, -1, -1):
            bad = tried > loss + _SUFFICIENT * size * slope + _ROUNDING * np.abs(loss)
            if not bad.any():
                break
            size = np.where(bad, size * 0.3, size).astype(np.float32)
            if left:  # only those columns that went too far are tried again
                again = np.flatnonzero(bad)
                point[:, again] = before[:, again] + size[again] * direction[:, again]
                tried[again], gradient[:, again] = objective(point[:, again], again)
        back = np.flatnonzero(tried > loss + _ROUNDING * np.abs(loss))
        if len(back):  # no better at all: these columns wait for a shorter step
            point[:, back], gradient[:, back] = before[:, back], gradient_before[:, back]
            tried[back] = loss[back]
        loss = tried
        steps = [*steps[-_MEMORY + 1 :], point - before]
        changes = [*changes[-_MEMORY + 1 :], gradient - gradient_before]
        curved = _dots(changes[-1], changes[-1])
        along = _dots(steps[-1], changes[-1])
        scale = np.where(along > 1e-10, along / np.maximum(curved, 1e-10), scale).astype(np.float32)
        size = np.minimum(2.0 * size, 1.0).astype(np.float32)  # a column that needed short steps begins short
        if report:
            report((number + 1) / iterations)
    return point


def _descent(gradient: Floats, steps: List[Floats], changes: List[Floats], scale: Floats) -> Floats:
    """The two-loop recursion, column by column; ``scale`` is the length of a column's step without memory."""
    result = -gradient
    factors = []
    for step, change in zip(reversed(steps), reversed(changes), strict=True):
        curvature = _dots(step, change)
        inverse = np.where(curvature > 1e-10, 1.0 / np.maximum(curvature, 1e-10), 0.0).astype(np.float32)
        factor = inverse * _dots(step, result)
        result -= factor * change
        factors.append((factor, inverse))
    result *= scale
    for step, change, (factor, inverse) in zip(steps, changes, reversed(factors), strict=True):
        result += step * (factor - inverse * _dots(change, result))
    return result


def _dots(left: Floats, right: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ij->j", left, right), dtype=np.float32)
