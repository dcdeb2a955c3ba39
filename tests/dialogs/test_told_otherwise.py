"""Told otherwise: by mail where Telegram does not reach, in the morning after a night, many in one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.core.domain.catalogue import Company as Firm
from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.remind_claims import push_weekly_claims
from tests.support.builders import CAFE, act
from tests.support.cast import ANN, BO, DANA, OLGA, WEI
from tests.support.claims import SAYS as CLAIM_SAYS
from tests.support.claims import failed_goods
from tests.support.clock import MORNING
from tests.support.customers import a_waiting_return, inspect_and_post
from tests.support.databases import ENGINES
from tests.support.mail_server import MailServer, a_mail_server
from tests.support.phones import PATIENCE_SECONDS, labels_of, words_of
from tests.support.running_desk import Company, a_company, furnished, living_clock
from tests.support.ways import file_return

SC = "SC-2026-00001"
CLAIMS = "claims@horloge.example"
BUYER = "desk@lumiere.example"
SAYS = {
    "en": {
        "not reached": "Dana was not reached: blocked the bot.*Sent by e-mail to " + CLAIMS,
        "subject": f"{SC}: claim",
        "we expect": "RR-2026-00001 · approved.*We expect the goods",
        "credited": "RR-2026-00001 · finished.*CN-2026-00001.*£22.50",
        "by when": r"Please answer by \d+ Mar 2026\.",
        "how": "What you can answer.*• we credit £7.50 • we replace, repair or collect.*• we dispute it",
        "whom": "reply to this mail and leave its subject as it is: somebody at Returns desk reads it",
        "by mail": "Horloge & Fils was written to at " + CLAIMS + ".*note it here",
        "week": "1 wait for you, 0 are with us",
        "week subject": "Weekly list of claims",
        "mail": "Open in Telegram",
        "digest": "Good morning. 4 things came while you had quiet hours",
        "to approve": "to approve",
        "approve": "✓ Approve",
        "quiet": "🌙 Quiet hours",
        "hours": "Quiet hours: 22:00-07:00",
        "no address": "is no e-mail address",
        "email": "✉️ E-mail",
        "off": "✗ Restocked and credited",
        "switch": "Restocked and credited",
        "notices": "🔔 Notices",
        "lives": "who was told, and how it went",
        "sent": "Ann: to approve, sent",
        "approved": "Approved by Ann",
        "read": r"Ann: to approve, sent [^\n]*, read 10 Mar 2026 ",
        "held": "Ann: to approve, held until 10:00",
        "other hours": "Other hours",
        "hears": "What they hear",
        "bo": "What Bo hears",
        "an hour": "within an hour",
        "wrong code": "not the code. 4 tries are left",
        "address": "E-mail: ann@desk.example",
    },
    "zh": {
        "not reached": "没能通知到 Dana：对方屏蔽了机器人.*已改发邮件到 " + CLAIMS,
        "subject": f"{SC}：索赔",
        "we expect": "RR-2026-00001 · 已同意.*请寄回商品",
        "credited": "RR-2026-00001 · 已完成.*CN-2026-00001.*£22.50",
        "by when": r"请在 2026年3月\d+日 前答复。",
        "how": "您可以这样答复.*• 同意退款 £7.50 • 换货、维修或上门取货.*• 有异议",
        "whom": "直接回复本邮件，主题不必改动：Returns desk会有人阅读",
        "by mail": "已发邮件到 " + CLAIMS + ".*请在此登记",
        "week": "1 件等您答复，0 件在我方处理",
        "week subject": "每周索赔清单",
        "mail": "在 Telegram 中打开",
        "digest": "早上好。免打扰时段里有 4 件事",
        "to approve": "待审批",
        "approve": "✓ 同意",
        "quiet": "🌙 免打扰时段",
        "hours": "免打扰时段：22:00-07:00",
        "no address": "不是邮箱地址",
        "email": "✉️ 邮箱",
        "off": "✗ 已入库并贷记",
        "switch": "已入库并贷记",
        "notices": "🔔 通知记录",
        "lives": "通知了谁，结果如何",
        "sent": "Ann：待审批，.*已发送",
        "approved": "Ann 已同意",
        "read": r"Ann：待审批，[^\n]*已发送，2026年3月10日 [^\n]* 已读",
        "held": "Ann：待审批，10:00 再发",
        "other hours": "其他时段",
        "hears": "收哪些通知",
        "bo": "Bo 收到的通知",
        "an hour": "一小时内",
        "wrong code": "还可以再试 4 次",
        "address": "邮箱：ann@desk.example",
    },
}
MANAGERS = (ANN, WEI, OLGA)


@dataclass
class Jumping:
    """Goes as time really goes by, and jumps when told to."""

    by: timedelta = timedelta(0)
    going: Callable[[], datetime] = field(default_factory=living_clock)

    def __call__(self) -> datetime:
        return self.going() + self.by


@dataclass(frozen=True)
class Scene:
    company: Company
    mails: MailServer
    language: str
    clock: Jumping

    def says(self, what: str) -> str:
        return SAYS[self.language][what]

    async def written_to(self, address: str) -> EmailMessage:
        """The one mail to that address; waits for it."""
        (mail,) = await self.mails_to(address, 1)
        return mail

    async def mails_to(self, address: str, count: int) -> list[EmailMessage]:
        """All of them, as soon as there are so many."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                if len(found := self.mails.to(address)) >= count:
                    return found
                await asyncio.sleep(0.02)


@asynccontextmanager
async def a_scene(engine: str, language: str, folder: Path, **more: str) -> AsyncIterator[Scene]:
    speak = {member.telegram_id: language for member in MANAGERS}
    clock = Jumping()
    with a_mail_server() as mails:
        server = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(mails.port), "SMTP_SECURITY": "none"}
        settings = {**server, "MAIL_FROM": "desk@returns.example", **more}
        async with a_company(
            engine, folder, languages=speak, clock=clock, prepare=furnished, **settings
        ) as company:
            yield Scene(company, mails, language, clock)


@pytest.fixture(params=[(engine, language) for engine in ENGINES for language in ("en", "zh")])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    engine, language = request.param
    async with a_scene(engine, language, tmp_path) as running:
        yield running


@pytest.fixture(params=["en", "zh"])
async def night(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    """It is 09:41, and the desk has quiet hours until 10:00."""
    assert (MORNING.hour, MORNING.minute) == (9, 41)
    async with a_scene("sqlite", request.param, tmp_path, QUIET_HOURS="22:00-10:00") as running:
        yield running


async def test_a_supplier_who_blocked_the_bot_is_written_to_and_the_managers_know(scene: Scene) -> None:
    company = scene.company
    dana = await company.join(DANA, scene.language)
    await dana.block()
    failed_goods(company)
    await company.phone(ANN).sees(scene.says("not reached"))
    mail = await scene.written_to(CLAIMS)
    assert str(mail["Subject"]) == scene.says("subject")
    page, words = mail.get_body(("html",)), mail.get_body(("plain",))
    assert page is not None
    assert words is not None
    assert "22728" in words.get_content()
    assert scene.says("mail") in page.get_content()
    attached = [part.get_content_type() for part in mail.iter_attachments()]
    assert attached == ["image/jpeg", "image/jpeg"]


async def test_a_supplier_without_telegram_is_written_to_and_a_manager_notes_the_answer_with_two_taps(
    scene: Scene,
) -> None:
    ann, says, claims = scene.company.phone(ANN), scene.says, CLAIM_SAYS[scene.language]
    supplier = Firm("S-01", "Horloge & Fils", CLAIMS, scene.language)
    scene.company.desk.database.write_now(lambda uow: uow.companies.save_suppliers([supplier]))
    failed_goods(scene.company)
    mail = await scene.written_to(CLAIMS)
    words = mail.get_body(("plain",))
    assert words is not None
    said = " ".join(words.get_content().split())
    assert "t.me" not in said
    for what in ("by when", "how", "whom"):
        assert re.search(says(what), said), said
    await ann.say(SC.lower())
    await ann.sees(f"{SC}.*{says('by mail')}")
    await ann.tap(claims["phone"])
    await ann.tap(claims["phone credit"])
    await ann.sees(f"{SC}.*{claims['they credit']}")
    await ann.tap(claims["settle"])
    _, ended = await scene.mails_to(CLAIMS, 2)
    page = ended.get_body(("plain",))
    assert page is not None
    assert claims["settled credit"] in page.get_content()
    assert files_in(mail) == [("photo-1.jpg", "image/jpeg"), ("photo-2.jpg", "image/jpeg")]
    assert files_in(ended) == [("DN-2026-00001.pdf", "application/pdf")]
    assert ended["References"] == mail["References"] == ended["In-Reply-To"]
    assert str(ended["Subject"]) == str(mail["Subject"])


def files_in(mail: EmailMessage) -> list[tuple[str | None, str]]:
    return [(part.get_filename(), part.get_content_type()) for part in mail.iter_attachments()]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_customer_without_telegram_is_written_to_with_the_credit_note(
    tmp_path: Path, language: str
) -> None:
    async with a_scene("sqlite", language, tmp_path) as scene:
        database = scene.company.desk.database
        cafe = Firm(CAFE, "Café Lumière", BUYER, language)
        database.write_now(lambda uow: uow.companies.save_customers([cafe]))
        request_id = a_waiting_return(scene.company)
        act(database, ANN, approve_return, request_id)
        agreed = await scene.written_to(BUYER)
        inspect_and_post(scene.company, request_id)
        _, credited = await scene.mails_to(BUYER, 2)
    for mail, what in ((agreed, "we expect"), (credited, "credited")):
        words = mail.get_body(("plain",))
        assert words is not None
        assert re.search(scene.says(what), words.get_content(), re.S), words.get_content()
        assert mail["References"] == agreed["References"]
    assert files_in(agreed) == []
    assert files_in(credited) == [("CN-2026-00001.pdf", "application/pdf")]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_supplier_without_telegram_gets_the_week_s_list_by_mail(
    tmp_path: Path, language: str
) -> None:
    async with a_scene("sqlite", language, tmp_path) as scene:
        supplier = Firm("S-01", "Horloge & Fils", CLAIMS, language)
        scene.company.desk.database.write_now(lambda uow: uow.companies.save_suppliers([supplier]))
        failed_goods(scene.company)
        await scene.written_to(CLAIMS)
        scene.company.desk.database.write_now(lambda uow: push_weekly_claims(uow, "2026-W11"))
        _, mail = await scene.mails_to(CLAIMS, 2)
    words = mail.get_body(("plain",))
    assert words is not None
    assert scene.says("week") in words.get_content()
    assert SC in words.get_content()
    assert str(mail["Subject"]) == scene.says("week subject")
    assert mail["List-Unsubscribe"] == "<mailto:desk@returns.example?subject=unsubscribe>"


async def test_a_manager_switches_chooses_hours_and_gives_an_address(scene: Scene) -> None:
    ann, says = scene.company.phone(ANN), scene.says
    await ann.say("/notices")
    await ann.tap(says("switch"))
    await ann.button(says("off"))
    await ann.tap(says("quiet"))
    await ann.tap("^22:00-07:00$")
    await ann.sees(says("hours"))
    await ann.tap(says("quiet"))
    await ann.tap(says("other hours"))
    await ann.say("21:30-06:30")
    await ann.sees("21:30-06:30")
    await ann.tap(says("email"))
    await ann.say("ann at home")
    await ann.sees(says("no address"))
    await ann.say("ann@desk.example")
    await ann.sees(f"ann@desk.example.*{says('an hour')}|{says('an hour')}.*ann@desk.example")
    await ann.say("0")
    await ann.sees(says("wrong code"))
    mail = await scene.written_to("ann@desk.example")
    words = mail.get_body(("plain",))
    assert words is not None
    (code,) = re.findall(r"\b\d{6}\b", words.get_content())
    before = scene.company.desk.database.read_now(lambda uow: uow.people.by_telegram(ANN.telegram_id))
    assert before is not None
    assert before.email == ""
    await ann.say(code)
    await ann.sees(says("address"))
    saved = scene.company.desk.database.read_now(lambda uow: uow.people.by_telegram(ANN.telegram_id))
    assert saved is not None
    assert saved.email == "ann@desk.example"


async def test_the_record_says_who_was_told_and_how_it_went(scene: Scene, dent: bytes) -> None:
    ann, says = scene.company.phone(ANN), scene.says
    number = await file_return(scene.company.phone(BO), dent)
    await ann.sees(f"{number}.*Lumière")
    await ann.say(f"/status {number}")
    await ann.tap(says("notices"))
    await ann.sees(f"{number}.*{says('lives')}.*{says('sent')}")
    await scene.company.phone(BO).say(f"/status {number}")
    shown = await scene.company.phone(BO).sees(f"{number}.*Lumière")
    assert not any("🔔" in label for label in labels_of(shown))
    await ann.tap(says("approve"))
    await ann.sees(f"{number}.*{says('approved')}")
    await ann.say(f"/status {number}")
    await ann.tap(says("notices"))
    await ann.sees(f"{number}.*{says('lives')}.*{says('read')}")


async def test_what_comes_at_night_comes_in_the_morning_in_one_message(night: Scene, dent: bytes) -> None:
    ann, bo, says = night.company.phone(ANN), night.company.phone(BO), night.says
    numbers = [await file_return(bo, dent, quantity="6") for _ in range(3)]
    await ann.say(f"/status {numbers[0]}")
    await ann.tap(says("notices"))
    await ann.sees(says("held"))
    numbers.append(await file_return(bo, dent, quantity="6"))
    assert all(says("approve") not in labels_of(message) for message in await ann.messages())
    night.clock.by = timedelta(minutes=20)
    await night.company.phone(WEI).say("/approvals")  # whatever is planned wakes the sender
    digest = await ann.sees(says("digest"))
    for number in numbers:
        assert number in words_of(digest)
    await ann.tap(f"^{numbers[1]} · {says('to approve')}")
    await ann.sees(f"{numbers[1]}.*Lumière")
    await ann.tap(says("approve"))
    await bo.sees(f"{numbers[1]}.*Approved by Ann")


async def test_a_manager_switches_for_a_clerk_who_sees_who_did_and_switches_it_back(night: Scene) -> None:
    ann, bo, says = night.company.phone(ANN), night.company.phone(BO), night.says
    await ann.say("/people")
    await ann.tap("^Bo · ")
    await ann.tap(says("hears"))
    await ann.sees(says("bo"))
    await ann.tap(says("switch"))
    await ann.button(f"{says('off')} · Ann")
    await bo.say("/notices")
    await bo.tap("^✗ Restocked and credited · Ann$")
    await bo.button("^✓ Restocked and credited$")


async def test_nothing_is_held_from_who_has_no_quiet_hours(night: Scene, dent: bytes) -> None:
    ann = night.company.phone(ANN)
    await ann.say("/notices")
    await ann.tap(night.says("quiet"))
    await ann.tap("^None$|^不设$")
    await ann.sees("none set|未设")
    number = await file_return(night.company.phone(BO), dent)
    await ann.sees(f"{number}.*Lumière")
