"""NoticeSender over real HTTP, against the local Telegram that refuses what Telegram refuses."""

from __future__ import annotations

import io
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import ExtBot

from bot.core.domain.notice import Card, Notice, NoticeKind, NoticeStatus
from bot.notify.gate import Gate, Priority
from bot.notify.rendered import Rendered
from bot.notify.sender import NoticeSender
from bot.notify.transport import AiohttpRequest
from bot.sandbox.acting import find_actor
from bot.sandbox.model import Message
from bot.sandbox.server import RunningSandbox, start_sandbox
from tests.integration.intake.people import arrive, shown_to, until
from tests.support.memory_delivery import MemoryOutboxStore

TOKEN = "123456789:AAcanary-CanaryCanaryCanaryCanary01"
ANN, STRANGER = 7001, 7999
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Approve", callback_data="r:1:a:0")]])


def picture(color: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), color).save(out, "JPEG")
    return out.getvalue()


@dataclass
class Desk:
    """A sender on the sandbox with an outbox in memory."""

    sandbox: RunningSandbox
    store: MemoryOutboxStore = field(default_factory=MemoryOutboxStore)
    looks: dict[str, Rendered] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)
    ahead: timedelta = timedelta()

    async def open(self) -> None:
        gate = Gate()
        request = AiohttpRequest()
        self.bot: ExtBot[Priority] = ExtBot(
            TOKEN,
            f"{self.sandbox.url}/bot",
            f"{self.sandbox.url}/file/bot",
            request=request,
            get_updates_request=request,
            rate_limiter=gate,
        )
        await self.bot.initialize()
        self.sender = NoticeSender(self.store, self.bot, self.render, gate, self.now, give_up=self.give_up)
        await self.sender.start()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def pass_seconds(self, seconds: int) -> None:
        """What waits for its time need not wait for it really."""
        self.ahead += timedelta(seconds=seconds)
        self.store.add()

    async def close(self) -> None:
        await self.sender.stop()
        await self.bot.shutdown()

    async def render(self, notice: Notice) -> Rendered:
        return self.looks[notice.event_key]

    async def give_up(self, notice: Notice, code: str) -> None:
        await self.store.give_up(notice, code)
        self.dead.append(code)

    def say(self, look: Rendered, chat_id: int = ANN, matter: str = "approval/17") -> Notice:
        key = f"event {len(self.looks)}"
        self.looks[key] = look
        notice = Notice(key, chat_id, "en", NoticeKind.APPROVAL_CARD, matter, 17, datetime.now(UTC))
        self.store.add(notice)
        return notice

    async def settled(self) -> None:
        waiting = (NoticeStatus.PENDING, NoticeStatus.SENDING)
        await until(lambda: not any(notice.status in waiting for notice in self.store.notices.values()))

    def shown(self, person: int = ANN) -> list[Message]:
        return shown_to(self.sandbox, person)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    sandbox = await start_sandbox()
    arrive(sandbox, TOKEN, ANN)
    desk = Desk(sandbox)
    await desk.open()
    yield desk
    await desk.close()
    await sandbox.stop()


async def test_a_card_is_edited_in_place_and_saying_it_again_changes_nothing(desk: Desk) -> None:
    for look in (
        Rendered("<b>RR-2026-00042</b>", BUTTONS),
        Rendered("approved by Ann"),
        Rendered("approved by Ann"),
    ):
        desk.say(look)
        await desk.settled()
    (message,) = desk.shown()
    assert (message.content["text"], message.markup) == ("approved by Ann", None)
    assert [notice.status for notice in desk.store.notices.values()] == [NoticeStatus.SENT] * 3


async def test_an_album_stands_above_its_card_and_the_card_alone_is_edited(desk: Desk) -> None:
    desk.say(Rendered("two photos", BUTTONS, photos=[picture("red"), picture("blue")]))
    await desk.settled()
    first, second, card = desk.shown()
    assert first.media_group_id == second.media_group_id != ""
    assert (card.reply_to, card.content["text"]) == (first.id, "two photos")
    desk.say(Rendered("refused"))
    await desk.settled()
    assert [message.content.get("text") for message in desk.shown()] == [None, None, "refused"]


async def test_one_photo_carries_its_words_and_they_are_edited_there(desk: Desk) -> None:
    desk.say(Rendered("<i>one</i>", BUTTONS, photos=[picture("red")]))
    await desk.settled()
    desk.say(Rendered("done"))
    await desk.settled()
    (message,) = desk.shown()
    assert message.content["caption"] == "done"
    assert "photo" in message.content


async def test_a_paper_arrives_under_its_name(desk: Desk) -> None:
    desk.say(Rendered("the paper", document=("退货单 RO-2026-00042.pdf", b"%PDF-1.7 ...")))
    await desk.settled()
    (message,) = desk.shown()
    assert message.content["document"]["file_name"] == "退货单 RO-2026-00042.pdf"
    assert message.content["caption"] == "the paper"


async def test_a_card_the_person_deleted_comes_again(desk: Desk) -> None:
    desk.say(Rendered("first"))
    await desk.settled()
    del find_actor(desk.sandbox.state, ANN, ANN).chat.messages[desk.shown()[0].id]
    desk.say(Rendered("second"))
    await desk.settled()
    assert [message.content["text"] for message in desk.shown()] == ["second"]
    assert desk.store.cards["approval/17", ANN] == Card("approval/17", ANN, desk.shown()[0].id)


async def test_broken_markup_is_sent_as_words(desk: Desk) -> None:
    desk.say(Rendered("<b>5 < 6 & <x>", BUTTONS))
    await desk.settled()
    (message,) = desk.shown()
    assert message.content["text"].startswith("5 < 6 &")
    assert message.markup is not None


async def test_blocked_and_unknown_people_are_given_up_with_the_reason(desk: Desk) -> None:
    """F8."""
    find_actor(desk.sandbox.state, ANN, ANN).chat.blocked = True
    unknown = desk.say(Rendered("hello"), STRANGER)
    blocked = desk.say(Rendered("hello"))
    for tries in (1, 2):
        await until(lambda: unknown.attempts == tries and unknown.status is NoticeStatus.PENDING)  # noqa: B023
        desk.pass_seconds(5)
    await desk.settled()
    assert (blocked.status, blocked.error, blocked.attempts) == (NoticeStatus.DEAD, "blocked", 1)
    assert (unknown.status, unknown.error, unknown.attempts) == (NoticeStatus.DEAD, "chat_not_found", 3)
    assert sorted(desk.dead) == ["blocked", "chat_not_found"]


async def test_sixty_notices_go_in_two_goes_and_telegram_never_has_to_say_stop(desk: Desk) -> None:
    people = range(7100, 7160)
    arrive(desk.sandbox, TOKEN, *people)
    desk.sandbox.state.faults.add({"kind": "rate_limits"})
    started = time.monotonic()
    for person in people:
        desk.say(Rendered("hello"), person)
    await desk.settled()
    assert time.monotonic() - started > 0.8  # the second thirty have waited; one a second would take a minute
    assert all(len(desk.shown(person)) == 1 for person in people)
    assert desk.sandbox.state.faults.fired == {}


async def test_dropped_answers_double_at_most_what_was_dropped(desk: Desk) -> None:
    """F6 over real sockets: the message is there, the connection is cut before the answer."""
    desk.sandbox.state.faults.add({"kind": "drop_after", "method": "sendMessage", "times": 1})
    notice = desk.say(Rendered("once or twice"))
    await until(lambda: notice.error)
    assert notice.error.startswith("NetworkError: aiohttp.ServerDisconnectedError")
    desk.pass_seconds(2)
    await desk.settled()
    assert [message.content["text"] for message in desk.shown()] == ["once or twice"] * 2
