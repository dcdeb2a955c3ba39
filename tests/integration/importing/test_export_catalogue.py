"""What is exported may be imported again, which changes nothing; another desk gets the same catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.commands.export_files import export_files
from bot.commands.import_files import import_files
from bot.core.domain.catalogue import Product
from bot.core.usecases.ports import UnitOfWork
from storage.database import Database
from tests.support.builders import PRODUCTS, a_desk, furnish, gbp
from tests.support.memory_ports import MemoryDesk

MADE_AT = datetime(2026, 3, 10, 9, tzinfo=UTC)
ODD = Product(
    "007",
    '=1+1 <b>"odd"</b>; comma, semicolon',
    "+怪，\n两行",
    barcode="0012345678905",
    category="undescribed",
    unit="kg",
    price=gbp("0.0125"),
    cost=gbp("1234567.89"),
    standard_en="-5 °C at most",
    stocked=True,
)


def _catalogue(uow: UnitOfWork) -> tuple[list[object], ...]:
    categories = uow.catalogue.categories()
    return (
        [*uow.catalogue.search_products("", 99)],
        [*uow.companies.search_customers("", 99)],
        [*uow.companies.search_suppliers("", 99)],
        [*categories],
        [q for c in categories for q in uow.catalogue.questions(c.code)],
    )


def _exported(desk: Database, folder: Path) -> list[str]:
    desk.write_now(furnish)
    desk.write_now(lambda uow: uow.catalogue.save_products([ODD, replace(PRODUCTS[0], cost=gbp("1.10"))]))
    said: list[str] = []
    assert export_files(desk, folder, MADE_AT, language="en", echo=said.append) == 0
    return said


def test_an_export_comes_back_unchanged(desk: Database, tmp_path: Path) -> None:
    said = _exported(desk, tmp_path)
    assert said == [
        "Exported: categories 2, checklist questions 3, suppliers 1, products 5, customers 2."
        " The same files can be imported again."
    ]
    before = desk.read_now(_catalogue)
    heard: list[str] = []
    assert import_files(desk, [tmp_path], language="en", echo=heard.append) == 0
    assert [line for line in heard if ": 0 added, 0 changed" in line] == [
        "  categories: 0 added, 0 changed, 2 unchanged",
        "  checklist questions: 0 added, 0 changed, 3 unchanged",
        "  suppliers: 0 added, 0 changed, 1 unchanged",
        "  products: 0 added, 0 changed, 5 unchanged",
        "  customers: 0 added, 0 changed, 2 unchanged",
    ]
    assert desk.read_now(_catalogue) == before


def test_another_desk_gets_the_same_catalogue(desk: Database, tmp_path: Path) -> None:
    _exported(desk, tmp_path)
    other = MemoryDesk(a_desk().clock)
    other.write_now(lambda uow: uow.policies.add(desk.read_now(lambda real: real.policies.version(1))))
    assert import_files(other, [tmp_path], language="zh", echo=lambda _: None) == 0
    assert other.read_now(_catalogue) == desk.read_now(_catalogue)


def test_the_log_says_that_it_went_out(desk: Database, tmp_path: Path) -> None:
    _exported(desk, tmp_path)
    (entry,) = desk.read_now(lambda uow: uow.log.of_record("export/catalogue"))
    assert (entry.event, entry.actor_id) == ("CatalogueExported", 0)
    assert '"products": 5' in entry.facts
