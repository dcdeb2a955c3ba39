"""`python -m bot import FILE…`: shows what the files hold, says what is wrong with them, takes them over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from bot.commands.texts import Echo, say, tell_problems
from bot.core.domain.errors import ImportRefused
from bot.core.domain.importing import ParsedTable, Problem, problems_of
from bot.core.usecases.import_company import ImportReport, import_company, preview_import
from bot.core.usecases.ports import UnitOfWork
from bot.documents.imported import ImportUnreadable, read_import
from bot.views.import_words import unreadable_words

T = TypeVar("T")
ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm")
DESK = 0  # the command line acts as the desk itself
_OTHER_FILES = ("not_recognised", "lacks")  # need not be meant for the desk
_WARNINGS_EACH, _PROBLEMS_EACH = 5, 20


class DeskNow(Protocol):
    """A database as far as commands need it."""

    def write_now(self, work: Callable[[UnitOfWork], T]) -> T: ...
    def read_now(self, work: Callable[[UnitOfWork], T]) -> T: ...


def import_files(
    database: DeskNow, paths: Sequence[Path], *, language: str, echo: Echo, preview_only: bool = False
) -> int:
    """0: taken over, or nothing against it. 1: problems in rows. 2: a file that cannot be used at all.
    Files in any order; a folder stands for the tables in it."""
    tables = read_tables(paths, language, echo)
    if not tables:
        echo(say(language, "nothing"))
        return 2
    preview = database.read_now(lambda uow: preview_import(uow, uow.people.get(DESK), tables))
    echo(say(language, "preview"))
    _tell_counts(language, preview, "count", echo)
    if preview.credits:
        echo(say(language, "credits", count=len(preview.credits)))
    if preview.warnings:
        echo(say(language, "warnings", count=len(preview.warnings)))
        tell_problems(language, preview.warnings, echo, each=_WARNINGS_EACH)
    if preview.problems:
        return _refuse(language, preview.problems, len(preview.problems), echo)
    if preview_only:
        echo(say(language, "only_preview"))
        return 0
    try:
        report = database.write_now(lambda uow: import_company(uow, uow.people.get(DESK), tables))
    except ImportRefused as refused:  # somebody changed something since the preview
        problems = problems_of(refused.facts)
        return _refuse(language, problems, len(problems), echo)
    echo(say(language, "imported"))
    _tell_counts(language, report, "counted", echo)
    return 0


def read_tables(paths: Iterable[Path], language: str, echo: Echo) -> list[ParsedTable]:
    """Says what is wrong with a file; an empty list where one of them cannot be used. Of a folder, files
    that are no tables of the desk are left out."""
    tables: list[ParsedTable] = []
    usable = True
    for path, is_named in _files(paths):
        outcome = _read(path, language)
        if isinstance(outcome, ParsedTable):
            tables.append(outcome)
        elif is_named or outcome[1]:
            echo(outcome[0])
            usable = False
        else:
            echo(say(language, "left_out", file=path.name))
    if usable and not tables:
        echo(say(language, "no_files", where=", ".join(str(path) for path in paths)))
    return tables if usable else []


def _files(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """Each file once, with whether it was named itself."""
    found: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            for inside in sorted(path.iterdir()):
                if inside.suffix.lower() in ENDINGS and not inside.name.startswith((".", "~$")):
                    found.setdefault(inside, False)
        else:
            found[path] = True
    return list(found.items())


def _read(path: Path, language: str) -> ParsedTable | tuple[str, bool]:
    """The table, or a sentence and whether the file stands in the way even in a folder."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return say(language, "file_missing", file=path), True
    except OSError as error:
        return say(language, "file_unreadable", file=path.name, text=error.strerror), True
    try:
        return read_import(data, path.name)
    except ImportUnreadable as refused:
        return unreadable_words(language, refused.code, refused.facts), refused.code not in _OTHER_FILES


def _tell_counts(language: str, report: ImportReport, key: str, echo: Echo) -> None:
    for kind, counts in report.counts.items():
        echo(
            say(
                language,
                key,
                kind=say(language, f"kind.{kind.value}"),
                added=counts.added,
                changed=counts.changed,
                unchanged=counts.unchanged,
            )
        )


def _refuse(language: str, problems: Sequence[Problem], count: int, echo: Echo) -> int:
    echo(say(language, "problems", count=count))
    tell_problems(language, problems, echo, each=_PROBLEMS_EACH)
    echo(say(language, "nothing"))
    return 1
