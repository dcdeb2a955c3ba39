"""A small bot that shows what the page must be able to show; plain HTTP, so no library hides anything."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import aiohttp

Json = dict[str, Any]
TOKEN = "424242:play-bot-secret"

FORMATS = (
    "😀 <b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>A-03</code> "
    '<a href="https://example.org/x">a link</a> <tg-spoiler>secret</tg-spoiler>\n'
    '<pre><code class="language-python">print(1)</code></pre>'
    "<blockquote>short quote</blockquote>"
    "<blockquote expandable>one\ntwo\nthree\nfour\nfive</blockquote>\nhttps://example.org /help"
)
COMMANDS = [
    {"command": "start", "description": "Begin"},
    {"command": "formats", "description": "Everything text can be"},
    {"command": "keys", "description": "A keyboard of the bot's own"},
    {"command": "ask", "description": "A question that wants a reply"},
    {"command": "paper", "description": "A PDF"},
]
ZH_COMMANDS = [{"command": "start", "description": "开始"}, {"command": "formats", "description": "各种格式"}]


def card(count: int) -> Json:
    """Return the card that every press edits in place."""
    rows = [
        [
            {"text": "Count up", "callback_data": "count", "style": "primary"},
            {"text": "✓ Approve", "callback_data": "toast", "style": "success"},
            {"text": "✗ Refuse", "callback_data": "alert", "style": "danger"},
        ],
        [{"text": "Say nothing", "callback_data": "silent"}, {"text": "Open", "url": "https://example.org/"}],
    ]
    text = f"RR-2026-00042 · Café Lumière · pressed {count}"
    return {"text": text, "reply_markup": {"inline_keyboard": rows}}


class PlayBot:
    """Polls the sandbox and answers; ``released`` lets a test hold back the answers to presses."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/bot{TOKEN}"
        self._counts: dict[tuple[int, int], int] = {}
        self._albums: set[str] = set()
        self.released = asyncio.Event()
        self.released.set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Introduce the bot and begin to poll."""
        self._session = aiohttp.ClientSession()
        await self.call("setMyCommands", commands=COMMANDS)
        await self.call("setMyCommands", commands=ZH_COMMANDS, language_code="zh")
        self._task = asyncio.create_task(self._poll())

    async def stop(self) -> None:
        """Stop polling."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._session.close()

    async def call(self, method: str, **arguments: Any) -> Any:
        """Call the Bot API; returns the result, or None when the sandbox refused."""
        async with self._session.post(f"{self._url}/{method}", json=arguments) as response:
            answer = await response.json(content_type=None)
        return answer.get("result")

    async def upload(self, method: str, fields: Json, files: dict[str, tuple[str, bytes, str]]) -> Any:
        """Call the Bot API with files."""
        form = aiohttp.FormData(quote_fields=False)
        for name, value in fields.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (file_name, content, mime_type) in files.items():
            form.add_field(name, content, filename=file_name, content_type=mime_type)
        async with self._session.post(f"{self._url}/{method}", data=form) as response:
            return (await response.json(content_type=None)).get("result")

    async def _poll(self) -> None:
        offset = 0
        while True:
            updates = await self.call("getUpdates", offset=offset, timeout=20) or []
            for update in updates:
                offset = update["update_id"] + 1
                if query := update.get("callback_query"):
                    await self._pressed(query)
                elif message := update.get("message"):
                    await self._heard(message)

    async def _pressed(self, query: Json) -> None:
        await self.released.wait()
        data, message = query["data"], query["message"]
        chat_id, message_id = message["chat"]["id"], message["message_id"]
        if data == "silent":
            return
        texts = {"toast": "Wei already approved this at 10:41.", "alert": "Somebody else has to decide."}
        alerts = data == "alert"
        await self.call(
            "answerCallbackQuery", callback_query_id=query["id"], text=texts.get(data, ""), show_alert=alerts
        )
        if data == "count":
            count = self._counts[chat_id, message_id] = self._counts.get((chat_id, message_id), 0) + 1
            await self.call("editMessageText", chat_id=chat_id, message_id=message_id, **card(count))

    async def _heard(self, message: Json) -> None:
        chat_id, text = message["chat"]["id"], message.get("text", "")
        command = text.split("@")[0].split(" ")[0] if text.startswith("/") else ""
        if command == "/start":
            await self.call("sendMessage", chat_id=chat_id, **card(0))
        elif command == "/formats":
            await self.call("sendMessage", chat_id=chat_id, text=FORMATS, parse_mode="HTML")
        elif command == "/keys":
            rows = [[{"text": "6"}, {"text": "12"}], [{"text": "all 18"}]]
            keys = {"keyboard": rows, "resize_keyboard": True}
            await self.call("sendMessage", chat_id=chat_id, text="How many?", reply_markup=keys)
        elif command == "/ask":
            forced = {"force_reply": True, "input_field_placeholder": "What is broken?"}
            await self.call("sendMessage", chat_id=chat_id, text="Describe it, please.", reply_markup=forced)
        elif command == "/paper":
            paper = {"document": ("RO-2026-00031.pdf", PDF, "application/pdf")}
            await self.upload("sendDocument", {"chat_id": str(chat_id), "caption": "The return order"}, paper)
        elif not message.get("new_chat_members") and not message.get("group_chat_created"):
            await self._echo(message)

    async def _echo(self, message: Json) -> None:
        chat_id, group = message["chat"]["id"], message.get("media_group_id")
        if group:
            if group in self._albums:
                return
            self._albums.add(group)
        if message.get("photo"):
            words = "An album ✓" if group else "One photo ✓"
        elif message.get("document"):
            words = f"File {message['document'].get('file_name')} ✓"
        elif replied := message.get("reply_to_message"):
            words = f"About “{replied.get('text', '')}”: {message.get('text', '')}"
        else:
            words = f"You wrote: {message.get('text', '')}"
        await self.call("sendMessage", chat_id=chat_id, text=words)


PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 44>>stream
BT /F1 24 Tf 40 100 Td (RO-2026-00031) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""
