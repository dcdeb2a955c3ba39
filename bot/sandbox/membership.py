"""Groups: who is in, with which rights; joining, leaving, upgrading."""

from __future__ import annotations

from bot.sandbox.errors import ControlRefusal
from bot.sandbox.messages import member_changed, service
from bot.sandbox.model import Bot, Chat, Json, Member, Person, Topic
from bot.sandbox.render import chat_object
from bot.sandbox.state import Sandbox, is_member

PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
ADMIN_RIGHTS = (
    "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip
_USUAL_ADMIN = {name: name not in ("is_anonymous", "can_promote_members") for name in ADMIN_RIGHTS}


def default_permissions() -> Json:
    """Return what members of a new group may do."""
    return dict.fromkeys(PERMISSIONS, True)


def member_object(sandbox: Sandbox, chat: Chat, user_id: int) -> Json:
    """Return the ChatMember of ``user_id``; somebody who never joined has left."""
    member = chat.members.get(user_id) or Member(user_id, "left")
    result: Json = {"status": member.status, "user": sandbox.user(user_id)}
    if member.status == "creator":
        result["is_anonymous"] = False
    if member.status == "administrator":
        result["can_be_edited"] = False
        result.update(admin_rights(chat, member))
    if member.status == "restricted":
        result["is_member"] = member.rights.get("is_member", True)
        result.update({name: bool(member.rights.get(name)) for name in PERMISSIONS})
    if member.status in ("restricted", "kicked"):
        result["until_date"] = member.until_date
    if member.custom_title and member.status in ("creator", "administrator"):
        result["custom_title"] = member.custom_title
    return result


def admin_rights(chat: Chat, member: Member) -> Json:
    """Return all rights of an administrator, the supergroup's own ones included."""
    rights = {**_USUAL_ADMIN, **member.rights}
    names = [*ADMIN_RIGHTS, "can_pin_messages"]
    if chat.is_supergroup:
        names.append("can_manage_topics")
    return {name: bool(rights.get(name, name == "can_pin_messages")) for name in names}


def set_member(sandbox: Sandbox, chat: Chat, actor: Person | Bot, member: Member) -> None:
    """Give somebody another place in the group and tell the bots."""
    old = member_object(sandbox, chat, member.user_id)
    was_in = is_member(chat.members.get(member.user_id))
    chat.members[member.user_id] = member
    new = member_object(sandbox, chat, member.user_id)
    if old != new:
        member_changed(sandbox, chat, actor, member.user_id, old, new)
    if was_in != is_member(member):
        _tell_chat(sandbox, chat, actor, member.user_id, joined=not was_in)
        sandbox.events.publish("chat", people=_concerned(sandbox, chat, member.user_id), chat_id=chat.id)


def _concerned(sandbox: Sandbox, chat: Chat, user_id: int) -> list[int]:
    people = sandbox.people_in(chat)
    return people if user_id in people or user_id not in sandbox.people else [*people, user_id]


def _tell_chat(sandbox: Sandbox, chat: Chat, actor: Person | Bot, user_id: int, *, joined: bool) -> None:
    user = sandbox.user(user_id)
    if joined:
        service(sandbox, chat, actor.id, {"new_chat_members": [user]})
    else:
        service(sandbox, chat, actor.id, {"left_chat_member": user})


def make_group(
    sandbox: Sandbox, title: str, member_ids: list[int], *, supergroup: bool, forum: bool, creator_id: int = 0
) -> Chat:
    """Make a group; the first person is its creator. Bots hear of it as on joining any group."""
    for user_id in member_ids:
        if user_id not in sandbox.people and user_id not in sandbox.bots:
            raise ControlRefusal(404, f"There is nobody with the id {user_id}.")
    people = [user_id for user_id in member_ids if user_id in sandbox.people]
    if not people:
        raise ControlRefusal(400, "A group needs at least one person.")
    chat = sandbox.add_group(title, "supergroup" if supergroup or forum else "group")
    chat.is_forum = forum
    chat.permissions = default_permissions()
    creator = sandbox.people[creator_id or people[0]]
    chat.members[creator.id] = Member(creator.id, "creator")
    for user_id in people:
        chat.members.setdefault(user_id, Member(user_id))
    created = {"supergroup_chat_created": True} if chat.is_supergroup else {"group_chat_created": True}
    service(sandbox, chat, creator.id, created)
    for user_id in member_ids:
        if user_id in sandbox.bots:
            set_member(sandbox, chat, creator, Member(user_id))
    sandbox.events.publish("chat", people=sandbox.people_in(chat), chat_id=chat.id)
    return chat


def upgrade(sandbox: Sandbox, chat: Chat, actor: Person) -> Chat:
    """Turn a basic group into a supergroup with another id, with the service messages on both sides."""
    if chat.type != "group" or chat.migrated_to:
        raise ControlRefusal(409, "Only a basic group that was not upgraded yet can be upgraded.")
    new = sandbox.add_group(chat.title, "supergroup")
    new.members = {user_id: Member(user_id, member.status) for user_id, member in chat.members.items()}
    new.permissions = dict(chat.permissions)
    new.migrated_from = chat.id
    chat.migrated_to = new.id
    service(sandbox, chat, actor.id, {"migrate_to_chat_id": new.id})
    service(sandbox, new, actor.id, {"migrate_from_chat_id": chat.id})
    sandbox.events.publish("chat", people=sandbox.people_in(new), chat_id=new.id)
    return new


def open_topic(
    sandbox: Sandbox, chat: Chat, actor_id: int, name: str, color: int = 0, emoji: str = ""
) -> Topic:
    """Open a forum topic; its id is that of the service message."""
    created: Json = {"name": name, "icon_color": color or 0x6FB9F0}
    if emoji:
        created["icon_custom_emoji_id"] = emoji
    message = service(sandbox, chat, actor_id, {"forum_topic_created": created})
    topic = Topic(message.id, name, created["icon_color"], emoji)
    chat.topics[topic.thread_id] = topic
    sandbox.changed()
    return topic


def block(sandbox: Sandbox, chat: Chat, person: Person, *, blocked: bool) -> None:
    """A person blocks or unblocks the bot of a private chat; the bot hears it as my_chat_member."""
    if chat.blocked == blocked:
        return
    bot = sandbox.bots[chat.bot_id]
    chat.blocked = blocked
    kicked: Json = {"status": "kicked", "user": bot.user(), "until_date": 0}
    present: Json = {"status": "member", "user": bot.user()}
    old, new = (present, kicked) if blocked else (kicked, present)
    member_changed(sandbox, chat, person, bot.id, old, new)
    sandbox.events.publish("chat", people=[person.id], chat_id=chat.id, blocked=blocked)


def full_chat(sandbox: Sandbox, chat: Chat) -> Json:
    """Return the ChatFullInfo of ``chat``."""
    info: Json = {**chat_object(sandbox, chat), "accent_color_id": 0, "max_reaction_count": 11}
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    info["accepted_gift_types"] = dict.fromkeys(gifts, chat.is_private)
    if chat.username:
        info["active_usernames"] = [chat.username]
    if chat.description:
        info["description"] = chat.description
    if not chat.is_private:
        info["permissions"] = {**default_permissions(), **chat.permissions}
        if chat.invite_link:
            info["invite_link"] = chat.invite_link
    return info
