"""A journal as files a bookkeeper can load: a workbook, and the same as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time

from bot.core.domain.journal import Posting, PostingKind
from bot.core.domain.values import Money
from bot.core.usecases.export_journal import Journal
from bot.documents.workbook import Cell, Column, ColumnKind, Sheet, write_csv, write_workbook

_SHAPES: dict[str, tuple[ColumnKind, float]] = {
    "document": ("text", 16),
    "line": ("text", 6),
    "day": ("date", 12),
    "account": ("text", 10),
    "text": ("text", 26),
    "partner": ("text", 12),
    "partner_name": ("text", 32),
    "reference": ("text", 18),
    "debit": ("money", 14),
    "credit": ("money", 14),
    "currency": ("text", 9),
}


def journal_files(
    journal: Journal, titles: Mapping[str, str], kinds: Mapping[PostingKind, str]
) -> list[tuple[str, bytes]]:
    """File names and contents, the workbook first; `titles` by column. The same journal gives the same bytes:
    what the workbook says it was made at is the end of its last day."""
    name = f"journal_{journal.first.isoformat()}_{journal.last.isoformat()}"
    made_at = datetime.combine(journal.last, time(23, 59, 59), tzinfo=UTC)
    cells = [_cells(posting, kinds) for posting in journal.postings]
    columns = [Column(titles[column], *shape) for column, shape in _SHAPES.items()]
    return [
        (f"{name}.xlsx", write_workbook([Sheet(name, columns, cells)], made_at)),
        (f"{name}.csv", write_csv([column.title for column in columns], cells)),
    ]


def _cells(posting: Posting, kinds: Mapping[PostingKind, str]) -> list[Cell]:
    return [
        posting.document,
        posting.line,
        posting.day,
        posting.account,
        kinds[posting.kind],
        posting.partner,
        posting.partner_name,
        posting.reference,
        _amount(posting.debit),
        _amount(posting.credit),
        posting.debit.currency,
    ]


def _amount(value: Money) -> Cell:
    """Nothing is an empty cell."""
    return value.rounded().amount if value else None
