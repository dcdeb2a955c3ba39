"""Which question a person is being asked: a row for each person, so that it survives anything."""

from __future__ import annotations

from dataclasses import dataclass, field

HEARD = "heard"  # the last message of words that was answered


@dataclass(slots=True)
class DialogPlace:
    """`dialog` and `step` name the question ("return", "quantity"); `subject_id` the draft or record.

    `rev` grows with each step and stands in the buttons: an old button never answers a new question.
    `message_id` is the card that is edited in place. `notes` is plain JSON (page, search words).
    """

    person_id: int
    dialog: str = ""
    step: str = ""
    subject_id: int = 0
    line_no: int = 0
    message_id: int = 0
    rev: int = 0
    notes: dict[str, str] = field(default_factory=dict)

    def go(self, step: str, **notes: str) -> None:
        """The next question; notes of the last one are forgotten, but for what was heard already."""
        kept = {HEARD: self.notes[HEARD]} if HEARD in self.notes else {}
        self.step, self.notes, self.rev = step, {**notes, **kept}, self.rev + 1

    def hears_first(self, message_id: int) -> bool:
        """False for words that were answered already: an update may be delivered twice under two ids."""
        if message_id <= int(self.notes.get(HEARD, "0")):
            return False
        self.notes[HEARD] = str(message_id)
        return True

    def leave(self) -> None:
        """No question is open any more; old buttons stay old."""
        kept = {HEARD: self.notes[HEARD]} if HEARD in self.notes else {}
        self.dialog, self.step, self.message_id = "", "", 0
        self.notes, self.rev = kept, self.rev + 1
