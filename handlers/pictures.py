"""A photo or a file that answers a question: a barcode is read, a picture is stored before it is named."""

from __future__ import annotations

import asyncio

from telegram import Message, Update

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.return_request import Photo
from bot.core.usecases.ports import UnitOfWork
from bot.documents.barcodes import read_barcodes
from bot.documents.pictures import Picture, PictureRefused, check_picture
from bot.views.rendered import Rendered
from bot.views.texts import plain
from handlers.context import DeskContext
from handlers.dialog import (
    CAPTION,
    READ,
    BarcodeUnknown,
    Handler,
    Inputs,
    PhotoAnswer,
    PhotoNotNow,
    State,
    Table,
    ask_again,
    refuse_step,
    take_step,
)
from handlers.showing import language_of, sender_id

MOST_FILE = 20 * 1024 * 1024  # bytes the Bot API lets a bot download


def on_photo(table: Table) -> Handler:
    async def handle(update: Update, context: DeskContext) -> State | None:
        message = update.effective_message
        assert message is not None
        inputs = table.get(await _state_now(update, context))
        if inputs is not None and inputs.file is not None:
            return await inputs.file(update, context)
        if inputs is None or (inputs.photo is None and not inputs.reads_barcodes):
            await refuse_step(update, context, PhotoNotNow())
            return None
        if inputs.reads_barcodes:
            data = await _download(context, message)
            return await _take_barcode(update, context, inputs, data)
        return await keep_photo(update, context, _answer_of(table), reads_label=inputs.reads_label)

    return handle


def _answer_of(table: Table) -> PhotoAnswer:
    """Of the question that is asked by then."""

    def answer(uow: UnitOfWork, actor: Person, place: DialogPlace, photo: Photo) -> Rendered | None:
        inputs = table.get(f"{place.dialog}.{place.step}")
        if inputs is None or inputs.photo is None:
            raise PhotoNotNow
        return inputs.photo(uow, actor, place, photo)

    return answer


async def _state_now(update: Update, context: DeskContext) -> str:
    telegram_id = sender_id(update)

    def work(uow: UnitOfWork) -> str:
        person = uow.people.by_telegram(telegram_id)
        place = uow.dialogs.place(person.id) if person else DialogPlace(0)
        return f"{place.dialog}.{place.step}"

    return await context.desk.read(work)


async def _download(context: DeskContext, message: Message) -> bytes:
    """The largest size; empty where it is larger than a bot may fetch."""
    source = message.photo[-1] if message.photo else message.document
    if source is None or (source.file_size or 0) > MOST_FILE:
        return b""
    file = await context.bot.get_file(source.file_id)
    return bytes(await file.download_as_bytearray())


async def _take_barcode(update: Update, context: DeskContext, inputs: Inputs, data: bytes) -> State | None:
    language = await language_of(update, context)
    try:
        readings = await asyncio.to_thread(read_barcodes, data)
    except PictureRefused as error:
        await ask_again(update, context, plain(language, f"photo.refused.{error.code}"))
        return None
    if not readings:
        await ask_again(update, context, plain(language, "photo.more_help"))
        return None

    def change(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered | None:
        for reading in readings:
            product = uow.catalogue.by_barcode(reading.text)
            if product is not None:
                return inputs.tapped(uow, actor, place, f"p.{product.code}")
        raise BarcodeUnknown(text=readings[0].text)

    return await take_step(update, context, change)


async def keep_photo(
    update: Update, context: DeskContext, answer: PhotoAnswer, *, reads_label: bool = False
) -> State | None:
    """Stored durably first, then named in the record; an album counts along in one card."""
    message, language = update.effective_message, await language_of(update, context)
    assert message is not None
    data = await _download(context, message)
    try:
        picture = await asyncio.to_thread(check_picture, data, sent_as_file=bool(message.document))
    except PictureRefused as error:
        await ask_again(update, context, plain(language, f"photo.refused.{error.code}"))
        return None
    await asyncio.to_thread(context.photos.put, picture.content, picture.thumbnail)
    readings = await asyncio.to_thread(read_barcodes, data) if reads_label else []
    photo = _photo_of(message, picture)
    album = message.media_group_id or ""
    same_album: list[bool] = []

    def change(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered | None:
        if message.caption:
            place.notes[CAPTION] = message.caption
        if readings:
            place.notes[READ] = readings[0].text
        same_album[:] = [bool(album) and place.notes.get("album") == album]
        final = answer(uow, actor, place, photo)
        if album:
            place.notes["album"] = album
        return final

    return await take_step(update, context, change, keep_card=_AlbumKept(same_album))


class _AlbumKept:
    """True once the transaction has seen that this photo belongs to the album before it."""

    def __init__(self, seen: list[bool]) -> None:
        self._seen = seen

    def __bool__(self) -> bool:
        return bool(self._seen and self._seen[0])


def _photo_of(message: Message, picture: Picture) -> Photo:
    source = message.photo[-1] if message.photo else message.document
    assert source is not None
    return Photo(
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        size=len(picture.content),
        likeness=picture.looks,
        telegram_file_id=source.file_id,
        telegram_unique_id=source.file_unique_id,
    )
