"""The local mailbox: an SMTP server on this machine that shows what it is given on the page with phones."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Mail = dict[str, object]
Show = Callable[[Mail], object]
MOST_BYTES = 40_000_000  # what a mail with fifteen megabytes of photos weighs


class Mailbox:
    """For aiosmtpd: every mail is taken, and handed to `show` in a thread."""

    def __init__(self, show: Show) -> None:
        self._show = show

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        content = envelope.original_content or b""
        await asyncio.to_thread(self._show, read_mail(content))
        return "250 OK"


def open_mailbox(show: Show, port: int) -> Controller:
    """Runs in a thread of its own until `stop()`. Raises OSError where the port is taken."""
    controller = Controller(
        Mailbox(show), hostname="127.0.0.1", port=port, server_kwargs={"data_size_limit": MOST_BYTES}
    )
    controller.start()
    return controller


def read_mail(content: bytes) -> Mail:
    """As the page shows mails: from, to, subject, text, html, attachments in base64."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    return {
        "from": str(message["From"]),
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "text": plain.get_content() if plain else "",
        "html": page.get_content() if page else "",
        "attachments": [_attachment(part) for part in message.iter_attachments()],
    }


def _attachment(part: EmailMessage) -> dict[str, str]:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    return {
        "name": part.get_filename() or "",
        "type": part.get_content_type(),
        "base64": base64.b64encode(data).decode("ascii"),
    }
