"""Why a change to a product is refused."""

from __future__ import annotations

from bot.core.domain.errors import DeskError


class ProductMovedOn(DeskError):
    """Somebody else changed it since it was looked at. Facts: product_code."""

    code = "product_moved_on"


class ProductUnchanged(DeskError):
    """Facts: product_code."""

    code = "product_unchanged"


class ProductValueInvalid(DeskError):
    """Facts: text (as typed)."""

    code = "product_value_invalid"
