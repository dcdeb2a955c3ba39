"""Which event of a claim tells whom: the supplier's contacts on one side, the managers on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.core.domain.claim_events import ClaimGoodsCame
from bot.core.domain.events import (
    ClaimAnswered,
    ClaimGoodsHandled,
    ClaimHandled,
    ClaimOpened,
    ClaimReminded,
    Event,
)
from bot.core.domain.notice import Notice, NoticeKind, Recipient
from bot.core.domain.people import Role
from bot.core.domain.supplier_claim import LATE, THEIRS, ClaimAction, GoodsAction
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.telling import answers_here, cards_again, of_supplier, tell, where_decided

Rule = Callable[[UnitOfWork, Event, str], Iterable[Notice]]
CARD, DESK = NoticeKind.CLAIM_CARD, NoticeKind.CLAIM_DESK_CARD
_ENDS = frozenset({ClaimAction.SETTLE, ClaimAction.TAKE_OFFER})


def _opened(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Where nobody answers in Telegram, the managers have to do something about it: find somebody, or write
    down what comes by mail."""
    assert isinstance(event, ClaimOpened)
    yield from _new_cards(uow, key, CARD, event.claim_id, _of_supplier(uow, event.claim_id), photos="all")
    if not answers_here(uow, uow.claims.get(event.claim_id).supplier_code):
        yield from _new_cards(uow, key, DESK, event.claim_id, _deciders(uow))


def _answered(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Photos of the supplier's come with the managers' new card."""
    assert isinstance(event, ClaimAnswered)
    photos = event.detail if event.detail.startswith(THEIRS) else ""
    yield from cards_again(uow, key, CARD, event.claim_id)
    told = _deciders(uow, but=event.actor_id)
    if uow.people.get(event.actor_id).is_staff:  # who heard it by phone says so: the group's card changes
        told = [recipient for recipient in told if recipient.chat_id > 0]
    yield from _new_cards(uow, key, DESK, event.claim_id, told, photos=photos)


def _handled(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Whose goods they are is news for a supplier who has not seen the claim: with all its photos. How it
    ended stands in the card that is there."""
    assert isinstance(event, ClaimHandled)
    photos = "all" if event.action == ClaimAction.ASSIGN else event.detail
    yield from cards_again(uow, key, DESK, event.claim_id)
    told = _of_supplier(uow, event.claim_id)
    if event.action in _ENDS:
        yield from _in_place(uow, key, event.claim_id, told)
        return
    yield from _new_cards(uow, key, CARD, event.claim_id, told, photos=photos)


def _in_place(uow: UnitOfWork, key: str, claim_id: int, to: Sequence[Recipient]) -> Iterator[Notice]:
    """Who has the card sees it change; a contact without one, and who reads mails, gets one."""
    holding = {recipient.chat_id for recipient in to if not recipient.address}
    for notice in cards_again(uow, key, CARD, claim_id):
        if notice.chat_id not in holding:
            yield notice
    for recipient in to:
        notice = tell(uow, key, recipient, CARD, claim_id)
        notice.facts = {"photos": ""}
        yield notice


def _goods_handled(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Scrap above the limit waits for a second person, who has to hear of it."""
    assert isinstance(event, ClaimGoodsHandled)
    yield from cards_again(uow, key, CARD, event.claim_id)
    asked = event.action == GoodsAction.ASK_SCRAP
    new = _deciders(uow, but=event.actor_id) if asked else []
    yield from _new_cards(uow, key, DESK, event.claim_id, new)


def _goods_came(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Both sides' cards say what is here."""
    assert isinstance(event, ClaimGoodsCame)
    yield from cards_again(uow, key, CARD, event.claim_id)
    yield from cards_again(uow, f"{key}/desk", DESK, event.claim_id)


def _reminded(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ClaimReminded)
    told = _of_supplier(uow, event.claim_id)
    yield from _new_cards(uow, key, CARD, event.claim_id, told)
    if event.detail == LATE or not told:
        yield from _new_cards(uow, key, DESK, event.claim_id, _deciders(uow))


def _deciders(uow: UnitOfWork, but: int = 0) -> list[Recipient]:
    managers = uow.people.with_role(Role.MANAGER, Role.ADMIN)
    return where_decided(uow, [manager for manager in managers if manager.id != but])


def _of_supplier(uow: UnitOfWork, claim_id: int) -> list[Recipient]:
    return of_supplier(uow, uow.claims.get(claim_id).supplier_code)


def _new_cards(
    uow: UnitOfWork,
    key: str,
    kind: NoticeKind,
    claim_id: int,
    to: Sequence[Recipient],
    *,
    photos: str = "",
) -> Iterator[Notice]:
    """A new message for each of those; their old card loses its buttons, everybody else's changes in place.
    `photos`: "all", or which of those sent later go with it ("0:2", "theirs 0:2")."""
    new = {recipient.chat_id for recipient in to}
    for notice in cards_again(uow, f"{key}/old", kind, claim_id):
        notice.facts = {"photos": "", "old": notice.chat_id in new}
        yield notice
    for recipient in to:
        notice = tell(uow, key, recipient, kind, claim_id, fresh=True)
        notice.facts = {"photos": photos}
        yield notice


CLAIM_RULES: dict[type[Event], Rule] = {
    ClaimOpened: _opened,
    ClaimAnswered: _answered,
    ClaimHandled: _handled,
    ClaimGoodsHandled: _goods_handled,
    ClaimGoodsCame: _goods_came,
    ClaimReminded: _reminded,
}
