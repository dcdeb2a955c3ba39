"""What came back before the first day: which customers, why, how much of it, and what became of it.

Told in working days before today, so that the desk has six weeks to compare and something that waits now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.sample.goods import written_lines


@dataclass(frozen=True, slots=True)
class PastReturn:
    """`share` of ten of what was bought came back; `becomes` names a disposition."""

    days_ago: int
    customer_code: str
    reason: str
    share: int
    becomes: str
    photo: str  # a sample photo, or ""
    rank: int  # which of the goods the customer bought lately: 0 is the newest


# The supplier's contact on the page has this one to answer, and its parcel to wonder about.
OPEN_CLAIM_CUSTOMER, OPEN_CLAIM_PRODUCT, OPEN_CLAIM_PHOTO = "12107", "31127", "clock-cracked.jpg"
PARCEL_PHOTO, PARCEL_TRACKING = "parcel-label.jpg", "SW 4471 2096 53"

# What was learned of the newest return for that reason: as a manager wrote it.
LESSONS = {
    "TRANSIT_DAMAGE": "Wet carton: open every piece. Those at the bottom looked dry and had rust next day.",
    "QUALITY_DEFECT": "同一批货的毛病往往在同一处：先看接缝，再判成色。",
}

# The rules this company decided on, as a manager types them.
RULES = {
    "fee:DEMAND_CHANGE": "15%",
    "fee:ORDER_ERROR": "2.50",
    "second": "250",
    "scrap": "60",
    "days:stationery": "14",
}


def past_returns() -> Iterator[PastReturn]:
    for days, customer, reason, share, becomes, photo, rank in written_lines("past.txt"):
        yield PastReturn(int(days), customer, reason, int(share), becomes, photo, int(rank))
