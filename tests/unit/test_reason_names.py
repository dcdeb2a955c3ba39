"""A desk's own reason has its name, in the reader's language, wherever it is drawn, and breaks nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.core.domain.figures import Choice
from bot.core.domain.periods import today, week_of
from bot.core.domain.policy import Fee
from bot.core.domain.reasons import Disposition, Grade, Reason
from bot.core.domain.values import Money
from bot.core.domain.weekly_summary import Report
from bot.core.usecases.acting import acting
from bot.core.usecases.compile_report import compile_report, counted_lines
from bot.core.usecases.edit_reasons import add_reason
from bot.core.usecases.keep_case import keep_case
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_cases import see_case, see_cases
from bot.documents.credit_note_pdf import credit_note_pdf
from bot.documents.workbook import write_workbook
from bot.note_papers import note_facts
from bot.order_papers import order_facts
from bot.report_files import ReportFiles
from bot.report_sheets import report_sheets
from bot.views.case_cards import case_lines, cases_view
from bot.views.claim_cards import desk_card, supplier_card
from bot.views.policy_words import policy_lines, rule_name
from bot.views.reason_names import reason_called, reason_name
from bot.views.records import brief_line, item_line
from bot.views.report_words import reason_shares
from tests.support.builders import a_desk, act, approve, file_return, inspect_all, restock, review
from tests.support.cast import ANN
from tests.support.memory_ports import MemoryDesk

ROOT = Path(__file__).parents[2]
NAMES = {"en": '=1+1 <b>odd</b> & "x"', "zh": "=1+1 <b>怪</b>"}
SAFE = {"en": '=1+1 &lt;b&gt;odd&lt;/b&gt; &amp; "x"', "zh": "=1+1 &lt;b&gt;怪&lt;/b&gt;"}


@pytest.fixture(scope="module")
def desk() -> MemoryDesk:
    """Returned for that reason, and failed: return orders, notes, claims, a case, a fee, figures."""
    desk = a_desk()
    desk.write_now(_fee)
    act(desk, ANN, add_reason, Reason("ODD", name_en=NAMES["en"], name_zh=NAMES["zh"]))
    for _ in range(2):
        _returned(desk)
    act(desk, ANN, keep_case, 1, 1, "Look twice.", ())
    return desk


def _fee(uow: UnitOfWork) -> None:
    now = uow.policies.current(uow.now)
    uow.policies.add(replace(now, version=now.version + 1, fees={"ODD": Fee(amount=Money.of("1", "GBP"))}))


def _returned(desk: MemoryDesk) -> None:
    request = file_return(desk, quantity=6, reason="ODD").request
    if request.status.value != "approved":
        approve(desk, request.id)
    split = {Disposition.RESTOCK: 4, Disposition.RETURN_TO_VENDOR: 2}
    order = inspect_all(desk, request.id, split=split, grade=Grade.C)
    review(desk, order.id)
    restock(desk, order.id)


def _report(uow: UnitOfWork) -> Report:
    actor = acting(uow, ANN.telegram_id)
    return compile_report(uow, actor, week_of(today(uow.now, uow.rules.timezone)))


def _draw_cases(uow: UnitOfWork, language: str) -> str:
    actor = replace(acting(uow, ANN.telegram_id), language=language)
    listed = cases_view(uow, actor, see_cases(uow, actor, "", 9), 0).keyboard
    assert listed is not None
    return str(listed.inline_keyboard[0][0].text)


HTML: dict[str, Callable[[UnitOfWork, str], str]] = {
    "line of a card": lambda uow, language: item_line(uow, language, uow.requests.get(1).lines[0]),
    "line of a list": lambda uow, language: brief_line(uow, language, uow.requests.get(1).lines[0]),
    "claim, to the desk": lambda uow, language: desk_card(uow, language, uow.claims.get(1)).text,
    "claim, to the supplier": lambda uow, language: supplier_card(uow, language, uow.claims.get(1)).text,
    "case": lambda uow, language: "\n".join(
        case_lines(uow, language, see_case(uow, acting(uow, ANN.telegram_id), 1))
    ),
    "policy": lambda uow, language: "\n".join(policy_lines(uow, language, uow.policies.current(uow.now))),
}
PLAIN: dict[str, Callable[[UnitOfWork, str], str]] = {
    "button": lambda uow, language: reason_name(uow, language, "ODD"),
    "name of a rule": lambda uow, language: rule_name(uow, language, "fee:ODD"),
    "list of cases": _draw_cases,
    "shares of a report": lambda uow, language: " ".join(reason_shares(language, _report(uow))),
    "return order": lambda uow, language: order_facts(
        _speaking(uow, language),
        uow.return_orders.get(1),
        uow.requests.get(1),
        desk_name="Desk",
        link="x",
        read_photo=str.encode,
    ).lines[0].reason,
}  # fmt: skip


def _speaking(uow: UnitOfWork, language: str) -> UnitOfWork:
    uow.rules = replace(uow.rules, paper_language=language, language=language)
    return uow


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("place", HTML)
def test_in_a_message_it_is_named_and_escaped(desk: MemoryDesk, place: str, language: str) -> None:
    shown = desk.read_now(lambda uow: HTML[place](uow, language))
    assert SAFE[language] in shown
    assert "<b>odd</b>" not in shown
    assert "<b>怪</b>" not in shown


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("place", PLAIN)
def test_on_buttons_and_papers_it_is_named_as_it_is(desk: MemoryDesk, place: str, language: str) -> None:
    shown = desk.read_now(lambda uow: PLAIN[place](uow, language))
    assert NAMES[language][:12] in shown  # what a button has no room for is cut


def test_a_paper_in_both_languages_has_both_names(desk: MemoryDesk) -> None:
    shown = desk.read_now(lambda uow: PLAIN["return order"](uow, "both"))
    assert shown == f"{NAMES['zh']} {NAMES['en']}"


def test_notes_to_customer_and_supplier_name_it_and_are_made(desk: MemoryDesk) -> None:
    def facts(uow: UnitOfWork) -> tuple[str, bytes]:
        note = uow.credit_notes.get(uow.return_orders.get(1).credit_note or "")
        paper = note_facts(uow, note, "Desk", "x")
        return paper.lines[0].reason, credit_note_pdf(paper)

    reason, pdf = desk.read_now(facts)
    assert reason == NAMES["en"]
    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_workbook_has_it_as_words_and_never_as_a_formula(desk: MemoryDesk, language: str) -> None:
    def sheets(uow: UnitOfWork) -> bytes:
        report = _report(uow)
        lines = counted_lines(uow, acting(uow, ANN.telegram_id), report.period, Choice())
        return write_workbook(report_sheets(language, report, lines, uow.rules.timezone), report.made_at)

    book = load_workbook(io.BytesIO(desk.read_now(sheets)))
    found = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == NAMES[language]
    ]
    assert len(found) == 4  # over time, by reason, and each of the two lines
    assert {cell.data_type for cell in found} == {"s"}


def test_pictures_and_papers_of_a_report_are_made_with_it(desk: MemoryDesk) -> None:
    files = ReportFiles("Desk", desk.rules.timezone)
    report = desk.read_now(_report)
    assert files.pages("zh", report).series[0].name == NAMES["zh"]


def test_a_code_nobody_explains_is_shown_as_it_is(desk: MemoryDesk) -> None:
    assert desk.read_now(lambda uow: reason_name(uow, "zh", "FORGOTTEN")) == "FORGOTTEN"
    assert reason_called("en", "WARRANTY", "") == "Warranty"
    assert reason_called("en", "WARRANTY", "Guarantee") == "Guarantee"


def test_there_is_one_place_that_knows_what_a_reason_is_called() -> None:
    asking = re.compile(r"""f["']reason\.""")
    files = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]
    assert [f.name for f in files if asking.search(f.read_text("utf-8"))] == ["reason_names.py"]
