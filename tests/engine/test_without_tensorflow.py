"""The serving process has no TensorFlow in it; the stand-in steps back where TensorFlow is at home."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.serving import ROOT, Served, clean_environment


def python(code: str, tmp_path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=clean_environment(tmp_path), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


@pytest.mark.slow
def test_the_serving_process_has_no_tensorflow_loaded(application: Served) -> None:
    maps = Path(f"/proc/{application.pid}/maps").read_text()
    assert "site-packages" in maps, "nothing is mapped: the test looks at the wrong process"
    assert "tensorflow" not in maps


@pytest.mark.slow
def test_the_engine_is_imported_over_the_stand_in(tmp_path: Path) -> None:
    code = """
from bot.engine import without_tensorflow
assert without_tensorflow.install() and without_tensorflow.install()
import sys, bot.engine.agent, tensorflow
files = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
there = any("site-packages/tensorflow" in file for file in files)
print(tensorflow.__version__, there, any("site-packages/rasa/" in file for file in files))
"""
    assert python(code, tmp_path) == "0.0.0 False True"


def test_where_tensorflow_is_loaded_it_stays(tmp_path: Path) -> None:
    code = """
import sys, types
sys.modules["tensorflow"] = real = types.ModuleType("tensorflow")
from bot.engine import without_tensorflow
print(without_tensorflow.install(), sys.modules["tensorflow"] is real)
"""
    assert python(code, tmp_path) == "False True"


def test_other_packages_are_not_answered_for(tmp_path: Path) -> None:
    code = """
from bot.engine import without_tensorflow
without_tensorflow.install()
try:
    import tensorflow_not_ours
except ImportError:
    print("not ours")
"""
    assert python(code, tmp_path) == "not ours"
