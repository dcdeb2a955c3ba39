"""A parcel nobody expected: how it looks on the list, on a card, and to the managers."""

from __future__ import annotations

from datetime import timedelta

from telegram import InlineKeyboardButton

from bot.core.domain.parcel import Parcel, ParcelStatus
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.settle_parcel import is_nobodys
from bot.views.callback_data import Act
from bot.views.figures import age, day_and_clock
from bot.views.keyboards import button, rows
from bot.views.records import signed
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text

WORTH_SAYING = timedelta(hours=1)  # nobody counts the minutes of a parcel that has just come
MOST_CARD_PHOTOS = 10  # one album
MOST_NOTE = 300  # characters of a note on a card


def parcel_lines(uow: UnitOfWork, language: str, parcel: Parcel) -> list[str]:
    """Number and age; the tracking number; who may know; what became of it."""
    lines = [
        text(
            language,
            "parcel.head",
            number=Html(f"<b>{parcel.number}</b>"),
            at=day_and_clock(language, parcel.arrived_at, uow.rules.timezone),
            by=signed(uow, parcel.registered_by),
            photos=plain(language, "photos", count=len(parcel.photos)),
        )
    ]
    if parcel.tracking:
        lines.append(text(language, "parcel.tracking", tracking=parcel.tracking))
    if parcel.note:
        lines.append(text(language, "parcel.note", note=parcel.note[:MOST_NOTE]))
    lines.append(_standing(uow, language, parcel))
    return lines


def _standing(uow: UnitOfWork, language: str, parcel: Parcel) -> str:
    by = signed(uow, parcel.settled_by)
    if is_nobodys(uow, parcel):
        since = uow.now - parcel.arrived_at
        key = "parcel.unclaimed" if since >= WORTH_SAYING else "parcel.unclaimed.yet"
        return text(language, key, age=age(language, since))
    if parcel.status is ParcelStatus.GIVEN_UP:
        return text(language, "parcel.given_up", by=by, words=parcel.words[:MOST_NOTE])
    request = uow.requests.get(parcel.request_id or 0)
    number = request.number or plain(language, "parcel.new_return")
    return text(language, "parcel.matched", by=by, request=number)


def parcel_card(uow: UnitOfWork, language: str, parcel: Parcel) -> Rendered:
    """To the managers; changes in place as more is known."""
    photos = [photo.sha256 for photo in parcel.photos][:MOST_CARD_PHOTOS]
    keyboard = rows([settle_button(language, parcel)]) if is_nobodys(uow, parcel) else None
    return Rendered("\n".join(parcel_lines(uow, language, parcel)), keyboard, photos)


def settle_button(language: str, parcel: Parcel) -> InlineKeyboardButton:
    return button(plain(language, "button.whose_parcel"), Act.PARCEL, parcel.id, style="primary")
