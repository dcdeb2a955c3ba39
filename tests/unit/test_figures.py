"""Numbers, money and times as people read them, on cards and in refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.domain.errors import ClaimUnderway, OfferAboveClaim
from bot.core.domain.return_request import Finding
from bot.views.errors import refusal
from bot.views.figures import age, moment
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


def test_of_many_numbers_the_first_three_are_named_and_the_rest_is_counted() -> None:
    numbers = [f"RR-{n}" for n in range(1, 9)]
    said = finding_line("en", Finding("PHOTO_ALIKE", "inform", {"numbers": numbers}))
    assert said == "⚠ a photo looks like one in RR-1, RR-2, RR-3 and 5 more"
    said = finding_line("zh", Finding("PHOTO_ALIKE", "inform", {"numbers": numbers[:4]}))
    assert said == "⚠ 有照片与 RR-1, RR-2, RR-3, RR-4 中的相似"


def test_how_long_is_written_as_everywhere_else() -> None:
    assert age("zh", timedelta(minutes=6)) == "6 分钟"
    assert age("en", timedelta(minutes=6)) == "6 minutes"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("accepted", "SC-2026-00001 is accepted: the supplier has answered, so this cannot be undone. "
                     "Withdraw the claim first."),
        ("settled", "SC-2026-00001 is settled with the supplier, so this can no longer be undone."),
    ],
)  # fmt: skip
def test_only_a_claim_that_can_be_withdrawn_says_so(status: str, said: str) -> None:
    assert refusal("en", ClaimUnderway(number="SC-2026-00001", status=status), LONDON) == said
