"""A hand for the tests: calls the Bot API as a bot and the control interface as people do."""

from __future__ import annotations

import io
from typing import Any

import aiohttp
from PIL import Image

from bot.sandbox.server import RunningSandbox

Json = dict[str, Any]
TOKEN = "4242:local-secret"
ANN, BO = 7_000_000_001, 7_000_000_002


def picture(width: int = 400, height: int = 300, kind: str = "JPEG", color: str = "darkred") -> bytes:
    """Return an image file."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, kind)
    return out.getvalue()


class Phone:
    """Everything a test does with a running sandbox."""

    def __init__(self, sandbox: RunningSandbox, session: aiohttp.ClientSession, token: str = TOKEN) -> None:
        self.sandbox = sandbox
        self.session = session
        self.token = token

    def as_bot(self, token: str) -> Phone:
        """Return a hand that calls as another bot."""
        return Phone(self.sandbox, self.session, token)

    async def raw(self, method: str, **arguments: Any) -> tuple[int, Json]:
        """Call the Bot API and return status and answer."""
        url = f"{self.sandbox.url}/bot{self.token}/{method}"
        async with self.session.post(url, json=arguments) as response:
            return response.status, await response.json()

    async def bot(self, method: str, **arguments: Any) -> Any:
        """Call the Bot API and return the result; the call must succeed."""
        status, answer = await self.raw(method, **arguments)
        assert (status, answer["ok"]) == (200, True), answer
        return answer["result"]

    async def upload(
        self, method: str, files: dict[str, tuple[str, bytes, str]], **fields: str
    ) -> tuple[int, Json]:
        """Call the Bot API with files (field: name, content, type)."""
        form = aiohttp.FormData(quote_fields=False)
        for name, value in fields.items():
            form.add_field(name, value)
        for name, (file_name, content, mime_type) in files.items():
            form.add_field(name, content, filename=file_name, content_type=mime_type)
        url = f"{self.sandbox.url}/bot{self.token}/{method}"
        async with self.session.post(url, data=form) as response:
            return response.status, await response.json()

    async def updates(self, offset: int = 0, seconds: int = 5) -> list[Json]:
        """Poll once."""
        found: list[Json] = await self.bot("getUpdates", offset=offset, timeout=seconds)
        return found

    async def control(self, verb: str, path: str, **arguments: Any) -> tuple[int, Any]:
        """Call the control interface."""
        body = None if verb == "GET" else arguments
        async with self.session.request(verb, f"{self.sandbox.url}/api{path}", json=body) as response:
            return response.status, await response.json()

    async def do(self, path: str, **arguments: Any) -> Any:
        """POST to the control interface; it must succeed."""
        status, answer = await self.control("POST", path, **arguments)
        assert status == 200, answer
        return answer

    async def look(self, path: str) -> Any:
        """GET from the control interface; it must succeed."""
        status, answer = await self.control("GET", path)
        assert status == 200, answer
        return answer

    async def act(self, person: int, doing: str, chat: int | None = None, **arguments: Any) -> Any:
        """A person does something in a chat, in the private chat with the bot if none is named."""
        return await self.do(f"/people/{person}/chats/{chat or person}/{doing}", **arguments)

    async def photos(self, person: int, *contents: bytes, chat: int | None = None, **fields: str) -> Any:
        """A person sends photos."""
        form = aiohttp.FormData(quote_fields=False)
        for name, value in fields.items():
            form.add_field(name, value)
        for place, content in enumerate(contents):
            form.add_field("files", content, filename=f"photo{place}.jpg", content_type="image/jpeg")
        url = f"{self.sandbox.url}/api/people/{person}/chats/{chat or person}/photos"
        async with self.session.post(url, data=form) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def messages(self, person: int, chat: int | None = None) -> list[Json]:
        """Return the messages a person sees."""
        shown = await self.look(f"/people/{person}/chats/{chat or person}/messages")
        found: list[Json] = shown["messages"]
        return found


def keyboard(*buttons: tuple[str, str]) -> Json:
    """Return an inline keyboard of one row of (text, data)."""
    return {"inline_keyboard": [[{"text": text, "callback_data": data} for text, data in buttons]]}
