"""`make run` as a newcomer has it: the sample company, the page, a return by hand and the tour."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.commands.check_health import check_health
from bot.config import Settings, load_settings
from tests.browser.conftest import PATIENCE_MILLISECONDS
from tests.browser.steps import bubble, compose, phone
from tests.browser.test_files import choose
from tests.support.desk_process import ROOT
from tests.support.pictures import a_picture

# In one group, so that a run side by side starts the newcomer's desk once as well.
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("newcomer")]

ANN, BO, CHEN, WEI = 1001, 1002, 1003, 1004
START_SECONDS = 240.0  # a newcomer is promised 90; this machine may be slower and runs other tests beside
TOUR_SECONDS = 480.0  # fifty-five steps, also beside other tests


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def newcomer(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    """Everything that `make run` starts, on a free port and an empty folder; once for both tests."""
    tmp_path = tmp_path_factory.mktemp("newcomer")
    given = {"SANDBOX_PORT": str(_free_port()), "DATA_DIR": str(tmp_path / "var"), "LOG_LEVEL": "WARNING"}
    settings = load_settings(given, tmp_path / "no.env")
    environment = {k: v for k, v in os.environ.items() if k not in ("BOT_TOKEN", "DATABASE_URL")} | given
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "up", cwd=ROOT, env=environment, start_new_session=True,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    began, said = time.monotonic(), ""
    while "Open http" not in said:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        assert line, f"it ended: {said}"
        said += line.decode()
    assert time.monotonic() - began < START_SECONDS
    yield settings
    os.killpg(process.pid, signal.SIGINT)  # Ctrl-C
    rest, _ = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, "Traceback" in rest.decode()) == (0, False), rest.decode()


async def _open(browser: Browser, settings: Settings, locale: str) -> Page:
    context = await browser.new_context(viewport={"width": 1640, "height": 900}, locale=locale)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{settings.sandbox_port}")
    await expect(phone(page, WEI)).to_be_attached()
    return page


async def _tap(page: Page, person: int, label: str) -> None:
    await phone(page, person).locator(".key", has_text=re.compile(label)).last.click()


async def _file(page: Page, *photos: Path) -> None:
    await compose(page, BO, "/return")
    await expect(bubble(page, BO, "step 1 of 5")).to_be_visible()
    await compose(page, BO, "12104")
    await expect(bubble(page, BO, "step 2 of 5")).to_be_visible()
    await compose(page, BO, "31104")
    await expect(bubble(page, BO, "step 3 of 5")).to_be_visible()
    await _tap(page, BO, "^6$")
    await _tap(page, BO, "^Damaged in transit$")
    await expect(bubble(page, BO, "0 photos so far")).to_be_visible()
    await choose(page, BO, *photos)
    await phone(page, BO).get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    await expect(bubble(page, BO, "2 photos ✓")).to_be_visible()
    await _tap(page, BO, "^Done$")
    await expect(bubble(page, BO, "your items")).to_be_visible()
    await _tap(page, BO, "^Done$")
    await _tap(page, BO, "^Send$")
    await expect(bubble(page, BO, "RR-")).to_be_visible()


async def _inspect(page: Page, *photos: Path) -> None:
    await compose(page, CHEN, "/inspect")
    await _tap(page, CHEN, "^RR-")
    await expect(bubble(page, CHEN, "应到 6")).to_be_visible()
    await _tap(page, CHEN, "^6$")
    for question in ("外观正常", "功能正常", "数量齐全"):
        await expect(bubble(page, CHEN, question)).to_be_visible()
        await _tap(page, CHEN, "^✓ 合格$")
    await expect(bubble(page, CHEN, "请输入数值")).to_be_visible()
    await compose(page, CHEN, "1")
    await _tap(page, CHEN, "^C 损坏$")
    for left in ("剩余 6", "剩余 5"):
        await expect(bubble(page, CHEN, left)).to_be_visible()
        await _tap(page, CHEN, r"^\+ 退供应商$")
    await _tap(page, CHEN, "^余下 4 全部入库$")
    await expect(bubble(page, CHEN, "请拍照")).to_be_visible()
    await choose(page, CHEN, *photos)
    await phone(page, CHEN).get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    await expect(bubble(page, CHEN, "2 张照片 ✓")).to_be_visible()
    await _tap(page, CHEN, "^完成$")
    await _tap(page, CHEN, "^完成验收$")


async def test_a_return_is_played_by_hand_in_the_page(
    browser: Browser, newcomer: Settings, tmp_path: Path
) -> None:
    photos = [tmp_path / "one.jpg", tmp_path / "two.jpg"]
    for seed, path in enumerate(photos, 1):
        path.write_bytes(a_picture(seed))
    page = await _open(browser, newcomer, "en-GB")
    await _file(page, *photos)
    await _tap(page, WEI, "^✓ 同意$")
    await expect(bubble(page, ANN, "Approved by Wei")).to_be_visible()
    await _inspect(page, *photos)
    await expect(phone(page, ANN).locator(".bubble", has_text="· review ·").last).to_be_visible()
    await _tap(page, ANN, "^✓ Agree$")
    await _tap(page, CHEN, "^入库到 ")
    await expect(phone(page, CHEN).locator(".bubble", has_text="已入库到").last).to_be_visible()
    await compose(page, BO, "/stock 31104")
    await expect(bubble(page, BO, "vendor hold 2")).to_be_visible()
    assert check_health(newcomer, print) == 0
    await page.context.close()


async def test_the_tour_plays_to_its_end_with_chinese_captions(browser: Browser, newcomer: Settings) -> None:
    page = await _open(browser, newcomer, "zh-CN")
    address = f"http://127.0.0.1:{newcomer.sandbox_port}/api/tour"
    started = await page.request.post(address, data={"action": "start", "speed": 50, "language": "zh"})
    assert started.ok
    await expect(page.locator(".tour-card")).to_contain_text(re.compile(r"第 \d+ 步，共 \d+ 步"))
    state = {"state": "playing", "error": ""}
    began = time.monotonic()
    while state["state"] == "playing" and time.monotonic() - began < TOUR_SECONDS:
        await page.wait_for_timeout(200)
        state = await (await page.request.get(address)).json()
    assert (state["state"], state["error"]) == ("finished", "")
    await expect(bubble(page, BO, "vendor hold")).to_be_visible()
    await expect(bubble(page, ANN, "Returns in week")).to_be_visible()
    await expect(page.locator(".tour-card")).to_contain_text("演示完毕")
    assert check_health(newcomer, print) == 0
    await page.context.close()
