"""What becomes of a mail that the server did not take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPReadTimeoutError,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from bot.notify.mail_retry import OWN_MISTAKE_PAUSE, decide_mail
from bot.notify.retry import Dead, Later

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
WHO = "dana@northlight.example"


def _refused(code: int) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused([SMTPRecipientRefused(code, "no such mailbox", WHO)])


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (_refused(550), Dead("mail_refused: 550 no such mailbox")),
        (_refused(450), Later(NOW + timedelta(seconds=2))),
        (SMTPDataError(554, "spam"), Dead("mail_refused: 554 spam")),
        (SMTPDataError(452, "full"), Later(NOW + timedelta(seconds=2))),
        (SMTPConnectError("refused"), Later(NOW + timedelta(seconds=2))),
        (SMTPReadTimeoutError("slow"), Later(NOW + timedelta(seconds=2))),
        (ConnectionResetError(), Later(NOW + timedelta(seconds=2))),
        (TimeoutError(), Later(NOW + timedelta(seconds=2))),
        (SMTPAuthenticationError(535, "wrong password"), Later(NOW + OWN_MISTAKE_PAUSE)),
        (SMTPSenderRefused(550, "not you", "desk@x.example"), Later(NOW + OWN_MISTAKE_PAUSE)),
        (KeyError("mistake"), Later(NOW + timedelta(seconds=2))),
    ],
)
def test_the_first_try(error: Exception, expected: object) -> None:
    assert decide_mail(error, 1, NOW, NOW) == expected


def test_a_mistake_of_our_own_is_given_up_after_ten_tries() -> None:
    assert decide_mail(KeyError("x"), 10, NOW, NOW) == Dead("broken: KeyError")


def test_a_server_that_is_away_is_waited_for_three_days() -> None:
    away = ConnectionRefusedError()
    assert decide_mail(away, 50, NOW, NOW - timedelta(days=2)) == Later(NOW + timedelta(seconds=300))
    assert decide_mail(away, 50, NOW, NOW - timedelta(days=3)) == Dead("unreachable")
