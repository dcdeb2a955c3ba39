"""Why a change to the list of reasons, or the choice of one, is refused. `reason` is always a code."""

from __future__ import annotations

from bot.core.domain.errors import DeskError


class ReasonOutOfUse(DeskError):
    """It is not offered any more. Facts: reason."""

    code = "reason_out_of_use"


class ReasonIsTheLastResort(DeskError):
    """OTHER stays in use, and stays in need of a note. Facts: reason."""

    code = "reason_is_the_last_resort"


class ReasonMovedOn(DeskError):
    """Somebody else changed it since it was looked at. Facts: reason, by (a name)."""

    code = "reason_moved_on"


class ReasonUnchanged(DeskError):
    """It is like that already. Facts: reason."""

    code = "reason_unchanged"


class ReasonTaken(DeskError):
    """There is one with that code, in use or not. Facts: reason."""

    code = "reason_taken"


class ReasonCodeInvalid(DeskError):
    """Facts: text (as typed), most (characters)."""

    code = "reason_code_invalid"


class ReasonNameInvalid(DeskError):
    """Facts: most (characters)."""

    code = "reason_name_invalid"


class TooManyReasons(DeskError):
    """Facts: most."""

    code = "too_many_reasons"
