"""A notice that cannot be delivered: the next channel is taken, the record says so, a manager hears of it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.domain.events import NoticeUndelivered
from bot.core.domain.notice import Notice, NoticeKind, NoticeStatus
from bot.core.domain.people import Person, Role
from bot.core.usecases.managers_group import lose_group
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

# No message could be drawn: it would fail by mail just the same.
_NO_USE = ("broken",)
# What Telegram says where nothing may be written in a group any more; other refusals are about one message.
_NO_RIGHT = ("right", "forbidden", "restricted", "deactivated", "deleted")
_TOLD_ABOUT_OTHERS = (NoticeKind.NOTICE_FAILED, NoticeKind.GROUP_LOST, NoticeKind.ADDRESS_CODE)


def give_up_notice(uow: UnitOfWork, notice: Notice, code: str) -> None:
    """`code` is bot.notify.retry's. Nothing where another sender has the notice by now."""
    if not uow.outbox.give_up(notice, code):
        return
    if notice.chat_id < 0 and not _is_about_the_message(code):
        lose_group(uow, notice.chat_id, code)
        return
    if not _is_worth_a_message(uow, notice):
        return
    person = uow.people.by_telegram(notice.chat_id) if notice.chat_id else None
    address = next_address(uow, person) if person and not code.startswith(_NO_USE) else ""
    if address:
        uow.outbox.add(_by_mail(uow, notice, address))
    if notice.kind in _TOLD_ABOUT_OTHERS:
        return
    publish(
        uow,
        NoticeUndelivered(
            record=notice.record or notice.matter,
            actor_id=0,
            at=uow.now,
            notice_id=notice.id,
            kind=notice.kind.value,
            to=person.name if person else notice.address,
            code=code,
            instead="email" if address else "",
        ),
    )


def _is_about_the_message(code: str) -> bool:
    kind, _, said = code.partition(":")
    return kind in ("broken", "refused") and not any(words in said.lower() for words in _NO_RIGHT)


def _is_worth_a_message(uow: UnitOfWork, notice: Notice) -> bool:
    """A card that is there and was only to change, or to close, says nothing that a mail could say: it cannot
    change, and a newer card is a notice of its own. How a claim stands is news for its supplier all the same.
    """
    if notice.kind is NoticeKind.CARD_CLOSED or notice.facts.get("old"):
        return False
    if notice.kind is NoticeKind.CUSTOMER_RETURN:
        return notice.fresh
    changes = not notice.fresh and uow.outbox.has_card(notice.matter, notice.chat_id)
    return not changes or notice.kind is NoticeKind.CLAIM_CARD


def next_address(uow: UnitOfWork, person: Person) -> str:
    """Where a person is written to when Telegram does not reach them; "" where nowhere."""
    if not person.active or not uow.rules.mail:
        return ""
    return person.email or _company_address(uow, person)


def _company_address(uow: UnitOfWork, person: Person) -> str:
    if person.company is None:
        return ""
    if Role.SUPPLIER in person.roles:
        supplier = uow.companies.supplier(person.company)
        return supplier.email if supplier else ""
    if Role.CUSTOMER in person.roles:
        return uow.companies.customer(person.company).email
    return ""


def _by_mail(uow: UnitOfWork, notice: Notice, address: str) -> Notice:
    """The same event by the other channel: the address makes it another row, and only one."""
    return replace(
        notice,
        id=0,
        chat_id=0,
        address=address,
        thread_id=None,
        status=NoticeStatus.PENDING,
        attempts=0,
        created_at=uow.now,
        due_at=None,
        claimed_until=None,
        held_until=None,
        error="",
    )


def has_the_bot(uow: UnitOfWork, address: str) -> bool:
    """Whether who reads that mailbox is one of the desk's people, so that the bot can be opened there."""
    people = [person for person in uow.people.all() if person.active]
    return any(address in (person.email, _company_address(uow, person)) for person in people)
