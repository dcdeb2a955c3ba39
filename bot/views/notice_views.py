"""What a person sees about notices themselves: wishes, a night's digest, and how each was delivered."""

from __future__ import annotations

from html import escape

from bot.core.domain.group import CardsTo, Group
from bot.core.domain.notice import Notice, NoticeKind, NoticeStatus
from bot.core.domain.notice_kinds import NoticeSettings, choices_of
from bot.core.domain.people import Permission, Person
from bot.core.domain.quiet_hours import QuietHours
from bot.core.domain.return_request import ReturnRequest
from bot.core.usecases.manage_people import known_person
from bot.core.usecases.plan_notices import items_of
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act
from bot.views.figures import clock, day_and_clock
from bot.views.keyboards import button, in_rows, rows
from bot.views.rendered import Rendered
from bot.views.texts import Html, has_text, plain, text

QUIET_CHOICES = ("22:00-07:00", "20:00-08:00", "18:00-09:00")
MOST_SHOWN = 15
MOST_LISTED = 90  # buttons under one message: Telegram takes 100


# ── wishes ──
def wishes_view(uow: UnitOfWork, actor: Person) -> Rendered:
    language, settings = actor.language, uow.people.notice_settings(actor.id)
    lines = [
        text(language, "wishes.head"),
        text(language, "wishes.quiet", hours=_hours_shown(language, settings, uow.rules.quiet))
        if settings.quiet_hours(uow.rules.quiet)
        else text(language, "wishes.quiet.none"),
    ]
    if uow.rules.mail:
        lines.append(
            text(language, "wishes.email", address=actor.email)
            if actor.email
            else text(language, "wishes.email.none")
        )
        check = uow.people.address_check(actor.id)
        if check is not None and check.address:
            lines.append(text(language, "wishes.email.waits", address=check.address))
    lines.append(text(language, "wishes.always"))
    kinds = [
        button(_kind_label(uow, actor, settings, kind), Act.WISH, 0, f"k.{kind.value}")
        for kind in choices_of(actor)
    ]
    more = [button(plain(language, "button.quiet_hours"), Act.WISH, 0, "quiet")]
    if uow.rules.mail:
        more.append(button(plain(language, "button.email"), Act.ASK_EMAIL))
    return Rendered("\n".join(lines), rows(*in_rows(kinds, 1), more))


def person_wishes_view(uow: UnitOfWork, actor: Person, person_id: int) -> Rendered:
    """What a manager may switch for somebody. Raises NotAllowed, PersonUnknown."""
    person, language = known_person(uow, actor, person_id), actor.language
    settings = uow.people.notice_settings(person.id)
    choices = choices_of(person)
    key = "wishes.of_person" if choices else "wishes.of_person.none"
    kinds = [
        button(_kind_label(uow, actor, settings, kind), Act.PERSON_WISH, person.id, kind.value)
        for kind in choices
    ]
    back = button(plain(language, "button.back"), Act.PERSON, person.id)
    return Rendered(text(language, key, name=person.name), rows(*in_rows(kinds, 1), [back]))


def _kind_label(uow: UnitOfWork, reader: Person, settings: NoticeSettings, kind: NoticeKind) -> str:
    """ "✗ Weekly summary · Ann": with who switched it last, where that was somebody else. Contacts of
    companies learn no names."""
    language = reader.language
    key = "wishes.on" if settings.wants(kind) else "wishes.off"
    label = plain(language, key, kind=plain(language, f"notice.{kind.value}"))
    label = label[:2] + label[2:3].upper() + label[3:]
    by = settings.switched_by.get(kind)
    if by is None:
        return label
    return f"{label} · {uow.people.get(by).name if reader.is_staff else plain(language, 'claim.desk')}"


def _hours_shown(language: str, settings: NoticeSettings, of_desk: QuietHours | None) -> str:
    hours = settings.quiet_hours(of_desk)
    if hours is None:
        return plain(language, "wishes.none")
    return plain(language, "wishes.of_desk", hours=str(hours)) if settings.quiet is None else str(hours)


def quiet_view(uow: UnitOfWork, actor: Person) -> Rendered:
    language, settings = actor.language, uow.people.notice_settings(actor.id)
    words = text(language, "quiet.head", hours=_hours_shown(language, settings, uow.rules.quiet))
    choices = [button(hours, Act.WISH, 0, f"q.{hours}") for hours in QUIET_CHOICES]
    of_desk = str(uow.rules.quiet) if uow.rules.quiet else plain(language, "wishes.none")
    others = [
        button(plain(language, "button.quiet_desk", hours=of_desk), Act.WISH, 0, "q.desk"),
        button(plain(language, "button.quiet_none"), Act.WISH, 0, "q.none"),
    ]
    typed = button(plain(language, "button.quiet_typed"), Act.ASK_QUIET)
    back = button(plain(language, "button.back"), Act.WISH, 0, "back")
    return Rendered(words, rows(*in_rows(choices, 3), others, [typed, back]))


# ── a night's digest ──
def digest_view(uow: UnitOfWork, notice: Notice) -> Rendered:
    language, items = notice.language, items_of(notice)
    lines = [text(language, "digest.head", count=len(items))]
    buttons = []
    for kind, subject, record in items[:MOST_LISTED]:
        name = plain(language, f"notice.{kind}")
        lines.append(text(language, "digest.line", record=str(record) or "–", kind=name))
        act_on = NoticeKind(str(kind))
        buttons.append(button(f"{record} · {name}", Act.CARD_AGAIN, int(str(subject)), act_on.value))
    if len(items) > MOST_LISTED:
        lines.append(text(language, "item.more", count=len(items) - MOST_LISTED))
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 1)))


# ── delivery ──
def failed_view(uow: UnitOfWork, language: str, notice_id: int, reader: Person | None) -> Rendered:
    """To managers: somebody cannot be reached, and what was done about it. Who invited them, and may not see
    every record, learns only that."""
    dead = uow.outbox.get(notice_id)
    lines = [
        text(
            language,
            "undelivered.head",
            who=recipient_name(uow, language, dead),
            why=why(language, dead.error),
        )
    ]
    if reader is not None and not reader.has(Permission.SEE_NOTICES):
        return Rendered("\n".join([*lines, text(language, "undelivered.invited")]))
    lines.append(text(language, "undelivered.what", record=dead.record, kind=_kind_name(language, dead.kind)))
    if dead.chat_id < 0:
        return Rendered("\n".join([*lines, text(language, "undelivered.in_group")]))
    mails = [n for n in uow.outbox.of_records([dead.record]) if n.address and n.event_key == dead.event_key]
    if mails and not dead.address:
        lines.append(text(language, "undelivered.instead", address=mails[0].address))
    else:
        lines.append(text(language, "undelivered.no_other"))
    return Rendered("\n".join(lines))


def why(language: str, code: str) -> str:
    """The sentence for one of bot.notify.retry's codes."""
    head, _, said = code.partition(":")
    key = f"undelivered.{head}"
    shown = plain(language, key if has_text(language, key) else "undelivered.other")
    return f"{shown} ({said.strip()[:120]})" if said.strip() else shown


def _kind_name(language: str, kind: NoticeKind) -> str:
    return plain(language, f"notice.{kind.value}")


def recipient_name(uow: UnitOfWork, language: str, notice: Notice) -> str:
    if notice.address:
        return notice.address
    if notice.chat_id < 0:
        return plain(language, "notice.to_group")
    person = uow.people.by_telegram(notice.chat_id)
    return person.name if person else str(notice.chat_id)


def lives_view(uow: UnitOfWork, actor: Person, request: ReturnRequest, notices: list[Notice]) -> Rendered:
    """Every notice about a return, the newest last, each with how it was delivered."""
    language = actor.language
    lines = [text(language, "lives.head", number=Html(f"<b>{request.number}</b>"))]
    shown = [notice for notice in notices if notice.status is not NoticeStatus.MERGED]
    for notice in shown[-MOST_SHOWN:]:
        lines.append(
            text(
                language,
                "lives.line",
                who=recipient_name(uow, language, notice),
                kind=_kind_name(language, notice.kind),
                state=_life(uow, language, notice),
            )
        )
    if not shown:
        lines.append(text(language, "lives.none"))
    return Rendered("\n".join(lines))


def _life(uow: UnitOfWork, language: str, notice: Notice) -> str:
    zone = uow.rules.timezone
    match notice.status:
        case NoticeStatus.SENT:
            sent = day_and_clock(language, notice.sent_at or notice.created_at, zone)
            key = "life.sent" if notice.attempts < 2 else "life.sent_after"
            said = plain(language, key, at=sent, count=notice.attempts)
            if notice.read_at is None:
                return said
            read = day_and_clock(language, notice.read_at, zone)
            return plain(language, "life.read", sent=said, at=read)
        case NoticeStatus.DEAD:
            return plain(language, "life.dead", why=why(language, notice.error))
        case NoticeStatus.SENDING:
            return plain(language, "life.sending")
        case _:
            return _waiting(uow, language, notice)


def _waiting(uow: UnitOfWork, language: str, notice: Notice) -> str:
    zone = uow.rules.timezone
    if notice.held_until and notice.held_until > uow.now:
        return plain(language, "life.held", until=clock(language, notice.held_until, zone))
    if notice.attempts and notice.due_at:
        at = clock(language, notice.due_at, zone)
        return plain(language, "life.again", count=notice.attempts, at=at, error=notice.error[:80])
    return plain(language, "life.queued")


# ── the managers' group ──
def group_view(language: str, group: Group) -> Rendered:
    words = text(
        language, "group.here", title=group.title, where=plain(language, f"group.{group.cards_to.value}")
    )
    choices = [
        button(
            plain(language, f"button.cards_{choice.value}"),
            Act.CARDS_TO,
            0,
            choice.value,
            "primary" if choice is group.cards_to else "",
        )
        for choice in CardsTo
    ]
    return Rendered(words, rows(choices))


def care_view(language: str, notice: Notice) -> Rendered:
    words = str(notice.facts.get("words", ""))
    said = text(language, f"care.{notice.facts.get('why')}")
    return Rendered(f"{said}\n<pre>{escape(words)}</pre>" if words else said)


def group_lost_view(language: str, notice: Notice) -> Rendered:
    return Rendered(text(language, "group.lost", title=str(notice.facts.get("title", ""))))
