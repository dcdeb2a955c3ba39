"""The report of the sample's newest whole week says what a person works out with pencil and paper.

The sample as it is on Tuesday, 24 November 2026: the newest whole week is 16 to 22 November. A return of
`past.txt` is posted 27 hours after it was filed, and 6 more for each step of its last column; its share is of
all that the customer ever bought, and the newest purchases are credited first. So these are in:

customer  posted        what came back                         at these prices                           value
12119     Mon 16 06:46  31155 cuckoo clock, 2/10 of 27: 5      3 x 27.50 + 2 x 27.50                    137.50
12126     Wed 18 12:59  38627 cards, 3/10 of 120: 36           (12 + 12 + 12) x 5.10                    183.60
12110     Thu 19 19:12  36530 night light, 3/10 of 300: 90     72 x 3.14 + 12 x 3.30 + 6 x 3.17         284.70
12125     Fri 20 06:46  33302 train, 2/10 of 4, at least 1     1 x 12.95                                 12.95
12131     Sat 21 12:59  33345 tea set, 4/10 of 96: 38          (8 + 8 + 8) x 9.20 + 14 x 8.74           343.16
12115     Sun 22 00:33  34436 pouch, 2/10 of 840: 168          96 x 1.19 + 72 x 1.25                    204.24

The one before (12129) was posted on Sunday 15 at 00:33, the one after (12113) on Monday 23 at 00:33.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from bot.app import opened_database
from bot.commands.sample_past import ANN
from bot.config import Settings
from bot.core.domain.figures import Dimension, Tally
from bot.core.domain.periods import week_of
from bot.core.domain.weekly_summary import Report
from bot.core.usecases.acting import acting
from bot.core.usecases.compile_report import compile_report
from bot.core.usecases.ports import UnitOfWork
from bot.notify.rendered import plain_text
from bot.report_files import ReportFiles
from bot.views.rendered import Rendered
from bot.views.report_notices import summary_notice, workbook_notice
from tests.integration.sample.conftest import TUESDAY

LONDON = ZoneInfo("Europe/London")


def the_report(settings: Settings) -> Report:
    week = week_of(date(2026, 11, 18))
    with opened_database(settings, lambda: TUESDAY) as database:
        return database.read_now(lambda uow: compile_report(uow, acting(uow, ANN), week))


def counted(returns: int, pieces: int, pounds: str) -> Tally:
    """Each of these returns has one line."""
    return Tally(returns, returns, {"pcs": Decimal(pieces)}, {"GBP": Decimal(pounds)})


def now_by(report: Report, dimension: Dimension) -> dict[str, Tally]:
    return {group.key: group.now for group in report.by[dimension] if group.now.lines}


def test_the_newest_whole_week_is_that_of_pencil_and_paper(sample_desk: Settings) -> None:
    report = the_report(sample_desk)
    assert report.total.now == counted(6, 338, "1166.15")
    assert now_by(report, Dimension.REASON) == {
        "TRANSIT_DAMAGE": counted(4, 264, "639.39"),
        "QUALITY_DEFECT": counted(1, 36, "183.60"),
        "DEMAND_CHANGE": counted(1, 38, "343.16"),
    }
    assert report.by[Dimension.REASON][0].key == "TRANSIT_DAMAGE"
    assert now_by(report, Dimension.PRODUCT) == {
        "31155": counted(1, 5, "137.50"),
        "38627": counted(1, 36, "183.60"),
        "36530": counted(1, 90, "284.70"),
        "33302": counted(1, 1, "12.95"),
        "33345": counted(1, 38, "343.16"),
        "34436": counted(1, 168, "204.24"),
    }


SAID = {
    "en": """Returns in week 47 · 16–22 Nov 2026
6 returns (↑ 50 % on the 4 weeks before) · 338 items · £1,166.15
1 Damaged in transit 67 % ↑ 42 pts   2 Not needed 17 % ↓ 8 pts   3 Quality defect 17 % ↓ 8 pts
Most lines: product 33345 Doll's tea set, tin, 13 pieces (1) · \
supplier 汕头奇趣玩具厂 (1) · customer 苏州半亩家居 (1)
Rose most: Damaged in transit, 4 lines (usually 1)
Slowest link: Review, 6 h median (was 6 h); 1 waits: RO-2026-00025 for 7 h (the managers)
Recovered from suppliers £454.52""",
    "zh": """第 47 周退货 · 2026年11月16日至22日
6 单退货（比前四周均值 ↑ 50 %） · 338 件 · £1,166.15
1 物流损坏 67 % ↑ 42 个百分点   2 客户需求变化 17 % ↓ 8 个百分点   3 商品质量问题 17 % ↓ 8 个百分点
行数最多：商品 33345 铁皮娃娃茶具 13 件（1） · 供应商 汕头奇趣玩具厂（1） · 客户 苏州半亩家居（1）
增加最多：物流损坏，4 行（平时 1 行）
最慢环节：审核，中位数 6 小时（此前 6 小时）；1 单在等，最久的是 RO-2026-00025，已 7 小时（主管）
供应商赔付 £454.52""",
}
MONEY = {
    "31155": "137.50",
    "38627": "183.60",
    "36530": "284.70",
    "33302": "12.95",
    "33345": "343.16",
    "34436": "204.24",
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_message_picture_and_workbook_of_that_week_say_the_same_to_the_cent(
    sample_desk: Settings, language: str
) -> None:
    def both(uow: UnitOfWork) -> tuple[Rendered, Rendered]:
        week, ann = week_of(date(2026, 11, 18)), acting(uow, ANN)
        return summary_notice(uow, ann, language, week), workbook_notice(uow, ann, language, week)

    with opened_database(sample_desk, lambda: TUESDAY) as database:
        summary, workbook = database.read_now(both)
    said = plain_text(summary.text).replace("\N{NO-BREAK SPACE}", " ")  # between a figure and its unit
    assert said == SAID[language]
    assert summary.made
    assert workbook.made
    maker = ReportFiles("Returns desk", LONDON)
    pages = maker.pages(language, summary.made.report)
    assert [figure.value for figure in pages.figures] == ["6", "338", "£1,166.15"]
    assert [(series.counts, series.share) for series in pages.series] == [
        ((1, 1, 0, 2, 4), "67 %"), ((1, 1, 0, 2, 1), "17 %"), ((1, 1, 1, 1, 1), "17 %"),
        ((1, 0, 1, 0, 0), "0 %"), ((0, 0, 2, 0, 0), "0 %"),
    ]  # fmt: skip
    name, content = maker.make(workbook.made)
    assert name == "returns-W202647.xlsx"
    book = load_workbook(BytesIO(content))
    lines = list(book.worksheets[-1].iter_rows(min_row=2, values_only=True))
    assert {row[4]: Decimal(str(row[13])) for row in lines} == {
        code: Decimal(pounds) for code, pounds in MONEY.items()
    }
    assert [type(row[0]) for row in lines] == [datetime] * 6
    totals = {row[0]: row[2] for row in book.worksheets[0].iter_rows(min_row=2, max_row=6, values_only=True)}
    assert list(totals.values()) == [6, 6, 338, 1166.15, 454.52]
