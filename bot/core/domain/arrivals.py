"""What of a request has come and what is still expected, over all its parcels."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.core.domain.inspection import Inspection
from bot.core.domain.return_request import ReturnLine, ReturnRequest
from bot.core.domain.values import Quantity, total


def arrived(line: ReturnLine, inspections: Collection[Inspection]) -> Quantity:
    """Counted in all parcels that are booked in."""
    unit = line.asked.unit
    counts = [
        part.counted
        for inspection in inspections
        if inspection.is_booked_in
        for part in inspection.lines
        if part.line_no == line.line_no and not part.found and part.counted is not None
    ]
    return total(counts, unit)


def still_expected(request: ReturnRequest, inspections: Collection[Inspection]) -> dict[int, Quantity]:
    """By line number; what came in full, or more, is left out. Empty where the rest was closed."""
    if request.rest_closed is not None:
        return {}
    return not_come(request.lines, inspections)


def not_come(lines: Sequence[ReturnLine], inspections: Collection[Inspection]) -> dict[int, Quantity]:
    """The same, whether it is waited for or not."""
    result: dict[int, Quantity] = {}
    for line in lines:
        came = arrived(line, inspections)
        if came < line.asked:
            result[line.line_no] = line.asked - came
    return result


def next_parcel_no(inspections: Collection[Inspection]) -> int:
    return max((inspection.parcel_no for inspection in inspections), default=0) + 1
