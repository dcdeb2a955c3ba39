"""Governing groups: banning, restricting, promoting, titles, invite links.

Source of the wordings: errors that bots report ("not enough rights to …", "can't remove chat owner"); they
come from Telegram's servers, whose code is not public.
"""

from __future__ import annotations

import random
from typing import Any

from bot.sandbox.access import reach_chat
from bot.sandbox.errors import bad_request
from bot.sandbox.membership import ADMIN_RIGHTS, PERMISSIONS, set_member
from bot.sandbox.messages import service
from bot.sandbox.methods.registry import Context, method
from bot.sandbox.model import Chat, Json, Member
from bot.sandbox.state import is_admin, is_member


def _group(context: Context, right: str, what: str) -> Chat:
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"), write=True)
    if chat.is_private:
        raise bad_request("method is available only for groups and supergroups")
    member = chat.members.get(context.bot.id)
    if not is_admin(member) or (
        member is not None and not member.rights.get(right, right != "can_promote_members")
    ):
        raise bad_request(f"not enough rights to {what}")
    return chat


def _subject(context: Context, chat: Chat) -> int:
    user_id = context.args.user_id()
    if user_id not in context.sandbox.people and user_id not in context.sandbox.bots:
        raise bad_request("PARTICIPANT_ID_INVALID")
    member = chat.members.get(user_id)
    if member is not None and member.status == "creator":
        raise bad_request("can't remove chat owner")
    return user_id


@method("banChatMember", "kickChatMember")
async def ban_chat_member(context: Context) -> bool:
    """Remove somebody and keep them out."""
    chat = _group(context, "can_restrict_members", "restrict/unrestrict chat member")
    user_id = _subject(context, chat)
    if is_admin(chat.members.get(user_id)):
        raise bad_request("user is an administrator of the chat")
    until = context.args.integer("until_date")
    set_member(context.sandbox, chat, context.bot, Member(user_id, "kicked", until_date=until))
    return True


@method("unbanChatMember")
async def unban_chat_member(context: Context) -> bool:
    """Let somebody join again; without only_if_banned a present member is removed."""
    chat = _group(context, "can_restrict_members", "restrict/unrestrict chat member")
    user_id = _subject(context, chat)
    member = chat.members.get(user_id)
    if member is not None and (member.status == "kicked" or not context.args.flag("only_if_banned")):
        set_member(context.sandbox, chat, context.bot, Member(user_id, "left"))
    return True


def _permissions(context: Context) -> Json:
    value = context.args.json("permissions", "Can't parse permissions JSON object")
    if not isinstance(value, dict):
        raise bad_request("Object expected as permissions")
    return {name: bool(value.get(name)) for name in PERMISSIONS}


@method("restrictChatMember")
async def restrict_chat_member(context: Context) -> bool:
    """Take rights from a member of a supergroup."""
    permissions = _permissions(context)
    chat = _group(context, "can_restrict_members", "restrict/unrestrict chat member")
    if not chat.is_supergroup:
        raise bad_request("method is available only for supergroups")
    user_id = _subject(context, chat)
    present = is_member(chat.members.get(user_id))
    if all(permissions.values()):
        restricted = Member(user_id, "member" if present else "left")
    else:
        until = context.args.integer("until_date")
        restricted = Member(user_id, "restricted", until, rights={**permissions, "is_member": present})
    set_member(context.sandbox, chat, context.bot, restricted)
    return True


@method("promoteChatMember")
async def promote_chat_member(context: Context) -> bool:
    """Make a member an administrator, or, with no rights at all, a member again."""
    chat = _group(context, "can_promote_members", "promote/demote chat member")
    user_id = _subject(context, chat)
    rights = {
        name: context.args.flag(name) for name in (*ADMIN_RIGHTS, "can_pin_messages", "can_manage_topics")
    }
    status = "administrator" if any(rights.values()) else "member"
    set_member(
        context.sandbox,
        chat,
        context.bot,
        Member(user_id, status, rights=rights if any(rights.values()) else {}),
    )
    return True


@method("setChatAdministratorCustomTitle")
async def set_custom_title(context: Context) -> bool:
    """Give an administrator a title."""
    chat = _group(context, "can_promote_members", "change custom title of the user")
    member = chat.members.get(context.args.user_id())
    if member is None or member.status != "administrator":
        raise bad_request("user is not an administrator")
    member.custom_title = context.args.text("custom_title")[:16]
    context.sandbox.changed()
    return True


@method("setChatPermissions")
async def set_chat_permissions(context: Context) -> bool:
    """Set what all members may do."""
    permissions = _permissions(context)
    chat = _group(context, "can_restrict_members", "change chat permissions")
    chat.permissions = permissions
    context.sandbox.changed()
    return True


@method("setChatTitle")
async def set_chat_title(context: Context) -> bool:
    """Rename a group."""
    chat = _group(context, "can_change_info", "change chat title")
    title = context.args.text("title").strip()
    if not title:
        raise bad_request("Title must be non-empty")
    if title != chat.title:
        chat.title = title[:128]
        service(context.sandbox, chat, context.bot.id, {"new_chat_title": chat.title})
    return True


@method("setChatDescription")
async def set_chat_description(context: Context) -> bool:
    """Describe a group."""
    chat = _group(context, "can_change_info", "change chat description")
    description = context.args.text("description").strip()[:255]
    if description == chat.description:
        raise bad_request("chat description is not modified")
    chat.description = description
    context.sandbox.changed()
    return True


def _new_link() -> str:
    return f"https://t.me/+{random.randint(10**15, 10**16):x}"  # noqa: S311 - a sandbox's link opens nothing


@method("exportChatInviteLink")
async def export_chat_invite_link(context: Context) -> str:
    """Make a new primary invite link."""
    chat = _group(context, "can_invite_users", "manage chat invite link")
    chat.invite_link = _new_link()
    context.sandbox.changed()
    return chat.invite_link


@method("createChatInviteLink")
async def create_chat_invite_link(context: Context) -> Json:
    """Make a further invite link."""
    chat = _group(context, "can_invite_users", "manage chat invite link")
    args = context.args
    link: Json = {
        "invite_link": _new_link(),
        "creator": context.bot.user(),
        "creates_join_request": args.flag("creates_join_request"),
        "is_primary": False,
        "is_revoked": False,
    }
    optional: dict[str, Any] = {
        "name": args.text("name"),
        "expire_date": args.integer("expire_date"),
        "member_limit": args.integer("member_limit"),
    }
    assert not chat.is_private
    return {**link, **{name: value for name, value in optional.items() if value}}
