"""What people and bots write stays text; the page asks nobody else; the keyboard is enough."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import ANN, BO, Desk
from tests.browser.steps import bubble, compose, phone, start

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACKS = [
    "<img src=x onerror=\"document.title='taken'\">",
    "<script>document.title='taken'</script>",
    '"><svg onload="document.title=\'taken\'">',
    "</textarea><iframe srcdoc=\"<script>parent.document.title='taken'</script>\">",
]


async def ensure_untouched(page: Page) -> None:
    """Prove that nothing ran and that no element came from a text."""
    assert await page.title() == "Local Telegram"
    assert await page.locator("body script, body iframe, svg[onload], img[onerror]").count() == 0


async def test_markup_in_texts_captions_and_buttons_stays_text(desk: Desk) -> None:
    page = await start(desk, BO)
    for attack in ATTACKS:
        keyboard = {"inline_keyboard": [[{"text": attack, "callback_data": "toast"}]]}
        await desk.bot.call("sendMessage", chat_id=BO, text=attack, reply_markup=keyboard)
        await expect(bubble(page, BO, attack)).to_be_visible()
        await compose(page, BO, attack)
        await expect(bubble(page, BO, f"You wrote: {attack}")).to_be_visible()
    await ensure_untouched(page)


async def test_markup_in_names_titles_and_commands_stays_text(desk: Desk) -> None:
    page = await start(desk, BO)
    attack = ATTACKS[0]
    await desk.post(page, "/api/people", {"id": ANN, "name": attack})
    await expect(phone(page, ANN).locator(".phone-name")).to_have_text(attack)
    await desk.post(page, "/api/groups", {"title": attack, "members": [BO, ANN], "supergroup": True})
    await phone(page, BO).get_by_role("button", name="Back to chats").click()
    await expect(phone(page, BO).locator(".chat-title", has_text=attack)).to_be_visible()
    await desk.bot.call("setMyCommands", commands=[{"command": "x", "description": attack}])
    await phone(page, BO).locator(".chat-entry").last.click()
    await ensure_untouched(page)


async def test_a_toast_and_a_document_name_with_markup_stay_text(desk: Desk) -> None:
    page = await start(desk, BO)
    name = "<img src=x onerror=alert(1)>.pdf"
    await desk.bot.upload("sendDocument", {"chat_id": str(BO)}, {"document": (name, b"x", "application/pdf")})
    await expect(phone(page, BO).locator(".document-name")).to_contain_text("<img src=x onerror=alert(1)>")
    await ensure_untouched(page)


async def test_links_lead_only_to_safe_addresses(desk: Desk) -> None:
    page = await start(desk, BO)
    hrefs = await page.evaluate(
        """async () => {
          const { link } = await import('/js/entities.js');
          const targets = ['javascript:alert(1)', 'data:text/html,x', 'JaVaScRiPt:alert(1)', ' javascript:x',
            'java\\nscript:alert(1)', 'vbscript:x',
            'file:///etc/passwd', 'https://example.org', 'tg://resolve?domain=x', 'example.org'];
          return targets.map((target) => link(target, 'x').getAttribute('href'));
        }"""
    )
    assert hrefs == [*[None] * 7, "https://example.org", "tg://resolve?domain=x", "http://example.org"]


async def test_the_page_asks_nothing_of_other_hosts(desk: Desk) -> None:
    context = await desk.browser.new_context()
    desk.contexts.append(context)
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(desk.sandbox.url)
    await expect(page.locator(".phone")).to_have_count(4)
    assert asked
    assert all(url.startswith((desk.sandbox.url, "data:", "blob:")) for url in asked)
    policy = await page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert policy is not None
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


async def test_a_person_can_do_everything_with_the_keyboard_alone(desk: Desk) -> None:
    page = await desk.open()
    begin = phone(page, BO).get_by_role("button", name="Start", exact=True)
    await tab_to(page, "start-button")
    await expect(begin).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(bubble(page, BO, "pressed 0")).to_be_visible()
    await tab_to(page, "is-primary")
    await page.keyboard.press("Enter")
    await expect(bubble(page, BO, "pressed 1")).to_be_visible()
    await expect(phone(page, BO).get_by_role("button", name="Count up")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(bubble(page, BO, "pressed 2")).to_be_visible()
    await tab_to(page, "composer-input")
    await page.keyboard.type("/fo")
    await page.keyboard.press("Enter")
    await expect(bubble(page, BO, "bold both")).to_be_visible()
    await tab_to(page, "attach-button", "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(phone(page, BO).get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(phone(page, BO).get_by_role("dialog")).to_have_count(0)
    await expect(phone(page, BO).get_by_role("textbox")).to_be_focused()


async def tab_to(page: Page, class_name: str, key: str = "Tab") -> None:
    """Press Tab until something of that class has the focus; a person would not press it for ever."""
    for _ in range(60):
        await page.keyboard.press(key)
        if await page.evaluate("(name) => document.activeElement.classList.contains(name)", class_name):
            return
    raise AssertionError(f"Nothing with the class {class_name} is reached with {key}.")


async def test_everything_that_can_be_pressed_has_a_name(desk: Desk) -> None:
    page = await start(desk, BO, ANN)
    await compose(page, BO, "/paper")
    await expect(phone(page, BO).locator(".document")).to_be_visible()
    await page.get_by_role("button", name="Behind the scenes").click()
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], input, select, textarea')].filter((one) =>
          !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length || one.title
            || one.getAttribute('aria-hidden'))).map((one) => one.outerHTML)"""
    )
    assert nameless == []
    await expect(phone(page, BO).get_by_role("log")).to_have_attribute("aria-live", "polite")
