"""A company's tables are taken over whole, once, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.core.domain.errors import ImportRefused, NotAllowed
from bot.core.domain.import_columns import TableKind
from bot.core.domain.people import Role
from bot.core.domain.values import Money
from bot.core.usecases.acting import acting
from bot.core.usecases.import_company import ImportReport, import_company, preview_import
from tests.support.builders import CAFE, CLOCK, ORDER, a_desk, act, file_return, refused
from tests.support.cast import ANN, BO, OLGA
from tests.support.memory_ports import MemoryDesk
from tests.unit.importing.tables import imported, parsed, previewed

COMPANY = {
    "orders": """order_no,ordered_at,customer_code,product_code,quantity,unit_price,currency
7001,2026-07-01T09:30,C-1,T-1,12,3.75,GBP
7001,2026-07-01T09:30,C-1,T-1,2,3.50,GBP
7001,2026-07-01T09:30,C-1,T-2,1,0,GBP
7002,2026-01-05 10:00,C-1,T-2,5,1.20,GBP""",
    "people": """telegram_id,name,language,roles,company
2001,Mia,en,clerk;inspector,
2002,李雷,zh,主管,
2003,Sun,zh,supplier,S-9""",
    "stock": """product_code,place,quantity
T-1,A-01,20
T-2,B-02,0""",
    "customers": "code,name,email,language,country\nC-1,Café Nord,desk@nord.example,en,France",
    "products": """code,barcode,name_en,name_zh,category,price,currency,supplier_code,returnable
T-1,2100400311046,Tin soldier,锡兵,tins,3.75,GBP,S-9,yes
T-2,,Tin drum,锡鼓,tins,1.20,GBP,S-9,no""",
    "suppliers": "code,name,email,language\nS-9,Tin & Sons,claims@tin.example,en",
    "checklist": """category,question_code,kind,name_en,name_zh,minimum,maximum,unit
tins,paint,pass_fail,Paint whole?,漆面完好？,,,
tins,height,number,Height,高度,5.5,6,cm""",
    "categories": "code,name_en,name_zh\ntins,Tins,锡制品",
}


def counts(report: ImportReport) -> dict[str, tuple[int, int, int]]:
    return {kind.value: (c.added, c.changed, c.unchanged) for kind, c in report.counts.items()}


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk()


def test_a_whole_company_in_any_order_of_files(desk: MemoryDesk, tmp_path: Path) -> None:
    desk.runs = 2
    tables = parsed(tmp_path, **COMPANY)
    added = {
        "categories": (1, 0, 0),
        "checklist": (2, 0, 0),
        "suppliers": (1, 0, 0),
        "products": (2, 0, 0),
        "customers": (1, 0, 0),
        "orders": (4, 0, 0),
        "stock": (1, 0, 1),
        "people": (3, 0, 0),
    }
    assert counts(previewed(desk, tables)) == added
    report = imported(desk, tables)
    assert counts(report) == added
    assert not report.problems
    assert not report.warnings
    lines = {key: line for key, line in desk.state.order_lines.items() if key[0].startswith("700")}
    assert [(key, str(line.quantity)) for key, line in sorted(lines.items())] == [
        (("7001", 1), "12"),
        (("7001", 2), "2"),
        (("7001", 3), "1"),
        (("7002", 1), "5"),
    ]
    assert lines["7001", 1].ordered_at == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)  # London summer
    assert lines["7002", 1].ordered_at == datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
    assert lines["7001", 3].unit_price.amount == 0
    assert not desk.state.products["T-2"].returnable
    height = desk.state.questions["tins", "height"]
    assert (height.minimum, height.maximum, height.position) == (Decimal("5.5"), Decimal(6), 2)
    assert {"A-01", "B-02"} <= desk.state.places
    assert desk.read_now(lambda uow: acting(uow, 2002).roles) == {Role.MANAGER}
    assert [m.record for m in desk.state.movements if m.product_code == "T-1"] == ["opening"]


def test_the_same_again_changes_nothing(desk: MemoryDesk, tmp_path: Path) -> None:
    tables = parsed(tmp_path, **COMPANY)
    imported(desk, tables)
    before = desk.state.shallow()
    assert all(added == changed == 0 for added, changed, _ in counts(previewed(desk, tables)).values())
    assert all(added == changed == 0 for added, changed, _ in counts(imported(desk, tables)).values())
    assert desk.state == before


def test_the_purchase_price_is_known_by_its_heading_and_stays_where_a_file_has_none(
    desk: MemoryDesk, tmp_path: Path
) -> None:
    imported(desk, parsed(tmp_path, **COMPANY))
    assert desk.state.products["T-1"].cost is None
    imported(desk, parsed(tmp_path, products="code,name,Purchase Price\nT-1,Tin soldier,2.05"))
    assert desk.state.products["T-1"].cost == Money.of("2.05", "GBP")
    imported(desk, parsed(tmp_path, products="商品编码,名称,进价\nT-1,锡兵,2.10"))
    assert desk.state.products["T-1"].cost == Money.of("2.10", "GBP")
    imported(desk, parsed(tmp_path, products="code,name,price\nT-1,Tin soldier,4.10"))
    assert desk.state.products["T-1"].cost == Money.of("2.10", "GBP")


def test_what_changed_is_counted_and_logged(desk: MemoryDesk, tmp_path: Path) -> None:
    imported(desk, parsed(tmp_path, **COMPANY))
    logged = len(desk.state.log)
    changed = parsed(
        tmp_path,
        products="code,name,price\nT-1,Tin soldier,4.10",
        people="telegram_id,name,roles\n2001,Mia,clerk",
        orders=COMPANY["orders"].replace(",5,1.20", ",6,1.20"),
    )
    expected = {"products": (0, 1, 0), "orders": (0, 1, 3), "people": (0, 1, 0)}
    assert counts(previewed(desk, changed)) == expected
    assert counts(imported(desk, changed)) == expected
    soldier = desk.state.products["T-1"]
    assert soldier.price.amount == Decimal("4.10")
    assert (soldier.name_zh, soldier.barcode) == ("锡兵", "2100400311046")  # the file had no such columns
    entries = desk.state.log[logged:]
    assert [(e.event, e.record) for e in entries] == [
        ("CatalogueImported", "import/products"),
        ("CatalogueImported", "import/orders"),
        ("CatalogueImported", "import/people"),
    ]


PRODUCTS = "code,name,price,unit,barcode,returnable\n"
ORDERS = "order_no,ordered_at,customer_code,product_code,quantity,unit_price\n"
GOOD = f"8001,2026-03-01,{CAFE},{CLOCK},1,3.75\n"


@pytest.mark.parametrize(
    ("table", "text", "line", "column", "code"),
    [
        ("products", PRODUCTS + "X-1,,2,,,", 2, "name_en", "VALUE_MISSING"),
        ("products", PRODUCTS + ",Thing,2,,,", 2, "code", "VALUE_MISSING"),
        ("products", PRODUCTS + "X-1,Thing,2,,,\nX-2,Thing,two,,,", 3, "price", "NUMBER_INVALID"),
        ("products", PRODUCTS + "X-1,Thing,-2,,,", 2, "price", "NUMBER_NEGATIVE"),
        ("products", PRODUCTS + "X-1,Thing,2,,,perhaps", 2, "returnable", "CHOICE_INVALID"),
        ("products", PRODUCTS + f"{'X' * 70},Thing,2,,,", 2, "code", "CODE_INVALID"),
        ("products", PRODUCTS + f"X-1,{'x' * 1001},2,,,", 2, "name_en", "TEXT_TOO_LONG"),
        ("products", PRODUCTS + "X-1,Thing,2,,,\nX-1,Other,2,,,", 3, "", "DUPLICATE"),
        ("products", PRODUCTS + "X-1,A,2,,123,\nX-2,B,2,,123,", 3, "barcode", "BARCODE_TWICE"),
        ("products", PRODUCTS + f"{CLOCK},Clock,2,kg,,", 2, "unit", "UNIT_CHANGED"),
        ("products", "code,name,Price,PRICE\nX-1,A,2,3", 1, "PRICE", "COLUMN_TWICE"),
        ("products", "code,name", 0, "", "TABLE_EMPTY"),
        ("orders", ORDERS + GOOD + GOOD.replace("2026-03-01", "1/3/2026"), 3, "ordered_at", "DATE_INVALID"),
        ("orders", ORDERS + GOOD.replace(",1,3", ",0,3"), 2, "quantity", "QUANTITY_ZERO"),
        ("orders", ORDERS + GOOD.replace(CLOCK, "NOPE"), 2, "product_code", "UNKNOWN_PRODUCT"),
        ("orders", ORDERS + GOOD.replace(CAFE, "NOPE"), 2, "customer_code", "UNKNOWN_CUSTOMER"),
        ("orders", ORDERS + GOOD + GOOD.replace(CAFE, "12680"), 3, "customer_code", "TWO_CUSTOMERS"),
        ("stock", "product_code,place,quantity\nNOPE,A-03,2", 2, "product_code", "UNKNOWN_PRODUCT"),
        ("stock", f"product_code,place,quantity\n{CLOCK},A-03,-2", 2, "quantity", "NUMBER_NEGATIVE"),
        ("stock", "product_code,place,quantity\nPOST,A-03,2", 2, "product_code", "NOT_STOCKED"),
        ("people", "telegram_id,name,roles\n55,Eve,system", 2, "roles", "CHOICE_INVALID"),
        ("people", "telegram_id,name,roles\n55,Eve,supplier", 2, "company", "COMPANY_MISSING"),
        ("checklist", "category,code,kind,name,min,max\nc,q,number,Q,5,4", 2, "minimum", "LIMITS_CROSSED"),
    ],
)
def test_each_problem_has_its_line_and_nothing_is_taken(
    desk: MemoryDesk, tmp_path: Path, table: str, text: str, line: int, column: str, code: str
) -> None:
    tables = parsed(tmp_path, categories="code,name_en\nnew,New", **{table: text})
    before = desk.state.shallow()
    problems = previewed(desk, tables).problems
    assert [(p.file, p.line, p.column, p.code) for p in problems] == [(f"{table}.csv", line, column, code)]
    with pytest.raises(ImportRefused) as refused:
        imported(desk, tables)
    assert refused.value.facts["count"] == 1
    assert desk.state == before


def test_the_same_thing_in_two_files(desk: MemoryDesk, tmp_path: Path) -> None:
    people = "telegram_id,name,roles\n55,Eve,clerk\n"
    stock = "product_code,place,quantity\n22326,A-03,5\n"
    same = parsed(tmp_path, people=people, staff=people, stock=stock, inventory=stock)
    report = imported(desk, same)
    assert counts(report) == {"stock": (1, 0, 0), "people": (1, 0, 0)}
    assert [(w.file, w.line, w.code) for w in report.warnings] == [
        ("inventory.csv", 2, "ROW_REPEATED"),
        ("staff.csv", 2, "ROW_REPEATED"),
    ]
    other = parsed(tmp_path, people=people, staff=people.replace("clerk", "manager"))
    assert [(p.file, p.code, p.text) for p in previewed(desk, other).problems] == [
        ("staff.csv", "DUPLICATE", "55 ≠ people.csv 2")
    ]
    orders = parsed(tmp_path, orders=ORDERS + GOOD, orders_copy=ORDERS + GOOD)
    assert [(p.file, p.code) for p in previewed(desk, orders).problems] == [
        ("orders_copy.csv", "ORDER_IN_TWO_FILES")
    ]


def test_sold_lines_with_returns_keep_quantity_and_price(desk: MemoryDesk, tmp_path: Path) -> None:
    file_return(desk)
    text = f"{ORDERS}{ORDER},2026-03-03T08:45,{CAFE},{CLOCK},23,3.75"
    tables = parsed(tmp_path, orders=text)
    assert [p.code for p in previewed(desk, tables).problems] == ["HAS_RETURNS"]
    with pytest.raises(ImportRefused):
        imported(desk, tables)


def test_warnings_do_not_stand_in_the_way(desk: MemoryDesk, tmp_path: Path) -> None:
    tables = parsed(
        tmp_path,
        products="code,name,colour,category\nX-1,Thing,red,unheard\nX-1,Thing,blue,unheard",
        orders=ORDERS + GOOD + GOOD.replace(CAFE, ""),
        stock=f"product_code,place,quantity\n{CLOCK},A-03,7",
    )
    report = imported(desk, tables)
    assert sorted((w.code, w.line) for w in report.warnings) == [
        ("COLUMN_IGNORED", 1),
        ("CUSTOMER_MISSING", 3),
        ("OPENING_STAYS", 2),
        ("REFERS_TO_UNKNOWN", 2),
        ("ROW_REPEATED", 3),
    ]
    assert counts(report) == {"products": (1, 0, 0), "orders": (1, 0, 0), "stock": (0, 0, 1)}


def test_managers_import_the_catalogue_and_only_admins_import_people(
    desk: MemoryDesk, tmp_path: Path
) -> None:
    people = parsed(tmp_path, people="telegram_id,name,roles\n55,Eve,clerk")
    goods = parsed(tmp_path, products="code,name\nX-1,Thing")
    both = [*goods, *people]
    for member, tables in ((BO, goods), (BO, people), (ANN, people), (ANN, both)):
        for use_case in (import_company, preview_import):
            with refused(desk, NotAllowed):
                act(desk, member, use_case, tables)
    assert counts(act(desk, ANN, import_company, goods)) == {"products": (1, 0, 0)}
    admins = parsed(tmp_path, people="telegram_id,name,roles\n55,Eve,admin")
    report = act(desk, OLGA, import_company, admins)
    assert counts(report) == {"people": (1, 0, 0)}
    assert counts(imported(desk, admins)) == {"people": (0, 0, 1)}
    assert TableKind.PEOPLE in report.counts


SOLD = """order_no,ordered_at,customer_code,product_code,quantity,unit_price,送达日期,serial numbers
8001,2026-03-01,12583,22728,2,3.75,2026-03-05,SN-1; sn 2
8002,2026-03-02,12583,22728,3,3.75,,"""


def test_orders_bring_delivery_dates_and_serial_numbers(desk: MemoryDesk, tmp_path: Path) -> None:
    report = imported(desk, parsed(tmp_path, orders=SOLD))
    assert counts(report) == {"orders": (2, 0, 0)}
    lines = desk.state.order_lines
    assert lines["8001", 1].delivered_at == datetime(2026, 3, 5, tzinfo=UTC)
    assert lines["8002", 1].delivered_at is None
    assert desk.state.serials == {("8001", 1, "SN-1"), ("8001", 1, "SN2")}


def test_a_later_table_without_them_forgets_neither(desk: MemoryDesk, tmp_path: Path) -> None:
    imported(desk, parsed(tmp_path, orders=SOLD))
    plain = "\n".join(row.rsplit(",", 2)[0] for row in SOLD.splitlines())
    again = parsed(tmp_path, orders=plain)
    assert counts(previewed(desk, again)) == {"orders": (0, 0, 2)}
    assert counts(imported(desk, again)) == {"orders": (0, 0, 2)}
    assert desk.state.order_lines["8001", 1].delivered_at == datetime(2026, 3, 5, tzinfo=UTC)
    assert len(desk.state.serials) == 2


def test_more_serial_numbers_than_pieces_are_refused(desk: MemoryDesk, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        imported(desk, parsed(tmp_path, orders=SOLD.replace("22728,2,", "22728,1,")))
    assert refusal.value.facts == {
        "problems": [
            {
                "line": 2,
                "column": "serials",
                "code": "SERIALS_TOO_MANY",
                "text": "SN-1, SN2",
                "file": "orders.csv",
            }
        ],
        "count": 1,
    }
