"""Command menus by scope and language.

Sources: Bot API, BotCommandScope (which scope wins); tdlib/td, BotCommand.cpp (lengths and wordings).
"""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.access import reach_chat
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.registry import Context, method
from bot.sandbox.model import Bot, Chat, Json
from bot.sandbox.state import is_admin

_NAME_LIMIT = 32
_DESCRIPTION_LIMIT = 256
_COUNT_LIMIT = 100
_NAME = re.compile(r"[a-z0-9_]+")
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


@method("setMyCommands")
async def set_my_commands(context: Context) -> bool:
    """Keep the commands of one scope and language."""
    commands = _commands(context.args.json("commands", "Can't parse commands JSON object"))
    key = _key(context)
    if commands:
        context.bot.commands[key] = commands
    else:
        context.bot.commands.pop(key, None)
    context.sandbox.changed()
    return True


@method("getMyCommands")
async def get_my_commands(context: Context) -> list[Json]:
    """Return the commands of exactly one scope and language."""
    return context.bot.commands.get(_key(context), [])


@method("deleteMyCommands")
async def delete_my_commands(context: Context) -> bool:
    """Forget the commands of one scope and language."""
    context.bot.commands.pop(_key(context), None)
    context.sandbox.changed()
    return True


def _commands(value: Any) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_request("Expected an Array of BotCommand")
    if len(value) > _COUNT_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(item) for item in value]


def _command(item: Any) -> Json:
    if not isinstance(item, dict):
        raise bad_request("Can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if field not in item:
            raise bad_request(f"Can't parse BotCommand: Can't find field \"{field}\"")
    name, description = str(item["command"]).strip().lstrip("/"), str(item["description"]).strip()
    if not name:
        raise bad_request("Command must be non-empty")
    if len(name) > _NAME_LIMIT:
        raise bad_request(f"Command length must not exceed {_NAME_LIMIT}")
    if not _NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > _DESCRIPTION_LIMIT:
        raise bad_request(f"Command description length must not exceed {_DESCRIPTION_LIMIT}")
    return {"command": name, "description": description}


def _key(context: Context) -> str:
    scope = context.args.json("scope", "Can't parse BotCommandScope JSON object") or {"type": "default"}
    language = context.args.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("Invalid language code specified")
    return f"{_scope_key(context, scope)}|{language}"


def _scope_key(context: Context, scope: Any) -> str:
    if not isinstance(scope, dict):
        raise bad_request("Can't parse BotCommandScope: BotCommandScope must be an Object")
    if "type" not in scope:
        raise bad_request("Can't parse BotCommandScope: Can't find field \"type\"")
    kind = scope["type"]
    if kind in _PLAIN_SCOPES:
        return str(kind)
    if kind not in _CHAT_SCOPES:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    if not scope.get("chat_id"):
        raise bad_request("Can't parse BotCommandScope: Empty chat_id specified")
    chat = reach_chat(context.sandbox, context.bot, str(scope["chat_id"]))
    if kind == "chat":
        return f"chat:{chat.id}"
    if chat.is_private:
        raise bad_request("Can't use specified scope in private chats")
    if kind == "chat_administrators":
        return f"chat_administrators:{chat.id}"
    if int(scope.get("user_id") or 0) <= 0:
        raise bad_request("Can't parse BotCommandScope: Invalid user_id specified")
    return f"chat_member:{chat.id}:{int(scope['user_id'])}"


def commands_for(bot: Bot, chat: Chat, user_id: int, language: str) -> list[Json]:
    """Return the menu a person sees: the first scope with commands, own language first [Bot API]."""
    if chat.is_private:
        scopes = [f"chat:{chat.id}", "all_private_chats", "default"]
    else:
        admin = is_admin(chat.members.get(user_id))
        scopes = [f"chat_member:{chat.id}:{user_id}"]
        scopes += [f"chat_administrators:{chat.id}"] if admin else []
        scopes += [f"chat:{chat.id}"]
        scopes += ["all_chat_administrators"] if admin else []
        scopes += ["all_group_chats", "default"]
    for scope in scopes:
        for code in (language, ""):
            found = bot.commands.get(f"{scope}|{code}")
            if found:
                return found
    return []
