"""Allocations and photos: rows that the lines of several aggregates have alike."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.domain.return_request import Allocation, Photo
from bot.core.domain.values import Money, Quantity
from storage.transaction import Values


def allocation_values(line_no: int, allocations: Iterable[Allocation]) -> list[Values]:
    return [
        {
            "line_no": line_no,
            "position": position,
            "order_no": allocation.order_no,
            "order_line": allocation.order_line,
            "quantity": allocation.quantity.amount,
            "unit": allocation.quantity.unit,
            "unit_price": allocation.unit_price.amount,
            "currency": allocation.unit_price.currency,
        }
        for position, allocation in enumerate(allocations, start=1)
    ]


def allocation_of(row: Values) -> Allocation:
    return Allocation(
        row["order_no"],
        row["order_line"],
        Quantity(row["quantity"], row["unit"]),
        Money(row["unit_price"], row["currency"]),
    )


def photo_values(line_no: int, photos: Iterable[Photo]) -> list[Values]:
    return [
        {
            "line_no": line_no,
            "position": position,
            "sha256": photo.sha256,
            "width": photo.width,
            "height": photo.height,
            "size": photo.size,
            "likeness": photo.likeness,
            "telegram_file_id": photo.telegram_file_id,
            "telegram_unique_id": photo.telegram_unique_id,
        }
        for position, photo in enumerate(photos, start=1)
    ]


def photo_of(row: Values) -> Photo:
    return Photo(
        row["sha256"],
        row["width"],
        row["height"],
        row["size"],
        row["likeness"],
        row["telegram_file_id"],
        row["telegram_unique_id"],
    )


def of_line(rows: Iterable[Values], line_no: int) -> list[Values]:
    return [row for row in rows if row["line_no"] == line_no]
