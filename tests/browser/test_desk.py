"""The desk around the phones: people, languages, colours, width, panel and tour."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import ANN, BO, CHEN, DANA, Desk
from tests.browser.steps import bubble, phone, start

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_everybody_has_a_phone_and_one_more_can_be_added(desk: Desk) -> None:
    page = await desk.open()
    await expect(page.locator(".phone")).to_have_count(4)
    await page.get_by_role("button", name="Add a person").click()
    form = page.get_by_role("dialog", name="Add a person")
    await form.get_by_label("Name").fill("Eli Kunde")
    await form.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("region", name="Phone of Eli Kunde")).to_be_visible()


async def test_phones_put_away_and_moved_stay_so_after_a_reload(desk: Desk) -> None:
    page = await desk.open()
    await page.get_by_role("button", name="Phone of Ann").click()
    await expect(page.locator(".phone")).to_have_count(3)
    await phone(page, DANA).get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Move left").click()
    names = page.locator(".phone .phone-name")
    await expect(names).to_have_text(["Bo", "Dana", "陈晨"])
    await page.reload()
    await expect(names).to_have_text(["Bo", "Dana", "陈晨"])


async def test_a_new_group_appears_on_the_phones_of_its_members(desk: Desk) -> None:
    page = await start(desk, BO, ANN)
    await page.get_by_role("button", name="New group").click()
    form = page.get_by_role("dialog", name="New group")
    await form.get_by_label("Title").fill("Managers 主管")
    await form.get_by_label("Dana").uncheck()
    await form.get_by_role("button", name="Make the group").click()
    await phone(page, ANN).get_by_role("button", name="Back to chats").click()
    await expect(phone(page, ANN).get_by_role("button", name=re.compile("Managers 主管"))).to_be_visible()
    await phone(page, DANA).get_by_role("button", name="Back to chats").click()
    await expect(phone(page, DANA).locator(".chat-entry")).to_have_count(1)


async def test_the_page_speaks_the_browsers_language_and_can_be_switched(desk: Desk) -> None:
    page = await desk.open(locale="zh-CN")
    await expect(phone(page, BO).get_by_role("button", name="开始", exact=True)).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await page.get_by_role("button", name="English").click()
    await expect(phone(page, BO).get_by_role("button", name="Start", exact=True)).to_be_visible()
    await page.reload()
    await expect(phone(page, BO).get_by_role("button", name="Start", exact=True)).to_be_visible()


async def test_switching_the_language_keeps_the_conversation_and_what_was_being_written(desk: Desk) -> None:
    page = await start(desk, BO)
    await phone(page, BO).get_by_role("textbox").fill("half a thought")
    await page.get_by_role("button", name="中文", exact=True).click()
    await expect(phone(page, BO).get_by_role("textbox")).to_have_value("half a thought")
    await expect(bubble(page, BO, "pressed 0")).to_be_visible()
    await phone(page, BO).get_by_role("button", name="Count up").click()
    await expect(bubble(page, BO, "pressed 1")).to_be_visible()


async def test_both_languages_have_every_text_with_the_same_placeholders(desk: Desk) -> None:
    page = await desk.open()
    texts = await page.evaluate(
        """async () => [(await import('/js/texts_en.js')).EN, (await import('/js/texts_zh.js')).ZH]"""
    )
    english, chinese = texts
    assert {key for key in english if not key.endswith(".one")} == set(chinese)
    for key, text in chinese.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key


async def test_the_colours_follow_the_system_until_somebody_chooses(desk: Desk) -> None:
    page = await desk.open(color_scheme="dark")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.get_by_role("button", name="Light colours").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_words_stand_out_from_their_ground_as_accessibility_asks(desk: Desk, theme: str) -> None:
    page = await desk.open(color_scheme=theme)
    for ink, ground in CONTRASTS:
        ratio = await page.evaluate(CONTRAST, [ink, ground])
        assert ratio >= 4.5, f"{ink} on {ground} in {theme}: {ratio:.2f}"


CONTRASTS = [
    ("--ink", "--surface"), ("--ink", "--bubble-in"), ("--ink", "--bubble-out"), ("--ink-2", "--surface"),
    ("--ink-2", "--surface-2"), ("--ink-2", "--ground"), ("--meta-in", "--bubble-in"),
    ("--meta-out", "--bubble-out"), ("--accent", "--surface"), ("--accent", "--bubble-in"),
    ("--accent-ink", "--accent"), ("--accent-ink", "--badge"), ("--amber", "--amber-soft"),
]  # fmt: skip
CONTRAST = """([ink, ground]) => {
  const style = getComputedStyle(document.documentElement);
  const light = (name) => {
    const hex = style.getPropertyValue(name).trim().slice(1);
    const parts = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [light(ink), light(ground)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


async def narrow(desk: Desk) -> Page:
    """Open the page on a real phone's width."""
    return await desk.open(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)


async def test_on_a_narrow_screen_one_phone_fills_the_width_and_tabs_go_to_the_others(desk: Desk) -> None:
    page = await narrow(desk)
    await expect(phone(page, BO)).to_be_in_viewport(ratio=0.9)
    box = await phone(page, BO).bounding_box()
    assert box is not None
    assert box["width"] == 390
    await expect(phone(page, CHEN)).not_to_be_in_viewport()
    await page.get_by_role("button", name="Phone of 陈晨").tap()
    await expect(phone(page, CHEN)).to_be_in_viewport(ratio=0.9)
    await expect(page.get_by_role("button", name="Phone of 陈晨")).to_have_attribute("aria-current", "true")
    await phone(page, CHEN).get_by_role("button", name="Start", exact=True).tap()
    await expect(bubble(page, CHEN, "pressed 0")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_on_a_narrow_screen_the_panel_is_a_drawer_that_closes(desk: Desk) -> None:
    page = await narrow(desk)
    await page.get_by_role("button", name="Behind the scenes").tap()
    panel = page.get_by_role("complementary", name="Behind the scenes")
    await expect(panel).to_be_visible()
    await panel.get_by_role("button", name="Close").tap()
    await expect(panel).to_be_hidden()


async def open_panel(page: Page, tab: str) -> None:
    """Open the panel at a tab."""
    await page.get_by_role("button", name="Behind the scenes").click()
    await page.get_by_role("tab", name=tab).click()


async def test_calls_appear_as_they_happen_with_arguments_and_answers(desk: Desk) -> None:
    page = await start(desk, BO)
    await open_panel(page, "Calls")
    await desk.bot.call("getChat", chat_id=BO)
    # By its method, not as the first: the answer to /start may still be on its way into the list.
    asked = page.locator(".call[data-method='getChat']")
    await expect(asked).to_contain_text("Bo")
    await asked.locator("summary").click()
    await expect(asked).to_contain_text(f'"chat_id": {BO}')
    await expect(asked).to_contain_text('"ok": true')


async def test_refused_calls_are_red_and_missing_methods_amber(desk: Desk) -> None:
    page = await start(desk, BO)
    await open_panel(page, "Calls")
    await desk.bot.call("sendMessage", chat_id=99, text="nobody")
    await expect(page.locator(".call").first).to_have_attribute("data-kind", "error")
    await expect(page.locator(".call").first).to_contain_text("chat not found")
    await desk.bot.call("getStickerSet", name="x")
    await expect(page.locator(".call").first).to_have_attribute("data-kind", "missing")
    await page.get_by_label("Errors only").check()
    await expect(page.locator(".call:visible")).to_have_count(2)


async def test_a_fault_is_switched_on_does_harm_and_is_switched_off(desk: Desk) -> None:
    page = await start(desk, BO)
    await open_panel(page, "Faults")
    fault = page.get_by_role("group", name="429, wait")
    await fault.get_by_label("Seconds").fill("7")
    await fault.get_by_label("Times").fill("2")
    await fault.get_by_role("button", name="Switch on").click()
    active = page.locator(".active-fault")
    await expect(active).to_contain_text("Seconds 7 · 2 left")
    assert await desk.bot.call("sendMessage", chat_id=BO, text="refused") is None
    await page.get_by_role("button", name="Switch off 429, wait").click()
    await expect(active).to_have_count(0)
    assert await desk.bot.call("sendMessage", chat_id=BO, text="accepted") is not None


async def test_the_clock_moves_on(desk: Desk) -> None:
    page = await start(desk, BO)
    await open_panel(page, "Faults")
    await page.get_by_role("button", name="+3 min").click()
    await expect(page.locator(".clock-now")).to_have_text("3 min ahead")
    await page.get_by_label("Minutes").fill("57")
    await page.get_by_role("button", name="Move on").click()
    await expect(page.locator(".clock-now")).to_have_text("1 h ahead")


async def test_the_tour_plays_points_at_who_acts_and_hands_over(desk: Desk) -> None:
    page = await desk.open()
    await page.evaluate(NOTE_WHAT_IS_SHOWN)
    await page.get_by_role("button", name="Watch a return").click()
    await expect(page.locator(".tour-card")).to_contain_text("The phones are yours now.")
    await expect(page.locator(".phone.is-acting")).to_have_count(0)
    shown = await page.evaluate("() => window.shown")
    told = ["Step 1 of 4 Bo opens the bot.", f"phone-{BO} acts", f"phone-{BO} flashes Count up",
            f"phone-{ANN} acts", f"phone-{ANN} is told something"]  # fmt: skip
    assert [told_so for told_so in shown if told_so in told] == told


# Each in the order in which it first appeared: a slow machine may look when it has gone again.
NOTE_WHAT_IS_SHOWN = """() => {
  window.shown = [];
  const note = (text) => window.shown.includes(text) || window.shown.push(text);
  const look = () => {
    const words = (part) => document.querySelector(part)?.textContent;
    note(`${words('.tour-count')} ${words('.tour-caption')}`);
    for (const phone of document.querySelectorAll('.phone')) {
      if (phone.classList.contains('is-acting')) note(`${phone.id} acts`);
      const key = phone.querySelector('.key.is-flashing');
      if (key) note(`${phone.id} flashes ${key.textContent}`);
      if (phone.querySelector('.toast')) note(`${phone.id} is told something`);
    }
  };
  new MutationObserver(look).observe(document.body,
    { subtree: true, childList: true, attributes: true, characterData: true });
}"""


async def test_an_empty_desk_offers_the_tour_which_brings_its_own_people(desk: Desk) -> None:
    desk.sandbox.state.people.clear()
    context = await desk.browser.new_context(locale="en-GB", viewport={"width": 1640, "height": 900})
    desk.contexts.append(context)
    page = await context.new_page()
    await page.goto(desk.sandbox.url)
    await page.get_by_role("main").get_by_role("button", name="Watch a return").click()
    await expect(page.locator(".phone")).to_have_count(4)
    await expect(bubble(page, BO, "pressed 1")).to_be_visible()


async def test_the_tour_pauses_steps_and_can_be_taken_over(desk: Desk) -> None:
    page = await desk.open(locale="zh-CN")
    desk.bot.released.clear()  # the second step waits for its answer
    await page.get_by_role("button", name="观看一次退货").click()
    await page.get_by_role("button", name="暂停").click()
    desk.bot.released.set()
    card = page.locator(".tour-card")
    await expect(card).to_have_attribute("data-state", "paused")
    number = re.search(r"第 (\d) 步", await card.inner_text())
    assert number is not None
    await page.get_by_role("button", name="下一步").click()
    await expect(card).to_contain_text(f"第 {int(number.group(1)) + 1} 步")
    await expect(card).to_have_attribute("data-state", "paused")
    await page.get_by_role("button", name="接手操作").click()
    await expect(card).to_have_attribute("data-state", "stopped")
    await expect(phone(page, BO).get_by_role("button", name="Count up")).to_be_enabled()


async def test_a_mail_is_shown_with_its_styles_and_attachments_but_without_scripts(desk: Desk) -> None:
    page = await start(desk, BO)
    html = (
        "<style>h1 { color: rgb(200, 0, 0) }</style><h1>Claim SC-2026-00012</h1>"
        "<p style='color: rgb(0, 100, 0)'>2 pieces</p><script>parent.document.title = 'taken'</script>"
        "<img src=x onerror=\"parent.document.title = 'taken'\">"
    )
    mail = {
        "from": "desk@example.org", "to": ["dana@example.org"], "subject": "Claim", "html": html,
        "attachments": [{"name": "claim.pdf", "type": "application/pdf", "base64": "JVBERi0="}],
    }  # fmt: skip
    await desk.post(page, "/api/mails", mail)
    await expect(page.get_by_role("button", name="Behind the scenes").locator(".badge")).to_have_text("1")
    await open_panel(page, "Mailbox")
    await page.get_by_role("button", name="dana@example.org").click()
    frame = page.frame_locator(".mail-frame")
    await expect(frame.locator("h1")).to_have_css("color", "rgb(200, 0, 0)")
    await expect(frame.locator("p")).to_have_css("color", "rgb(0, 100, 0)")
    assert "allow-scripts" not in (await page.locator(".mail-frame").get_attribute("sandbox") or "")
    await expect(page.get_by_role("link", name="claim.pdf")).to_have_attribute("download", "claim.pdf")
    assert await page.title() == "Local Telegram"
    desk.complaints.clear()  # the browser logs what it refused to run
