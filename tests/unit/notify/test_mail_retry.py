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

from bot.notify.mail_retry import OWN_MISTAKE_PAUSE, decide_mail, mail_pause
from bot.notify.retry import Dead, Later

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
WHO = "dana@northlight.example"


def _refused(code: int) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused([SMTPRecipientRefused(code, "no such mailbox", WHO)])


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (_refused(550), Dead("mail_refused: 550 no such mailbox")),
        (_refused(450), Later(NOW + timedelta(seconds=30))),
        (SMTPDataError(554, "spam"), Dead("mail_refused: 554 spam")),
        (SMTPDataError(452, "full"), Later(NOW + timedelta(seconds=30))),
        (SMTPConnectError("refused"), Later(NOW + timedelta(seconds=30))),
        (SMTPReadTimeoutError("slow"), Later(NOW + timedelta(seconds=30))),
        (ConnectionResetError(), Later(NOW + timedelta(seconds=30))),
        (TimeoutError(), Later(NOW + timedelta(seconds=30))),
        (SMTPAuthenticationError(535, "wrong password"), Later(NOW + OWN_MISTAKE_PAUSE)),
        (SMTPSenderRefused(550, "not you", "desk@x.example"), Later(NOW + OWN_MISTAKE_PAUSE)),
        (KeyError("mistake"), Later(NOW + timedelta(seconds=30))),
    ],
)
def test_the_first_try(error: Exception, expected: object) -> None:
    assert decide_mail(error, 1, NOW, NOW) == expected


def test_a_mistake_of_our_own_is_given_up_after_ten_tries() -> None:
    assert decide_mail(KeyError("x"), 10, NOW, NOW) == Dead("broken: KeyError")


def test_a_server_that_is_away_is_waited_for_three_days() -> None:
    away = ConnectionRefusedError()
    assert decide_mail(away, 50, NOW, NOW - timedelta(days=2)) == Later(NOW + timedelta(hours=4))
    assert decide_mail(away, 50, NOW, NOW - timedelta(days=3)) == Dead("unreachable")


def test_the_tries_grow_rarer_up_to_four_hours() -> None:
    pauses = [mail_pause(attempts) for attempts in range(1, 13)]
    assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (30, 60, 120, 240)]
    assert pauses[-2:] == [timedelta(hours=4)] * 2


def test_a_server_that_says_later_for_three_days_is_asked_some_thirty_times() -> None:
    now, tries = NOW, 0
    while True:
        tries += 1
        decision = decide_mail(SMTPDataError(451, "greylisted"), tries, now, NOW)
        if not isinstance(decision, Later):
            break
        now = decision.due_at
    assert (decision, tries) == (Dead("unreachable"), 27)
