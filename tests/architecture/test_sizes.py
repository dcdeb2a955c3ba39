"""A file is read in one sitting, a function on one screen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import PACKAGES, files, functions, text, tree

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60


def long_functions(module: ast.Module) -> Iterator[tuple[str, int]]:
    for function in functions(module):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > MOST_LINES_OF_A_FUNCTION:
            yield function.name, length


def is_migration(path: Path) -> bool:
    """A migration lists whole tables once and is never changed again."""
    return path.parts[:3] == ("storage", "migrations", "versions")


def test_no_file_is_longer_than_a_sitting() -> None:
    lengths = {str(path): len(text(path).splitlines()) for path in files(*PACKAGES)}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES_OF_A_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    found = {
        str(path): list(long_functions(tree(path))) for path in files(*PACKAGES) if not is_migration(path)
    }
    assert {path: long for path, long in found.items() if long} == {}


def test_a_long_function_is_seen() -> None:
    body = "    x = 1\n" * MOST_LINES_OF_A_FUNCTION
    assert list(long_functions(ast.parse(f"async def endless():\n{body}"))) == [("endless", 61)]
