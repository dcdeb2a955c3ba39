"""The table of /import. Taking over is not in it: that reads the file first (files.py)."""

from __future__ import annotations

from bot.views.steps import Dialog, ImportStep
from handlers.dialog import Inputs
from handlers.importing import files, steps

TABLE: dict[str, Inputs] = {
    f"{Dialog.IMPORT}.{ImportStep.FILE}": Inputs(steps.tapped, file=files.take_file),
    f"{Dialog.IMPORT}.{ImportStep.CONFIRM}": Inputs(steps.tapped, file=files.take_file),
}
