"""Groups: made, filled, upgraded, given topics."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.control.wire import answer, body_of, number, sandbox_of
from bot.sandbox.errors import ControlRefusal
from bot.sandbox.membership import make_group, member_object, open_topic, set_member, upgrade
from bot.sandbox.model import Chat, Json, Member, Person
from bot.sandbox.state import Sandbox, is_admin


def group_view(sandbox: Sandbox, chat: Chat) -> Json:
    """Return a group as the control interface shows it."""
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "is_forum": chat.is_forum,
        "migrated_to": chat.migrated_to or None,
        "members": [member_object(sandbox, chat, user_id) for user_id in chat.members],
        "topics": [{"id": topic.thread_id, "name": topic.name} for topic in chat.topics.values()],
    }


def _group(request: web.Request) -> Chat:
    chat_id = number(request.match_info["group"], "group")
    chat = sandbox_of(request).group(chat_id)
    if chat is None:
        raise ControlRefusal(404, f"There is no group {chat_id}.")
    return chat


def _user_id(sandbox: Sandbox, value: object) -> int:
    """Return the id of a person or bot given by id or by the bot's user name."""
    text = str(value)
    return int(text) if text.lstrip("-").isdigit() else sandbox.bot_by_name(text).id


def _creator(sandbox: Sandbox, chat: Chat) -> Person:
    people = [sandbox.people[user_id] for user_id in sandbox.people_in(chat)]
    if not people:
        raise ControlRefusal(409, "Nobody is left in the group.")
    governing = [person for person in people if is_admin(chat.members.get(person.id))]
    return (governing or people)[0]


async def list_groups(request: web.Request) -> web.Response:
    """Return all groups."""
    sandbox = sandbox_of(request)
    return answer([group_view(sandbox, chat) for chat in sandbox.chats.values() if not chat.is_private])


async def post_group(request: web.Request) -> web.Response:
    """Make a group of people (ids) and bots (ids or user names); the first person creates it."""
    sandbox, body = sandbox_of(request), await body_of(request)
    title = str(body.get("title") or "").strip()
    if not title:
        raise ControlRefusal(400, "A group needs a title.")
    members = [_user_id(sandbox, value) for value in body.get("members", [])]
    if (
        not any(user_id in sandbox.bots for user_id in members)
        and sandbox.bots
        and body.get("with_bot", True)
    ):
        members.append(sandbox.bot_by_name("").id)
    supergroup, forum = bool(body.get("supergroup")), bool(body.get("forum"))
    chat = make_group(sandbox, title, members, supergroup=supergroup, forum=forum)
    return answer(group_view(sandbox, chat))


async def post_members(request: web.Request) -> web.Response:
    """Add people or bots, or change a member's place (``status``, ``rights``)."""
    sandbox, chat, body = sandbox_of(request), _group(request), await body_of(request)
    status = str(body.get("status") or "member")
    if status not in ("member", "administrator", "restricted", "creator"):
        raise ControlRefusal(400, "status is member, administrator, restricted or creator.")
    for value in body.get("members", []):
        user_id = _user_id(sandbox, value)
        if user_id not in sandbox.people and user_id not in sandbox.bots:
            raise ControlRefusal(404, f"There is nobody with the id {user_id}.")
        member = Member(user_id, status, rights=dict(body.get("rights") or {}))
        set_member(sandbox, chat, _creator(sandbox, chat), member)
    return answer(group_view(sandbox, chat))


async def post_remove(request: web.Request) -> web.Response:
    """Remove members; ``ban`` keeps them out, ``leave`` means they went themselves."""
    sandbox, chat, body = sandbox_of(request), _group(request), await body_of(request)
    for value in body.get("members", []):
        user_id = _user_id(sandbox, value)
        if user_id not in chat.members:
            raise ControlRefusal(404, f"{user_id} is not in the group.")
        leaves = bool(body.get("leave")) and user_id in sandbox.people
        actor = sandbox.people[user_id] if leaves else _creator(sandbox, chat)
        banned = bool(body.get("ban")) or (user_id in sandbox.bots and not leaves)
        set_member(sandbox, chat, actor, Member(user_id, "kicked" if banned else "left"))
    return answer(group_view(sandbox, chat))


async def post_upgrade(request: web.Request) -> web.Response:
    """Turn a basic group into a supergroup; its id changes."""
    sandbox, chat = sandbox_of(request), _group(request)
    return answer(group_view(sandbox, upgrade(sandbox, chat, _creator(sandbox, chat))))


async def post_topic(request: web.Request) -> web.Response:
    """A person opens a topic in a forum."""
    sandbox, chat, body = sandbox_of(request), _group(request), await body_of(request)
    name = str(body.get("name") or "").strip()
    if not chat.is_forum or not name:
        raise ControlRefusal(400, "Topics need a name and a group that is a forum.")
    topic = open_topic(sandbox, chat, _creator(sandbox, chat).id, name)
    return answer({"id": topic.thread_id, "name": topic.name})


def add_routes(app: web.Application) -> None:
    """Put the addresses of groups into ``app``."""
    app.router.add_get("/api/groups", list_groups)
    app.router.add_post("/api/groups", post_group)
    for name, handler in (
        ("members", post_members), ("remove", post_remove), ("upgrade", post_upgrade), ("topics", post_topic),
    ):  # fmt: skip
        app.router.add_post(f"/api/groups/{{group}}/{name}", handler)
