"""What an import found, in words: for the chat, for the file with all problems, and for the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.core.domain.import_columns import TableKind
from bot.core.domain.importing import Problem
from bot.core.usecases.export_catalogue import OutTable
from bot.views.texts import plain


def kind_name(language: str, kind: TableKind | str) -> str:
    return plain(language, f"import.kind.{TableKind(kind).value}")


def unreadable_words(language: str, code: str, facts: Mapping[str, object]) -> str:
    """Why a file cannot be used at all."""
    shown = dict(facts)
    if "kind" in shown:
        shown["kind"] = kind_name(language, str(shown["kind"]))
    return plain(language, f"import.{code}", **shown)


def what_is_wrong(language: str, problem: Problem) -> str:
    return plain(language, f"import.{problem.code}", text=problem.text)


def problem_words(language: str, problem: Problem) -> str:
    """ "line 3, price: “x” is not a number that can be used" """
    where = plain(language, "import.at.line", line=problem.line) if problem.line else ""
    place = plain(language, "list.comma").join(part for part in (where, problem.column) if part)
    what = what_is_wrong(language, problem)
    return plain(language, "import.at", place=place, what=what) if place else what


def exported_words(language: str, tables: Iterable[OutTable]) -> str:
    """ "Exported: 3 products, 2 customers. …" """
    each = [
        plain(language, "export.table", kind=kind_name(language, table.kind), count=len(table.rows))
        for table in tables
    ]
    return plain(language, "export.done", tables=plain(language, "list.comma").join(each) or "–")


PROBLEM_COLUMNS = ("line", "column", "found", "what")


def problem_titles(language: str) -> list[str]:
    return [plain(language, f"import.column.{column}") for column in PROBLEM_COLUMNS]


def problem_rows(language: str, problems: Iterable[Problem]) -> list[list[str]]:
    return [
        [str(p.line or ""), p.column, p.text, what_is_wrong(language, p)]
        for p in sorted(problems, key=lambda p: (p.line, p.column))
    ]
