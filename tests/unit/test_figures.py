"""Numbers, money and times as people read them, on cards and in refusals."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.domain.errors import OfferAboveClaim
from bot.core.domain.return_request import Finding
from bot.views.errors import refusal
from bot.views.figures import moment
from bot.views.records import finding_line

LONDON = ZoneInfo("Europe/London")
DECIDED = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(("language", "later"), [("en", "10 Mar 2026 23:30"), ("zh", "2026年3月10日 23:30")])
def test_what_was_done_today_has_its_time_and_what_was_done_before_its_day_too(
    language: str, later: str
) -> None:
    assert moment(language, DECIDED, datetime(2026, 3, 10, 23, 59, tzinfo=UTC), LONDON) == "23:30"
    assert moment(language, DECIDED, datetime(2026, 3, 11, 0, 1, tzinfo=UTC), LONDON) == later


def test_a_day_is_a_day_of_the_desk() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    assert moment("en", DECIDED, datetime(2026, 3, 11, 1, 0, tzinfo=UTC), shanghai) == "07:30"


def test_sums_in_a_refusal_are_money() -> None:
    error = OfferAboveClaim(number="SC-2026-00001", most="1234.5", currency="GBP")
    assert refusal("en", error, LONDON).endswith("claims: £1,234.50.")
    assert refusal("zh", error, LONDON).endswith("索赔金额：£1,234.50。")


def test_quantities_of_a_finding_are_read_as_numbers() -> None:
    facts: dict[str, object] = {
        "product_code": "22728",
        "sold": "12000",
        "taken": "0.50",
        "numbers": ["RR-1", "RR-2"],
        "most": "7",
    }
    said = finding_line("en", Finding("OVER_RETURN", "refuse", facts))
    assert said == "22728: bought 12,000, already returned 0.5 (RR-1, RR-2), so at most 7"
