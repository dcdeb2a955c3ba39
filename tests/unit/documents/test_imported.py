"""Files that are sent to be imported: read within limits, a large one in a process of its own."""

from __future__ import annotations

import io
import pickle
import zipfile
from datetime import UTC, datetime

import pytest

from bot.core.domain.import_columns import TableKind
from bot.documents.imported import IN_CHAT, MEGABYTE, MOST_HERE, ImportUnreadable, read_for_chat, read_import
from bot.documents.workbook import Column, Sheet, write_workbook


def refused(data: bytes, name: str = "t.csv") -> ImportUnreadable:
    with pytest.raises(ImportUnreadable) as refusal:
        read_for_chat(data, name)
    return refusal.value


def test_a_table_is_recognised_and_parsed() -> None:
    table = read_for_chat("商品编码,品名\nX-1,水壶\n".encode("gb18030"), "货品.csv")
    assert (table.file, table.kind, table.rows[0].text("name_en")) == ("货品.csv", TableKind.PRODUCTS, "水壶")


def test_what_cannot_be_used_says_why() -> None:
    assert (refused(b"  \r\n").code, refused(b"").code) == ("empty", "empty")
    assert refused(b"a,b\n1,2\n").code == "not_recognised"
    lacking = refused(b"order_no,ordered_at,customer_code,product_code,unit_price\n1,2026-01-01,1,1,1\n")
    assert (lacking.code, lacking.facts) == (
        "lacks",
        {"file": "t.csv", "kind": "orders", "columns": "quantity"},
    )
    assert refused(b"\xff\xd8\xff\xe0JFIF\x00\x00", "photo.jpg").code == "refused.NOT_A_TABLE"
    assert refused(b"PK\x03\x04 cut off", "cut.xlsx").code == "refused.NOT_A_TABLE"
    assert refused(b"code,name\n" + b"x" * IN_CHAT.size).code == "refused.TOO_LARGE"


def test_a_workbook_that_unpacks_to_more_than_anybody_types_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (IN_CHAT.unpacked + 1))
    assert len(packed.getvalue()) < MEGABYTE
    assert refused(packed.getvalue(), "bomb.xlsx").code == "refused.TOO_LARGE"


def test_the_command_line_reads_more_rows_than_the_chat() -> None:
    rows = b"code,name\n" + b"".join(b"M%d,x\n" % number for number in range(IN_CHAT.rows + 1))
    assert (refused(rows).code, refused(rows).facts["limit"]) == ("refused.TOO_MANY_ROWS", 20_000)
    assert len(read_import(rows, "t.csv").rows) == 20_001


def test_a_large_one_is_read_elsewhere_with_the_same_result() -> None:
    rows = "code,name\n" + "".join(f"M{number},{'x' * 40}\n" for number in range(6_000))
    data = rows.encode()
    assert len(data) > MOST_HERE
    assert read_for_chat(data, "t.csv") == read_import(data, "t.csv")
    elsewhere = refused(data.replace(b"code,name", b"this,that"))
    assert (elsewhere.code, elsewhere.facts) == ("not_recognised", {"file": "t.csv"})


def test_a_large_workbook_is_read_elsewhere_too() -> None:
    lines = [[f"M{number}", f"=1+{number} {'x' * 60}"] for number in range(12_000)]
    sheet = Sheet("goods", [Column("code"), Column("name")], lines)
    table = read_for_chat(write_workbook([sheet], datetime(2026, 3, 1, tzinfo=UTC)), "t.xlsx")
    assert len(table.rows) == 12_000
    assert table.rows[1].text("name_en").startswith("=1+1 x")


def test_a_refusal_travels_between_processes_as_it_is() -> None:
    first = ImportUnreadable("lacks", file="t.csv", kind="orders", columns="quantity")
    second = pickle.loads(pickle.dumps(first))
    assert (second.code, second.facts) == (first.code, first.facts)
