"""The command menu: what fits the role, in the person's language."""

from __future__ import annotations

from telegram import BotCommand

from bot.core.domain.people import Permission, Person
from bot.views.texts import plain

NEEDS: dict[str, Permission | None] = {
    "return": Permission.FILE_RETURN,
    "inspect": Permission.INSPECT,
    "parcel": Permission.REGISTER_PARCEL,
    "quiz": Permission.INSPECT,
    "review": Permission.REVIEW,
    "restock": Permission.RESTOCK,
    "wip": Permission.LATER_STEP,
    "approvals": Permission.DECIDE_APPROVAL,
    "policy": Permission.EDIT_POLICY,
    "reasons": Permission.EDIT_CATALOGUE,
    "products": Permission.EDIT_CATALOGUE,
    "import": Permission.IMPORT_CATALOGUE,
    "export": Permission.IMPORT_CATALOGUE,
    "mine": Permission.FOLLOW_OWN_RETURNS,
    "status": Permission.FOLLOW_OWN_RETURNS,
    "stock": Permission.SEE_STOCK,
    "cases": Permission.SEE_CASES,
    "claims": Permission.SEE_CLAIMS,
    "notes": Permission.SEE_MONEY,
    "money": Permission.SEE_MONEY,
    "journal": Permission.SEE_MONEY,
    "people": Permission.GRANT_ACCESS,
    "invite": Permission.GRANT_ACCESS,
    "invitations": Permission.GRANT_ACCESS,
    "notices": None,
    "language": None,
    "report": Permission.SEE_REPORTS,
    "jobs": Permission.RUN_JOBS,
    "log": Permission.SEE_LOG,
    "health": Permission.SEE_HEALTH,
    "cancel": None,
    "practice": Permission.PRACTISE,
    "leave": None,
    "help": None,
}


# What reaches other people, or is about who one really is here.
NOT_PRACTISED = frozenset(
    ("people", "invite", "invitations", "leave", "notices", "language", "quiz", "jobs", "health", "here")
) | {"import"}


def commands_of(person: Person, *, practising: bool = False) -> list[BotCommand]:
    if not person.active:
        return commands_of_strangers(person.language)
    return [
        BotCommand(name, plain(person.language, f"command.{name}"))
        for name, permission in NEEDS.items()
        if (permission is None or person.has(permission)) and not (practising and name in NOT_PRACTISED)
    ]


def commands_of_strangers(language: str) -> list[BotCommand]:
    return [BotCommand("start", plain(language, "command.start"))]
