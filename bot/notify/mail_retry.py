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

from bot.notify.retry import BROKEN_TRIES, KEPT_TRYING, MOST_TRIES, Dead, Later, back_off

OWN_MISTAKE_PAUSE = timedelta(minutes=15)  # a wrong password or sender is no fault of the notice


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
    return Later(now + back_off(attempts))
