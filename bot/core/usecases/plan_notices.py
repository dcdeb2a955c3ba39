"""Whether, when and how loudly a notice goes: wishes, quiet hours, and one message instead of many."""

from __future__ import annotations

from datetime import datetime

from bot.core.domain.notice import Notice, NoticeKind, NoticeStatus
from bot.core.domain.notice_kinds import KINDS, NoticeSettings, Urgency, may_be_told
from bot.core.domain.people import Person, Role
from bot.core.usecases.ports import UnitOfWork

DIGEST_FROM = 4  # so many held ones come as one message
Item = list[object]  # kind, subject, record: plain JSON


def plan_notice(uow: UnitOfWork, notice: Notice) -> None:
    """Adds it to the outbox, or leaves it out where the recipient may not or does not want to be told."""
    if notice.address:
        if uow.rules.mail:
            uow.outbox.add(notice)
    elif notice.chat_id < 0:
        _plan_for_group(uow, notice)
    else:
        _plan_for_person(uow, notice)


def is_still_for(uow: UnitOfWork, notice: Notice) -> bool:
    """When it is sent: whether who reads it may be told by now what was planned for them."""
    if notice.address:
        return _may_be_written(uow, notice)
    person = uow.people.by_telegram(notice.chat_id) if notice.chat_id > 0 else None
    return person is None or _concerns(uow, person, notice)


def _may_be_written(uow: UnitOfWork, notice: Notice) -> bool:
    """A mailbox of the record's own company always; a person's while that person may be told."""
    company = _company_of(uow, notice)
    if company and notice.address == _mailbox(uow, *company):
        return True
    readers = [person for person in uow.people.all() if person.email == notice.address]
    return not readers or any(_concerns(uow, person, notice) for person in readers)


def _mailbox(uow: UnitOfWork, role: Role, code: str) -> str:
    if not code:
        return ""
    company = uow.companies.supplier(code) if role is Role.SUPPLIER else uow.companies.customer(code)
    return company.email if company else ""


def _concerns(uow: UnitOfWork, person: Person, notice: Notice) -> bool:
    """By role, and for contacts by company: a card of long ago proves nothing."""
    if not may_be_told(person, notice.kind):
        return False
    request_id = _followed_return(uow, notice)
    if request_id is not None:
        return person.may_follow(uow.requests.get(request_id).customer_code, request_id)
    company = _company_of(uow, notice)
    return company is None or person.is_contact_of(*company)


def _company_of(uow: UnitOfWork, notice: Notice) -> tuple[Role, str] | None:
    """Whose record a card for contacts is about; None for what is for staff, or for one person."""
    if notice.kind is NoticeKind.CLAIM_CARD:
        return Role.SUPPLIER, uow.claims.get(notice.subject_id).supplier_code
    request_id = _followed_return(uow, notice)
    if request_id is None:
        return None
    return Role.CUSTOMER, uow.requests.get(request_id).customer_code or ""


def _followed_return(uow: UnitOfWork, notice: Notice) -> int | None:
    """The return a customer's contact is told about."""
    match notice.kind:
        case NoticeKind.CUSTOMER_RETURN | NoticeKind.GOODS_AWAITED:
            return notice.subject_id
        case NoticeKind.QUESTION_TO_CUSTOMER:
            return uow.voices.question(notice.subject_id).request_id
    return None


def _plan_for_group(uow: UnitOfWork, notice: Notice) -> None:
    """Nothing is held from a group: whoever is awake may decide. At night it makes no sound. The group of
    before gets nothing new, but its cards still say what came of them."""
    group = uow.groups.managers()
    if (group is None or group.chat_id != notice.chat_id) and not _only_edits(uow, notice):
        return
    notice.silent = _quiet_until(uow, NoticeSettings(0)) is not None
    uow.outbox.add(notice)


def _plan_for_person(uow: UnitOfWork, notice: Notice) -> None:
    person = uow.people.by_telegram(notice.chat_id)
    if person is None:  # somebody who asked to be let in
        uow.outbox.add(notice)
        return
    settings = uow.people.notice_settings(person.id)
    if not _concerns(uow, person, notice) or not settings.wants(notice.kind):
        return
    urgency = KINDS[notice.kind].urgency
    until = None if urgency is Urgency.RINGS else _quiet_until(uow, settings)
    if until is None:
        uow.outbox.add(notice)
    elif urgency is Urgency.SILENT or _only_edits(uow, notice):
        notice.silent = True
        uow.outbox.add(notice)
    else:
        _hold(uow, notice, until)


def _quiet_until(uow: UnitOfWork, settings: NoticeSettings) -> datetime | None:
    hours = settings.quiet_hours(uow.rules.quiet)
    return hours.ends_at(uow.now, uow.rules.timezone) if hours else None


def _only_edits(uow: UnitOfWork, notice: Notice) -> bool:
    """A card that is there already changes without a sound, and stale buttons should go at once."""
    return not notice.fresh and uow.outbox.has_card(notice.matter, notice.chat_id)


def _hold(uow: UnitOfWork, notice: Notice, until: datetime) -> None:
    notice.held_until = until
    held = uow.outbox.held(notice.chat_id)
    digest = next((each for each in reversed(held) if each.kind is NoticeKind.DIGEST), None)
    drips = [each for each in held if each.kind is not NoticeKind.DIGEST]
    if digest is None and len({each.matter for each in [*drips, notice]}) < DIGEST_FROM:
        uow.outbox.add(notice)
        return
    items = items_of(digest) if digest else []
    for each in [*drips, notice]:
        item: Item = [each.kind.value, each.subject_id, each.record]
        items = [known for known in items if known != item] + [item]
    uow.outbox.merge(each.id for each in drips)
    notice.status = NoticeStatus.MERGED
    uow.outbox.add(notice)
    uow.outbox.add(_digest(notice, until, items))


def _digest(last: Notice, until: datetime, items: list[Item]) -> Notice:
    """Of one morning: a newer one replaces the older, which is still waiting."""
    return Notice(
        event_key=f"{last.event_key}/digest",
        chat_id=last.chat_id,
        language=last.language,
        kind=NoticeKind.DIGEST,
        matter=f"{NoticeKind.DIGEST.value}/{until:%Y-%m-%dT%H:%M}",
        subject_id=0,
        created_at=last.created_at,
        facts={"items": items},
        held_until=until,
    )


def items_of(digest: Notice) -> list[Item]:
    """What a digest lists: kind, subject, record of each."""
    listed = digest.facts.get("items")
    return [list(item) for item in listed] if isinstance(listed, list) else []
