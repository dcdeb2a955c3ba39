"""The table of the questions about people and customers."""

from __future__ import annotations

from bot.views.callback_data import Act
from bot.views.steps import Dialog, PeopleStep
from handlers.dialog import Inputs
from handlers.joining import steps

TABLE: dict[str, Inputs] = {
    f"{Dialog.PEOPLE}.{step}": Inputs(steps.tapped, steps.typed) for step in PeopleStep
}
PEOPLE_OPENERS: dict[Act, steps.Open] = {
    Act.INVITE_CONTACT: steps.begin_invite,
    Act.GRANT_CONTACT: steps.begin_grant,
    Act.ASK_DESK: steps.begin_ask_desk,
    Act.ASK_CUSTOMER: steps.begin_ask_customer,
    Act.ANSWER_CUSTOMER: steps.begin_answer,
    Act.REMARK: steps.begin_remark,
}
