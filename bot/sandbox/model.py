"""What exists in the sandbox: people, bots, chats and messages, as plain records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Person:
    """A human with a phone. Ids go beyond 32 bits: real ones reach 52 [Bot API, User.id]."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "en"
    deactivated: bool = False

    @property
    def name(self) -> str:
        """Return first and last name as the control interface shows them."""
        return f"{self.first_name} {self.last_name}".strip()

    def user(self) -> Json:
        """Return the Bot API's User object."""
        result: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            result["last_name"] = self.last_name
        if self.username:
            result["username"] = self.username
        if self.language_code:
            result["language_code"] = self.language_code
        return result


@dataclass
class WebhookSetting:
    """What setWebhook was told."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    ip_address: str = ""
    last_error_date: int = 0
    last_error_message: str = ""


@dataclass
class Bot:
    """A bot; ``texts`` holds names and descriptions by kind and language."""

    id: int
    token: str
    first_name: str
    username: str
    can_read_all_group_messages: bool = False
    can_join_groups: bool = True
    supports_inline_queries: bool = False
    called_at: float = 0.0
    last_message_id: int = 0  # ids of private chats come from one counter per bot account
    allowed_updates: list[str] | None = None
    webhook: WebhookSetting | None = None
    commands: dict[str, list[Json]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[str, Json] = field(default_factory=dict)
    admin_rights: dict[str, Json] = field(default_factory=dict)
    logged_out: bool = False

    def user(self) -> Json:
        """Return the Bot API's User object as others see it."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


@dataclass
class Message:
    """One message of one chat; ``content`` holds the fields of its kind, files without ``file_id``."""

    id: int
    date: int
    sender_id: int
    content: Json
    edit_date: int = 0
    reply_to: int = 0
    quote: Json | None = None
    thread_id: int = 0
    media_group_id: str = ""
    markup: Json | None = None
    forward_origin: Json | None = None
    is_service: bool = False
    is_protected: bool = False
    is_silent: bool = False
    effect_id: str = ""
    reactions: dict[str, list[Json]] = field(default_factory=dict)


@dataclass
class Member:
    """Somebody's place in a group: ``status`` is one of the Bot API's ChatMember kinds."""

    user_id: int
    status: str = "member"
    until_date: int = 0
    custom_title: str = ""
    rights: Json = field(default_factory=dict)


@dataclass
class Topic:
    """A forum topic; its id is the id of the service message that opened it."""

    thread_id: int
    name: str
    icon_color: int = 0x6FB9F0
    icon_custom_emoji_id: str = ""
    is_closed: bool = False


@dataclass
class Chat:
    """A private chat of one person with one bot, a basic group or a supergroup.

    ``started`` (private): the person has written to the bot, so the bot may write. ``met`` (private): the bot
    knows the person. ``unread``: the messages each person has not read.
    """

    key: str
    id: int
    type: str
    bot_id: int = 0
    person_id: int = 0
    title: str = ""
    description: str = ""
    username: str = ""
    is_forum: bool = False
    started: bool = False
    blocked: bool = False
    migrated_to: int = 0
    migrated_from: int = 0
    last_message_id: int = 0
    last_bot_to_speak: int = 0
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: list[int] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    permissions: Json = field(default_factory=dict)
    unread: dict[int, set[int]] = field(default_factory=dict)
    invite_link: str = ""
    hides_general_topic: bool = False
    closed_general_topic: bool = False

    @property
    def is_private(self) -> bool:
        """Tell whether this is a chat of one person with one bot."""
        return self.type == "private"

    @property
    def is_supergroup(self) -> bool:
        """Tell whether this is a supergroup."""
        return self.type == "supergroup"


@dataclass
class Press:
    """A press on an inline button, waiting for answerCallbackQuery."""

    id: str
    bot_id: int
    person_id: int
    chat_key: str
    message_id: int
    data: str
    at: float
    answer: Json | None = None
