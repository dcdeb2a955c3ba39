"""The core has no clock, no chance and no floats of its own: the same work gives the same result."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import dotted, files, tree

CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.perf_counter",
    "time.sleep",
    "asyncio.sleep",
}
RANKS_GUESSES = "bot/core/domain/import_columns.py"  # by the share of headings it knew; nothing of it is kept
CHANCE = {"random", "secrets", "uuid"}


def clocks(module: ast.Module) -> Iterator[str]:
    """Uses of a clock, also as `datetime.datetime.now`, and clocks imported by name."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            name = ".".join(dotted(node).split(".")[-2:])
            if name in CLOCKS:
                yield name
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{a.name}" for a in node.names if f"{node.module}.{a.name}" in CLOCKS)


def chance(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in CHANCE)
        elif isinstance(node, ast.ImportFrom) and node.module in CHANCE:
            yield str(node.module)


def floats(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield repr(node.value)
        elif isinstance(node, ast.Name) and node.id == "float":
            yield "float"


@pytest.mark.parametrize("search", [clocks, chance, floats])
def test_the_core_has_none(search: object) -> None:
    assert callable(search)
    found = {str(path): list(search(tree(path))) for path in files("bot/core")}
    if search is floats:
        found.pop(RANKS_GUESSES)
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("at = datetime.now(UTC)", "datetime.now"),
        ("at = datetime.datetime.utcnow()", "datetime.utcnow"),
        ("clock = datetime.now", "datetime.now"),
        ("seconds = time.time()", "time.time"),
        ("from time import time", "time.time"),
        ("today = date.today()", "date.today"),
    ],
)
def test_a_clock_is_seen_however_it_is_written(line: str, name: str) -> None:
    assert list(clocks(ast.parse(line))) == [name]


def test_chance_and_floats_are_seen() -> None:
    assert list(chance(ast.parse("import uuid\nfrom random import choice"))) == ["uuid", "random"]
    assert list(floats(ast.parse("price: float = 3.75"))) == ["float", "3.75"]
