"""The people of every test. The number of a member in the desk is given by `builders.furnish`, in order."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.people import Person, Role


@dataclass(frozen=True, slots=True)
class Member:
    """`telegram_id` is also the private chat with them."""

    telegram_id: int
    name: str
    language: str
    roles: frozenset[Role]
    company: str | None = None

    def as_person(self) -> Person:
        return Person(0, self.telegram_id, self.name, self.language, self.roles, self.company)


def _member(telegram_id: int, name: str, language: str, *roles: Role, company: str | None = None) -> Member:
    return Member(telegram_id, name, language, frozenset(roles), company)


ANN = _member(1001, "Ann", "en", Role.MANAGER)
BO = _member(1002, "Bo", "en", Role.CLERK)
CHEN = _member(1003, "Chen", "zh", Role.INSPECTOR)
WEI = _member(1004, "Wei", "zh", Role.MANAGER)
OLGA = _member(1005, "Olga", "en", Role.ADMIN)
STAFF_MEMBERS = (ANN, BO, CHEN, WEI, OLGA)  # in the desk from the start, numbered 1 to 5

FAY = _member(1006, "Fay", "en", Role.CLERK)  # a second clerk; joins where a test needs one
IVO = _member(1007, "Ivo", "en", Role.INSPECTOR)  # a second inspector, likewise
DANA = _member(1008, "Dana", "en", Role.SUPPLIER, company="S-01")
HUGO = _member(1010, "Hugo", "zh", Role.SUPPLIER, company="S-01")  # Dana's colleague
RUTH = _member(1011, "Ruth", "en", Role.SUPPLIER, company="S-02")  # of another supplier
ELI = _member(1009, "Eli", "en", Role.CUSTOMER, company="12583")  # of Café Lumière
CARL = _member(1012, "Carl", "zh", Role.CUSTOMER, company="12583")  # Eli's colleague
NORA = _member(1013, "Nora", "en", Role.CUSTOMER, company="12680")  # of another customer
STRANGER = _member(9999, "Sam", "en")  # never in the desk
