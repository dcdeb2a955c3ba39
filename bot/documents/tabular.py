"""Tables that companies bring, CSV or XLSX, read into plain texts; the importer knows what they mean."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

import openpyxl

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024  # of a workbook, which is a zip archive
MAX_ROWS = 2_000_000
MAX_COLUMNS = 200
MAX_CELL = 32_767  # signs: Excel's own limit
DELIMITERS = (",", ";", "\t")
_ZIP = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # the container of .xls (MS-CFB, 2.2)
_NO_TABLES = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8")  # papers and pictures
Cells = tuple[int, list[str]]  # line number and texts


class TableRefusal(StrEnum):
    TOO_LARGE = "TOO_LARGE"  # facts: bytes, limit
    TOO_MANY_ROWS = "TOO_MANY_ROWS"  # facts: limit
    TOO_MANY_COLUMNS = "TOO_MANY_COLUMNS"  # facts: line, limit
    CELL_TOO_LONG = "CELL_TOO_LONG"  # facts: line, limit
    OLD_WORKBOOK = "OLD_WORKBOOK"  # .xls: save it as .xlsx or .csv
    NOT_A_TABLE = "NOT_A_TABLE"
    ENCODING_UNKNOWN = "ENCODING_UNKNOWN"  # save it as UTF-8
    QUOTES_BROKEN = "QUOTES_BROKEN"  # facts: line
    HEADER_MISSING = "HEADER_MISSING"
    HEADER_TWICE = "HEADER_TWICE"  # facts: column
    ROW_TOO_LONG = "ROW_TOO_LONG"  # facts: line; more cells than the header has names


class TableRefused(Exception):
    """The file cannot be read as a table; `code` says why. `facts` always hold "file"."""

    def __init__(self, code: TableRefusal, **facts: int | str) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Row:
    """One row by column name, "" where it has no cell; `line_number` as an editor or Excel counts, from 1."""

    line_number: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Column names in their order, and every row that is not empty."""

    header: list[str]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be at most: as it comes, a workbook unpacked (it is a zip archive), and in rows."""

    size: int
    unpacked: int
    rows: int


def widest() -> Limits:
    """For the command line, whose files are an operator's."""
    return Limits(MAX_BYTES, MAX_UNPACKED_BYTES, MAX_ROWS)


def read_table(data: bytes, file_name: str, limits: Limits | None = None) -> Table:
    """CSV (UTF-8, UTF-16 with mark, GB18030; comma, semicolon or tab) or the first sheet of an XLSX.

    The content decides which, not the name. Numbers come without ".0", dates as ISO texts, truth as
    "true" and "false"; texts come as they are, outer blanks included.
    Raises TableRefused.
    """
    within = limits or widest()
    try:
        return _table(_lines(data, within), within.rows)
    except TableRefused as refused:
        refused.facts["file"] = file_name[:120]
        raise


def _lines(data: bytes, limits: Limits) -> Iterator[Cells]:
    if len(data) > limits.size:
        raise TableRefused(TableRefusal.TOO_LARGE, bytes=len(data), limit=limits.size)
    if data.startswith(_OLD_WORKBOOK):
        raise TableRefused(TableRefusal.OLD_WORKBOOK)
    if data.startswith(_NO_TABLES):
        raise TableRefused(TableRefusal.NOT_A_TABLE)
    return _workbook_lines(data, limits) if is_workbook(data) else _csv_lines(_decoded(data))


def _table(lines: Iterator[Cells], most_rows: int) -> Table:
    filled = ((line, cells) for line, cells in lines if any(cell.strip() for cell in cells))
    line, cells = next(filled, (0, []))
    header = [name.strip() for name in _trimmed(cells)]
    _ensure_header(header, line)
    rows: list[Row] = []
    for line, cells in filled:
        if len(rows) == most_rows:
            raise TableRefused(TableRefusal.TOO_MANY_ROWS, limit=most_rows)
        rows.append(_row(header, line, cells))
    return Table(header, rows)


def _ensure_header(header: list[str], line: int) -> None:
    if not header or "" in header:
        raise TableRefused(TableRefusal.HEADER_MISSING)
    if len(header) > MAX_COLUMNS:
        raise TableRefused(TableRefusal.TOO_MANY_COLUMNS, line=line, limit=MAX_COLUMNS)
    for index, name in enumerate(header):
        if name in header[:index]:
            raise TableRefused(TableRefusal.HEADER_TWICE, column=name[:80])


def _row(header: list[str], line: int, cells: list[str]) -> Row:
    if len(cells) > len(header) and len(_trimmed(cells)) > len(header):
        raise TableRefused(TableRefusal.ROW_TOO_LONG, line=line)
    if max(map(len, cells)) > MAX_CELL:
        raise TableRefused(TableRefusal.CELL_TOO_LONG, line=line, limit=MAX_CELL)
    missing = [""] * (len(header) - len(cells))
    return Row(line, dict(zip(header, cells + missing, strict=False)))


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells that programs leave at the end of a row."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _decoded(data: bytes) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # as Excel's "Unicode text" begins
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise TableRefused(TableRefusal.NOT_A_TABLE)
        return text
    raise TableRefused(TableRefusal.ENCODING_UNKNOWN)


def _csv_lines(text: str) -> Iterator[Cells]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins_at = 1
    try:
        for cells in reader:
            yield begins_at, cells
            begins_at = reader.line_num + 1
    except csv.Error:
        raise TableRefused(TableRefusal.QUOTES_BROKEN, line=begins_at) from None


def _delimiter(text: str) -> str:
    """Whichever stands most often in the first line that says something, outside of quotes; else a comma."""
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def is_workbook(data: bytes) -> bool:
    return data.startswith(_ZIP)


def unpacked_size(data: bytes) -> int:
    """Bytes of a workbook, as its archive declares them; no more than that is ever read of an entry.
    Raises TableRefused for what is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError):
        raise TableRefused(TableRefusal.NOT_A_TABLE) from None


def _workbook_lines(data: bytes, limits: Limits) -> Iterator[Cells]:
    """A hostile workbook may raise almost anything inside the reader; all of that is NOT_A_TABLE."""
    try:
        unpacked = unpacked_size(data)
        if unpacked > limits.unpacked:
            raise TableRefused(TableRefusal.TOO_LARGE, bytes=unpacked, limit=limits.unpacked)
        yield from _sheet_lines(data)
    except TableRefused:
        raise
    except Exception:  # openpyxl raises whatever a broken archive makes it raise
        raise TableRefused(TableRefusal.NOT_A_TABLE) from None


def _sheet_lines(data: bytes) -> Iterator[Cells]:
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size, which would cut rows off
        rows: Iterable[tuple[object, ...]] = sheet.iter_rows(values_only=True)
        for line, cells in enumerate(rows, start=1):
            yield line, [_text(cell) for cell in cells]
    finally:
        workbook.close()


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            plain = f"{Decimal(repr(cell)):f}"
            return plain.removesuffix(".0")
        case datetime() if cell.time() == time.min:
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(timespec="seconds" if cell.second else "minutes")
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)
