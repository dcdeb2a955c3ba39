"""The last look before a return is sent: items, value, fee, what is wanted, what the policy will say."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.reasons import WantedOutcome
from bot.core.domain.return_request import ReturnRequest
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restocking_fee import estimated_value, expected_fee
from bot.core.usecases.submit_return import foreseen_findings
from bot.views.figures import money
from bot.views.keyboards import in_rows, rows, step_button
from bot.views.line_lists import all_items_button
from bot.views.records import findings_words, item_lines, return_head
from bot.views.rendered import Rendered
from bot.views.texts import plain, text

OUTCOMES = (WantedOutcome.CREDIT, WantedOutcome.REFUND, WantedOutcome.REPLACEMENT, WantedOutcome.REPAIR)


def draw_confirm(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language, rev = actor.language, place.rev
    key = "return.confirm.no_order" if draft.without_order else "return.confirm"
    value = money(language, estimated_value(uow, draft))
    lines = [
        return_head(uow, language, draft, "return.step.confirm"),
        item_lines(uow, language, draft),
        text(language, key, count=len(draft.lines), value=value) + _fee(uow, language, draft),
        findings_words(language, foreseen_findings(uow, draft)),
        text(language, "return.outcome"),
    ]
    wishes = [
        step_button(
            ("● " if outcome is draft.outcome else "") + plain(language, f"outcome.{outcome.value}"),
            rev,
            f"w.{outcome.value}",
        )
        for outcome in OUTCOMES
    ]
    keyboard = rows(
        all_items_button(language, draft),
        *in_rows(wishes, 2),
        [step_button(plain(language, "button.send"), rev, "send", style="success")],
        [
            step_button(plain(language, "button.change"), rev, "change"),
            step_button(plain(language, "button.keep"), rev, "keep"),
            step_button(plain(language, "button.discard"), rev, "discard", style="danger"),
        ],
    )
    return Rendered("\n".join(line for line in lines if line), keyboard)


def _fee(uow: UnitOfWork, language: str, draft: ReturnRequest) -> str:
    fee = expected_fee(uow, draft)
    return " · " + text(language, "return.fee", fee=money(language, fee)) if fee else ""
