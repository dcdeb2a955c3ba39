"""The table of the questions before a case is kept."""

from __future__ import annotations

from bot.views.steps import CaseStep, Dialog
from handlers.casing import steps
from handlers.dialog import Inputs

TABLE: dict[str, Inputs] = {
    f"{Dialog.CASE}.{CaseStep.LINE}": Inputs(steps.line_tapped),
    f"{Dialog.CASE}.{CaseStep.LESSON}": Inputs(steps.lesson_tapped, steps.lesson_typed),
    f"{Dialog.CASE}.{CaseStep.CONFIRM}": Inputs(steps.confirm_tapped),
}
