"""Backup and restore by hand: a backup exists when it has been read back and checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.app import backup_place, opened_database
from bot.config import Settings
from storage.backup import restore
from storage.backup_errors import BackupDamaged, BackupRefused

Echo = Callable[[str], None]


def back_up_desk(settings: Settings, folder: Path, echo: Echo) -> int:
    """Also while the desk runs. 0 with the place of a backup that was restored and looked at; 1 with what was
    wrong."""
    try:
        with opened_database(settings) as database:
            made, problems = replace(backup_place(settings, database), folder=folder, keep=0).make()
    except (BackupRefused, BackupDamaged, OSError) as error:
        echo(f"No backup was made: {error}")
        return 1
    echo(f"Backed up, restored for a trial and checked: {made}")
    for problem in problems:
        echo(f"✗ {problem.rule}: {problem.record}: {problem.detail}")
    echo(f"Keep a copy of {settings.data_dir / 'log.key'} in another place; it is not in the backup.")
    return 0


def restore_desk(settings: Settings, backup: Path, echo: Echo) -> int:
    """Into the data folder of the settings, which must hold no desk yet."""
    data = settings.data_dir
    try:
        manifest = restore(backup, settings.database_url, data / "photos", data / "papers")
    except (BackupRefused, BackupDamaged, OSError) as error:
        echo(f"Nothing was restored: {error}")
        return 1
    echo(f"Restored into {data} as it was at {manifest.made_at}.")
    if not (data / "log.key").exists():
        echo(f"Now put log.key of that desk into {data}, before anything else is started.")
    return 0
