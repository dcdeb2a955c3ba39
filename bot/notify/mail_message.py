"""A notice as an e-mail: plain and HTML, photos and paper attached, threaded by the record it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import PurePath

from bot.core.domain.notice import Notice
from bot.core.domain.notice_kinds import KINDS
from bot.notify.mail_text import MailWords, mail_html, mail_plain
from bot.notify.rendered import Rendered, plain_text
from bot.views.texts import plain

MOST_ATTACHED = 15_000_000  # bytes; many servers refuse more than 20 MB after encoding
MOST_SUBJECT = 120


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: the desk. `link(record)` opens a record in the bot; "" where the bot is not known yet."""

    address: str
    name: str
    link: Callable[[str], str]

    @property
    def domain(self) -> str:
        return parseaddr(self.address)[1].rpartition("@")[2]


def mail_of(
    author: Author, notice: Notice, rendered: Rendered, now: datetime, *, in_bot: bool
) -> EmailMessage:
    """`in_bot`: the reader has the bot, so that its buttons can be opened there; others answer by mail.

    The same notice gives the same Message-ID, whenever it is sent again.
    """
    message = EmailMessage()
    message["From"] = Address(_one_line(author.name), addr_spec=parseaddr(author.address)[1])
    message["To"] = Address(addr_spec=notice.address)
    message["Subject"] = _subject(notice)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(author.domain, notice)
    thread = thread_id(author.domain, notice)
    message["In-Reply-To"] = message["References"] = thread
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes in answer
    if not KINDS[notice.kind].demanded:
        message["List-Unsubscribe"] = f"<mailto:{parseaddr(author.address)[1]}?subject=unsubscribe>"
    words = _words(author, notice, rendered, in_bot=in_bot)
    message.set_content(mail_plain(plain_text(rendered.text), words))
    message.add_alternative(mail_html(rendered.text, words), subtype="html")
    _attach(message, rendered)
    return message


def message_id(domain: str, notice: Notice) -> str:
    return f"<{_digest(f'{notice.event_key} {notice.address}')}@{domain}>"


def thread_id(domain: str, notice: Notice) -> str:
    """Of the thread: no such mail was ever sent, but every mail about the record names it."""
    return f"<{_digest(f'thread {notice.record or notice.matter}')}@{domain}>"


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:40]


def _subject(notice: Notice) -> str:
    what = plain(notice.language, f"notice.{notice.kind.value}")
    if not notice.record:
        return _one_line(what[:1].upper() + what[1:])
    return _one_line(plain(notice.language, "mail.subject", record=notice.record, what=what))


def _one_line(words: str) -> str:
    """Nothing that ends a header line, whatever people call themselves."""
    return "".join(sign if sign.isprintable() else " " for sign in words)[:MOST_SUBJECT]


def _words(author: Author, notice: Notice, rendered: Rendered, *, in_bot: bool) -> MailWords:
    language = notice.language
    labels = [b.text for row in rendered.keyboard.inline_keyboard for b in row] if rendered.keyboard else []
    link = author.link(notice.record) if in_bot else ""
    notes = []
    if labels and in_bot:
        notes.append(plain(language, "mail.choices", labels=" · ".join(labels)))
    if labels:
        notes.append(plain(language, "mail.answer", desk=author.name))
    if in_bot:
        notes.append(plain(language, "mail.unsubscribe"))
    return MailWords(language, notes, link, plain(language, "mail.open"))


def _attach(message: EmailMessage, rendered: Rendered) -> None:
    """Photos first; what no longer fits is left out, the record has it."""
    room = MOST_ATTACHED
    files = [(f"photo-{number}{_suffix(photo)}", photo) for number, photo in enumerate(rendered.photos, 1)]
    if rendered.document is not None:
        files.insert(0, rendered.document)
    for name, content in files:
        room -= len(content)
        if room < 0:
            return
        main, _, sub = _TYPES.get(PurePath(name).suffix, "application/octet-stream").partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=_one_line(name))


_TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}


def _suffix(photo: bytes) -> str:
    return ".png" if photo.startswith(b"\x89PNG") else ".jpg"
