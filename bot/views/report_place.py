"""Where somebody is in a report: period, list, what was chosen on the way down. Fits a button, or is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.domain.figures import Choice, Dimension
from bot.core.domain.periods import Period, period_of_token
from bot.core.domain.report_errors import PeriodUnreadable
from bot.views.callback_data import Act, Button, encode, page_in

_SEPARATOR = "|"
Step = tuple[Dimension, str]


class Look(StrEnum):
    """What is shown."""

    OVERVIEW = "o"
    REASON = "r"
    PRODUCT = "p"
    SUPPLIER = "s"
    CUSTOMER = "c"
    CATEGORY = "g"
    PERSON = "e"
    RETURNS = "l"
    PROCESS = "x"


LISTED: dict[Look, Dimension] = {
    Look.REASON: Dimension.REASON,
    Look.PRODUCT: Dimension.PRODUCT,
    Look.SUPPLIER: Dimension.SUPPLIER,
    Look.CUSTOMER: Dimension.CUSTOMER,
    Look.CATEGORY: Dimension.CATEGORY,
    Look.PERSON: Dimension.PERSON,
}
LOOK_OF: dict[Dimension, Look] = {dimension: look for look, dimension in LISTED.items()}


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """`way`: what was chosen, in the order it was; the last one leads back to its list."""

    period: Period
    look: Look = Look.OVERVIEW
    page: int = 0
    way: tuple[Step, ...] = ()

    @property
    def choice(self) -> Choice:
        return replace(Choice(), **{dimension.value: key for dimension, key in self.way})

    def down(self, key: str) -> ReportPlace:
        """One key of this list chosen: a reason leads to its products, a product to its reasons, whatever
        has both to the returns."""
        way = (*self.way, (LISTED[self.look], key))
        taken = {dimension for dimension, _ in way}
        if len(way) >= 2:
            return ReportPlace(self.period, Look.RETURNS, 0, way)
        look = Look.REASON if Dimension.PRODUCT in taken else Look.PRODUCT
        return ReportPlace(self.period, look, 0, way)

    def up(self) -> ReportPlace:
        if not self.way:
            return ReportPlace(self.period)
        return ReportPlace(self.period, LOOK_OF[self.way[-1][0]], 0, self.way[:-1])

    def at(self, page: int) -> ReportPlace:
        return replace(self, page=page)

    def to(self, look: Look) -> ReportPlace:
        """The same period, from the top."""
        return ReportPlace(self.period, look)

    @property
    def argument(self) -> str:
        way = [f"{LOOK_OF[dimension]}{key}" for dimension, key in self.way]
        return _SEPARATOR.join([f"{self.look}{self.page}", self.period.token, *way])

    def file_argument(self, kind: str) -> str:
        """What a button says that sends what is shown here as a file."""
        return f"{kind}{_SEPARATOR}{self.at(0).argument}"

    @property
    def fits(self) -> bool:
        """Whether a button can lead here: not with a key that is very long or has the separator in it."""
        return self._fits(Button(Act.REPORT, 0, self.argument))

    def fits_file(self, kind: str) -> bool:
        return self._fits(Button(Act.REPORT_FILE, 0, self.file_argument(kind)))

    def _fits(self, button: Button) -> bool:
        if any(_SEPARATOR in key for _, key in self.way):
            return False
        try:
            encode(button)
        except ValueError:
            return False
        return True


def file_of(argument: str) -> tuple[str, ReportPlace]:
    """The kind of file and what it shows. Raises PeriodUnreadable."""
    kind, _, rest = argument.partition(_SEPARATOR)
    if _SEPARATOR in rest:
        return kind, place_of(rest)
    return kind, ReportPlace(period_of_token(rest))  # buttons of earlier versions name the period alone


def place_of(argument: str) -> ReportPlace:
    """Raises PeriodUnreadable for what `argument` does not write."""
    head, _, rest = argument.partition(_SEPARATOR)
    token, *steps = rest.split(_SEPARATOR)
    try:
        look, page = Look(head[:1]), page_in(head[1:] or "0")
        way = tuple((LISTED[Look(step[:1])], step[1:]) for step in steps)
    except (ValueError, KeyError):
        raise PeriodUnreadable(text=argument[:40]) from None
    return ReportPlace(period_of_token(token), look, page, way)
