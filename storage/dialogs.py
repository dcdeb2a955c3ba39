"""Where each person is in a dialog."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.core.domain.dialog_place import DialogPlace
from storage import tables as t
from storage.transaction import Transaction

_PLACE = select(t.dialogs).where(t.dialogs.c.person_id == bindparam("person"))
_OPEN = (
    select(t.people.c.telegram_id, t.dialogs)
    .join(t.people, t.people.c.id == t.dialogs.c.person_id)
    .where(t.dialogs.c.dialog != "")
    .order_by(t.dialogs.c.person_id)
)


class DialogsRepository:
    """`ports.Dialogs`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def place(self, person_id: int) -> DialogPlace:
        row = self._tx.row(_PLACE, {"person": person_id})
        return DialogPlace(person_id) if row is None else DialogPlace(**row._asdict())

    def put(self, place: DialogPlace) -> None:
        self._tx.upsert(
            t.dialogs,
            [
                {
                    "person_id": place.person_id,
                    "dialog": place.dialog,
                    "step": place.step,
                    "subject_id": place.subject_id,
                    "line_no": place.line_no,
                    "message_id": place.message_id,
                    "rev": place.rev,
                    "notes": dict(place.notes),
                }
            ],
        )

    def all_open(self) -> list[tuple[int, DialogPlace]]:
        result = []
        for row in self._tx.rows(_OPEN):
            values = row._asdict()
            telegram_id = values.pop("telegram_id")
            result.append((telegram_id, DialogPlace(**values)))
        return result
