"""Small made-up tables, read as a file would be."""

from __future__ import annotations

from pathlib import Path

from bot.commands.import_files import read_tables
from bot.core.domain.importing import ParsedTable
from bot.core.domain.people import Person
from bot.core.usecases.import_company import ImportReport, import_company, preview_import
from bot.core.usecases.ports import UnitOfWork
from tests.support.memory_ports import MemoryDesk


def written(folder: Path, **tables: str) -> list[Path]:
    paths = []
    for name, text in tables.items():
        path = folder / f"{name}.csv"
        path.write_text(text.strip() + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def parsed(folder: Path, **tables: str) -> list[ParsedTable]:
    said: list[str] = []
    result = read_tables(written(folder, **tables), "en", said.append)
    assert result, said
    return result


def the_desk_itself(uow: UnitOfWork) -> Person:
    return uow.people.get(0)


def imported(desk: MemoryDesk, tables: list[ParsedTable]) -> ImportReport:
    return desk.write_now(lambda uow: import_company(uow, the_desk_itself(uow), tables))


def previewed(desk: MemoryDesk, tables: list[ParsedTable]) -> ImportReport:
    before = desk.state.shallow()
    report = desk.read_now(lambda uow: preview_import(uow, the_desk_itself(uow), tables))
    assert desk.state == before
    return report
