"""What a clerk should know at once and no rule decides: on its way already, an old photo."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.people import Person
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.return_request import Photo, ReturnRequest
from bot.core.usecases.look_up import may_see
from bot.core.usecases.ports import UnitOfWork

MOST_COMPARED = 30  # photos of one order


@dataclass(frozen=True, slots=True)
class Twin:
    """A request on its way for the same customer and product."""

    request: ReturnRequest
    may_open: bool  # this person may look at it


def open_twins(uow: UnitOfWork, actor: Person, draft: ReturnRequest, product_code: str) -> list[Twin]:
    """Newest first; none for a walk-in, who is nobody in particular."""
    if draft.customer_code is None:
        return []
    found = uow.requests.open_of_product(draft.customer_code, product_code, draft.id)
    return [Twin(request, may_see(actor, request)) for request in found]


@dataclass(frozen=True, slots=True)
class PhotoUses:
    """Numbers of other returns: with this very photo, and with one that only looks like it."""

    same: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


def photo_uses(uow: UnitOfWork, draft: ReturnRequest, photo: Photo) -> PhotoUses:
    """The requests that this one corrects gave it their photos: they do not count."""
    own = _corrected(uow, draft)
    same = [n for n in uow.requests.other_uses(photo.sha256, draft.id) if n not in own]
    seen = {*own, *same}
    alike = [n for n in uow.requests.alike_uses(photo.likeness, draft.id) if n not in seen]
    return PhotoUses(tuple(same), tuple(alike))


def evidence_used_before(uow: UnitOfWork, order: ReturnOrder) -> list[str]:
    """Numbers of other returns that show the very photos which this order's inspection gives as evidence."""
    request = uow.requests.get(order.request_id)
    lines = uow.inspections.get(order.inspection_id).lines
    photos = [photo for line in lines for photo in line.photos][:MOST_COMPARED]
    return sorted({number for photo in photos for number in photo_uses(uow, request, photo).same})


def _corrected(uow: UnitOfWork, draft: ReturnRequest) -> set[str]:
    """Numbers of the refused requests this one was made from, one after another."""
    numbers: set[str] = set()
    before = draft.corrects
    while before is not None:
        request = uow.requests.get(before)
        numbers.add(request.number)
        before = request.corrects
    return numbers
