"""What tests do on phones, in a person's words."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Desk


def phone(page: Page, person: int) -> Locator:
    """Return a person's phone."""
    return page.locator(f"#phone-{person}")


def bubble(page: Page, person: int, text: str) -> Locator:
    """Return the bubble that says ``text`` (the newest one)."""
    return phone(page, person).locator(".bubble .text", has_text=text).last


async def start(desk: Desk, *people: int) -> Page:
    """Open the page with bots that ``people`` have started."""
    page = await desk.open()
    for person in people:
        await desk.post(page, f"/api/people/{person}/chats/{person}/start", {})
        await expect(bubble(page, person, "pressed 0")).to_be_visible()
    return page


async def compose(page: Page, person: int, text: str) -> None:
    """Type and send."""
    box = phone(page, person).get_by_role("textbox")
    await box.fill(text)
    await box.press("Enter")
