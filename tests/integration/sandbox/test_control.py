"""The control interface: what people see, events, calls, mails, samples, the state file, who may ask."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.errors import ControlRefusal
from bot.sandbox.openapi import description
from bot.sandbox.server import RunningSandbox, start_sandbox
from bot.sandbox.state import Settings
from tests.integration.sandbox.phone import ANN, BO, Json, Phone, keyboard, picture


async def test_a_person_sees_toast_alert_or_nothing(phone: Phone) -> None:
    made = await phone.bot("sendMessage", chat_id=ANN, text="x", reply_markup=keyboard(("Go", "go")))

    async def press_and_answer(**answer: object) -> Json:
        pressing = asyncio.create_task(phone.act(ANN, "press", message_id=made["message_id"], data="go"))
        update = (await phone.updates())[-1]
        await phone.bot("getUpdates", offset=update["update_id"] + 1)
        await phone.bot("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], **answer)
        seen: Json = await pressing
        assert seen.pop("ms") < 5_000
        return seen

    nothing: Json = {"toast": None, "alert": None, "url": None, "answered": True}
    assert await press_and_answer() == nothing
    assert await press_and_answer(text="Saved") == {**nothing, "toast": "Saved"}
    assert await press_and_answer(text="No!", show_alert=True) == {**nothing, "alert": "No!"}
    link = "https://t.me/sandbox4242_bot?start=x"
    assert await press_and_answer(url=link) == {**nothing, "url": link}


async def test_a_press_nobody_answers_ends_unanswered(phone: Phone) -> None:
    seen = await phone.act(ANN, "press", message_id=99, data="forged", wait=0.05)
    assert (seen["answered"], seen["toast"]) == (False, None)


async def test_unread_counts_grow_and_are_read(phone: Phone) -> None:
    for _ in range(2):
        await phone.bot("sendMessage", chat_id=ANN, text="x")
    assert (await phone.look(f"/people/{ANN}/chats"))[0]["unread"] == 2
    await phone.act(ANN, "read")
    assert (await phone.look(f"/people/{ANN}/chats"))[0]["unread"] == 0


async def test_a_list_of_chats_has_what_the_page_needs(phone: Phone) -> None:
    group = (await phone.do("/groups", title="Dock", members=[ANN]))["id"]
    await phone.bot("sendMessage", chat_id=group, text="hello")
    private, dock = await phone.look(f"/people/{ANN}/chats")
    assert (private["id"], private["type"], private["bot"]["username"]) == (ANN, "private", "sandbox4242_bot")
    assert private["last_message"]["text"] == "/start"
    assert (dock["id"], dock["title"], dock["unread"]) == (group, "Dock", 1)


async def test_messages_come_after_an_id_with_their_present_content(phone: Phone) -> None:
    ids = [(await phone.bot("sendMessage", chat_id=ANN, text=text))["message_id"] for text in ("a", "b", "c")]
    await phone.bot("editMessageText", chat_id=ANN, message_id=ids[1], text="B")
    await phone.bot("deleteMessage", chat_id=ANN, message_id=ids[2])
    shown = await phone.look(f"/people/{ANN}/chats/{ANN}/messages?after={ids[0]}")
    assert [message["text"] for message in shown["messages"]] == ["B"]
    assert shown["deleted"] == [ids[2]]


async def test_events_stream_what_happens(phone: Phone) -> None:
    async with phone.session.get(f"{phone.sandbox.url}/api/events") as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readline()
        made = await phone.bot("sendMessage", chat_id=ANN, text="x")
        await phone.bot("editMessageText", chat_id=ANN, message_id=made["message_id"], text="y")
        await phone.bot("deleteMessage", chat_id=ANN, message_id=made["message_id"])
        await phone.do("/mails", **{"from": "desk@example.com"}, to="a@b.c", subject="Hi", text="x")
        kinds: list[str] = []
        while "mail" not in kinds:
            line = (await asyncio.wait_for(stream.content.readline(), 5)).decode()
            if line.startswith("event: "):
                kinds.append(line.removeprefix("event: ").strip())
    for kind in ("message", "unread", "call", "edited", "deleted", "mail"):
        assert kind in kinds


async def test_calls_can_be_filtered(phone: Phone) -> None:
    await phone.bot("sendMessage", chat_id=ANN, text="x")
    await phone.raw("sendMessage", chat_id=BO, text="x")
    good, bad = await phone.look("/calls?method=sendMessage")
    assert (good["status"], good["arguments"]["text"], good["answer"]["ok"]) == (200, "x", True)
    assert bad["status"] == 400
    assert [call["n"] for call in await phone.look(f"/calls?after={good['n']}")] == [bad["n"]]
    assert [call["n"] for call in await phone.look(f"/calls?chat_id={BO}")] == [bad["n"]]


async def test_mails_are_kept(phone: Phone) -> None:
    attachment = {"name": "a.pdf", "type": "application/pdf", "base64": "JVBERg=="}
    mail = {"from": "desk@x.y", "to": ["d@x.y"], "subject": "RMA", "text": "t", "attachments": [attachment]}
    await phone.do("/mails", **mail)
    (kept,) = await phone.look("/mails")
    assert kept["attachments"] == [attachment]


async def test_people_are_changed_by_their_id(phone: Phone) -> None:
    await phone.do("/people", id=ANN, name="Ann-Marie von Lee", language_code="zh")
    person = next(person for person in await phone.look("/people") if person["id"] == ANN)
    assert (person["user"]["first_name"], person["user"]["last_name"]) == ("Ann-Marie", "von Lee")
    assert person["language_code"] == "zh"


@pytest.mark.parametrize(
    ("verb", "path", "body", "status"),
    [
        ("POST", "/people", {}, 400),
        ("GET", "/people/5/chats", {}, 404),
        ("POST", f"/people/{ANN}/chats/{ANN}/text", {"text": ""}, 400),
        ("POST", f"/people/{ANN}/chats/{ANN}/text", {"text": "x", "reply_to_message_id": 99}, 404),
        ("POST", f"/people/{ANN}/chats/{ANN}/edit", {"message_id": 99, "text": "x"}, 404),
        ("POST", f"/people/{ANN}/chats/-5/text", {"text": "x"}, 404),
        ("POST", f"/people/{ANN}/chats/{ANN}/text?bot=nobody", {"text": "x"}, 404),
        ("POST", "/groups", {"title": "", "members": [ANN]}, 400),
        ("POST", "/groups", {"title": "x", "members": []}, 400),
        ("POST", "/clock", {"at": "noon"}, 400),
        ("POST", "/tour", {"action": "start"}, 409),
        ("POST", f"/people/{ANN}/chats/{ANN}/sample", {"names": ["../secret"]}, 404),
    ],
)
async def test_senseless_control_requests_are_refused_in_a_sentence(
    phone: Phone, verb: str, path: str, body: Json, status: int
) -> None:
    got, answer = await phone.control(verb, path, **body)
    assert got == status
    assert answer["error"].endswith(".")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_pages_of_other_sites_are_kept_out(phone: Phone, headers: dict[str, str]) -> None:
    async with phone.session.get(f"{phone.sandbox.url}/api/people", headers=headers) as response:
        assert response.status == 403
    async with phone.session.get(
        f"{phone.sandbox.url}/api/people", headers={"Origin": phone.sandbox.url}
    ) as response:
        assert response.status == 200


async def test_the_description_names_every_address_there_is(phone: Phone) -> None:
    described = (await phone.look("/openapi.json"))["paths"]
    assert described == description()["paths"]
    for resource in phone.sandbox.runner.app.router.resources():
        path = resource.canonical.replace("{unique_id}", "{file_unique_id}")
        if path.startswith("/api/") and path != "/api/openapi.json":
            assert path in described


async def test_the_page_is_served_and_nothing_beside_it(phone: Phone) -> None:
    for path in ("/../server.py", "/..%2fserver.py", "/no-such-file"):
        async with phone.session.get(f"{phone.sandbox.url}{path}") as response:
            assert response.status == 404


async def test_files_are_shown_to_the_page_by_unique_id(phone: Phone) -> None:
    (message,) = await phone.photos(ANN, picture())
    address = f"{phone.sandbox.url}/api/files/{message['photo'][0]['file_unique_id']}"
    async with phone.session.get(address) as response:
        assert (response.status, response.content_type) == (200, "image/jpeg")


async def test_a_script_sent_as_file_is_not_shown_as_a_page(phone: Phone) -> None:
    files = {"document": ("x.html", b"<script>alert(1)</script>", "text/html")}
    _, sent = await phone.upload("sendDocument", files, chat_id=str(ANN))
    address = f"{phone.sandbox.url}/api/files/{sent['result']['document']['file_unique_id']}"
    async with phone.session.get(address) as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"


async def test_sample_photos_are_listed_and_sent(tmp_path: Path) -> None:
    (tmp_path / "box.jpg").write_bytes(picture())
    (tmp_path / "captions.json").write_text(json.dumps({"box.jpg": {"en": "crushed", "zh": "压坏"}}))
    running = await start_sandbox(photos=tmp_path)
    async with aiohttp.ClientSession() as session:
        phone = Phone(running, session)
        await phone.bot("getMe")
        await phone.do("/people", id=ANN, name="Ann")
        assert await phone.look("/photos") == [
            {"name": "box.jpg", "captions": {"en": "crushed", "zh": "压坏"}}
        ]
        (sent,) = await phone.act(ANN, "sample", names=["box.jpg"], caption="look")
        assert (sent["caption"], sent["photo"][-1]["width"]) == ("look", 400)
    await running.stop()


async def _kept(path: Path) -> RunningSandbox:
    return await start_sandbox(state_file=path, settings=Settings(repeat_pause_seconds=0))


async def test_everything_survives_the_sandboxs_own_restart(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    async with aiohttp.ClientSession() as session:
        running = await _kept(path)
        phone = Phone(running, session)
        await phone.bot("getMe")
        await phone.do("/people", id=ANN, name="Ann")
        await phone.act(ANN, "start")
        group = (await phone.do("/groups", title="Dock", members=[ANN], forum=True))["id"]
        made = await phone.bot("sendMessage", chat_id=ANN, text="x", reply_markup=keyboard(("Go", "go")))
        (photo,) = await phone.photos(ANN, picture())
        waiting = await phone.bot("getUpdates")
        await running.stop()
        again = await _kept(path)
        phone = Phone(again, session)
        assert await phone.bot("getUpdates") == waiting
        place = {"chat_id": ANN, "message_id": made["message_id"]}
        assert (await phone.bot("editMessageText", **place, text="y"))["text"] == "y"
        next_id = (await phone.bot("sendMessage", chat_id=ANN, text="z"))["message_id"]
        assert next_id == photo["message_id"] + 1
        assert (await phone.bot("getFile", file_id=photo["photo"][0]["file_id"]))["file_size"] > 0
        assert (await phone.bot("getChat", chat_id=group))["is_forum"] is True
        await again.stop()


@pytest.mark.parametrize("content", ["no json", "[]", '{"format": 99}'])
async def test_a_file_that_is_no_state_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(content)
    with pytest.raises(ControlRefusal):
        await _kept(path)


async def test_a_used_port_is_told_in_one_sentence(sandbox: RunningSandbox) -> None:
    port = sandbox.url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "bot.sandbox", "--port", port]
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert done.stderr == f"Port {port} of 127.0.0.1 is in use already; is a sandbox running there?\n"
    assert done.stdout == ""


async def test_nothing_can_be_done_before_a_bot_has_called(sandbox: RunningSandbox) -> None:
    async with aiohttp.ClientSession() as session:
        phone = Phone(sandbox, session)
        await phone.do("/people", id=ANN, name="Ann")
        status, answer = await phone.control("POST", f"/people/{ANN}/chats/{ANN}/start")
        assert (status, answer["error"]) == (409, "No bot has called the sandbox yet.")
        await phone.do("/bots", token="9:known-early")
        await phone.act(ANN, "start")
