"""The bot about itself: getMe, names and descriptions, menu buttons, rights it asks for."""

from __future__ import annotations

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.registry import Context, method
from bot.sandbox.model import Json
from bot.sandbox.render import bot_self

_TEXTS = {
    "Name": ("name", 64),
    "Description": ("description", 512),
    "ShortDescription": ("short_description", 120),
}


@method("getMe")
async def get_me(context: Context) -> Json:
    """Return the bot itself."""
    return bot_self(context.bot)


@method("logOut", "close")
async def log_out(context: Context) -> bool:
    """Accept the farewell; the sandbox keeps serving the bot."""
    context.bot.logged_out = True
    return True


def _language(context: Context) -> str:
    code = context.args.text("language_code")
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise bad_request("Invalid language code specified")
    return code.lower()


def _register_texts() -> None:
    for title, (field, limit) in _TEXTS.items():
        method(f"setMy{title}")(_setter(title, field, limit))
        method(f"getMy{title}")(_getter(title, field))


def _setter(title: str, field: str, limit: int) -> Any:
    async def set_text(context: Context) -> bool:
        text = context.args.text(field)
        if len(text) > limit:
            kind = "Bot name" if title == "Name" else "Bot description"
            raise bad_request(f"{kind} is too long")
        key = f"{field}:{_language(context)}"
        context.bot.texts[key] = text
        if key == "name:" and text:
            context.bot.first_name = text
        context.sandbox.changed()
        return True

    return set_text


def _getter(title: str, field: str) -> Any:
    async def get_text(context: Context) -> Json:
        texts = context.bot.texts
        default = context.bot.first_name if title == "Name" else ""
        return {field: texts.get(f"{field}:{_language(context)}") or texts.get(f"{field}:") or default}

    return get_text


_register_texts()


@method("setChatMenuButton")
async def set_chat_menu_button(context: Context) -> bool:
    """Set the button beside the input field, for one private chat or for all."""
    value = context.args.json("menu_button", "Can't parse menu button JSON object") or {"type": "default"}
    if not isinstance(value, dict) or value.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("Can't parse menu button: MenuButton has unsupported type")
    context.bot.menu_buttons[context.args.text("chat_id")] = value
    context.sandbox.changed()
    return True


@method("getChatMenuButton")
async def get_chat_menu_button(context: Context) -> Json:
    """Return the button beside the input field."""
    buttons = context.bot.menu_buttons
    default: Json = {"type": "commands"}
    return buttons.get(context.args.text("chat_id")) or buttons.get("") or default


@method("setMyDefaultAdministratorRights")
async def set_default_rights(context: Context) -> bool:
    """Keep the rights the bot asks for when it is added as administrator."""
    rights = context.args.json("rights", "Can't parse ChatAdministratorRights JSON object") or {}
    key = "channels" if context.args.flag("for_channels") else "groups"
    context.bot.admin_rights[key] = rights
    context.sandbox.changed()
    return True


@method("getMyDefaultAdministratorRights")
async def get_default_rights(context: Context) -> Json:
    """Return the rights the bot asks for."""
    key = "channels" if context.args.flag("for_channels") else "groups"
    return {**dict.fromkeys(ADMIN_RIGHTS, False), **context.bot.admin_rights.get(key, {})}


ADMIN_RIGHTS = (
    "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip
