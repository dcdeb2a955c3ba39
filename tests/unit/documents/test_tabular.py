"""Tables are read as companies save them, and refused with the line where they break."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents import tabular
from bot.documents.tabular import MAX_BYTES, Row, Table, TableRefusal, TableRefused, read_table

EXPECTED = Table(
    ["code", "name"],
    [Row(2, {"code": "31104", "name": "Café 闹钟"}), Row(3, {"code": "31105", "name": ""})],
)


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(data: bytes) -> tuple[TableRefusal, dict[str, int | str]]:
    with pytest.raises(TableRefused) as caught:
        read_table(data, "goods.csv")
    return caught.value.code, caught.value.facts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_csv_is_read_as_it_is_saved(encoding: str, delimiter: str, line_end: str) -> None:
    text = line_end.join([f"code{delimiter}name", f"31104{delimiter}Café 闹钟", "31105", "", ""])
    assert read_table(text.encode(encoding), "goods.csv") == EXPECTED


def test_quotes_hide_delimiters_line_ends_and_quotes() -> None:
    table = read_table(b'"code, old",name\n1,"two\nlines"\n2,"6"" plate"\n', "goods.csv")
    assert table.header == ["code, old", "name"]
    assert table.rows == [
        Row(2, {"code, old": "1", "name": "two\nlines"}),
        Row(4, {"code, old": "2", "name": '6" plate'}),
    ]


def test_the_delimiter_is_sought_outside_of_quotes() -> None:
    assert read_table(b'"a,b,c,d";name\n1;2\n', "goods.csv").header == ["a,b,c,d", "name"]


def test_one_column_is_a_table_too() -> None:
    assert read_table(b"code\n1\n", "goods.csv") == Table(["code"], [Row(2, {"code": "1"})])


def test_texts_keep_their_blanks_and_leading_zeros() -> None:
    (row,) = read_table(b" code ,name\n 007, Clock \n", "goods.csv").rows
    assert row.values == {"code": " 007", "name": " Clock "}


def test_empty_rows_and_cells_at_the_end_count_for_nothing() -> None:
    table = read_table(b"\ncode,name,,\n,,,\n1,2,,\n , ,\n3,4\n", "goods.csv")
    assert table == Table(
        ["code", "name"], [Row(4, {"code": "1", "name": "2"}), Row(6, {"code": "3", "name": "4"})]
    )


def test_a_workbook_gives_plain_texts() -> None:
    table = read_table(
        workbook(
            ["code", "barcode", "price", "bought", "at", "clock", "ok", "none"],
            [31104, 2100400311046.0, 3.75, date(2026, 11, 4), datetime(2026, 11, 4, 8, 45), time(9), True],  # noqa: DTZ001 - sheets know no zones
            ["007", 1e-05, 1e15, datetime(2026, 11, 4), datetime(2026, 11, 4, 8, 45, 9), None, False, " x "],  # noqa: DTZ001 - sheets know no zones
        ),
        "goods.xlsx",
    )  # fmt: skip
    assert [list(row.values.values()) for row in table.rows] == [
        ["31104", "2100400311046", "3.75", "2026-11-04", "2026-11-04T08:45", "09:00:00", "true", ""],
        ["007", "0.00001", "1000000000000000", "2026-11-04", "2026-11-04T08:45:09", "", "false", " x "],
    ]


def test_a_workbook_counts_rows_as_excel_does() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B3"], sheet["C3"], sheet["B7"] = "code", "name", "1"
    sheet["A3"] = "id"
    assert read_table(saved(book), "goods.xlsx").rows == [Row(7, {"id": "", "code": "1", "name": ""})]


def test_the_first_sheet_counts_and_the_content_decides_not_the_name() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["code"])
    book.create_sheet("second").append(["other"])
    assert read_table(saved(book), "goods.csv").header == ["code"]
    assert read_table(b"code\n", "goods.xlsx").header == ["code"]


def test_a_formula_without_a_stored_result_is_empty() -> None:
    (row,) = read_table(workbook(["code", "sum"], [1, "=1+1"]), "goods.xlsx").rows
    assert row.values == {"code": "1", "sum": ""}


@pytest.mark.parametrize(
    ("data", "code", "facts"),
    [
        (b"", TableRefusal.HEADER_MISSING, {}),
        (b"\n , \n", TableRefusal.HEADER_MISSING, {}),
        (b"code,,name\n", TableRefusal.HEADER_MISSING, {}),
        (b"code,name,code\n", TableRefusal.HEADER_TWICE, {"column": "code"}),
        (b"code\n1\n2,3\n", TableRefusal.ROW_TOO_LONG, {"line": 3}),
        (b'code\n1\n"2\n3\n', TableRefusal.QUOTES_BROKEN, {"line": 3}),
        (b'code\n"1"x\n', TableRefusal.QUOTES_BROKEN, {"line": 2}),
        (b"code\n" + b"x" * 32_768, TableRefusal.CELL_TOO_LONG, {"line": 2, "limit": 32_767}),
        (b",".join(b"c%d" % n for n in range(201)), TableRefusal.TOO_MANY_COLUMNS, {"line": 1, "limit": 200}),
        (b"code\nCaf\xe9\n", TableRefusal.ENCODING_UNKNOWN, {}),
        (b"code\0name\n", TableRefusal.NOT_A_TABLE, {}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", TableRefusal.OLD_WORKBOOK, {}),
        (b"PK\x03\x04 broken", TableRefusal.NOT_A_TABLE, {}),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    data: bytes, code: TableRefusal, facts: dict[str, int | str]
) -> None:
    assert refusal(data) == (code, {**facts, "file": "goods.csv"})


def test_a_file_above_50_mb_is_refused_unread() -> None:
    facts = {"bytes": MAX_BYTES + 1, "limit": MAX_BYTES, "file": "goods.csv"}
    assert refusal(bytes(MAX_BYTES + 1)) == (TableRefusal.TOO_LARGE, facts)


def test_the_row_limit_counts_rows_with_something_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MAX_ROWS", 2)
    assert len(read_table(b"code\n1\n\n2\n", "goods.csv").rows) == 2
    assert refusal(b"code\n1\n\n2\n3\n") == (TableRefusal.TOO_MANY_ROWS, {"limit": 2, "file": "goods.csv"})


def test_a_workbook_that_unfolds_too_far_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MAX_UNPACKED_BYTES", 5_000_000)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"xl/{number}.xml", bytes(1_000_000))
    assert len(out.getvalue()) < 10_000
    facts = {"bytes": 6_000_000, "limit": 5_000_000, "file": "goods.csv"}
    assert refusal(out.getvalue()) == (TableRefusal.TOO_LARGE, facts)


def test_another_archive_is_no_workbook() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refusal(out.getvalue())[0] is TableRefusal.NOT_A_TABLE


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r")), min_size=3, max_size=3),
        max_size=8,
    )
)
def test_whatever_a_program_writes_as_csv_is_read_back_equal(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    table = read_table(out.getvalue().encode(), "goods.csv")
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert [list(row.values.values()) for row in table.rows] == filled


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"code,name\n"]))
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    try:
        table = read_table(start + data, "x")
    except TableRefused:
        return
    assert all(list(row.values) == table.header for row in table.rows)
