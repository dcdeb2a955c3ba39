"""The backup of every night: made, restored beside the desk, looked at by the doctor; then old ones go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.core.usecases.care import tell_findings
from bot.core.usecases.ports import Desk
from bot.core.usecases.run_job import Owed, Work
from storage.backup import back_up, thin_out, try_out
from storage.checks.evidence import Problem
from storage.database import Database
from storage.photos import PaperArchive, PhotoStore


@dataclass(frozen=True, slots=True)
class BackupPlace:
    """What is kept, where, and how many of the newest. `opened` makes a desk of an address, for the trial."""

    database: Database
    photos: PhotoStore
    papers: PaperArchive
    log_key: bytes
    folder: Path
    keep: int
    opened: Callable[[str], Database]
    clock: Callable[[], datetime]

    def make(self) -> tuple[Path, list[Problem]]:
        """A backup that was tried, and what the doctor found in it. One that cannot be restored is no
        backup: it is left for looking at, and no older one goes. Raises BackupRefused, BackupDamaged,
        OSError."""
        made = back_up(self.database, self.photos, self.papers, self.folder, now=self.clock())
        problems = try_out(made, self.database, self.log_key, self.opened)
        if self.keep:
            thin_out(self.folder, self.keep)
        return made, problems

    def prepare(self, desk: Desk, period: Owed) -> Work:  # noqa: ARG002 - the shape of all preparations
        """`run_job.Prepare` of the nightly job."""
        _, problems = self.make()
        findings = [f"{problem.rule}: {problem.record}: {problem.detail}" for problem in problems]
        return lambda uow, _: tell_findings(uow, findings)
