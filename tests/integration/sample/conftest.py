"""The sample company and its past, told once for all the processes of a test run: it takes some seconds."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands.start_all import prepare_sample
from bot.config import Settings, load_settings
from bot.sample.photos import write_sample_photos

TUESDAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def settings_in(folder: Path) -> Settings:
    return load_settings({"DATA_DIR": str(folder)}, folder / "no.env")


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Only to be read by tests."""
    ours = factory.getbasetemp()
    shared = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    target = shared / f"sample-{name}"
    with (shared / f"sample-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            half = target.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(target)
    return target


@pytest.fixture(scope="session")
def sample_photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made_once(tmp_path_factory, "photos", write_sample_photos)


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory, sample_photos: Path) -> Path:
    """The folder of a desk that was started for the first time on Tuesday, 24 November 2026, at noon."""

    def make(folder: Path) -> None:
        shutil.copytree(sample_photos, folder / "sample" / "photos")
        prepare_sample(settings_in(folder), lambda _: None, lambda: TUESDAY)

    return _made_once(tmp_path_factory, "past", make)


@pytest.fixture
def sample_desk(past: Path, tmp_path: Path) -> Settings:
    """A copy of one's own."""
    shutil.copytree(past, tmp_path / "desk")
    return settings_in(tmp_path / "desk")
