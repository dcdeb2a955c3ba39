"""The commands an operator types: backup, restore, doctor; and settings that cannot work."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.app import EXIT_SETTINGS, opened_database, run_desk
from bot.commands.check_health import check_health
from bot.commands.keep_safe import back_up_desk, restore_desk
from bot.config import Settings, load_settings
from tests.support.builders import furnish


def _settings(folder: Path, **more: str) -> Settings:
    return load_settings({"DATA_DIR": str(folder), **more}, folder / "no.env")


def _desk_with_goods(folder: Path) -> Settings:
    settings = _settings(folder)
    with opened_database(settings) as database:
        database.write_now(furnish)
    return settings


def test_a_backup_restored_elsewhere_is_the_same_desk(tmp_path: Path) -> None:
    said: list[str] = []
    settings = _desk_with_goods(tmp_path / "desk")
    assert back_up_desk(settings, tmp_path / "backups", said.append) == 0
    (backup,) = (tmp_path / "backups").iterdir()
    fresh = _settings(tmp_path / "fresh")
    fresh.data_dir.mkdir()
    shutil.copy(settings.data_dir / "log.key", fresh.data_dir)
    assert restore_desk(fresh, backup, said.append) == 0
    assert check_health(fresh, said.append) == 0
    with opened_database(fresh) as database:
        assert len(database.read_now(lambda uow: uow.people.all())) == 5


def test_a_restore_never_writes_over_a_desk(tmp_path: Path) -> None:
    said: list[str] = []
    settings = _desk_with_goods(tmp_path / "desk")
    back_up_desk(settings, tmp_path / "backups", said.append)
    (backup,) = (tmp_path / "backups").iterdir()
    assert restore_desk(settings, backup, said.append) == 1
    assert said[-1].startswith("Nothing was restored: ")


def test_a_backup_with_a_changed_byte_is_not_restored(tmp_path: Path) -> None:
    said: list[str] = []
    back_up_desk(_desk_with_goods(tmp_path / "desk"), tmp_path / "backups", said.append)
    (backup,) = (tmp_path / "backups").iterdir()
    file = next(backup.glob("*.db"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert restore_desk(_settings(tmp_path / "fresh"), backup, said.append) == 1


async def test_a_real_desk_refuses_the_sample_company_s_people(tmp_path: Path) -> None:
    (tmp_path / "sample").mkdir()
    token = "123456789:AAF-not-a-real-token-but-of-its-shape"
    assert await run_desk(_settings(tmp_path, BOT_TOKEN=token)) == EXIT_SETTINGS
