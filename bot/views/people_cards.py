"""Who is here, in which roles; invitations; what managers are asked about people."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.core.domain.invitation import Invitation
from bot.core.domain.people import COMPANY_ROLES, STAFF, AccessRequest, Person, Role, grantable_by
from bot.core.usecases.manage_people import can_change, known_people, known_person
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act
from bot.views.figures import day, day_and_clock
from bot.views.keyboards import Row, button, in_rows, rows
from bot.views.records import signed
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text

PAGE = 8
MOST_NAME = 24


def role_words(language: str, roles: frozenset[Role]) -> str:
    """ "clerk, inspector", in the order of the enum."""
    names = [plain(language, f"role.{role.value}") for role in Role if role in roles]
    return plain(language, "list.comma").join(names)


def role_label(language: str, role: Role) -> str:
    """On a button."""
    name = plain(language, f"role.{role.value}")
    return name[:1].upper() + name[1:]


def role_and_company(uow: UnitOfWork, language: str, roles: frozenset[Role], company: str | None) -> str:
    name = _of_role(uow, roles, company)
    return role_words(language, roles) + (f" · {name}" if name else "")


def _of_role(uow: UnitOfWork, roles: frozenset[Role], code: str | None) -> str:
    """A code may be a supplier's and another's customer number: the role says whose."""
    if not code or not roles & COMPANY_ROLES:
        return ""
    known = uow.companies.customers([code]) if Role.CUSTOMER in roles else uow.companies.suppliers([code])
    return known[code].name if code in known else code


# ── people ──
def people_view(uow: UnitOfWork, actor: Person, page: int) -> Rendered:
    language, people = actor.language, known_people(uow, actor)
    pages = max(1, -(-len(people) // PAGE))
    page = min(page, pages - 1)
    listed = []
    for person in people[page * PAGE : (page + 1) * PAGE]:
        said = role_and_company(uow, language, person.roles, person.company)
        if not person.active:
            said = plain(language, "people.gone")
        listed.append([button(f"{person.name[:MOST_NAME]} · {said}", Act.PERSON, person.id)])
    head = text(language, "people.head", count=sum(person.active for person in people))
    return Rendered(head, rows(*listed, _pages(language, Act.PEOPLE, page, pages), _invite_row(language)))


def _invite_row(language: str) -> Row:
    return [
        button(plain(language, "button.invite"), Act.INVITE, 0, ""),
        button(plain(language, "button.invitations"), Act.INVITATIONS),
    ]


def _pages(language: str, act: Act, page: int, pages: int) -> Row:
    row = []
    if page > 0:
        row.append(button("◀", act, page - 1))
    if pages > 1:
        row.append(button(plain(language, "page", page=page + 1, pages=pages), act, page))
    if page < pages - 1:
        row.append(button("▶", act, page + 1))
    return row


def person_view(uow: UnitOfWork, actor: Person, person_id: int) -> Rendered:
    language, person = actor.language, known_person(uow, actor, person_id)
    lines = [text(language, "bold", words=person.name)]
    said = role_and_company(uow, language, person.roles, person.company)
    lines.append(text(language, "plain", words=said if person.active else plain(language, "people.gone")))
    if person.active and person.company and person.roles & COMPANY_ROLES:
        lines += _colleagues(uow, language, person)
    work = _open_work(uow, language, person)
    if work:
        lines.append(work)
    return Rendered("\n".join(lines), _person_buttons(actor, person))


def _colleagues(uow: UnitOfWork, language: str, person: Person) -> list[str]:
    contacts = [
        contact.name
        for role in person.roles & COMPANY_ROLES
        for contact in uow.people.contacts_of(role, person.company or "")
        if contact.id != person.id
    ]
    if not contacts:
        return []
    return [text(language, "people.colleagues", names=plain(language, "list.comma").join(contacts[:10]))]


def _open_work(uow: UnitOfWork, language: str, person: Person) -> str:
    """What somebody else has to take over when this person goes."""
    inspections = uow.inspections.of_person(person.id)
    numbers = [uow.requests.get(inspection.request_id).number for inspection in inspections]
    draft = uow.requests.latest_draft(person.id)
    said = []
    if numbers:
        listed = plain(language, "list.comma").join(numbers[:6])
        said.append(text(language, "people.inspecting", numbers=listed))
    if draft is not None:
        said.append(text(language, "people.drafting"))
    return "\n".join(said)


def _person_buttons(actor: Person, person: Person) -> InlineKeyboardMarkup | None:
    language, back = actor.language, button(plain(actor.language, "button.people"), Act.PEOPLE)
    heard = [button(plain(language, "button.person_notices"), Act.PERSON_WISH, person.id)]
    if not can_change(actor, person):
        return rows(heard if person.active and person.id != actor.id else [], [back])
    if not person.active:
        again = button(plain(language, "button.let_in"), Act.LET_IN, person.id, style="primary")
        return rows([again], [back])
    roles = [] if person.roles & COMPANY_ROLES else _role_buttons(actor, person)
    remove = button(plain(language, "button.remove_person"), Act.REMOVE, person.id, style="danger")
    return rows(*in_rows(roles, 2), heard, [remove], [back])


def _role_buttons(actor: Person, person: Person) -> Row:
    made = []
    for role in grantable_by(actor):
        if role not in STAFF:
            continue
        name = role_label(actor.language, role)
        if role in person.roles:
            made.append(button(f"✓ {name}", Act.TAKE_ROLE, person.id, role.value))
        else:
            made.append(button(f"+ {name}", Act.GIVE_ROLE, person.id, role.value))
    return made


def remove_view(uow: UnitOfWork, actor: Person, person_id: int) -> Rendered:
    language, person = actor.language, known_person(uow, actor, person_id)
    lines = [text(language, "people.remove", name=person.name)]
    work = _open_work(uow, language, person)
    if work:
        lines.append(work)
    yes = button(plain(language, "button.remove_yes"), Act.REMOVE, person.id, "yes", style="danger")
    back = button(plain(language, "button.back"), Act.PERSON, person.id)
    return Rendered("\n".join(lines), rows([yes], [back]))


def leave_view(actor: Person) -> Rendered:
    language = actor.language
    yes = button(plain(language, "button.leave_yes"), Act.LEAVE, 0, "yes", style="danger")
    no = button(plain(language, "button.stay"), Act.LEAVE, 0, "no")
    return Rendered(text(language, "people.leave"), rows([yes, no]))


# ── invitations ──
def invite_view(language: str, given: Sequence[Role], ticked: frozenset[Role] = frozenset()) -> Rendered:
    """Whom to let in: staff with the roles that are ticked; a contact with their company."""
    ticks = [
        button(
            f"✓ {role_label(language, role)}" if role in ticked else role_label(language, role),
            Act.INVITE_TICK,
            0,
            roles_argument(ticked ^ {role}),
        )
        for role in given
        if role in STAFF
    ]
    contacts = [
        button(plain(language, f"button.invite.{role.value}"), Act.INVITE_CONTACT, 0, role.value)
        for role in given
        if role in COMPANY_ROLES
    ]
    make = []
    if ticked:
        label = plain(language, "button.invite.make")
        make = [button(label, Act.INVITE, 0, roles_argument(ticked), style="primary")]
    listed = [button(plain(language, "button.invitations"), Act.INVITATIONS)]
    return Rendered(text(language, "invite.who"), rows(*in_rows(ticks, 2), make, contacts, listed))


def roles_argument(roles: frozenset[Role]) -> str:
    """ "clerk.inspector": what a button carries."""
    return ".".join(role.value for role in Role if role in roles)


def invitation_view(uow: UnitOfWork, actor: Person, invitation: Invitation, secret_start: str) -> Rendered:
    """To be passed on; shown once, because nobody keeps the secret."""
    language = actor.language
    what = role_and_company(uow, language, invitation.roles, invitation.company)
    key = "invite.made" if invitation.request_id is None else "invite.customer"
    number = uow.requests.get(invitation.request_id).number if invitation.request_id else ""
    words = text(
        language,
        key,
        what=what,
        number=Html(f"<b>{number}</b>"),
        company=_of_role(uow, invitation.roles, invitation.company),
        until=day(language, invitation.expires_at, uow.rules.timezone),
    )
    revoke = button(plain(language, "button.revoke"), Act.REVOKE, invitation.id, "made", style="danger")
    return Rendered(words, rows([revoke]), start=secret_start)


def invitations_view(uow: UnitOfWork, actor: Person, page: int, found: list[Invitation]) -> Rendered:
    language = actor.language
    count = uow.invitations.count_open(uow.now)
    if not count:
        return Rendered(text(language, "invitations.none"), rows(_invite_row(language)[:1]))
    lines, buttons = [text(language, "invitations.head", count=count)], []
    for invitation in found:
        what = role_and_company(uow, language, invitation.roles, invitation.company)
        lines.append(
            text(
                language,
                "invitations.line",
                id=invitation.id,
                what=what,
                by=signed(uow, invitation.made_by),
                until=day(language, invitation.expires_at, uow.rules.timezone),
            )
        )
        label = plain(language, "button.revoke_one", id=invitation.id)
        buttons.append(button(label, Act.REVOKE, invitation.id, "list"))
    pages = _pages(language, Act.INVITATIONS, page, -(-count // PAGE))
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 2), pages, _invite_row(language)[:1]))


# ── who asks to be let in ──
def access_card(uow: UnitOfWork, language: str, access_id: int, viewer: Person | None) -> Rendered:
    """Offers the roles that this viewer may give."""
    access = uow.people.access(access_id)
    head = _who_asks(uow, language, access)
    if access.decided_by is not None:
        by = signed(uow, access.decided_by)
        if access.granted_role:
            role = _granted(uow, language, access)
            return Rendered(head + "\n" + text(language, "access.granted", by=by, role=role))
        return Rendered(head + "\n" + text(language, "access.declined", by=by))
    roles = [
        button(
            role_label(language, role),
            Act.GRANT_CONTACT if role in COMPANY_ROLES else Act.GRANT,
            access_id,
            role.value,
        )
        for role in (grantable_by(viewer) if viewer else ())
    ]
    decline = button(plain(language, "button.decline"), Act.DECLINE, access_id, style="danger")
    return Rendered(head, rows(*in_rows(roles, 2), [decline]))


def _who_asks(uow: UnitOfWork, language: str, access: AccessRequest) -> str:
    lines = [text(language, "access.head", name=access.name, id=access.telegram_id)]
    if access.wish:
        lines.append(text(language, "access.wish", words=access.wish))
    before = uow.people.by_telegram(access.telegram_id)
    if before is not None and not before.active:
        said = role_and_company(uow, language, before.roles, before.company)
        lines.append(text(language, "access.was_here", name=before.name, roles=said))
    return "\n".join(lines)


def access_decided(uow: UnitOfWork, language: str, access_id: int) -> Rendered:
    access = uow.people.access(access_id)
    if access.granted_role is None:
        return Rendered(text(language, "access.sorry"))
    return Rendered(text(language, "access.welcome", role=_granted(uow, language, access)))


def _granted(uow: UnitOfWork, language: str, access: AccessRequest) -> str:
    person = uow.people.by_telegram(access.telegram_id)
    role = access.granted_role or Role.SYSTEM
    return role_and_company(uow, language, frozenset({role}), person.company if person else None)


# ── notices ──
def invitation_used_notice(uow: UnitOfWork, language: str, invitation_id: int) -> Rendered:
    invitation = uow.invitations.get(invitation_id)
    person = uow.people.get(invitation.settled_by or 0)
    words = text(
        language,
        "invite.used",
        name=person.name,
        what=role_and_company(uow, language, invitation.roles, invitation.company),
        at=day_and_clock(language, invitation.settled_at or invitation.made_at, uow.rules.timezone),
    )
    return Rendered(words)


def roles_notice(uow: UnitOfWork, language: str, person_id: int) -> Rendered:
    person = uow.people.get(person_id)
    if not person.active:
        return Rendered(text(language, "people.you_are_out"))
    roles = role_and_company(uow, language, person.roles, person.company)
    return Rendered(text(language, "people.your_roles", roles=roles))


def left_notice(uow: UnitOfWork, language: str, person_id: int) -> Rendered:
    person = uow.people.get(person_id)
    lines = [text(language, "people.left", name=person.name)]
    work = _open_work(uow, language, person)
    if work:
        lines.append(work)
    show = button(plain(language, "button.show"), Act.PERSON, person.id)
    return Rendered("\n".join(lines), rows([show]))


def closed_card(language: str) -> Rendered:
    return Rendered(text(language, "card.closed"))
