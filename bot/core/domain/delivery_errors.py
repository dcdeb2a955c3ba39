"""Refusals about notices: where they go, when, and to which group."""

from __future__ import annotations

from bot.core.domain.errors import DeskError


class NoGroup(DeskError):
    """There is no managers' group."""

    code = "no_group"


class QuietHoursUnreadable(DeskError):
    """Facts: text."""

    code = "quiet_hours_unreadable"


class AddressInvalid(DeskError):
    """Not an e-mail address. Facts: text."""

    code = "address_invalid"


class AddressCodesUsedUp(DeskError):
    """Facts: most, in a day."""

    code = "address_codes_used_up"
