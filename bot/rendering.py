"""A planned notice made into what can be sent: its words now, its photos and papers with it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.core.domain.notice import Notice
from bot.core.usecases.plan_notices import is_still_for
from bot.core.usecases.ports import UnitOfWork
from bot.notify.rendered import Rendered as Delivery
from bot.report_files import ReportFiles
from bot.views.cards import notice_card
from bot.views.rendered import FileKind, Rendered
from storage.database import Database
from storage.photos import PaperArchive, PhotoStore

Render = Callable[[Notice], Awaitable[Delivery | None]]


def renderer(database: Database, photos: PhotoStore, papers: PaperArchive, reports: ReportFiles) -> Render:
    async def render(notice: Notice) -> Delivery | None:
        drawn = await database.read(lambda uow: _draw(uow, notice))
        if drawn is None:
            return None
        whole = await asyncio.to_thread(_with_files, drawn, photos, papers, reports)
        return replace(whole, silent=notice.silent, thread_id=notice.thread_id)

    return render


def _draw(uow: UnitOfWork, notice: Notice) -> Rendered | None:
    """None where who it was planned for may not be told by now."""
    return notice_card(uow, notice) if is_still_for(uow, notice) else None


def _with_files(drawn: Rendered, photos: PhotoStore, papers: PaperArchive, reports: ReportFiles) -> Delivery:
    if drawn.made is not None:
        name, content = reports.make(drawn.made)
        if drawn.made.kind is FileKind.PICTURE:
            return Delivery(drawn.text, drawn.keyboard, [content])
        return Delivery(drawn.text, drawn.keyboard, document=(name, content))
    pictures = [photos.read(sha256) for sha256 in drawn.photos]
    paper = (drawn.paper_name, papers.read(drawn.paper)) if drawn.paper and not pictures else None
    return Delivery(drawn.text, drawn.keyboard, pictures, paper)
