"""The methods of the Bot API that the sandbox has, by group; importing a module registers its methods."""

from bot.sandbox.methods import (
    account,
    callbacks,
    chats,
    commands,
    deleting,
    editing,
    fetching,
    groups,
    media,
    receiving,
    sending,
    topics,
)

__all__ = [
    "account", "callbacks", "chats", "commands", "deleting", "editing", "fetching", "groups", "media",
    "receiving", "sending", "topics",
]  # fmt: skip
