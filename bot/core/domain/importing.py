"""Rows of a company's tables become values, each cell read or its problem told with line and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.core.domain.import_cells import CellInvalid, read_cell, trimmed
from bot.core.domain.import_columns import COLUMNS, Layout, TableKind, ValueKind

CHARGES = frozenset({"POST", "M", "C2"})  # postage, manual, carriage: money without stock


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` 0 is the table as a whole. `text` is what stood there, or what was expected."""

    line: int
    column: str
    code: str
    text: str = ""
    file: str = ""

    def facts(self) -> dict[str, object]:
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "text": self.text,
        }


def problems_of(facts: Mapping[str, object]) -> list[Problem]:
    """Those that travel with a refusal (ImportRefused)."""
    listed = facts.get("problems")
    return [Problem(**told) for told in listed] if isinstance(listed, list) else []


@dataclass(frozen=True, slots=True)
class Row:
    """One line: only the columns the table has, and of those that may be empty only the filled ones."""

    line: int
    values: Mapping[str, object]

    def text(self, column: str) -> str:
        return str(self.values.get(column, ""))


@dataclass(slots=True)
class ParsedTable:
    """A table that was read. Rows with problems are not among `rows`."""

    file: str
    kind: TableKind
    columns: frozenset[str]
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def parse_table(file: str, layout: Layout, lines: Iterable[tuple[int, Sequence[str]]]) -> ParsedTable:
    """Reads every cell."""
    table = ParsedTable(file, layout.kind, frozenset(layout.places))
    for heading in layout.doubled:
        table.problems.append(Problem(1, heading, "COLUMN_TWICE", file=file))
    for heading in layout.unknown:
        if heading not in layout.doubled:
            table.warnings.append(Problem(1, heading, "COLUMN_IGNORED", file=file))
    for line, cells in lines:
        values, problems = _read_row(layout, cells)
        table.problems += [Problem(line, column, code, text, file) for column, code, text in problems]
        if not problems:
            table.rows.append(Row(line, values))
    if not table.rows and not table.problems:
        table.problems.append(Problem(0, "", "TABLE_EMPTY", file=file))
    return table


def key_of(kind: TableKind, row: Row) -> tuple[str, ...]:
    """What makes two rows the same thing. An order may hold a product twice: its lines have no key."""
    columns = {
        TableKind.CHECKLIST: ("category", "code"),
        TableKind.STOCK: ("product_code", "place"),
        TableKind.PEOPLE: ("telegram_id",),
        TableKind.ORDERS: (),
    }
    return tuple(row.text(column) for column in columns.get(kind, ("code",)))


def without_repeated(tables: Sequence[ParsedTable]) -> list[ParsedTable]:
    """The tables with each thing once. The same row again is a warning, another row of the same key a
    problem, be it in the same table or in another of its kind."""
    seen: dict[tuple[TableKind, tuple[str, ...]], tuple[str, Row]] = {}
    result: list[ParsedTable] = []
    for table in tables:
        single = replace(table, rows=[], problems=list(table.problems), warnings=list(table.warnings))
        for row in table.rows:
            key = key_of(table.kind, row)
            file, before = seen.setdefault((table.kind, key), (table.file, row)) if key else ("", row)
            if before is row:
                single.rows.append(row)
                continue
            where = f"{before.line}" if file == table.file else f"{file} {before.line}"
            same = before.values == row.values
            text = f"{' '.join(key)} {'=' if same else '≠'} {where}"
            told, code = (single.warnings, "ROW_REPEATED") if same else (single.problems, "DUPLICATE")
            told.append(Problem(row.line, "", code, text, table.file))
        result.append(single)
    return result


def _read_row(layout: Layout, cells: Sequence[str]) -> tuple[dict[str, object], list[tuple[str, str, str]]]:
    values: dict[str, object] = {}
    problems: list[tuple[str, str, str]] = []
    for column in COLUMNS[layout.kind]:
        place = layout.places.get(column.name)
        if place is None:
            continue
        text = trimmed(cells[place]) if place < len(cells) else ""
        if not text:
            if column.filled:
                problems.append((column.name, "VALUE_MISSING", ""))
            elif column.value in (ValueKind.TEXT, ValueKind.CODE):
                values[column.name] = ""
            continue
        try:
            values[column.name] = read_cell(column.value, text)
        except CellInvalid as invalid:
            problems.append((column.name, invalid.code, invalid.text[:60]))
    return values, problems
