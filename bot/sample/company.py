"""Writes the sample company as the CSV files that any company could bring."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from random import Random

from bot.sample.goods import Good, sample_goods, written_lines
from bot.sample.orders import sold_lines

CURRENCY = "GBP"
UNIT = "pcs"

ABOUT = """\
The sample company was made up for this project, goods, prices, people, addresses and all.
Its barcodes are from the range that shops may use for themselves (200 to 299).
The files are loaded in the same way as a company's own.

示例公司纯属虚构，商品、价格、人员和地址均为本项目自编；
条码取自商家内部使用的号段（200 至 299）。
这些文件与真实公司的文件用同一方式导入。
"""

HEADERS: dict[str, tuple[str, ...]] = {
    "categories": ("code", "name_en", "name_zh"),
    "checklist": (
        "category", "question_code", "kind", "name_en", "name_zh", "minimum", "maximum", "unit",
    ),
    "suppliers": ("code", "name", "email", "language"),
    "products": (
        "code", "barcode", "name_en", "name_zh", "category", "specification", "unit", "price", "cost",
        "currency", "supplier_code", "standard_en", "standard_zh", "returnable",
    ),
    "customers": ("code", "name", "email", "language", "country"),
    "orders": (
        "order_no", "ordered_at", "customer_code", "product_code", "quantity", "unit_price", "currency",
        "serials",
    ),
    "stock": ("product_code", "place", "quantity"),
    "people": ("telegram_id", "name", "language", "roles", "company"),
}  # fmt: skip

Row = Sequence[object]


def write_sample_company(folder: Path, today: date, seed: int = 7) -> list[Path]:
    """Eight UTF-8 CSV files with a header line, returned in the order they must be imported.

    The folder is made if it is missing; ABOUT.txt says there that all of it is made up. The newest orders
    are from the working day before `today`. The same day and seed give the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ABOUT.txt").write_text(ABOUT, encoding="utf-8")
    goods = sample_goods()
    tables: dict[str, Iterable[Row]] = {
        "categories": (cells[:3] for cells in written_lines("categories.txt")),
        "checklist": written_lines("checklist.txt"),
        "suppliers": written_lines("suppliers.txt"),
        "products": (_product_row(good) for good in goods),
        "customers": written_lines("customers.txt"),
        "orders": _order_rows(goods, today, seed),
        "stock": _stock_rows(goods, seed),
        "people": written_lines("people.txt"),
    }
    return [_write(folder / f"{name}.csv", header, tables[name]) for name, header in HEADERS.items()]


def _write(path: Path, header: Row, rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _product_row(good: Good) -> Row:
    return (
        good.code, good.barcode, good.name_en, good.name_zh, good.category, good.specification, UNIT,
        good.price, good.cost, CURRENCY, good.supplier_code, good.standard_en, good.standard_zh,
        "yes" if good.returnable else "no",
    )  # fmt: skip


def _order_rows(goods: Sequence[Good], today: date, seed: int) -> Iterable[Row]:
    customers = [cells[0] for cells in written_lines("customers.txt")]
    for line in sold_lines(goods, customers, today, seed):
        yield (
            line.order_no, line.ordered_at.isoformat(timespec="minutes"), line.customer_code,
            line.product_code, line.quantity, line.unit_price, CURRENCY,
            ";".join(line.serials),
        )  # fmt: skip


def _stock_rows(goods: Sequence[Good], seed: int) -> Iterable[Row]:
    chance = Random(seed)  # noqa: S311 - made-up stock, not a secret
    for good in goods:
        yield good.code, good.place, good.pack * chance.randint(0, 4 if good.price > 15 else 12)
