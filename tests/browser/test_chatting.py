"""Writing, tapping, replying and editing on a phone."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.conftest import ANN, BO, CHEN, Desk
from tests.browser.steps import bubble, compose, phone, start

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_start_opens_the_conversation_and_the_bot_answers_with_a_card(desk: Desk) -> None:
    page = await desk.open()
    await phone(page, BO).get_by_role("button", name="Start", exact=True).click()
    await expect(bubble(page, BO, "/start")).to_be_visible()
    await expect(bubble(page, BO, "pressed 0")).to_be_visible()
    await expect(phone(page, BO).get_by_role("textbox")).to_be_visible()
    await expect(phone(page, ANN).get_by_role("button", name="Start", exact=True)).to_be_visible()


async def test_enter_sends_and_shift_enter_begins_a_new_line(desk: Desk) -> None:
    page = await start(desk, BO)
    box = phone(page, BO).get_by_role("textbox")
    await box.press_sequentially("first")
    await box.press("Shift+Enter")
    await box.press_sequentially("second")
    await box.press("Enter")
    await expect(bubble(page, BO, "You wrote: first\nsecond")).to_be_visible()
    await expect(box).to_have_value("")


async def test_a_press_edits_the_card_in_place_without_a_jump(desk: Desk) -> None:
    page = await start(desk, BO)
    card = phone(page, BO).locator(".row", has_text="RR-2026-00042")
    number, count = await card.get_attribute("data-id"), await phone(page, BO).locator(".row").count()
    top = await card.evaluate("element => element.getBoundingClientRect().top")
    await card.get_by_role("button", name="Count up").click()
    await expect(bubble(page, BO, "pressed 1")).to_be_visible()
    assert await card.get_attribute("data-id") == number
    assert await phone(page, BO).locator(".row").count() == count
    assert await card.evaluate("element => element.getBoundingClientRect().top") == top
    assert "edited" not in await card.inner_text()


async def test_a_pressed_button_spins_until_the_bot_answers(desk: Desk) -> None:
    page = await start(desk, BO)
    button = phone(page, BO).get_by_role("button", name="✓ Approve")
    desk.bot.released.clear()
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    desk.bot.released.set()
    await expect(button).to_have_attribute("aria-busy", "false")
    toast = phone(page, BO).locator(".toast")
    await expect(toast).to_have_text("Wei already approved this at 10:41.")
    await expect(toast).to_have_count(0)


async def test_presses_that_nobody_answers_do_not_hold_up_anything_else(desk: Desk) -> None:
    page = await start(desk, BO, ANN)
    rows = [[{"text": f"key {number}", "callback_data": f"silent{number}"}] for number in range(8)]
    await desk.bot.call("sendMessage", chat_id=BO, text="many", reply_markup={"inline_keyboard": rows})
    desk.bot.released.clear()
    for number in range(8):
        await phone(page, BO).get_by_role("button", name=f"key {number}").click()
    await expect(phone(page, BO).locator(".key.is-busy")).to_have_count(8)
    await compose(page, ANN, "still here")
    sent = phone(page, ANN).locator(".row.is-out:not(.is-pending)", has_text="still here")
    await expect(sent).to_be_visible()
    desk.bot.released.set()
    await expect(phone(page, BO).locator(".key.is-busy")).to_have_count(0)


async def test_an_alert_waits_for_ok_and_gives_the_focus_back(desk: Desk) -> None:
    page = await start(desk, BO)
    refuse = phone(page, BO).get_by_role("button", name="✗ Refuse")
    await refuse.click()
    alert = phone(page, BO).get_by_role("alertdialog")
    await expect(alert).to_contain_text("Somebody else has to decide.")
    await expect(alert).to_have_count(1)
    await expect(alert.get_by_role("button", name="OK")).to_be_focused()
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_have_count(0)
    await expect(refuse).to_be_focused()


async def test_the_colours_of_buttons_and_the_target_of_links_are_shown(desk: Desk) -> None:
    page = await start(desk, BO)
    for name, style in (("Count up", "primary"), ("✓ Approve", "success"), ("✗ Refuse", "danger")):
        await expect(phone(page, BO).get_by_role("button", name=name)).to_have_class(f"key is-{style}")
    link = phone(page, BO).get_by_role("link", name="Open")
    await expect(link).to_have_attribute("href", "https://example.org/")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_a_tap_on_a_message_answers_it(desk: Desk) -> None:
    page = await start(desk, BO)
    await compose(page, BO, "The dial is cracked")
    await bubble(page, BO, "You wrote: The dial is cracked").click()
    bar = phone(page, BO).locator(".reply-bar")
    await expect(bar).to_contain_text("You wrote: The dial is cracked")
    await bar.get_by_role("button", name="Cancel").click()
    await expect(bar).to_be_hidden()
    await bubble(page, BO, "You wrote: The dial is cracked").click()
    await compose(page, BO, "two of them")
    await expect(phone(page, BO).locator(".row.is-out .quoted")).to_contain_text("The dial is cracked")
    await expect(bubble(page, BO, "About “You wrote: The dial is cracked”: two of them")).to_be_visible()


async def test_a_long_message_that_is_answered_fits_into_the_bubble(desk: Desk) -> None:
    page = await start(desk, BO)
    await desk.bot.call("sendMessage", chat_id=BO, text="同意，让快递赔 " * 40)
    await bubble(page, BO, "同意").click(position={"x": 10, "y": 10})
    await compose(page, BO, "ok")
    await expect(phone(page, BO).locator(".row.is-out .quoted")).to_be_visible()
    log = phone(page, BO).get_by_role("log")
    assert await log.evaluate("log => log.scrollWidth - log.clientWidth") == 0
    inside = "row => row.querySelector('.bubble').offsetWidth <= row.offsetWidth"
    assert await phone(page, BO).locator(".row.is-out").last.evaluate(inside)


async def test_an_own_message_can_be_corrected_and_says_so(desk: Desk) -> None:
    page = await start(desk, BO)
    await compose(page, BO, "20 pieces")
    await expect(bubble(page, BO, "You wrote: 20 pieces")).to_be_visible()
    mine = phone(page, BO).locator(".row.is-out", has_text="20 pieces")
    await mine.hover()
    await mine.get_by_role("button", name="Edit").click()
    box = phone(page, BO).get_by_role("textbox")
    await expect(box).to_have_value("20 pieces")
    await box.fill("18 pieces")
    await box.press("Enter")
    corrected = phone(page, BO).locator(".row.is-out", has_text="18 pieces")
    await expect(corrected).to_contain_text("edited")


async def test_text_is_formatted_by_utf16_offsets(desk: Desk) -> None:
    page = await start(desk, BO)
    await compose(page, BO, "/formats")
    text = phone(page, BO).locator(".row.is-in .text").last
    await expect(text.locator("strong")).to_have_text("bold both")
    await expect(text.locator("strong em")).to_have_text("both")
    await expect(text.locator("s")).to_have_text("gone")
    await expect(text.locator("code").first).to_have_text("A-03")
    await expect(text.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.org/x")
    await expect(text.locator("pre")).to_have_attribute("data-language", "python")
    await expect(text.locator("blockquote").first).to_have_text("short quote")
    spoiler = text.locator(".spoiler")
    await spoiler.focus()
    await spoiler.press("Enter")
    await expect(spoiler).to_have_class("spoiler is-open")
    more = text.get_by_role("button", name="Show more")
    await more.click()
    await expect(text.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")


async def test_the_bots_keyboard_sends_what_its_keys_say(desk: Desk) -> None:
    page = await start(desk, BO)
    await compose(page, BO, "/keys")
    await phone(page, BO).get_by_role("button", name="all 18").click()
    await expect(bubble(page, BO, "You wrote: all 18")).to_be_visible()
    toggle = phone(page, BO).get_by_role("button", name="Show or hide the bot's keyboard")
    await toggle.click()
    await expect(phone(page, BO).get_by_role("button", name="all 18")).to_be_hidden()
    await toggle.click()
    await expect(phone(page, BO).get_by_role("button", name="all 18")).to_be_visible()


async def test_a_forced_reply_opens_the_reply_bar_by_itself(desk: Desk) -> None:
    page = await start(desk, BO)
    await compose(page, BO, "/ask")
    await expect(phone(page, BO).locator(".reply-bar")).to_contain_text("Describe it, please.")
    await expect(phone(page, BO).get_by_placeholder("What is broken?")).to_be_visible()
    await compose(page, BO, "the dial")
    await expect(bubble(page, BO, "About “Describe it, please.”: the dial")).to_be_visible()


async def test_a_slash_lists_the_commands_in_the_persons_language_and_filters_them(desk: Desk) -> None:
    page = await start(desk, BO, CHEN)
    box = phone(page, BO).get_by_role("textbox")
    await box.press_sequentially("/")
    options = phone(page, BO).get_by_role("option")
    await expect(options).to_have_count(5)
    await box.press_sequentially("k")
    await expect(options).to_have_count(1)
    await box.press("Enter")
    await expect(bubble(page, BO, "How many?")).to_be_visible()
    await phone(page, CHEN).get_by_role("button", name="Commands").click()
    await expect(phone(page, CHEN).get_by_role("option")).to_contain_text(["开始", "各种格式"])


async def test_who_reads_older_messages_is_not_pulled_away(desk: Desk) -> None:
    page = await start(desk, BO)
    for number in range(30):
        await desk.bot.call("sendMessage", chat_id=BO, text=f"line {number}\nmore\nand more")
    await expect(bubble(page, BO, "line 29")).to_be_in_viewport()
    await phone(page, BO).locator(".log").hover()
    await page.mouse.wheel(0, -900)
    jump = phone(page, BO).get_by_role("button", name="Go to the newest message")
    await expect(jump).to_be_visible()
    await desk.bot.call("sendMessage", chat_id=BO, text="news")
    await expect(jump).to_have_text("1")
    await expect(bubble(page, BO, "news")).not_to_be_in_viewport()
    await jump.click()
    await expect(bubble(page, BO, "news")).to_be_in_viewport()
    await expect(jump).to_be_hidden()


async def test_below_five_hundred_messages_one_more_touches_none_of_them(desk: Desk) -> None:
    page = await start(desk, BO)
    await page.goto("about:blank")
    await asyncio.gather(
        *(desk.bot.call("sendMessage", chat_id=BO, text=f"message {number}") for number in range(499))
    )
    await desk.bot.call("sendMessage", chat_id=BO, text="the last")
    await page.goto(desk.sandbox.url)
    await expect(bubble(page, BO, "the last")).to_be_in_viewport()
    await page.evaluate(COUNT_WHAT_CHANGES)
    await compose(page, BO, "quick")
    await expect(bubble(page, BO, "You wrote: quick")).to_be_in_viewport()
    changed = await page.evaluate("() => window.changed")
    assert 2 <= changed <= 10  # what was written, first as it is on its way; and the answer


COUNT_WHAT_CHANGES = """() => {
  window.changed = 0;
  new MutationObserver((records) => {
    for (const record of records) window.changed += 1 + record.addedNodes.length + record.removedNodes.length;
  }).observe(document.querySelector('#phone-7000000001 .log-inner'), { childList: true });
}"""


async def test_what_changes_while_a_chat_is_being_fetched_is_shown_as_it_is_now(desk: Desk) -> None:
    page = await start(desk, BO)
    for text in ("the first", "box closed", "a mistake"):
        sent = await desk.bot.call("sendMessage", chat_id=BO, text=text)
    fetched, released = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        fetched.set()
        await released.wait()
        await route.fulfill(response=answer)

    await page.route(f"**/api/people/{BO}/chats/{BO}/messages*", hold)
    await page.reload()
    await fetched.wait()
    edited = sent["message_id"] - 1
    await desk.bot.call("deleteMessage", chat_id=BO, message_id=sent["message_id"])
    await desk.bot.call("editMessageText", chat_id=BO, message_id=edited, text="box open")
    await expect(bubble(page, BO, "box open")).to_be_visible()
    released.set()
    await expect(bubble(page, BO, "the first")).to_be_visible()
    await expect(phone(page, BO).locator(".row.is-in .text")).to_contain_text(["the first", "box open"])
    await expect(bubble(page, BO, "box closed")).to_have_count(0)
    await expect(bubble(page, BO, "a mistake")).to_have_count(0)


async def test_typing_shows_in_the_header_until_the_message_comes(desk: Desk) -> None:
    page = await start(desk, BO)
    await desk.bot.call("sendChatAction", chat_id=BO, action="typing")
    subtitle = phone(page, BO).locator(".chat-subtitle")
    await expect(subtitle).to_have_text("typing…")
    await desk.bot.call("sendMessage", chat_id=BO, text="here")
    await expect(subtitle).to_have_text("bot")


async def test_a_pinned_message_stands_above_the_chat(desk: Desk) -> None:
    page = await start(desk, BO)
    sent = await desk.bot.call("sendMessage", chat_id=BO, text="Count twice, ship once")
    await desk.bot.call("pinChatMessage", chat_id=BO, message_id=sent["message_id"])
    await expect(phone(page, BO).locator(".pin-bar")).to_contain_text("Count twice, ship once")


async def test_a_deleted_message_disappears_and_a_reaction_appears(desk: Desk) -> None:
    page = await start(desk, BO)
    sent = await desk.bot.call("sendMessage", chat_id=BO, text="a mistake")
    await expect(bubble(page, BO, "a mistake")).to_be_visible()
    await desk.bot.call("deleteMessage", chat_id=BO, message_id=sent["message_id"])
    await expect(bubble(page, BO, "a mistake")).to_have_count(0)
    number = await phone(page, BO).locator(".row.is-out").last.get_attribute("data-id")
    assert number is not None
    thumb = [{"type": "emoji", "emoji": "👍"}]
    await desk.bot.call("setMessageReaction", chat_id=BO, message_id=int(number), reaction=thumb)
    await expect(phone(page, BO).locator(".reaction")).to_have_text("👍")


async def test_a_blocked_bot_can_be_unblocked_with_one_button(desk: Desk) -> None:
    page = await start(desk, BO)
    await phone(page, BO).get_by_role("button", name="More").click()
    await phone(page, BO).get_by_role("menuitem", name="Block the bot").click()
    await expect(phone(page, BO).locator(".chat-subtitle")).to_have_text("blocked")
    await phone(page, BO).get_by_role("button", name="Unblock and start").click()
    await expect(phone(page, BO).locator(".chat-subtitle")).to_have_text("bot")


async def test_a_deep_link_in_a_message_starts_the_bot_with_its_payload(desk: Desk) -> None:
    page = await start(desk, BO)
    await desk.bot.call("sendMessage", chat_id=BO, text="https://t.me/sandbox424242_bot?start=invite-7")
    await phone(page, BO).get_by_role("link", name="invite-7").click()
    await expect(bubble(page, BO, "/start invite-7")).to_be_visible()


async def test_a_group_shows_who_speaks_and_counts_what_is_unread(desk: Desk) -> None:
    page = await start(desk, BO, ANN)
    wanted = {"title": "Managers", "members": [BO, ANN], "supergroup": True}
    group = await desk.post(page, "/api/groups", wanted)
    await desk.post(page, f"/api/people/{ANN}/chats/{group['id']}/text", {"text": "/start"})
    badge = phone(page, BO).locator(".back .badge")
    await expect(badge).not_to_be_empty()
    await phone(page, BO).get_by_role("button", name="Back to chats").click()
    await phone(page, BO).get_by_role("button", name="Managers").click()
    await expect(phone(page, BO).locator(".sender").first).to_have_text("Ann")
    await expect(phone(page, BO).locator(".service").first).to_contain_text("created the group")
    await expect(people_badge(page, "Bo")).to_have_count(0)


async def test_a_forum_shows_its_topics_and_writes_into_the_chosen_one(desk: Desk) -> None:
    page = await start(desk, BO, ANN)
    wanted = {"title": "Desk", "members": [BO, ANN], "supergroup": True, "forum": True}
    forum = await desk.post(page, "/api/groups", wanted)
    for name in ("RR-42", "RR-43"):
        await desk.post(page, f"/api/groups/{forum['id']}/topics", {"name": name})
    for person in (BO, ANN):
        await phone(page, person).get_by_role("button", name="Back to chats").click()
        await phone(page, person).get_by_role("button", name="Desk").click()
        await phone(page, person).locator(".topics").get_by_role("button", name="RR-42").click()
    await compose(page, BO, "the box is crushed")
    await expect(bubble(page, ANN, "the box is crushed")).to_be_visible()
    await phone(page, ANN).locator(".topics").get_by_role("button", name="RR-43").click()
    await expect(bubble(page, ANN, "the box is crushed")).to_have_count(0)


def people_badge(page: Page, name: str) -> Locator:
    """Return the unread count on a person's chip."""
    return page.get_by_role("button", name=f"Phone of {name}").locator(".badge")
