"""`python -m bot export FOLDER`: the catalogue as workbooks that may be imported again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.commands.import_files import DESK, DeskNow
from bot.commands.texts import Echo
from bot.core.usecases.export_catalogue import export_catalogue
from bot.documents.catalogue_files import catalogue_files
from bot.views.import_words import exported_words


def export_files(database: DeskNow, folder: Path, made_at: datetime, *, language: str, echo: Echo) -> int:
    """0. A file of that name that is there is replaced."""
    tables = database.write_now(lambda uow: export_catalogue(uow, uow.people.get(DESK)))
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in catalogue_files(tables, made_at):
        (folder / name).write_bytes(content)
    echo(exported_words(language, tables))
    return 0
