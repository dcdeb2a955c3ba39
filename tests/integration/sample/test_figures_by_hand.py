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

from datetime import date
from decimal import Decimal

from bot.app import opened_database
from bot.commands.sample_past import ANN
from bot.config import Settings
from bot.core.domain.figures import Dimension, Tally
from bot.core.domain.periods import week_of
from bot.core.domain.weekly_summary import Report
from bot.core.usecases.acting import acting
from bot.core.usecases.compile_report import compile_report
from tests.integration.sample.conftest import TUESDAY


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
