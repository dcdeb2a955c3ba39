"""Showing one rendered notice in one chat: edit the card that is there, or send it anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telegram import InputFile, InputMediaPhoto, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.ext import ExtBot

from bot.core.domain.notice import Card, Notice
from bot.notify.gate import Priority
from bot.notify.rendered import ALBUM_PHOTOS, CAPTION_UNITS, TEXT_UNITS, Rendered, cut, plain_text

AnyBot = ExtBot[Any]
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Words:
    """A text and how Telegram shall read it."""

    text: str
    parse_mode: str | None

    @classmethod
    def of(cls, rendered: Rendered, plain: bool, units: int = TEXT_UNITS) -> Words:
        """The HTML as it is, or where Telegram refused that, the bare words cut to `units`."""
        if plain:
            return cls(cut(plain_text(rendered.text), units), None)
        return cls(rendered.text, ParseMode.HTML)


@dataclass(slots=True)
class Attempt:
    """One try at one notice, and what Telegram's answers changed about it so far."""

    notice: Notice
    rendered: Rendered
    chat_id: int
    card: Card | None  # what is edited; None: sent anew
    plain: bool = False


class Delivery:
    """Chooses how a notice is shown. What it put above a card is not repeated by a second try."""

    def __init__(self, bot: AnyBot) -> None:
        self._bot = bot
        self._above: dict[int, int] = {}  # notice id: message id

    async def show(self, attempt: Attempt) -> Card:
        """The card as it is now in `attempt.chat_id`; raises TelegramErrors."""
        rendered, chat_id, plain = attempt.rendered, attempt.chat_id, attempt.plain
        matter = attempt.notice.matter
        if attempt.card is not None and can_edit(attempt.card, rendered):
            return await edit_card(self._bot, chat_id, attempt.card, rendered, plain)
        fits = rendered.fits_caption
        if rendered.document is not None and fits:
            return await send_with_document(self._bot, chat_id, matter, rendered, plain)
        if len(rendered.photos) == 1 and fits:
            return await send_with_photo(self._bot, chat_id, matter, rendered, plain)
        above = await self._send_above(attempt)
        return await send_text(self._bot, chat_id, matter, rendered, plain, reply_to=above)

    def forget(self, notice_id: int) -> None:
        """The notice is settled."""
        self._above.pop(notice_id, None)

    async def _send_above(self, attempt: Attempt) -> int | None:
        notice_id, rendered = attempt.notice.id, attempt.rendered
        if not rendered.photos and rendered.document is None:
            return None
        if notice_id not in self._above:
            self._above[notice_id] = await send_bare(self._bot, attempt.chat_id, rendered)
        return self._above[notice_id]


def can_edit(card: Card, rendered: Rendered) -> bool:
    """Whether the words fit where the card has them: under a photo there is less room."""
    return not card.has_photo or rendered.fits_caption


async def edit_card(bot: AnyBot, chat_id: int, card: Card, rendered: Rendered, plain: bool) -> Card:
    """Changes words and buttons in place; without a keyboard the buttons go. Raises TelegramErrors."""
    if card.has_photo:
        words = Words.of(rendered, plain, CAPTION_UNITS)
        await bot.edit_message_caption(
            chat_id,
            card.message_id,
            caption=words.text,
            parse_mode=words.parse_mode,
            reply_markup=rendered.keyboard,
            rate_limit_args=Priority.NOTICE,
        )
        return card
    words = Words.of(rendered, plain)
    await bot.edit_message_text(
        words.text,
        chat_id,
        card.message_id,
        parse_mode=words.parse_mode,
        reply_markup=rendered.keyboard,
        link_preview_options=_NO_PREVIEW,
        rate_limit_args=Priority.NOTICE,
    )
    return card


async def send_text(
    bot: AnyBot, chat_id: int, matter: str, rendered: Rendered, plain: bool, reply_to: int | None = None
) -> Card:
    """The card as a message of its own, below `reply_to` where that is given."""
    words = Words.of(rendered, plain)
    reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to is not None else None
    message = await bot.send_message(
        chat_id,
        words.text,
        parse_mode=words.parse_mode,
        reply_markup=rendered.keyboard,
        disable_notification=rendered.silent,
        message_thread_id=rendered.thread_id,
        link_preview_options=_NO_PREVIEW,
        reply_parameters=reply,
        rate_limit_args=Priority.NOTICE,
    )
    return Card(matter, chat_id, message.message_id)


async def send_with_photo(bot: AnyBot, chat_id: int, matter: str, rendered: Rendered, plain: bool) -> Card:
    """One photo that has the words and buttons under it."""
    words = Words.of(rendered, plain, CAPTION_UNITS)
    message = await bot.send_photo(
        chat_id,
        rendered.photos[0],
        caption=words.text,
        parse_mode=words.parse_mode,
        reply_markup=rendered.keyboard,
        disable_notification=rendered.silent,
        message_thread_id=rendered.thread_id,
        rate_limit_args=Priority.NOTICE,
    )
    return Card(matter, chat_id, message.message_id, has_photo=True)


async def send_with_document(bot: AnyBot, chat_id: int, matter: str, rendered: Rendered, plain: bool) -> Card:
    """A file that has the words and buttons under it."""
    assert rendered.document is not None
    name, content = rendered.document
    words = Words.of(rendered, plain, CAPTION_UNITS)
    message = await bot.send_document(
        chat_id,
        InputFile(content, name),
        caption=words.text,
        parse_mode=words.parse_mode,
        reply_markup=rendered.keyboard,
        disable_notification=rendered.silent,
        message_thread_id=rendered.thread_id,
        rate_limit_args=Priority.NOTICE,
    )
    return Card(matter, chat_id, message.message_id, has_photo=True)


async def send_bare(bot: AnyBot, chat_id: int, rendered: Rendered) -> int:
    """Photos or file without words, for words that do not fit under them; gives the first message's id."""
    if rendered.document is not None:
        name, content = rendered.document
        message = await bot.send_document(
            chat_id,
            InputFile(content, name),
            disable_notification=rendered.silent,
            message_thread_id=rendered.thread_id,
            rate_limit_args=Priority.NOTICE,
        )
        return message.message_id
    first: int | None = None
    for photos in albums(rendered.photos):
        message = await _send_album(bot, chat_id, photos, rendered)
        first = message.message_id if first is None else first
    assert first is not None, "nothing to send"
    return first


async def _send_album(bot: AnyBot, chat_id: int, photos: Sequence[bytes], rendered: Rendered) -> Message:
    if len(photos) == 1:
        return await bot.send_photo(
            chat_id,
            photos[0],
            disable_notification=rendered.silent,
            message_thread_id=rendered.thread_id,
            rate_limit_args=Priority.NOTICE,
        )
    messages = await bot.send_media_group(
        chat_id,
        [InputMediaPhoto(photo) for photo in photos],
        disable_notification=rendered.silent,
        message_thread_id=rendered.thread_id,
        rate_limit_args=Priority.NOTICE,
    )
    return messages[0]


def albums(photos: Sequence[bytes]) -> list[Sequence[bytes]]:
    """Cut into albums of at most 10; a single one may be left over."""
    return [photos[start : start + ALBUM_PHOTOS] for start in range(0, len(photos), ALBUM_PHOTOS)]
