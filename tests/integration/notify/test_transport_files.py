"""AiohttpRequest with files, both ways."""

from __future__ import annotations

import pytest
from aiohttp import web
from telegram import InputFile, InputMediaPhoto

from bot.notify.transport import AiohttpRequest
from tests.integration.notify.servers import KINDS, TOKEN, bot_at, make_request, serving


@pytest.mark.parametrize("kind", KINDS)
async def test_files_and_fields_arrive_as_they_were_given(kind: str) -> None:
    seen: dict[str, object] = {}

    async def answer(request: web.Request) -> web.StreamResponse:
        form = await request.post()
        for name, value in form.items():
            seen[name] = (
                (value.filename, value.content_type, value.file.read())
                if isinstance(value, web.FileField)
                else value
            )
        return web.json_response({"ok": True, "result": []})

    big = bytes(range(256)) * 4000
    async with serving(answer) as url, bot_at(url, make_request(kind)) as bot:
        media = [InputMediaPhoto(big, caption="退货 & <b>x</b>"), InputMediaPhoto(b"\xff\xd8\xff two")]
        await bot.send_media_group(7, media)
        await bot._post("sendDocument", {"chat_id": 7, "document": InputFile(big, 'RO "1" 退货单.pdf')})
    assert seen["chat_id"] == "7"
    files = [value for value in seen.values() if isinstance(value, tuple)]
    assert sorted(len(content) for _, _, content in files) == sorted([len(big), len(big), 7])
    assert big in [content for _, _, content in files]
    assert "退货 & <b>x</b>" in str(seen["media"]).encode().decode("unicode_escape")
    names = [name for name, _, _ in files]
    assert any("退货单.pdf" in name for name in names)


async def test_a_file_is_downloaded_whole() -> None:
    content = bytes(range(256)) * 8000

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/file/"):
            assert request.path == f"/file/bot{TOKEN}/photos/file 1.jpg"
            return web.Response(body=content)
        result = {"file_id": "a", "file_unique_id": "b", "file_path": "photos/file 1.jpg"}
        return web.json_response({"ok": True, "result": result})

    async with serving(answer) as url, bot_at(url, AiohttpRequest()) as bot:
        file = await bot.get_file("a")
        assert bytes(await file.download_as_bytearray()) == content
