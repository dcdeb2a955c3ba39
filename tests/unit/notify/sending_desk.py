"""A sender with a store, a bot and a Telegram, all in memory and in virtual time."""

from __future__ import annotations

from dataclasses import dataclass, field

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.core.domain.notice import Notice, NoticeKind
from bot.notify.rendered import Rendered
from bot.notify.sender import NoticeSender
from tests.support.memory_delivery import MemoryOutboxStore
from tests.unit.notify.telegram_in_memory import TelegramInMemory, bot_and_gate

ANN, BO, GROUP = 1001, 1002, -100_500
BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("Approve", callback_data="r:1:a:0")]])
JPEG = b"\xff\xd8\xff picture"


@dataclass
class Desk:
    """A sender with everything around it in memory and in virtual time."""

    telegram: TelegramInMemory = field(default_factory=TelegramInMemory)
    store: MemoryOutboxStore = field(default_factory=MemoryOutboxStore)
    looks: dict[str, Rendered | Exception | None] = field(default_factory=dict)
    dead: list[tuple[int, str]] = field(default_factory=list)
    moved: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.sender = self.make_sender()

    def make_sender(self) -> NoticeSender:
        bot, gate = bot_and_gate(self.telegram)
        time = self.telegram.time
        return NoticeSender(
            self.store,
            bot,
            self.render,
            gate,
            time.now,
            sleep=time.sleep,
            give_up=self.give_up,
            on_moved=self.on_moved,
        )

    async def render(self, notice: Notice) -> Rendered | None:
        look = self.looks.get(notice.event_key, Rendered(f"<b>{notice.event_key}</b>", BUTTON))
        if isinstance(look, Exception):
            raise look
        return look

    async def give_up(self, notice: Notice, code: str) -> None:
        self.dead.append((notice.chat_id, code))
        await self.store.give_up(notice, code)

    async def on_moved(self, old: int, new: int) -> None:
        self.moved.append((old, new))

    def notice(
        self,
        chat_id: int = ANN,
        look: Rendered | Exception | None = None,
        *,
        matter: str = "",
        fresh: bool = False,
        nothing: bool = False,
    ) -> Notice:
        self.count += 1
        key = f"event {self.count}"
        if look is not None or nothing:
            self.looks[key] = look
        notice = Notice(
            key,
            chat_id,
            "en",
            NoticeKind.APPROVAL_CARD,
            matter or key,
            1,
            self.telegram.time.now(),
            fresh=fresh,
        )
        self.store.add(notice)
        return notice

    async def all_settled(self) -> None:
        async def wait() -> None:
            while {"pending", "sending"} & set(self.statuses()):
                await self.telegram.time.sleep(0.2)

        await self.telegram.time.finish(wait())

    def statuses(self) -> list[str]:
        return [notice.status.value for notice in self.store.notices.values()]
