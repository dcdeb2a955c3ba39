"""Groups, privacy mode, members, upgrade, topics, pins, deep links, command menus."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.sandbox.phone import ANN, BO, Json, Phone

BOT = 4242


async def group_of(phone: Phone, **wanted: Any) -> int:
    """Make a group of Ann, Bo and the bot and forget the updates about it."""
    group = int((await phone.do("/groups", title="Dock", members=[ANN, BO, BOT], **wanted))["id"])
    await forget(phone)
    return group


async def forget(phone: Phone) -> None:
    """Confirm everything that waits."""
    waiting = await phone.bot("getUpdates", offset=-1)
    if waiting:
        await phone.bot("getUpdates", offset=waiting[0]["update_id"] + 1)


async def texts(phone: Phone) -> list[str]:
    """Return the texts of waiting messages."""
    found: list[Json] = await phone.bot("getUpdates")
    return [update["message"].get("text", "") for update in found if "message" in update]


async def make_admin(phone: Phone, group: int, **rights: bool) -> None:
    await phone.do(f"/groups/{group}/members", members=[BOT], status="administrator", rights=rights)
    await forget(phone)


async def test_being_added_arrives_as_my_chat_member_and_service_message(phone: Phone) -> None:
    group = await phone.do("/groups", title="Dock", members=[ANN, BO])
    change, joined = await phone.bot("getUpdates")
    assert change["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert change["my_chat_member"]["chat"] == {"id": group["id"], "type": "group", "title": "Dock"}
    assert [user["id"] for user in joined["message"]["new_chat_members"]] == [BOT]


async def test_ids_of_supergroups_begin_with_minus_100(phone: Phone) -> None:
    assert str(await group_of(phone, supergroup=True)).startswith("-100")
    assert not str(await group_of(phone)).startswith("-100")


async def test_with_privacy_mode_the_bot_hears_what_is_meant_for_it(phone: Phone) -> None:
    group = await group_of(phone)
    said = await phone.bot("sendMessage", chat_id=group, text="hello all")
    for text in ("between us", "/help", "/help@sandbox4242_bot", "/help@other_bot", "@sandbox4242_bot look"):
        await phone.act(ANN, "text", group, text=text)
    await phone.act(BO, "text", group, text="yes", reply_to_message_id=said["message_id"])
    assert await texts(phone) == ["/help", "/help@sandbox4242_bot", "@sandbox4242_bot look", "yes"]


async def test_without_privacy_mode_the_bot_hears_everything(phone: Phone) -> None:
    await phone.do("/bots", bot="sandbox4242_bot", can_read_all_group_messages=True)
    assert (await phone.bot("getMe"))["can_read_all_group_messages"] is True
    group = await group_of(phone)
    await phone.act(ANN, "text", group, text="between us")
    assert await texts(phone) == ["between us"]


async def test_as_administrator_the_bot_hears_everything(phone: Phone) -> None:
    group = await group_of(phone)
    await make_admin(phone, group)
    await phone.act(ANN, "text", group, text="between us")
    assert await texts(phone) == ["between us"]


async def test_two_bots_in_a_group_do_not_hear_each_other(phone: Phone) -> None:
    other = phone.as_bot("77:second")
    await other.do("/bots", bot=(await other.bot("getMe"))["username"], can_read_all_group_messages=True)
    group = await group_of(phone)
    await phone.do(f"/groups/{group}/members", members=["sandbox77_bot"])
    await forget(other)
    await phone.bot("sendMessage", chat_id=group, text="from the first")
    assert await texts(other) == []


async def test_members_and_their_places_can_be_asked_for(phone: Phone) -> None:
    group = await group_of(phone, supergroup=True)
    assert await phone.bot("getChatMemberCount", chat_id=group) == 3
    assert (await phone.bot("getChatMember", chat_id=group, user_id=ANN))["status"] == "creator"
    assert (await phone.bot("getChatMember", chat_id=group, user_id=BO))["status"] == "member"
    await phone.do(f"/groups/{group}/remove", members=[BO], leave=True)
    assert (await phone.bot("getChatMember", chat_id=group, user_id=BO))["status"] == "left"
    await make_admin(phone, group)
    admins = await phone.bot("getChatAdministrators", chat_id=group)
    assert {admin["user"]["id"] for admin in admins} == {ANN, BOT}


async def test_changes_of_others_arrive_only_when_asked_for_and_as_administrator(phone: Phone) -> None:
    group = await group_of(phone, supergroup=True)
    await phone.bot("getUpdates", allowed_updates=["chat_member"])
    await phone.do(f"/groups/{group}/remove", members=[BO])
    assert await phone.bot("getUpdates") == []
    await make_admin(phone, group)
    await phone.do(f"/groups/{group}/members", members=[BO])
    (update,) = await phone.bot("getUpdates")
    assert update["chat_member"]["new_chat_member"]["user"]["id"] == BO


async def test_an_administrator_bot_bans_restricts_and_promotes(phone: Phone) -> None:
    group = await group_of(phone, supergroup=True)
    await make_admin(phone, group, can_promote_members=True)
    await phone.bot("restrictChatMember", chat_id=group, user_id=BO, permissions={"can_send_messages": False})
    assert (await phone.control("POST", f"/people/{BO}/chats/{group}/text", text="x"))[0] == 403
    await phone.bot("promoteChatMember", chat_id=group, user_id=BO, can_delete_messages=True)
    assert (await phone.bot("getChatMember", chat_id=group, user_id=BO))["can_delete_messages"] is True
    await phone.bot("promoteChatMember", chat_id=group, user_id=BO)
    await phone.bot("banChatMember", chat_id=group, user_id=BO)
    assert (await phone.bot("getChatMember", chat_id=group, user_id=BO))["status"] == "kicked"
    await phone.bot("unbanChatMember", chat_id=group, user_id=BO, only_if_banned=True)
    assert (await phone.bot("getChatMember", chat_id=group, user_id=BO))["status"] == "left"


async def test_an_upgrade_is_told_on_both_sides(phone: Phone) -> None:
    group = await group_of(phone)
    new = (await phone.do(f"/groups/{group}/upgrade"))["id"]
    to, since = [update["message"] for update in await phone.bot("getUpdates")]
    assert (to["chat"]["id"], to["migrate_to_chat_id"]) == (group, new)
    assert (since["chat"]["id"], since["migrate_from_chat_id"]) == (new, group)
    await phone.bot("sendMessage", chat_id=new, text="here now")


async def test_topics_hold_messages_of_their_own(phone: Phone) -> None:
    group = await group_of(phone, forum=True)
    await make_admin(phone, group)
    topic = await phone.bot("createForumTopic", chat_id=group, name="RMA-1")
    thread = topic["message_thread_id"]
    sent = await phone.bot("sendMessage", chat_id=group, text="in the topic", message_thread_id=thread)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "RMA-1"
    said = await phone.act(ANN, "text", group, text="/me too", message_thread_id=thread)
    assert said["message_thread_id"] == thread
    await phone.bot("closeForumTopic", chat_id=group, message_thread_id=thread)
    status, answer = await phone.raw("sendMessage", chat_id=group, text="x", message_thread_id=thread)
    assert (status, answer["description"]) == (400, "Bad Request: TOPIC_CLOSED")
    await phone.bot("reopenForumTopic", chat_id=group, message_thread_id=thread)
    await phone.bot("editForumTopic", chat_id=group, message_thread_id=thread, name="RMA-1 done")
    await phone.bot("deleteForumTopic", chat_id=group, message_thread_id=thread)
    assert all(m.get("message_thread_id") != thread for m in await phone.messages(ANN, group))


async def test_a_pin_leaves_a_service_message_and_shows_in_getchat(phone: Phone) -> None:
    sent = await phone.bot("sendMessage", chat_id=ANN, text="rules")
    await phone.bot("pinChatMessage", chat_id=ANN, message_id=sent["message_id"])
    assert (await phone.bot("getChat", chat_id=ANN))["pinned_message"]["text"] == "rules"
    assert (await phone.bot("getUpdates"))[-1]["message"]["pinned_message"]["text"] == "rules"
    await phone.bot("unpinAllChatMessages", chat_id=ANN)
    assert "pinned_message" not in await phone.bot("getChat", chat_id=ANN)


async def test_a_deep_link_arrives_as_start_with_its_payload(phone: Phone) -> None:
    await phone.act(ANN, "start", payload="order-1007")
    message = (await phone.bot("getUpdates"))[0]["message"]
    assert message["text"] == "/start order-1007"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert (await phone.control("POST", f"/people/{ANN}/chats/{ANN}/start", payload="no spaces"))[0] == 400


async def test_start_unblocks_a_blocked_bot(phone: Phone) -> None:
    await phone.act(ANN, "block")
    assert (await phone.control("POST", f"/people/{ANN}/chats/{ANN}/text", text="x"))[0] == 409
    await phone.act(ANN, "start")
    await phone.bot("sendMessage", chat_id=ANN, text="back")


async def test_a_supergroup_message_can_be_deleted_by_an_administrator_even_later(phone: Phone) -> None:
    group = await group_of(phone, supergroup=True)
    said = await phone.act(ANN, "text", group, text="/old")
    assert (await phone.raw("deleteMessage", chat_id=group, message_id=said["message_id"]))[0] == 400
    await make_admin(phone, group)
    await phone.do("/clock", advance_seconds=60 * 3600)
    assert await phone.bot("deleteMessage", chat_id=group, message_id=said["message_id"]) is True


async def test_a_forwarded_message_names_its_origin_and_loses_its_callback_keyboard(phone: Phone) -> None:
    group = await group_of(phone)
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await phone.bot("sendMessage", chat_id=group, text="card", reply_markup=markup)
    forwarded = await phone.act(ANN, "forward", from_chat_id=group, message_id=sent["message_id"])
    assert forwarded["forward_origin"]["sender_user"]["id"] == BOT
    assert "reply_markup" not in forwarded
    await phone.act(ANN, "press", message_id=forwarded["message_id"], data="go", wait=0)
    query = (await phone.bot("getUpdates"))[-1]["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("go", forwarded["message_id"])


async def test_bots_forward_and_copy(phone: Phone) -> None:
    said = await phone.act(ANN, "text", text="original")
    place = {"chat_id": ANN, "from_chat_id": ANN, "message_id": said["message_id"]}
    assert (await phone.bot("forwardMessage", **place))["forward_origin"]["type"] == "user"
    copied = await phone.bot("copyMessage", **place)
    assert (await phone.messages(ANN))[-1]["message_id"] == copied["message_id"]
    assert "forward_origin" not in (await phone.messages(ANN))[-1]


@pytest.mark.parametrize(
    ("person", "expected"), [(ANN, ["general"]), (BO, ["zh"])], ids=["English falls back", "Chinese"]
)
async def test_the_command_menu_follows_scope_and_language(
    phone: Phone, person: int, expected: list[str]
) -> None:
    general = [{"command": "general", "description": "for all"}]
    await phone.bot("setMyCommands", commands=general)
    await phone.bot("setMyCommands", commands=[{"command": "zh", "description": "中文"}], language_code="zh")
    (chat,) = await phone.look(f"/people/{person}/chats")
    assert [command["command"] for command in chat["commands"]] == expected


async def test_a_menu_for_one_chat_wins_until_it_is_deleted(phone: Phone) -> None:
    await phone.bot("setMyCommands", commands=[{"command": "all", "description": "x"}])
    scope = {"type": "chat", "chat_id": ANN}
    await phone.bot("setMyCommands", commands=[{"command": "ann", "description": "x"}], scope=scope)
    assert await phone.bot("getMyCommands", scope=scope) == [{"command": "ann", "description": "x"}]
    assert (await phone.look(f"/people/{ANN}/chats"))[0]["commands"][0]["command"] == "ann"
    await phone.bot("deleteMyCommands", scope=scope)
    assert await phone.bot("getMyCommands", scope=scope) == []
    assert (await phone.look(f"/people/{ANN}/chats"))[0]["commands"][0]["command"] == "all"


async def test_names_and_descriptions_are_kept_by_language(phone: Phone) -> None:
    await phone.bot("setMyDescription", description="Desk")
    await phone.bot("setMyDescription", description="服务台", language_code="zh")
    await phone.bot("setMyShortDescription", short_description="short")
    await phone.bot("setMyName", name="Returns desk")
    assert await phone.bot("getMyDescription", language_code="zh") == {"description": "服务台"}
    assert await phone.bot("getMyDescription", language_code="de") == {"description": "Desk"}
    assert (await phone.bot("getMe"))["first_name"] == "Returns desk"
    assert await phone.bot("getMyName") == {"name": "Returns desk"}


async def test_a_chat_action_shows_for_five_seconds_or_until_a_message(phone: Phone) -> None:
    await phone.bot("sendChatAction", chat_id=ANN, action="typing")
    assert (await phone.look(f"/people/{ANN}/chats"))[0]["chat_action"] == "typing"
    await phone.do("/clock", advance_seconds=6)
    assert (await phone.look(f"/people/{ANN}/chats"))[0]["chat_action"] is None
    await phone.bot("sendChatAction", chat_id=ANN, action="upload_photo")
    await phone.bot("sendMessage", chat_id=ANN, text="done")
    assert (await phone.look(f"/people/{ANN}/chats"))[0]["chat_action"] is None


async def test_a_group_can_be_renamed_and_described_by_its_administrator_bot(phone: Phone) -> None:
    group = await group_of(phone)
    await make_admin(phone, group)
    await phone.bot("setChatTitle", chat_id=group, title="Dock 2")
    await phone.bot("setChatDescription", chat_id=group, description="where boxes come back")
    chat = await phone.bot("getChat", chat_id=group)
    assert (chat["title"], chat["description"]) == ("Dock 2", "where boxes come back")
    link = await phone.bot("exportChatInviteLink", chat_id=group)
    assert link.startswith("https://t.me/+")


async def test_small_things_are_sent(phone: Phone) -> None:
    contact = await phone.bot("sendContact", chat_id=ANN, phone_number="+491", first_name="Bo")
    assert contact["contact"] == {"phone_number": "+491", "first_name": "Bo"}
    place = await phone.bot("sendLocation", chat_id=ANN, latitude=1.5, longitude=2.5)
    assert place["location"] == {"latitude": 1.5, "longitude": 2.5}
    assert 1 <= (await phone.bot("sendDice", chat_id=ANN))["dice"]["value"] <= 6


async def test_menu_buttons_and_wished_rights_are_kept(phone: Phone) -> None:
    assert await phone.bot("getChatMenuButton", chat_id=ANN) == {"type": "commands"}
    await phone.bot("setChatMenuButton", chat_id=ANN, menu_button={"type": "default"})
    assert await phone.bot("getChatMenuButton", chat_id=ANN) == {"type": "default"}
    rights = await phone.bot("getMyDefaultAdministratorRights")
    assert not any(rights.values())
    await phone.bot("setMyDefaultAdministratorRights", rights={**rights, "can_delete_messages": True})
    assert (await phone.bot("getMyDefaultAdministratorRights"))["can_delete_messages"] is True


async def test_a_reaction_is_kept(phone: Phone) -> None:
    events = phone.sandbox.state.events.subscribe()
    await phone.bot(
        "setMessageReaction", chat_id=ANN, message_id=1, reaction=[{"type": "emoji", "emoji": "👍"}]
    )
    assert events.get_nowait()[1] == "reaction"
