"""Who there is: people made and changed."""

from __future__ import annotations

from bot.sandbox.errors import ControlRefusal
from bot.sandbox.model import Json, Person
from bot.sandbox.state import Sandbox


def person_view(person: Person) -> Json:
    """Return a person as the control interface shows them."""
    return {
        "id": person.id,
        "name": person.name,
        "language_code": person.language_code,
        "user": person.user(),
    }


def save_person(sandbox: Sandbox, body: Json) -> Person:
    """Add or change a person; ``name`` may carry first and last name."""
    person_id = _identifier(sandbox, body.get("id"))
    if person_id <= 0 or person_id in sandbox.bots:
        raise ControlRefusal(400, f"{person_id} cannot be a person's id.")
    known = sandbox.people.get(person_id)
    name = str(body.get("name") or (known.name if known else "")).strip()
    if not name:
        raise ControlRefusal(400, "A person needs a name.")
    first_name, _, last_name = name.partition(" ")
    person = known or Person(person_id, first_name)
    person.first_name, person.last_name = first_name, last_name.strip()
    person.language_code = str(body.get("language_code") or person.language_code)
    person.username = str(body.get("username", person.username)).lstrip("@")
    person.deactivated = bool(body.get("deactivated", person.deactivated))
    sandbox.people[person_id] = person
    sandbox.changed()
    sandbox.events.publish("person", person=person_view(person))
    return person


def _identifier(sandbox: Sandbox, value: object) -> int:
    if value in (None, ""):
        return sandbox.free_person_id()
    try:
        return int(str(value))
    except ValueError:
        raise ControlRefusal(400, "A person's id is a whole number.") from None
