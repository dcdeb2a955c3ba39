"""A notice as a mail: threaded, recognisable, safe whatever people type."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.core.domain.notice import Notice, NoticeKind
from bot.notify.mail_message import Author, mail_of
from bot.notify.rendered import Rendered

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
DESK = Author("desk@returns.example", "Retouren & Co", lambda record: f"https://t.me/desk_bot?start={record}")
KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("We credit", callback_data="x")]])
JPEG, PNG = b"\xff\xd8\xff photo", b"\x89PNG photo"


def a_notice(**changes: object) -> Notice:
    notice = Notice(
        "log/7/claim_card",
        0,
        "en",
        NoticeKind.CLAIM_CARD,
        "claim_card/3",
        3,
        NOW,
        address="dana@northlight.example",
        record="SC-2026-00012",
    )
    return replace(notice, **changes)  # type: ignore[arg-type]  # names of its own fields


def sent(notice: Notice, rendered: Rendered, *, in_bot: bool = False) -> EmailMessage:
    """As it arrives: written out and read again."""
    mail = message_from_bytes(
        mail_of(DESK, notice, rendered, NOW, in_bot=in_bot).as_bytes(), policy=policy.default
    )
    assert isinstance(mail, EmailMessage)
    return mail


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_the_headers() -> None:
    mail = sent(a_notice(), Rendered("<b>SC-2026-00012</b>"))
    assert (str(mail["From"]), str(mail["To"]), str(mail["Subject"])) == (
        "Retouren & Co <desk@returns.example>",
        "dana@northlight.example",
        "SC-2026-00012: claim",
    )
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None  # a claim cannot be switched off


def test_the_same_notice_has_the_same_id_and_another_has_another() -> None:
    first, again = (sent(a_notice(), Rendered("x"))["Message-ID"] for _ in range(2))
    assert first == again
    assert sent(a_notice(event_key="log/8/claim_card"), Rendered("x"))["Message-ID"] != first
    assert sent(a_notice(address="eli@cafe.example"), Rendered("x"))["Message-ID"] != first


def test_mails_about_one_record_are_one_thread() -> None:
    first = sent(a_notice(), Rendered("x"))["References"]
    assert sent(a_notice(event_key="log/9/x"), Rendered("x"))["References"] == first
    assert sent(a_notice(record="SC-2026-00013"), Rendered("x"))["References"] != first


def test_who_has_the_bot_opens_the_record_there_and_others_answer_by_mail() -> None:
    inside = sent(a_notice(), Rendered("x", KEYS), in_bot=True)
    assert "https://t.me/desk_bot?start=SC-2026-00012" in body(inside, "plain")
    assert 'href="https://t.me/desk_bot?start=SC-2026-00012"' in body(inside, "html")
    assert "We credit" in body(inside, "plain")
    outside = sent(a_notice(), Rendered("x", KEYS))
    assert "t.me" not in body(outside, "plain") + body(outside, "html")
    assert "reply to this mail" in body(outside, "plain")


@pytest.mark.parametrize(("language", "words"), [("en", "reply to this mail"), ("zh", "直接回复本邮件")])
def test_it_speaks_the_reader_s_language(language: str, words: str) -> None:
    mail = sent(a_notice(language=language), Rendered("x", KEYS))
    assert words in body(mail, "plain")
    assert f'lang="{language}"' in body(mail, "html")


def test_photos_and_papers_are_attached() -> None:
    files = [
        (part.get_filename(), part.get_content_type(), part.get_content())
        for part in sent(
            a_notice(), Rendered("x", photos=[JPEG, PNG], document=("RO-2026-00031.pdf", b"%PDF"))
        ).iter_attachments()
    ]
    assert files == [
        ("RO-2026-00031.pdf", "application/pdf", b"%PDF"),
        ("photo-1.jpg", "image/jpeg", JPEG),
        ("photo-2.png", "image/png", PNG),
    ]


def test_photos_that_no_server_would_take_are_left_out() -> None:
    photos = [JPEG + bytes(8_000_000)] * 3
    assert len(list(sent(a_notice(), Rendered("x", photos=photos)).iter_attachments())) == 1


def test_what_can_be_switched_off_says_how() -> None:
    weekly = sent(a_notice(kind=NoticeKind.CLAIMS_LIST), Rendered("x"))
    assert weekly["List-Unsubscribe"] == "<mailto:desk@returns.example?subject=unsubscribe>"


def test_tags_of_telegram_become_tags_of_a_mail_and_nothing_else_does() -> None:
    mail = sent(
        a_notice(),
        Rendered('<b>6 × clock</b>\n<tg-spoiler>x</tg-spoiler> &lt;script&gt; <a href="javascript:x">y</a>'),
    )
    page = body(mail, "html")
    assert "<b>6 × clock</b><br>" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert 'href="#"' in page
    assert "tg-spoiler" not in page
    assert body(mail, "plain").startswith("6 × clock\nx <script> y")


@given(words=st.text(max_size=60), record=st.text(max_size=30))
def test_nothing_anybody_types_adds_a_header(words: str, record: str) -> None:
    mail = sent(a_notice(record=record + "\r\nBcc: x@y.example"), Rendered(html.escape(words)))
    assert mail["Bcc"] is None
    assert str(mail["To"]) == "dana@northlight.example"
