"""Backup and restore by hand: a backup exists when it has been read back and checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.app import opened_database, paper_archive, photo_store
from bot.config import Settings
from storage.backup import back_up, restore
from storage.backup_errors import BackupDamaged, BackupRefused

Echo = Callable[[str], None]


def back_up_desk(settings: Settings, folder: Path, echo: Echo) -> int:
    """Also while the desk runs. 0 with the place of a checked backup; 1 with what was wrong."""
    try:
        with opened_database(settings) as database:
            photos, papers = photo_store(settings), paper_archive(settings)
            made = back_up(database, photos, papers, folder, now=datetime.now(UTC))
    except (BackupRefused, BackupDamaged, OSError) as error:
        echo(f"No backup was made: {error}")
        return 1
    echo(f"Backed up and checked: {made}")
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
