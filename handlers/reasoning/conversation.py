"""The table of /reasons."""

from __future__ import annotations

from bot.views.steps import Dialog, ReasonStep
from handlers.dialog import Inputs
from handlers.reasoning import steps

TABLE: dict[str, Inputs] = {
    f"{Dialog.REASON}.{ReasonStep.LIST}": Inputs(steps.list_tapped),
    f"{Dialog.REASON}.{ReasonStep.ONE}": Inputs(steps.one_tapped),
    f"{Dialog.REASON}.{ReasonStep.NAME_EN}": Inputs(steps.name_tapped, steps.name_en_typed),
    f"{Dialog.REASON}.{ReasonStep.NAME_ZH}": Inputs(steps.name_tapped, steps.name_zh_typed),
    f"{Dialog.REASON}.{ReasonStep.NEW}": Inputs(steps.new_tapped, steps.code_typed),
}
