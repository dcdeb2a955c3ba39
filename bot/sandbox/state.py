"""Everything the sandbox knows, and the look-ups others need."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import random
from dataclasses import dataclass

from bot.sandbox.clock import Clock
from bot.sandbox.errors import ApiRefusal, ControlRefusal
from bot.sandbox.events import EventBus
from bot.sandbox.faults import Faults
from bot.sandbox.files import FileStore
from bot.sandbox.journal import Journal
from bot.sandbox.model import Bot, Chat, Json, Member, Message, Person, Press
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.webhook import Webhooks

FIRST_PERSON_ID = 7_000_000_001  # beyond 32 bits, as real ones are
GROUP_ID_BASE = 4_100_000_000
SUPERGROUP_ID_BASE = 1_000_000_000_000 + 2_200_000_000
TOKEN_LIMIT = 80


@dataclass
class Settings:
    """What tests may change.

    How long a press can be answered, the pause for an offset asked twice, the first pause of webhook retries.
    """

    press_answer_seconds: float = 15.0
    repeat_pause_seconds: float = 3.0
    first_retry_seconds: float = 1.0


class Sandbox:
    """The whole state of one sandbox."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.clock = Clock()
        self.events = EventBus()
        self.journal = Journal()
        self.files = FileStore(self.clock)
        self.faults = Faults(self.clock)
        self.people: dict[int, Person] = {}
        self.bots: dict[int, Bot] = {}
        self.queues: dict[int, UpdateQueue] = {}
        self.chats: dict[str, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.press_waiters: dict[str, asyncio.Future[Json]] = {}
        self.chat_actions: dict[tuple[str, int], tuple[str, float]] = {}
        self.mails: list[Json] = []
        self.webhooks = Webhooks(self)
        self.version = 0
        self._press_numbers = itertools.count(random.randint(1 << 60, 1 << 61))  # noqa: S311 - not a secret
        self.groups_made = 0

    def changed(self) -> None:
        """Note that there is something new to keep."""
        self.version += 1

    def free_person_id(self) -> int:
        """Return an id nobody has."""
        return max([FIRST_PERSON_ID - 1, *self.people]) + 1

    def person(self, person_id: int) -> Person:
        """Return a person; raises ControlRefusal 404 when there is none."""
        if person_id not in self.people:
            raise ControlRefusal(404, f"There is no person {person_id}.")
        return self.people[person_id]

    def user(self, user_id: int) -> Json:
        """Return the User object of a person or a bot."""
        known = self.people.get(user_id) or self.bots.get(user_id)
        if known is None:
            return {"id": user_id, "is_bot": False, "first_name": "Deleted Account"}
        return known.user()

    def bot_by_token(self, token: str) -> Bot:
        """Return the bot of ``token``, made on first sight; 401 for malformed tokens and wrong secrets."""
        number, colon, secret = token.partition(":")
        if token[:1] == "0" or len(token) > TOKEN_LIMIT or not colon or not number.isdigit() or not secret:
            raise ApiRefusal(401, "Unauthorized: invalid token specified")
        bot_id = int(number)
        if not 0 < bot_id < 1 << 54:
            raise ApiRefusal(401, "Unauthorized: invalid token specified")
        bot = self.bots.get(bot_id)
        if bot is None:
            bot = self.add_bot(bot_id, token)
        if bot.token != token:
            raise ApiRefusal(401, "Unauthorized")
        return bot

    def add_bot(self, bot_id: int, token: str) -> Bot:
        """Make a bot with a name of its own."""
        bot = Bot(bot_id, token, f"Bot {bot_id}", f"sandbox{bot_id}_bot")
        self.bots[bot_id] = bot
        self.queues[bot_id] = UpdateQueue(bot, self.clock, self.settings.repeat_pause_seconds)
        self.changed()
        return bot

    def bot_by_name(self, username: str) -> Bot:
        """Return a bot by user name, or the one that called last for ""; raises ControlRefusal 404."""
        wanted = username.lstrip("@").lower()
        known = [bot for bot in self.bots.values() if not wanted or bot.username.lower() == wanted]
        if not known:
            text = f"There is no bot called {username}." if wanted else "No bot has called the sandbox yet."
            raise ControlRefusal(404 if wanted else 409, text)
        return max(known, key=lambda bot: bot.called_at)

    def private_chat(self, bot: Bot, person: Person) -> Chat:
        """Return the private chat of ``person`` with ``bot``, made when it is not there yet."""
        key = f"p:{bot.id}:{person.id}"
        if key not in self.chats:
            self.chats[key] = Chat(key, person.id, "private", bot.id, person.id)
            self.changed()
        return self.chats[key]

    def group(self, chat_id: int) -> Chat | None:
        """Return a group or supergroup by id."""
        return self.chats.get(f"g:{chat_id}")

    def add_group(self, title: str, kind: str) -> Chat:
        """Make an empty group of ``kind`` (group or supergroup)."""
        self.groups_made += 1
        while True:
            base = SUPERGROUP_ID_BASE if kind == "supergroup" else GROUP_ID_BASE
            chat_id = -(base + self.groups_made)
            if f"g:{chat_id}" not in self.chats:
                break
            self.groups_made += 1
        chat = Chat(f"g:{chat_id}", chat_id, kind, title=title)
        self.chats[chat.key] = chat
        self.changed()
        return chat

    def groups_of(self, user_id: int) -> list[Chat]:
        """Return the groups ``user_id`` is a member of."""
        return [
            chat
            for chat in self.chats.values()
            if not chat.is_private and is_member(chat.members.get(user_id))
        ]

    def knows(self, bot: Bot, person_id: int) -> bool:
        """Tell whether ``bot`` has met ``person_id``: in private or in a group both are in."""
        chat = self.chats.get(f"p:{bot.id}:{person_id}")
        if chat is not None and chat.messages:
            return True
        return any(person_id in group.members for group in self.groups_of(bot.id))

    def people_in(self, chat: Chat) -> list[int]:
        """Return the ids of the people who see ``chat``."""
        if chat.is_private:
            return [chat.person_id]
        return [
            user_id
            for user_id, member in chat.members.items()
            if user_id in self.people and is_member(member)
        ]

    def bots_in(self, chat: Chat) -> list[Bot]:
        """Return the bots that are in ``chat``."""
        if chat.is_private:
            return [self.bots[chat.bot_id]]
        return [bot for bot_id, bot in self.bots.items() if is_member(chat.members.get(bot_id))]

    def next_message_id(self, chat: Chat) -> int:
        """Return a fresh message id: private chats of one bot share a counter, each group has its own."""
        if chat.is_private:
            bot = self.bots[chat.bot_id]
            bot.last_message_id += 1
            chat.last_message_id = bot.last_message_id
        else:
            chat.last_message_id += 1
        return chat.last_message_id

    def new_press_id(self) -> str:
        """Return a fresh id of a callback query: a string of digits."""
        return str(next(self._press_numbers))

    def chat_instance(self, chat: Chat) -> str:
        """Return the number that names ``chat`` in callback queries."""
        digest = hashlib.sha256(chat.key.encode()).digest()
        return str(int.from_bytes(digest[:8], "big", signed=True))


def is_member(member: Member | None) -> bool:
    """Tell whether somebody with this record is in the group."""
    if member is None or member.status in ("left", "kicked"):
        return False
    return member.status != "restricted" or bool(member.rights.get("is_member", True))


def is_admin(member: Member | None) -> bool:
    """Tell whether somebody with this record governs the group."""
    return member is not None and member.status in ("creator", "administrator")


def message_in(chat: Chat, message_id: int) -> Message | None:
    """Return a message that is still there."""
    return chat.messages.get(message_id)
