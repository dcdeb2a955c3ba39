"""What a person wants to be told, when, and where else than in Telegram."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.domain.address_check import CodeAnswer, next_check
from bot.core.domain.delivery_errors import AddressInvalid, QuietHoursUnreadable
from bot.core.domain.errors import NotAllowed
from bot.core.domain.events import NoticeSettingsChanged
from bot.core.domain.notice import Notice, NoticeKind, Recipient
from bot.core.domain.notice_kinds import TO_DECIDE, NoticeSettings, choices_of, may_be_told
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.quiet_hours import QuietHours
from bot.core.domain.return_request import ReturnRequest
from bot.core.usecases.acting import held
from bot.core.usecases.manage_people import known_person
from bot.core.usecases.plan_notices import is_still_for, plan_notice
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.telling import tell

MOST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}", re.ASCII)


def switch_kind(uow: UnitOfWork, actor: Person, kind: NoticeKind) -> NoticeSettings:
    """On or off. Raises NotAllowed for what the desk demands, and for what this person is never told."""
    if kind not in choices_of(actor):
        raise NotAllowed(action="switch_notice")
    settings = uow.people.notice_settings(actor.id)
    settings.switch(kind, actor.id)
    return _save(uow, actor, actor, settings)


def switch_kind_of(uow: UnitOfWork, actor: Person, person_id: int, kind: NoticeKind) -> Person:
    """By a manager, for anybody at the desk, who sees it in /notices and may switch it back. Raises
    NotAllowed for what the desk demands, and for what that person is never told."""
    person = known_person(uow, actor, person_id)
    if kind not in choices_of(person):
        raise NotAllowed(action="switch_notice")
    settings = uow.people.notice_settings(person.id)
    settings.switch(kind, actor.id)
    _save(uow, actor, person, settings)
    return person


def set_quiet_hours(uow: UnitOfWork, actor: Person, written: str | None) -> NoticeSettings:
    """None: the desk's; "": none; else "22:00-07:00". Raises QuietHoursUnreadable.

    What is held already follows: it waits for the new end, or goes at once where it would no longer be held.
    """
    settings = uow.people.notice_settings(actor.id)
    if written:
        hours = QuietHours.parse(written)
        if hours is None:
            raise QuietHoursUnreadable(text=written[:40])
        written = str(hours)
    settings.quiet = written
    chosen = settings.quiet_hours(uow.rules.quiet)
    until = chosen.ends_at(uow.now, uow.rules.timezone) if chosen else None
    if until is None:
        uow.outbox.release(actor.telegram_id)
    else:
        uow.outbox.hold_until(actor.telegram_id, until)
    return _save(uow, actor, actor, settings)


def ask_address(uow: UnitOfWork, actor: Person, written: str) -> str:
    """Where they are written to when Telegram does not reach them; "": nowhere, at once. Another one is used
    when the code sent there comes back. Raises AddressInvalid, AddressCodesUsedUp."""
    address = written.strip()
    if address and (len(address) > MOST_ADDRESS or not _ADDRESS.fullmatch(address)):
        raise AddressInvalid(text=address[:60])
    person = held(uow, actor)
    before = uow.people.address_check(person.id)
    if not address:
        if before is not None:
            uow.people.save_address_check(replace(before, address=""))
        _use_address(uow, actor, person, "")
        return address
    check = next_check(before, person.id, address, uow.now)
    uow.people.save_address_check(check)
    to, key = Recipient(0, person.language, address), f"address/{person.id}/{uow.now.isoformat()}"
    plan_notice(uow, tell(uow, key, to, NoticeKind.ADDRESS_CODE, person.id, fresh=True))
    return address


def confirm_address(uow: UnitOfWork, actor: Person, typed: str) -> CodeAnswer:
    """The code that came by mail. A wrong one counts."""
    person = held(uow, actor)
    check = uow.people.address_check(person.id)
    if check is None:
        return CodeAnswer.OVER
    answer = check.try_code(typed, uow.rules.code_key, uow.now)
    if answer is CodeAnswer.RIGHT:
        _use_address(uow, actor, person, check.address)
        check.address = ""
    uow.people.save_address_check(check)
    return answer


def _use_address(uow: UnitOfWork, actor: Person, person: Person, address: str) -> None:
    person.email = actor.email = address
    uow.people.save(person)
    _save(uow, actor, actor, uow.people.notice_settings(actor.id))


def _save(uow: UnitOfWork, actor: Person, person: Person, settings: NoticeSettings) -> NoticeSettings:
    uow.people.save_notice_settings(settings)
    publish(
        uow,
        NoticeSettingsChanged(
            record=f"person/{person.id}",
            actor_id=actor.id,
            at=uow.now,
            quiet=settings.quiet,
            switched_off=tuple(sorted(kind.value for kind in settings.switched_off)),
            email=person.email,
        ),
    )
    return settings


def show_card_again(uow: UnitOfWork, actor: Person, kind: NoticeKind, subject_id: int, key: str) -> None:
    """A card from a digest, as a new message. Raises NotAllowed for what this person was never told,
    and for what is no longer theirs to know."""
    notice = _card_for(uow, actor, kind, subject_id, key)
    if not uow.outbox.was_told(actor.telegram_id, notice.matter) or not is_still_for(uow, notice):
        raise NotAllowed(action="show_card")
    uow.outbox.add(notice)


def bring_card(uow: UnitOfWork, actor: Person, kind: NoticeKind, subject_id: int, key: str) -> None:
    """A card of the managers' group into this person's own chat, where questions can be asked. Raises
    NotAllowed for who may not be told such things, and for other cards."""
    if kind not in TO_DECIDE or not may_be_told(actor, kind):
        raise NotAllowed(action="show_card")
    uow.outbox.add(_card_for(uow, actor, kind, subject_id, key))


def _card_for(uow: UnitOfWork, actor: Person, kind: NoticeKind, subject_id: int, key: str) -> Notice:
    matter = f"{kind.value}/{subject_id}"
    return Notice(
        event_key=f"{key}/{matter}",
        chat_id=actor.telegram_id,
        language=actor.language,
        kind=kind,
        matter=matter,
        subject_id=subject_id,
        created_at=uow.now,
        fresh=True,
    )


def notices_of_return(uow: UnitOfWork, actor: Person, request: ReturnRequest) -> list[Notice]:
    """The life of every notice about a return, its return orders, their later steps and claims, oldest
    first."""
    ensure_can(actor, Permission.SEE_NOTICES)
    orders = uow.return_orders.of_request(request.id)
    steps = [step.number for order in orders for step in uow.later_steps.of_order(order.id)]
    sources = [*(order.number for order in orders), *steps]
    claims = [claim.number for source in sources for claim in uow.claims.of_source(source)]
    return uow.outbox.of_records([request.number, *sources, *claims])
