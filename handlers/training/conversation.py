"""The table of /quiz."""

from __future__ import annotations

from bot.views.steps import Dialog, QuizStep
from handlers.dialog import Inputs
from handlers.training import steps

TABLE: dict[str, Inputs] = {f"{Dialog.QUIZ}.{QuizStep.QUESTION}": Inputs(steps.tapped)}
