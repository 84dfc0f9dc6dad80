"""Fixtures of all rooms: a trained model, and the application served by ``marugoto serve`` in a process of its own.

``MARUGOTO_TEST_MODEL`` may name a model file, so that sources can change while tests are written; it is no setting
of the product and is taken out of the environment here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

from tests.support.serving import Served, served

_GIVEN_MODEL = os.environ.pop("MARUGOTO_TEST_MODEL", "")
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Iterator[None]:
    """With ``CI=true`` a skipped test is a failed one: what it needs is missing and must be installed."""
    outcome: Any = yield
    report = outcome.get_result()
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"{why} (with CI=true nothing may be skipped)"


@pytest.fixture(scope="session")
def model_path() -> Path:
    """The model that fits the sources, trained when there is none."""
    if _GIVEN_MODEL:
        return Path(_GIVEN_MODEL).resolve()
    from bot.bootstrap import ensure_model
    from bot.settings import Settings

    return ensure_model(Settings(var=ROOT / "var")).resolve()


@pytest.fixture(scope="session")
def serve(model_path: Path) -> Callable[..., "Served"]:
    """Return a function that makes a served application for a folder; the caller starts and stops it."""

    def make(var: Path, **settings: str) -> Served:
        return Served(model_path, var, settings)

    return make


@pytest.fixture(scope="module")
def application(model_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole application, real in every part, for one module's tests."""
    with served(Served(model_path, tmp_path_factory.mktemp("var"), {})) as running:
        yield running
