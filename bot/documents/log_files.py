"""A part of the operation log as files: a workbook, and the same as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from bot.core.usecases.see_log import LogPage
from bot.documents.workbook import Cell, Column, ColumnKind, Sheet, write_csv, write_workbook

_SHAPES: tuple[tuple[ColumnKind, float], ...] = (
    ("text", 9),
    ("moment", 18),
    ("text", 20),
    ("text", 30),
    ("text", 18),
    ("text", 60),
    ("text", 20),
)


def log_files(
    page: LogPage, titles: Sequence[str], words_of: Callable[[str], str], zone: ZoneInfo, desk: str
) -> list[tuple[str, bytes]]:
    """File names and contents, the workbook first. `titles` by column, `words_of` an event; times by the
    clock on the desk's wall; `desk` is what the desk itself is called where it acted."""
    name = f"log_{page.about.key.replace('.', '_')}"
    cells: list[list[Cell]] = [
        [
            str(entry.seq),
            entry.at.astimezone(zone).replace(tzinfo=None),
            page.names.get(entry.actor_id) or desk,
            words_of(entry.event),
            entry.record,
            entry.facts,
            entry.digest,
        ]
        for entry in page.entries
    ]
    columns = [Column(title, *shape) for title, shape in zip(titles, _SHAPES, strict=True)]
    made_at = page.entries[-1].at
    return [
        (f"{name}.xlsx", write_workbook([Sheet(name[:31], columns, cells)], made_at)),
        (f"{name}.csv", write_csv(list(titles), cells)),
    ]
