"""What `make run` does with mails: whatever the desk sends lies in the page's mailbox, with its files."""

from __future__ import annotations

import asyncio
import base64
import socket
from datetime import UTC, datetime

import aiohttp

from bot.commands.mailbox import open_mailbox
from bot.commands.start_all import call
from bot.core.domain.notice import Notice, NoticeKind
from bot.notify.mail_message import Author, mail_of
from bot.notify.mail_sender import Security, SmtpServer
from bot.notify.rendered import Rendered
from bot.sandbox.server import start_sandbox

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
PHOTO, PAPER = b"\xff\xd8\xff photo", b"%PDF-1.7 paper"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_mail_of_the_desk_is_shown_on_the_page_in_both_forms_with_its_files() -> None:
    sandbox, port = await start_sandbox(), _free_port()
    mailbox = open_mailbox(lambda mail: call(sandbox.url, "/api/mails", mail), port)
    try:
        notice = Notice(
            "k", 0, "zh", NoticeKind.CLAIM_CARD, "claim_card/1", 1, NOW,
            address="dana@northlight.example", record="SC-2026-00012",
        )  # fmt: skip
        drawn = Rendered("<b>索赔</b> &lt;b&gt;", photos=[PHOTO], document=("DN-2026-00001.pdf", PAPER))
        desk = Author("desk@returns.example", "退货台", str)
        server = SmtpServer("127.0.0.1", port, Security.NONE)
        await asyncio.wait_for(server.send(mail_of(desk, notice, drawn, NOW, in_bot=False)), 60)
        async with aiohttp.ClientSession() as http, http.get(f"{sandbox.url}/api/mails") as answer:
            (shown,) = await answer.json()
    finally:
        await asyncio.to_thread(mailbox.stop)
        await sandbox.stop()
    assert (shown["subject"], shown["to"]) == ("SC-2026-00012：索赔", "dana@northlight.example")
    assert shown["text"].startswith("索赔 <b>")
    assert "<b>索赔</b> &lt;b&gt;" in shown["html"]
    files = [(each["name"], each["type"], base64.b64decode(each["base64"])) for each in shown["attachments"]]
    assert files == [
        ("DN-2026-00001.pdf", "application/pdf", PAPER),
        ("photo-1.jpg", "image/jpeg", PHOTO),
    ]
