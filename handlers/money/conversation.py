"""The table of the questions about money."""

from __future__ import annotations

from bot.views.steps import Dialog, MoneyQuestion
from handlers.dialog import Inputs
from handlers.money import steps

TABLE: dict[str, Inputs] = {
    f"{Dialog.MONEY}.{MoneyQuestion.SETTLE}": Inputs(steps.settle_tapped, steps.settle_typed),
    f"{Dialog.MONEY}.{MoneyQuestion.CANCEL}": Inputs(steps.tapped, steps.cancel_typed),
    f"{Dialog.MONEY}.{MoneyQuestion.PERIOD}": Inputs(steps.tapped, steps.period_typed),
}
