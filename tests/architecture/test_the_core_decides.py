"""Who may do or see what is decided in the core: handlers know no permissions and ask nobody's role."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import dotted, files, tree

RIGHTS = frozenset({"Permission", "ensure_can", "ALLOWED", "STAFF", "GRANTABLE", "grantable_by"})
ASKED = frozenset({"has", "speaks_for", "may_follow", "only_returns", "is_staff", "roles", "company"})
WHO = ("actor.", "person.")
# Not `is_supplier_contact`: whose plain words are about a claim; whether they may be, the core decides.


def decisions(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{path}: {alias.name}" for alias in node.names if alias.name in RIGHTS)
        if isinstance(node, ast.Attribute) and node.attr in ASKED and dotted(node).startswith(WHO):
            yield f"{path}: {dotted(node)}"


def test_no_handler_decides_who_may() -> None:
    assert [found for path in files("handlers") for found in decisions(path)] == []


def test_a_decision_is_seen_however_it_is_written(tmp_path: Path) -> None:
    written = tmp_path / "handler.py"
    written.write_text(
        "from bot.core.domain.people import Permission\nif actor.has(1) or person.is_staff: pass\n"
    )
    assert len(list(decisions(written))) == 3
