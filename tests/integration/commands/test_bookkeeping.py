"""The commands of bookkeeping: does the money agree, and the journal as files."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from bot.app import opened_database
from bot.commands.bookkeeping import check_money_now, write_journal
from bot.config import Settings, load_settings
from bot.core.domain.catalogue import Company
from bot.core.domain.credit_note import CreditNote
from bot.core.usecases.cancel_credit import cancel_credit_note
from bot.core.usecases.credit_charge import credit_charge
from bot.core.usecases.ports import UnitOfWork
from tests.support.builders import CAFE, POSTAGE, act, furnish, gbp
from tests.support.cast import ANN
from tests.support.clock import MORNING

DAY = date(2026, 3, 10)


def a_desk_on_disk(folder: Path, language: str = "en", **more: str) -> Settings:
    """Postage credited to a customer whose name a spreadsheet would obey."""
    given = {"DATA_DIR": str(folder / "desk"), "DESK_LANGUAGE": language, **more}
    settings = load_settings(given, folder / "no.env")
    with opened_database(settings, lambda: MORNING) as database:
        database.write_now(furnish)
        evil = Company(CAFE, "=HYPERLINK(1)", "", "en", "France")
        database.write_now(lambda uow: uow.companies.save_customers([evil]))
        act(database, ANN, credit_charge, CAFE, POSTAGE, gbp("18.00"), "@A-1")
    return settings


def _credits_what_was_never_posted(uow: UnitOfWork) -> None:
    note = CreditNote("CN-2026-00003", CAFE, gbp("5"), gbp("0"), "order:RO-2026-00009", uow.now, 1)
    uow.credit_notes.add(note)


@pytest.mark.parametrize(
    ("language", "agrees", "disagrees"),
    [
        ("en", "✓ Goods and money agree", "⚠ Goods and money disagree in 1 place"),
        ("zh", "✓ 货款相符", "⚠ 货款有 1 处不符"),
    ],
)
def test_the_check_ends_in_zero_only_where_goods_and_money_agree(
    tmp_path: Path, language: str, agrees: str, disagrees: str
) -> None:
    settings, said = a_desk_on_disk(tmp_path, language), list[str]()
    assert check_money_now(settings, said.append) == 0
    assert said[0].startswith(agrees)
    with opened_database(settings) as database:
        act(database, ANN, cancel_credit_note, "CN-2026-00001", "twice")
    assert check_money_now(settings, said.append) == 0
    with opened_database(settings) as database:
        database.write_now(_credits_what_was_never_posted)
    said.clear()
    assert check_money_now(settings, said.append) == 1
    assert said[0].startswith(disagrees)
    assert "CN-2026-00003" in said[1]


def test_the_journal_is_written_with_real_numbers_and_dates_and_nothing_a_spreadsheet_obeys(
    tmp_path: Path,
) -> None:
    settings, said = a_desk_on_disk(tmp_path, JOURNAL_ACCOUNTS="charges=8200, customers=1400"), list[str]()
    out = tmp_path / "books"
    assert write_journal(settings, DAY, DAY, out, said.append) == 0
    assert said[0] == "10 Mar 2026: 1 document, 2 rows, £18.00 on either side."
    sheet = openpyxl.load_workbook(out / "journal_2026-03-10_2026-03-10.xlsx").active
    assert sheet is not None
    head, first, second = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert head[:4] == ["Document", "Row", "Date", "Account"]
    moment = datetime(2026, 3, 10)  # noqa: DTZ001 - a workbook's dates have no zone
    note, name = ["CN-2026-00001", 1, moment, "8200"], "=HYPERLINK(1)"
    assert first == [*note, "Charges refunded", CAFE, name, "@A-1:POST", 18, None, "GBP"]
    assert second[3:5] == ["1400", "Owed to customer"]
    assert second[8:10] == [None, 18]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    text = (out / "journal_2026-03-10_2026-03-10.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][6:10] == ["'=HYPERLINK(1)", "'@A-1:POST", "18.00", ""]
    assert sum(Decimal(row[8] or 0) for row in rows[1:]) == sum(Decimal(row[9] or 0) for row in rows[1:])


def test_the_same_journal_is_the_same_bytes(tmp_path: Path) -> None:
    settings, said = a_desk_on_disk(tmp_path), list[str]()
    for folder in ("one", "two"):
        write_journal(settings, DAY, DAY, tmp_path / folder, said.append)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_a_period_without_documents_or_without_sense_writes_nothing(tmp_path: Path) -> None:
    settings, said = a_desk_on_disk(tmp_path), list[str]()
    out = tmp_path / "books"
    assert write_journal(settings, date(2026, 4, 1), date(2026, 4, 30), out, said.append) == 0
    assert write_journal(settings, DAY, date(2026, 3, 1), out, said.append) == 2
    assert not out.exists()
    assert said[0] == "1 Apr 2026 – 30 Apr 2026: no credit or debit note was issued."
