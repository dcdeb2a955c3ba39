"""300 notices at once to 100 chats and 3 groups, mails beside them, Telegram's limits on: the whole queue.

That they use all that the limits allow is shown in virtual time (tests/unit/notify/test_drain.py).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from telegram.ext import ExtBot

from bot.core.domain.notice import Channel, Notice, NoticeKind
from bot.core.usecases.ports import UnitOfWork
from bot.notify.gate import Gate, Priority
from bot.notify.mail_message import Author
from bot.notify.mail_sender import Drawn, MailSender, Security, SmtpServer
from bot.notify.rendered import Rendered
from bot.notify.sender import NoticeSender
from bot.notify.transport import AiohttpRequest
from bot.sandbox.acting import find_actor
from bot.sandbox.membership import make_group
from bot.sandbox.server import RunningSandbox, start_sandbox
from storage.outbox import Outbox
from tests.integration.intake.people import arrive
from tests.support.clock import Clock
from tests.support.databases import fresh_url, open_database
from tests.support.mail_server import a_mail_server

TOKEN = "123456789:AAcanary-CanaryCanaryCanaryCanary01"
PEOPLE, GROUPS, NOTICES, MAILS = 100, 3, 300, 16


def a_notice(number: int, chat: int, address: str = "") -> Notice:
    now = datetime.now(UTC)
    return Notice(
        f"event {number}", chat, "en", NoticeKind.APPROVAL_CARD, f"m/{number}", 1, now, address=address
    )


async def _drained(*outboxes: Outbox) -> None:
    while True:
        if not any([await outbox.count_waiting() for outbox in outboxes]):
            return
        await asyncio.sleep(0.01)


def _texts(sandbox: RunningSandbox, person: int, chat: int) -> list[str]:
    messages = find_actor(sandbox.state, person, chat).chat.messages.values()
    said = [str(message.content.get("text") or "") for message in messages]
    return [words for words in said if words.startswith("event ")]


async def test_none_lost_none_twice_none_refused_and_in_order(tmp_path: Path) -> None:
    sandbox = await start_sandbox()
    people = [7100 + number for number in range(PEOPLE)]
    arrive(sandbox, TOKEN, *people)
    bot_id = int(TOKEN.partition(":")[0])
    groups = [
        make_group(sandbox.state, f"Group {n}", [people[0], bot_id], supergroup=False, forum=False).id
        for n in range(GROUPS)
    ]
    sandbox.state.faults.add({"kind": "rate_limits"})
    chats = [*people, *groups]
    planned: dict[int, list[str]] = defaultdict(list)
    notices = []
    for number in range(NOTICES):
        chat = chats[number % len(chats)]
        planned[chat].append(f"event {number}")
        notices.append(a_notice(number, chat))
    notices += [a_notice(number, 0, f"supplier{number % 8}@x.example") for number in range(MAILS)]

    database = open_database(fresh_url("sqlite", tmp_path), Clock(datetime.now(UTC)))
    gate, request = Gate(), AiohttpRequest()
    bot: ExtBot[Priority] = ExtBot(
        TOKEN,
        f"{sandbox.url}/bot",
        f"{sandbox.url}/file/bot",
        request=request,
        get_updates_request=request,
        rate_limiter=gate,
    )
    await bot.initialize()

    async def render(notice: Notice) -> Rendered:
        return Rendered(notice.event_key)

    async def draw(notice: Notice) -> Drawn:
        return Drawn(await render(notice), in_bot=False)

    def plan(uow: UnitOfWork) -> None:
        for notice in notices:
            uow.outbox.add(notice)

    def now() -> datetime:
        return datetime.now(UTC)

    telegram, mails = Outbox(database), Outbox(database, Channel.EMAIL)
    with a_mail_server() as mailbox:
        server = SmtpServer("127.0.0.1", mailbox.port, Security.NONE)
        senders = (
            NoticeSender(telegram, bot, render, gate, now),
            MailSender(mails, server, Author("desk@x.example", "Desk", str), draw, now),
        )
        for sender in senders:
            await sender.start()
        await asyncio.sleep(1.1)  # the limits have forgotten getMe and the like
        await database.write(plan)
        async with asyncio.timeout(120):
            await _drained(telegram, mails)
        for sender in senders:
            await sender.stop()
        await bot.shutdown()
        await database.stop()
        written = [str(mail["Message-ID"]) for mail in mailbox.mails]

    shown = {chat: _texts(sandbox, people[0] if chat < 0 else chat, chat) for chat in chats}
    fired = dict(sandbox.state.faults.fired)
    await sandbox.stop()
    assert shown == planned
    assert fired == {}
    assert len(written) == len(set(written)) == MAILS
