"""What a message looks like before it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from telegram import InlineKeyboardMarkup

from bot.core.domain.figures import CountedLine, Dimension
from bot.core.domain.weekly_summary import Report


class FileKind(StrEnum):
    """How a report leaves the chat as a file."""

    PICTURE = "png"
    WORKBOOK = "xlsx"
    PAPER = "pdf"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file that is still to be made, off the event loop, from facts that were read already."""

    kind: FileKind
    language: str
    report: Report
    lines: Sequence[CountedLine] = ()
    by: Dimension = Dimension.REASON  # what the columns of picture and paper are told apart by

    @property
    def name(self) -> str:
        by = "" if self.by is Dimension.REASON else f"-{self.by.value}"
        return f"returns-{self.report.period.token}{by}.{self.kind.value}"


@dataclass(frozen=True, slots=True)
class Slip:
    """What a return slip says; its link is known where it is sent. `made_at` in the desk's own zone."""

    language: str
    number: str
    customer: str
    made_at: datetime
    lines: tuple[str, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """`text` is Telegram's HTML, escaped already; `photos` are sha256 of stored photos, `paper` of a PDF."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    photos: Sequence[str] = ()
    paper: str = ""
    paper_name: str = ""
    made: ReportFile | None = None
    start: str = ""  # what a start link carries: sent as a QR picture, with the link below the words
    slip: Slip | None = None  # with `start`: sent as a slip to print instead of the picture
