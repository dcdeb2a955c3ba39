"""Tables as companies send them: CSV in the usual encodings and separators, or a workbook's first sheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import ClassVar

import openpyxl

MAX_BYTES = 50_000_000
MAX_UNPACKED = 400_000_000  # a workbook is a zip: what it may grow to
MAX_ROWS = 500_000
MAX_COLUMNS = 200
_SEPARATORS = ",;\t"
_BOMS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))


class TableRefused(Exception):
    """The file is no table. `code`: too_large, encoding, workbook, quoting, empty."""

    codes: ClassVar[tuple[str, ...]] = ("too_large", "encoding", "workbook", "quoting", "empty")

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Table:
    """`rows`: the line number in the file (the header is usually line 1) and the cells as text."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_table(data: bytes, file_name: str) -> Table:
    """Raises TableRefused. Lines without any text are left out; the first other one is the header."""
    if len(data) > MAX_BYTES:
        raise TableRefused("too_large")
    is_workbook = data[:4] == b"PK\x03\x04" or file_name.lower().endswith((".xlsx", ".xlsm"))
    numbered = _workbook_rows(data) if is_workbook else _csv_rows(data)
    kept = _with_text(numbered)
    first = next(kept, None)
    if first is None:
        raise TableRefused("empty")
    return Table(first[1], tuple(kept))


def _with_text(numbered: Iterable[tuple[int, tuple[str, ...]]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for count, (number, cells) in enumerate(numbered):
        if count > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise TableRefused("too_large")
        if any(cell.strip() for cell in cells):
            yield number, cells


# ── CSV ──
def _csv_rows(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, tuple(cells)
            number = reader.line_num + 1  # a quoted cell may span lines: a row is called by its first
    except csv.Error:
        raise TableRefused("quoting") from None


def _decoded(data: bytes) -> str:
    for encoding, mark in _BOMS:
        if data.startswith(mark):
            return _as(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _as(data, "gb18030")


def _as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise TableRefused("encoding") from None


def _separator(text: str) -> str:
    """The one that parts the header into the most cells; a comma where none does."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = "".join(header.split('"')[::2])
    return max(_SEPARATORS, key=unquoted.count)


# ── workbooks ──
def _workbook_rows(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise TableRefused("too_large")
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, tuple(_cell_text(cell) for cell in cells)
        workbook.close()
    except TableRefused:
        raise
    except Exception as error:  # the library raises whatever a broken part of the file leads it to
        raise TableRefused("workbook") from error


def _cell_text(cell: object) -> str:
    """As a person would have typed it: no ".0" after whole numbers, dates the ISO way."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        # Fifteen digits are what a spreadsheet itself keeps; beyond is noise of its binary numbers.
        return format(Decimal(f"{cell:.15g}").normalize() + 0, "f")
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
