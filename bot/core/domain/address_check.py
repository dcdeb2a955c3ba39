"""An e-mail address somebody typed is used only when they typed the code that was sent there.

The code is kept nowhere: it follows from the desk's own key, the person, the address and the moment.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.core.domain.delivery_errors import AddressCodesUsedUp

VALID_FOR = timedelta(hours=1)
MOST_TRIES = 5
MOST_A_DAY = 5  # codes: nobody's mailbox is filled from here
DIGITS = 6


class CodeAnswer(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"  # another try is left
    OVER = "over"  # too late, tried too often, or none was asked for


@dataclass(slots=True)
class AddressCheck:
    """One for each person: the address that waits for its code. `address` is empty when none does."""

    person_id: int
    address: str
    issued_at: datetime
    tries_left: int = MOST_TRIES
    sent_that_day: int = 1

    def try_code(self, typed: str, key: bytes, now: datetime) -> CodeAnswer:
        """Counts the try."""
        if not self.address or self.tries_left <= 0 or now >= self.issued_at + VALID_FOR:
            return CodeAnswer.OVER
        self.tries_left -= 1
        digits = "".join(sign for sign in unicodedata.normalize("NFKC", typed) if not sign.isspace())
        if hmac.compare_digest(digits.encode(), self.code(key).encode()):
            return CodeAnswer.RIGHT
        return CodeAnswer.WRONG if self.tries_left else CodeAnswer.OVER

    def code(self, key: bytes) -> str:
        moment = self.issued_at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        body = f"{self.person_id} {self.address} {moment}"
        digest = hmac.digest(key, body.encode(), hashlib.sha256)
        return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def next_check(before: AddressCheck | None, person_id: int, address: str, now: datetime) -> AddressCheck:
    """Raises AddressCodesUsedUp."""
    sent = before.sent_that_day if before and now - before.issued_at < timedelta(days=1) else 0
    if sent >= MOST_A_DAY:
        raise AddressCodesUsedUp(most=MOST_A_DAY)
    return AddressCheck(person_id, address, now, sent_that_day=sent + 1)
