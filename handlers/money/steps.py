"""How a note was paid out, why one is cancelled, which days a journal covers."""

from __future__ import annotations

import re
from datetime import date

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.money_errors import DayInvalid
from bot.core.domain.people import Person
from bot.core.usecases.cancel_credit import cancel_charge, ensure_cancellable
from bot.core.usecases.export_journal import days_to_export, ensure_period
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.settle_note import ensure_open, settle_note
from bot.views.callback_data import Button
from bot.views.journal_views import period_view
from bot.views.note_views import WAYS, note_view
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, MoneyQuestion
from bot.views.texts import plain, text
from handlers.dialog import StaleButton

_DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})")


def ask_about_note(uow: UnitOfWork, actor: Person, place: DialogPlace, button: Button) -> None:
    """Refuses at once where the answer could not be used: nobody types in vain."""
    question, _, number = button.argument.partition(".")
    if question == MoneyQuestion.SETTLE:
        note = ensure_open(uow, actor, number)
    elif question == MoneyQuestion.CANCEL:
        note = ensure_cancellable(uow, actor, number)
    else:
        raise StaleButton
    _begin(place)
    place.go(question, note=note.number)


def ask_for_period(uow: UnitOfWork, actor: Person, place: DialogPlace, button: Button) -> None:
    days_to_export(uow, actor)
    _begin(place)
    place.go(MoneyQuestion.PERIOD)


def _begin(place: DialogPlace) -> None:
    place.dialog, place.subject_id, place.line_no = Dialog.MONEY, 0, 0


def settle_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    note = settle_note(uow, actor, place.notes["note"], words)
    return note_view(uow, actor.language, note)


def settle_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, way = answer.partition(".")
    if kind == "w" and way in WAYS:
        return settle_typed(uow, actor, place, plain(actor.language, f"note.way.{way}"))
    return tapped(uow, actor, place, answer)


def cancel_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    counter = cancel_charge(uow, actor, place.notes["note"], words)
    return note_view(uow, actor.language, counter)


def period_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    """Two days, or one for both."""
    days = [_day(found) for found in _DAY.finditer(words)]
    if not 1 <= len(days) <= 2:
        raise DayInvalid(text=words[:40])
    ensure_period(actor, days[0], days[-1])
    return period_view(actor.language, days[0], days[-1])


def _day(found: re.Match[str]) -> date:
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise DayInvalid(text=found.group()[:40]) from None


def tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "cancel":
        return Rendered(text(actor.language, "cancelled"))
    raise StaleButton
