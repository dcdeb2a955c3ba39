"""Who is told, as a notice: one person, everyone who holds a card, those who decide, a company."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.domain.group import CardsTo
from bot.core.domain.notice import Notice, NoticeKind, Recipient
from bot.core.domain.people import Person, Role
from bot.core.usecases.ports import UnitOfWork


def tell(
    uow: UnitOfWork,
    key: str,
    to: Recipient,
    kind: NoticeKind,
    subject_id: int,
    *,
    fresh: bool = False,
) -> Notice:
    return Notice(
        event_key=f"{key}/{kind.value}",
        chat_id=to.chat_id,
        address=to.address,
        thread_id=to.thread_id,
        language=to.language,
        kind=kind,
        matter=f"{kind.value}/{subject_id}",
        subject_id=subject_id,
        created_at=uow.now,
        fresh=fresh,
    )


def chat_of(person: Person) -> Recipient:
    return Recipient(person.telegram_id, person.language)


def cards_again(uow: UnitOfWork, key: str, kind: NoticeKind, subject_id: int) -> Iterator[Notice]:
    """Everyone who holds a card of this matter sees how it stands now."""
    for chat in uow.outbox.chats_told(f"{kind.value}/{subject_id}"):
        yield tell(uow, key, chat, kind, subject_id)


def others(uow: UnitOfWork, author_id: int) -> list[Person]:
    """The managers who may decide on this person's work."""
    managers = uow.people.with_role(Role.MANAGER, Role.ADMIN)
    return [each for each in managers if each.id != author_id or uow.rules.own_work_allowed]


def where_decided(uow: UnitOfWork, deciders: Iterable[Person]) -> list[Recipient]:
    """Where a card to decide on goes: the managers' group, each who may decide, or both, as was chosen."""
    group = uow.groups.managers()
    told = []
    if group is not None and group.cards_to is not CardsTo.EACH:
        told.append(Recipient(group.chat_id, group.language, thread_id=group.thread_id))
    if group is None or group.cards_to is not CardsTo.GROUP:
        told += [chat_of(person) for person in deciders]
    return told


def to_deciders(
    uow: UnitOfWork, key: str, kind: NoticeKind, subject_id: int, deciders: Iterable[Person]
) -> Iterator[Notice]:
    for to in where_decided(uow, deciders):
        yield tell(uow, key, to, kind, subject_id)


def followers_of(uow: UnitOfWork, request_id: int, code: str | None) -> list[Person]:
    """The contacts of that customer who may follow that return."""
    contacts = uow.people.contacts_of(Role.CUSTOMER, code) if code else []
    return [contact for contact in contacts if contact.may_follow(code, request_id)]


def of_customer(uow: UnitOfWork, request_id: int) -> list[Recipient]:
    """Who follows that return; the customer's mailbox where nobody does."""
    code = uow.requests.get(request_id).customer_code
    return _reached(uow, Role.CUSTOMER, code, followers_of(uow, request_id, code)) if code else []


def answers_here(uow: UnitOfWork, code: str | None) -> bool:
    """Whether anybody speaks for that supplier in Telegram; what others answer, a manager writes down."""
    return bool(code and uow.people.contacts_of(Role.SUPPLIER, code))


def of_supplier(uow: UnitOfWork, code: str | None) -> list[Recipient]:
    """The contacts of that supplier; its mailbox where there is none."""
    return _reached(uow, Role.SUPPLIER, code, uow.people.contacts_of(Role.SUPPLIER, code)) if code else []


def _reached(uow: UnitOfWork, role: Role, code: str, contacts: list[Person]) -> list[Recipient]:
    if contacts or not uow.rules.mail:
        return [chat_of(contact) for contact in contacts]
    company = uow.companies.supplier(code) if role is Role.SUPPLIER else uow.companies.customer(code)
    if company is None or not company.email:
        return []
    return [Recipient(0, company.language or uow.rules.language, company.email)]
