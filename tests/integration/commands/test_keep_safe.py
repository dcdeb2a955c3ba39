"""The commands an operator types: backup, restore, doctor; and settings that cannot work."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import jobs_of, opened_database
from bot.commands.check_health import check_health
from bot.commands.keep_safe import back_up_desk, restore_desk
from bot.config import Settings, load_settings
from bot.core.domain.schedule import RunStatus
from bot.jobs.clock import DeskClock
from bot.jobs.table import job_named
from bot.serving import EXIT_SETTINGS, run_desk
from tests.support.builders import furnish
from tests.support.clock import Clock


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


async def test_every_night_a_backup_is_made_tried_and_the_oldest_goes(tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 11, 24, 4, 0, tzinfo=UTC))
    settings = _settings(tmp_path / "desk", BACKUP_DIR=str(tmp_path / "backups"), BACKUP_KEEP="2")
    with opened_database(settings, clock) as database:
        database.write_now(furnish)
        jobs = jobs_of(settings, database, clock)
        night = DeskClock(database, jobs, ZoneInfo(settings.desk_timezone))
        for _ in range(4):
            await night.run(job_named(jobs, "backup"))
            clock.pass_time(days=1)
    kept = sorted(place.name for place in (tmp_path / "backups").iterdir())
    assert kept == ["desk-20261126T040000Z", "desk-20261127T040000Z"]


async def test_a_backup_that_fails_is_noted_and_no_older_one_goes(tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 11, 24, 4, 0, tzinfo=UTC))
    settings = _settings(tmp_path / "desk", BACKUP_DIR=str(tmp_path / "backups"), BACKUP_KEEP="1")
    with opened_database(settings, clock) as database:
        database.write_now(furnish)
        jobs = jobs_of(settings, database, clock)
        backup, night = job_named(jobs, "backup"), DeskClock(database, jobs, ZoneInfo("Europe/London"))
        await night.run(backup)
        clock.pass_time(days=1)
        (tmp_path / "backups" / f"desk-{clock():%Y%m%dT%H%M%SZ}").mkdir(parents=True)
        assert await night.run(backup) is None
        (failed,) = database.read_now(lambda uow: uow.job_runs.last("backup"))
    assert failed.status is RunStatus.FAILED
    assert failed.error.startswith("BackupRefused: ")
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_who_wants_no_backups_has_no_such_jobs(tmp_path: Path) -> None:
    settings = _settings(tmp_path / "desk", BACKUP_KEEP="0")
    with opened_database(settings) as database:
        assert [job.name for job in jobs_of(settings, database) if "backup" in job.name] == []
