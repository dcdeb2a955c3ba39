"""What to do about a mail that the server did not take: a pure decision.

RFC 5321, 4.2.1: a code that begins with 4 is for later, one that begins with 5 for never.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from bot.notify.retry import BROKEN_TRIES, KEPT_TRYING, MOST_TRIES, Dead, Later

OWN_MISTAKE_PAUSE = timedelta(minutes=15)  # a wrong password or sender is no fault of the notice
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=4)  # RFC 5321, 4.5.4.1: two tries in the first hour, then every two or three


def decide_mail(error: Exception, attempts: int, now: datetime, created_at: datetime) -> Later | Dead:
    """What becomes of a mail after its `attempts`-th try (counted from 1) failed with `error`.

    Codes of Dead: mail_refused (with the server's words), broken, unreachable.
    """
    if isinstance(error, SMTPRecipientsRefused) and error.recipients:
        error = error.recipients[0]
    if attempts >= MOST_TRIES or now - created_at >= KEPT_TRYING:
        return Dead("unreachable")
    if isinstance(error, SMTPAuthenticationError | SMTPSenderRefused):
        return Later(now + OWN_MISTAKE_PAUSE)
    if isinstance(error, SMTPResponseException) and 500 <= error.code <= 599:
        return Dead(f"mail_refused: {error.code} {error.message}")
    if not isinstance(error, SMTPException | OSError) and attempts >= BROKEN_TRIES:
        return Dead(f"broken: {type(error).__name__}")
    return Later(now + mail_pause(attempts))


def mail_pause(attempts: int) -> timedelta:
    """30 seconds, 1, 2, 4 … minutes, at most four hours: about 26 tries in three days."""
    doublings = min(max(attempts, 1) - 1, 10)
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << doublings))
