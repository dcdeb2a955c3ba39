"""Photos, albums and documents: chosen, dropped, from the tray, and looked at."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import ANN, BO, Desk, picture
from tests.browser.steps import bubble, compose, phone, start

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def choose(page: Page, person: int, *paths: Path) -> None:
    """Open the sheet and choose files of this computer."""
    await phone(page, person).get_by_role("button", name="Attach a photo or file").click()
    async with page.expect_file_chooser() as chooser:
        await phone(page, person).get_by_role("button", name="From this computer").click()
    await (await chooser.value).set_files(paths)


def photos(folder: Path, *colours: str) -> list[Path]:
    """Write one picture for each colour."""
    paths = [folder / f"{colour}.jpg" for colour in colours]
    for path, colour in zip(paths, colours, strict=True):
        path.write_bytes(picture(colour))
    return paths


async def test_one_photo_with_a_caption_goes_to_the_bot_and_opens_large(desk: Desk, tmp_path: Path) -> None:
    page = await start(desk, BO)
    await choose(page, BO, *photos(tmp_path, "teal"))
    await phone(page, BO).get_by_role("textbox", name="Add a caption").fill("the damage")
    await phone(page, BO).get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    await expect(bubble(page, BO, "One photo ✓")).to_be_visible()
    await expect(bubble(page, BO, "the damage")).to_be_visible()
    shown = phone(page, BO).locator(".photo img")
    await expect(shown).to_have_js_property("complete", True)
    assert await shown.evaluate("image => image.naturalWidth") > 0
    await phone(page, BO).get_by_role("button", name="Open the photo").click()
    await expect(page.get_by_role("dialog", name="Photo")).to_contain_text("the damage")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Photo")).to_have_count(0)
    await expect(phone(page, BO).get_by_role("button", name="Open the photo")).to_be_focused()


async def test_several_photos_become_one_album_that_can_be_paged_through(desk: Desk, tmp_path: Path) -> None:
    page = await start(desk, BO)
    await choose(page, BO, *photos(tmp_path, "teal", "navy", "olive"))
    await expect(phone(page, BO).get_by_role("listitem")).to_have_count(3)
    await phone(page, BO).get_by_role("button", name="Remove olive.jpg").click()
    await phone(page, BO).get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    await expect(bubble(page, BO, "An album ✓")).to_be_visible()
    await expect(phone(page, BO).locator(".album-grid .photo")).to_have_count(2)
    await phone(page, BO).locator(".album-grid .photo").first.click()
    viewer = page.get_by_role("dialog", name="Photo")
    await expect(viewer).to_contain_text("1 / 2")
    await page.keyboard.press("ArrowRight")
    await expect(viewer).to_contain_text("2 / 2")


async def test_a_photo_sent_as_file_arrives_untouched_with_its_name(desk: Desk, tmp_path: Path) -> None:
    page = await start(desk, BO)
    await choose(page, BO, *photos(tmp_path, "teal"))
    await phone(page, BO).get_by_role("switch", name="As file").check()
    await phone(page, BO).get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    await expect(bubble(page, BO, "File teal.jpg ✓")).to_be_visible()
    await expect(phone(page, BO).get_by_role("button", name="Open teal.jpg")).to_be_visible()


async def test_photos_dropped_from_the_desk_are_offered_for_sending(desk: Desk) -> None:
    page = await start(desk, BO, ANN)
    content = base64.b64encode(picture("purple")).decode()
    transfer = await page.evaluate_handle(
        """(content) => {
          const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], 'dropped.jpg', { type: 'image/jpeg' }));
          return transfer;
        }""",
        content,
    )
    await phone(page, ANN).dispatch_event("dragover", {"dataTransfer": transfer})
    await expect(phone(page, ANN).locator(".drop-veil")).to_contain_text("Ann")
    await phone(page, ANN).dispatch_event("drop", {"dataTransfer": transfer})
    await expect(phone(page, ANN).locator(".drop-veil")).to_be_hidden()
    await phone(page, ANN).get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    await expect(bubble(page, ANN, "One photo ✓")).to_be_visible()
    await expect(phone(page, BO).locator(".photo")).to_have_count(0)


async def test_sample_photos_are_taken_from_the_tray_one_or_several(desk: Desk) -> None:
    page = await start(desk, BO)
    await phone(page, BO).get_by_role("button", name="Attach a photo or file").click()
    tray = phone(page, BO).get_by_role("group", name="Sample photos")
    await tray.get_by_role("button", name="Barcode").click()
    await tray.get_by_role("button", name="Torn seam").click()
    await expect(tray.get_by_role("button", name="Torn seam")).to_have_attribute("aria-pressed", "true")
    await phone(page, BO).get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    await expect(bubble(page, BO, "An album ✓")).to_be_visible()
    await expect(phone(page, BO).locator(".album-grid .photo")).to_have_count(2)


async def test_a_sample_and_an_own_photo_go_together_as_one_album(desk: Desk, tmp_path: Path) -> None:
    page = await start(desk, BO)
    await choose(page, BO, *photos(tmp_path, "teal"))
    await phone(page, BO).get_by_role("button", name="Crushed box").click()
    await phone(page, BO).get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    await expect(bubble(page, BO, "An album ✓")).to_be_visible()


async def test_a_photo_can_answer_a_message(desk: Desk) -> None:
    page = await start(desk, BO)
    await bubble(page, BO, "pressed 0").click()
    await phone(page, BO).get_by_role("button", name="Attach a photo or file").click()
    await phone(page, BO).get_by_role("button", name="Barcode").click()
    await phone(page, BO).get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    await expect(phone(page, BO).locator(".row.is-out .quoted")).to_contain_text("RR-2026-00042")


async def test_what_the_sandbox_refuses_is_said_in_its_words_and_nothing_is_lost(
    desk: Desk, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"this is no picture")
    page = await start(desk, BO)
    await choose(page, BO, broken)
    sheet = phone(page, BO).get_by_role("dialog")
    await sheet.get_by_role("button", name="Send", exact=True).click()
    await expect(sheet.get_by_role("alert")).to_contain_text("is not a picture")
    await expect(sheet.get_by_role("listitem")).to_have_count(1)
    desk.complaints.clear()  # the browser logs the refused request


async def test_a_pdf_opens_in_a_viewer_and_can_be_opened_in_a_tab(desk: Desk) -> None:
    page = await start(desk, BO)
    await compose(page, BO, "/paper")
    await phone(page, BO).get_by_role("button", name="Open RO-2026-00031.pdf").click()
    viewer = page.get_by_role("dialog", name="RO-2026-00031.pdf")
    await expect(viewer.locator("iframe")).to_have_attribute("src", re.compile("^blob:"))
    await expect(viewer.get_by_role("link", name="New tab")).to_have_attribute("target", "_blank")
    await viewer.get_by_role("button", name="Close").click()
    await expect(viewer).to_have_count(0)
