"""Why a backup or a restore did not happen."""

from __future__ import annotations


class BackupRefused(Exception):
    """This desk cannot be backed up or restored here; the words say what to do instead."""


class BackupDamaged(Exception):
    """The backup is not what was written. `problems` names each file and what is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
