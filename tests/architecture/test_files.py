"""Small files with a docstring, no prints, no drawers for odds and ends, nothing left undone."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import List

import pytest

from tests.architecture.sources import ROOT, python_files, tree_of

FILES = python_files()
MOST_LINES = 300
MEDIAN_LINES = 150
UNDONE = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
DRAWERS = {"utils.py", "helpers.py", "misc.py", "common.py", "util.py"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    assert ast.get_docstring(tree_of(path)), "no module docstring"
    assert not UNDONE.search(text)
    assert path.name not in DRAWERS


def test_the_median_file_is_read_at_one_glance() -> None:
    lengths: List[int] = sorted(path.read_text(encoding="utf-8").count("\n") for path in FILES)
    assert lengths[len(lengths) // 2] <= MEDIAN_LINES


def test_nobody_prints() -> None:
    printing = [
        f"{name(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not printing


def raises(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Raise) and inner.exc is not None for inner in ast.walk(node))


def test_a_public_function_of_the_core_says_what_it_raises() -> None:
    silent = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in python_files("bot/domain", "bot/catalog")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and raises(node)
        if "raise" not in (ast.get_docstring(node) or "").lower()
    ]
    assert not silent


@pytest.mark.parametrize("pattern", ["**/*.js", "**/*.css", "**/*.html"])
def test_pages_are_small_too(pattern: str) -> None:
    long = [name(path) for path in (ROOT / "bot").glob(pattern) if path.read_text(encoding="utf-8").count("\n") > 300]
    assert not long
