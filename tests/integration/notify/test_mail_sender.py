"""Mails against a real SMTP server: TLS, login, refusals, one after another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.domain.notice import Channel, Notice, NoticeKind, NoticeStatus
from bot.notify.mail_message import Author
from bot.notify.mail_sender import Drawn, MailSender, Security, SmtpServer
from bot.notify.rendered import Rendered
from tests.support.mail_server import PASSWORD, USER, MailServer, a_certificate, a_mail_server
from tests.support.memory_delivery import MemoryOutboxStore

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
DESK = Author("desk@returns.example", "Returns desk", str)
DANA, ELI = "dana@northlight.example", "eli@cafe.example"


NOBODYS = "nobody may be told any more"
PATIENCE_SECONDS = 60.0


@dataclass
class Leaping:
    """A clock that leaps over every wait, and stands while a mail is under way: what is put off comes soon,
    and no lease runs out on a slow machine."""

    store: MemoryOutboxStore
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        until = self.at + timedelta(seconds=seconds)
        while self.at < until:
            await asyncio.sleep(0.005)
            if all(notice.status is not NoticeStatus.SENDING for notice in self.store.notices.values()):
                self.at = max(self.at, until)


async def tried(notice: Notice, times: int) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if notice.attempts >= times and notice.error:
                return
            await asyncio.sleep(0.02)


def plan(store: MemoryOutboxStore, key: str, address: str = DANA) -> Notice:
    notice = Notice(
        key, 0, "en", NoticeKind.CLAIM_CARD, f"m/{key}", 1, NOW, address=address, record="SC-2026-00012"
    )
    store.add(notice)
    return notice


@asynccontextmanager
async def sending(store: MemoryOutboxStore, server: SmtpServer) -> AsyncIterator[MailSender]:
    async def draw(notice: Notice) -> Drawn | None:
        return (
            None
            if notice.event_key == NOBODYS
            else Drawn(Rendered(f"<b>{notice.event_key}</b>"), in_bot=False)
        )

    clock = Leaping(store)
    sender = MailSender(store, server, DESK, draw, clock, sleep=clock.sleep)
    await sender.start()
    try:
        yield sender
    finally:
        await sender.stop()


def plain_server(mails: MailServer) -> SmtpServer:
    return SmtpServer("127.0.0.1", mails.port, Security.NONE)


async def settled(store: MemoryOutboxStore) -> list[str]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if not await store.count_waiting():
                return [notice.status.value for notice in store.notices.values()]
            await asyncio.sleep(0.02)


async def test_a_mail_arrives_and_the_notice_is_sent() -> None:
    store = MemoryOutboxStore(Channel.EMAIL)
    with a_mail_server() as mails:
        async with sending(store, plain_server(mails)):
            plan(store, "a")
            assert await settled(store) == ["sent"]
    (mail,) = mails.mails
    assert (mail["To"], mail["Subject"]) == (DANA, "SC-2026-00012: claim")


async def test_what_nobody_may_be_told_any_more_is_settled_without_a_mail() -> None:
    store = MemoryOutboxStore(Channel.EMAIL)
    with a_mail_server() as mails:
        plan(store, NOBODYS)
        plan(store, "b")
        async with sending(store, plain_server(mails)):
            assert await settled(store) == ["sent", "sent"]
    assert len(mails.mails) == 1


async def test_what_the_server_puts_off_is_tried_again_with_the_same_id() -> None:
    store = MemoryOutboxStore(Channel.EMAIL)
    with a_mail_server() as mails:
        mails.answers = ["451 greylisted", "452 full"]
        notice = plan(store, "a")
        async with sending(store, plain_server(mails)):
            assert await settled(store) == ["sent"]
    assert (mails.tried, len(mails.mails), notice.attempts) == (3, 1, 3)


async def test_what_the_server_refuses_for_good_is_dead_and_the_next_goes() -> None:
    store = MemoryOutboxStore(Channel.EMAIL)
    with a_mail_server() as mails:
        mails.answers = ["550 no such mailbox"]
        first, second = plan(store, "a"), plan(store, "b")
        async with sending(store, plain_server(mails)):
            assert await settled(store) == ["dead", "sent"]
    assert first.error.startswith("mail_refused: 550")
    assert second.attempts == 1


async def test_each_address_gets_its_mails_in_order_and_none_waits_for_another() -> None:
    store = MemoryOutboxStore(Channel.EMAIL)
    with a_mail_server() as mails:
        for number in range(5):
            plan(store, f"dana {number}")
            plan(store, f"eli {number}", ELI)
        async with sending(store, plain_server(mails)):
            assert await settled(store) == ["sent"] * 10
    for who, address in (("dana", DANA), ("eli", ELI)):
        bodies = [mail.get_body(("plain",)) for mail in mails.to(address)]
        assert [str(b.get_content()).splitlines()[0] for b in bodies if b] == [f"{who} {n}" for n in range(5)]


async def test_a_server_that_is_away_is_waited_for() -> None:
    store = MemoryOutboxStore(Channel.EMAIL)
    with a_mail_server() as mails:
        port = mails.port
    notice = plan(store, "a")
    async with sending(store, SmtpServer("127.0.0.1", port, Security.NONE)):
        await tried(notice, 3)
    assert notice.status.value in ("pending", "sending")
    assert "SMTPConnectError" in notice.error


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_with_tls_and_a_login(
    security: Security, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = a_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    store = MemoryOutboxStore(Channel.EMAIL)
    with a_mail_server(tls=context, starttls=security is Security.STARTTLS) as mails:
        plan(store, "a")
        async with sending(store, SmtpServer("127.0.0.1", mails.port, security, USER, PASSWORD)):
            assert await settled(store) == ["sent"]
    assert len(mails.mails) == 1


async def test_a_server_nobody_vouches_for_gets_neither_password_nor_mail(
    tmp_path: Path,
) -> None:
    context, _ = a_certificate(tmp_path)
    store = MemoryOutboxStore(Channel.EMAIL)
    with a_mail_server(tls=context, starttls=True) as mails:
        notice = plan(store, "a")
        async with sending(store, SmtpServer("127.0.0.1", mails.port, Security.STARTTLS, USER, PASSWORD)):
            await tried(notice, 2)
    assert (mails.tried, mails.mails) == (0, [])
    assert "certificate" in notice.error.lower()


async def test_starttls_is_demanded() -> None:
    store = MemoryOutboxStore(Channel.EMAIL)
    with a_mail_server() as mails:
        notice = plan(store, "a")
        async with sending(store, SmtpServer("127.0.0.1", mails.port, Security.STARTTLS)):
            await tried(notice, 2)
    assert mails.mails == []
