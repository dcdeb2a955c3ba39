"""Refusals about goods that went on after their posting."""

from __future__ import annotations

from bot.core.domain.errors import DeskError


class NothingLeftThere(DeskError):
    """More than is left of a line in work. Facts: product_code, order, left, wanted."""

    code = "nothing_left_there"


class StepsTaken(DeskError):
    """Goods of this order went on with a later step; that has to be undone first. Facts: number, step."""

    code = "steps_taken"
