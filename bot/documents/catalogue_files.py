"""The catalogue as workbooks, one for each table: an import reads one sheet of a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.core.usecases.export_catalogue import OutTable
from bot.documents.workbook import Column, Sheet, write_workbook


def catalogue_files(tables: Iterable[OutTable], made_at: datetime) -> list[tuple[str, bytes]]:
    """File names and contents, in the order in which they may be imported."""
    return [(f"{table.kind.value}.xlsx", write_workbook([_sheet(table)], made_at)) for table in tables]


def _sheet(table: OutTable) -> Sheet:
    return Sheet(table.kind.value, [Column(name) for name in table.columns], table.rows)
