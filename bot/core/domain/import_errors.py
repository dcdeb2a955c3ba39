"""Why something that was sent cannot be taken over now."""

from __future__ import annotations

from bot.core.domain.errors import DeskError


class ImportFileGone(DeskError):
    """What was looked at is not kept any more, or not as it was. Facts: file."""

    code = "import_file_gone"


class TableWanted(DeskError):
    """A picture, where a table is asked for."""

    code = "table_wanted"
