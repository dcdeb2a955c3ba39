"""A browser, a sandbox with sample photos and a tour, and a bot that plays along."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image, ImageDraw
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from bot.sandbox.server import RunningSandbox, start_sandbox
from tests.browser.play_bot import PlayBot

Json = dict[str, Any]
BO, ANN, CHEN, DANA = 7_000_000_001, 7_000_000_002, 7_000_000_003, 7_000_000_004
CAST = [(BO, "Bo", "en"), (ANN, "Ann", "en"), (CHEN, "陈晨", "zh"), (DANA, "Dana", "en")]
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
PATIENCE_MILLISECONDS = 60_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)

TOUR = {
    "title": {"en": "Watch a return", "zh": "观看一次退货"},
    "people": [{"id": person, "name": name, "language_code": code} for person, name, code in CAST],
    "steps": [
        {"who": BO, "do": "start", "pause": 0.3,
         "caption": {"en": "Bo opens the bot.", "zh": "Bo 打开机器人。"}},
        {"who": BO, "do": "press", "match": "Count", "pause": 0.5,
         "caption": {"en": "One tap.", "zh": "点一下。"}},
        {"who": ANN, "do": "text", "text": "/start", "pause": 0.3,
         "caption": {"en": "Ann too.", "zh": "Ann 也是。"}},
        {"who": ANN, "do": "press", "match": "Approve", "pause": 0.3,
         "caption": {"en": "She agrees.", "zh": "她同意。"}},
    ],
}  # fmt: skip


def picture(colour: str) -> bytes:
    """Return a small JPEG that no other colour gives."""
    image = Image.new("RGB", (640, 480), colour)
    ImageDraw.Draw(image).ellipse([120, 60, 520, 420], outline="white", width=14)
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def chromium() -> str:
    """Return where Chromium is; without one CI fails and a desk skips."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        reason = "No Chromium on this machine: install it or set CHROMIUM to its path."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests; each test has a profile of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        await browser.close()


@dataclass
class Desk:
    """A sandbox, its bot, and the page a person looks at."""

    sandbox: RunningSandbox
    bot: PlayBot
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def open(self, **options: Any) -> Page:
        """Open the page as a new visitor and wait until the phones are there."""
        chosen: Json = {"viewport": {"width": 1640, "height": 900}, "locale": "en-GB"}
        chosen |= {"color_scheme": "light", "reduced_motion": "reduce"}
        context = await self.browser.new_context(**{**chosen, **options})
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)
        await page.goto(self.sandbox.url)
        await expect(page.locator(".phone").first).to_be_visible()
        return page

    def _listen(self, line: ConsoleMessage) -> None:
        if line.type == "error":
            self.complaints.append(line.text)

    async def post(self, page: Page, path: str, body: Json) -> Any:
        """Use the control interface as another program would."""
        response = await page.request.post(f"{self.sandbox.url}{path}", data=body)
        assert response.ok, await response.text()
        return await response.json()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: Browser, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk with four people and a bot; complaints of the page fail the test."""
    photos = tmp_path / "photos"
    photos.mkdir()
    captions = {}
    for name, colour, text, zh in (
        ("barcode.jpg", "#aab4bd", "Barcode", "条码"), ("box.jpg", "#b98a5a", "Crushed box", "压坏的箱子"),
        ("seam.jpg", "#5a7ab9", "Torn seam", "开线"),
    ):  # fmt: skip
        (photos / name).write_bytes(picture(colour))
        captions[name] = {"en": text, "zh": zh}
    (photos / "captions.json").write_text(json.dumps(captions), "utf-8")
    tour = tmp_path / "tour.json"
    tour.write_text(json.dumps(TOUR), "utf-8")
    sandbox = await start_sandbox(0, photos=photos, tour=tour)
    bot = PlayBot(sandbox.url)
    await bot.start()
    desk = Desk(sandbox, bot, browser)
    context = await browser.new_context()
    for person, name, language in CAST:
        body = {"id": person, "name": name, "language_code": language}
        await context.request.post(f"{sandbox.url}/api/people", data=body)
    await context.close()
    yield desk
    for opened in desk.contexts:
        await opened.close()
    await bot.stop()
    await sandbox.stop()
    assert desk.complaints == []
