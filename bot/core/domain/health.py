"""How the desk itself is."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.schedule import JobRun


@dataclass(frozen=True, slots=True)
class Examination:
    """What the doctor found, one line each, of `rules` rules; what waits; `free` bytes on the disk."""

    findings: tuple[str, ...]
    rules: int
    notices: int
    updates: int
    free: int


@dataclass(frozen=True, slots=True)
class Health:
    """`backup` is the last that counts, `failed` the jobs whose last run broke. A desk that is `new` has not
    seen its first night yet."""

    examination: Examination
    backup: JobRun | None
    backups_wanted: bool
    new: bool
    failed: tuple[JobRun, ...]

    @property
    def is_well(self) -> bool:
        missing = self.backups_wanted and self.backup is None and not self.new
        return not (self.examination.findings or self.failed or missing)
