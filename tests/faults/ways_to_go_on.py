"""What people do, step by step, and what they see then, whether the desk lived through it or not."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.domain.invitation import SECRET_PREFIX
from bot.core.domain.people import Role
from bot.core.domain.reasons import Disposition
from bot.core.usecases.credit_charge import credit_charge
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.invite_person import invite_person
from tests.support.builders import (
    CAFE,
    POSTAGE,
    a_finished_return,
    act,
    an_approved_return,
    file_return,
    gbp,
    inspect_all,
    limit_scrap,
    record_line,
)
from tests.support.cast import ANN, BO, CHEN, DANA, OLGA, STRANGER, WEI, Member
from tests.support.claims import failed_goods
from tests.support.phones import Message, Phone, words_of
from tests.support.pictures import a_picture
from tests.support.running_desk import Company

SECRET = "s" * 32
BACK = "if an answer is missing|如果没收到答复"
SCRAP = {Disposition.SCRAP: 6}

Step = Callable[[Company], Awaitable[object]]


def say(who: Member, words: str) -> Step:
    return lambda company: company.phone(who).say(words)


def tap(who: Member, label: str) -> Step:
    return lambda company: company.phone(who).tap(label)


def photo(who: Member, seed: int) -> Step:
    return lambda company: company.phone(who).send_photos(a_picture(seed))


def sees(who: Member, pattern: str) -> Step:
    return lambda company: company.phone(who).sees(pattern)


def answered(who: Member, do: Step, pattern: str) -> tuple[Step, Step]:
    """What is answered by itself; where the desk died over the answer, it says that it is back instead."""
    newest = [0]

    async def act(company: Company) -> object:
        newest[0] = max((m["message_id"] for m in await company.phone(who).messages()), default=0)
        return await do(company)

    async def see(company: Company) -> object:
        def fits(message: Message) -> bool:
            back = message["message_id"] > newest[0] and re.search(BACK, words_of(message))
            return bool(back or re.search(pattern, words_of(message), re.S))

        return await company.phone(who).sees_what(fits, f"{who.name} waited for {pattern!r}")

    return act, see


def asks(who: Member, command: str, pattern: str) -> tuple[Step, Step]:
    """A command that shows something; who gets no answer, because the desk died over it, asks once more."""
    act, first = answered(who, say(who, command), pattern)

    async def see(company: Company) -> object:
        phone = company.phone(who)
        seen = await first(company)
        assert isinstance(seen, dict)
        if re.search(BACK, words_of(seen)):
            await phone.say(command)
        return await phone.sees(pattern)

    return act, see


@dataclass(frozen=True, slots=True)
class Way:
    """`before` brings the desk to where it begins, and is seen by all before the first step; each step is
    what somebody does, and what they (or somebody else) see before the next thing is done."""

    name: str
    before: Step | None
    steps: tuple[tuple[Step, Step], ...]


THE_WHOLE_WAY = Way(
    "from the request to the shelf",
    None,
    (
        (say(BO, "/return"), sees(BO, "step 1 of 5")),
        (say(BO, "12583"), sees(BO, "step 2 of 5")),
        (tap(BO, "^22728 "), sees(BO, "step 3 of 5")),
        (tap(BO, "^6$"), sees(BO, "step 4 of 5 · why")),
        (tap(BO, "Damaged in transit"), sees(BO, "0 photos so far")),
        (photo(BO, 1), sees(BO, "1 photo ✓")),
        (tap(BO, "^Done$"), sees(BO, "your items")),
        (tap(BO, "^Done$"), sees(BO, "step 5 of 5")),
        (tap(BO, "^Send$"), sees(WEI, "物流损坏")),
        (tap(WEI, "^✓ 同意$"), sees(WEI, "Wei 已同意")),
        asks(CHEN, "/inspect", "待到货"),
        (tap(CHEN, "^RR-"), sees(CHEN, "应到 6")),
        (tap(CHEN, "^6$"), sees(CHEN, "是否合格")),
        (tap(CHEN, "^✓ 合格$"), sees(CHEN, "请输入数值")),
        (say(CHEN, "1"), sees(CHEN, "请描述")),
        (tap(CHEN, "^跳过$"), sees(CHEN, "成色如何")),
        (tap(CHEN, "^C 损坏"), sees(CHEN, "剩余 6")),
        (tap(CHEN, r"^\+ 退供应商$"), sees(CHEN, "剩余 5")),
        (tap(CHEN, r"^\+ 退供应商$"), sees(CHEN, "剩余 4")),
        (tap(CHEN, "余下 4 全部入库"), sees(CHEN, "请拍照")),
        (photo(CHEN, 2), sees(CHEN, "1 张照片 ✓")),
        (tap(CHEN, "^完成$"), sees(CHEN, "全部验收完毕")),
        (tap(CHEN, "完成验收"), sees(WEI, r"RO-\d{4}-00001.* · 审核")),
        (tap(WEI, "^✓ 同意$"), sees(CHEN, r"RO-\d{4}-00001.* · 退货入库")),
        (tap(CHEN, "^入库到 "), sees(CHEN, "已入库到")),
    ),
)


async def a_claim(company: Company) -> None:
    dana = await company.join(DANA)
    failed_goods(company)
    await dana.sees("SC-2026-00001")


async def a_posted_return(company: Company) -> None:
    a_finished_return(company.desk.database)
    await company.phone(ANN).button("^Undo ▸$")


async def a_parcel_of_four(company: Company) -> None:
    desk = company.desk.database
    request = an_approved_return(desk)
    inspection = act(desk, CHEN, claim_inspection, request)
    record_line(desk, inspection.id, 1, counted=4, split={Disposition.RESTOCK: 4})
    act(desk, CHEN, finish_inspection, inspection.id, more_to_come=True)


async def much_to_scrap(company: Company) -> None:
    desk = company.desk.database
    limit_scrap(desk)
    inspect_all(desk, an_approved_return(desk), split=SCRAP)
    for who in (ANN, WEI):
        await company.phone(who).sees("RO-2026-00001")


async def a_note_and_a_charge(company: Company) -> None:
    desk = company.desk.database
    a_finished_return(desk)
    act(desk, ANN, credit_charge, CAFE, POSTAGE, gbp("18"), "A-1")


async def an_invitation(company: Company) -> None:
    act(company.desk.database, ANN, invite_person, (Role.CLERK,), None, SECRET)


async def the_managers_group(company: Company) -> None:
    body = {"title": "Managers", "members": [who.telegram_id for who in (OLGA, ANN, WEI)]}
    async with company.http.post(f"{company.sandbox.url}/api/groups", json=body) as answer:
        chat = int((await answer.json())["id"])
    for who in (OLGA, ANN, WEI):
        company.phones[-who.telegram_id] = company.phone(who).in_group(chat)
    await _group(company, OLGA).sees("/here")
    await _group(company, OLGA).say("/here")
    await _group(company, OLGA).sees("is the managers' group now")
    file_return(company.desk.database)
    await _group(company, OLGA).sees("RR-2026-00001")


def _group(company: Company, who: Member) -> Phone:
    return company.phones[-who.telegram_id]


WAYS = (
    THE_WHOLE_WAY,
    Way(
        "the supplier credits a claim",
        a_claim,
        (
            (tap(DANA, "^We credit$"), sees(ANN, "SC-2026-00001.*They answered: we credit")),
            (tap(ANN, "^✓ Settle, £7.50$"), sees(DANA, "Settled: credit £7.50, debit note DN-2026-00001")),
            (tap(ANN, "^Supplier has the goods$"), sees(ANN, "Goods: handed to the supplier")),
        ),
    ),
    Way(
        "the supplier disputes a claim",
        a_claim,
        (
            (tap(DANA, "^We dispute$"), sees(DANA, "why do you dispute")),
            (say(DANA, "they left us whole"), sees(ANN, "They dispute it")),
            (tap(ANN, "^Insist$"), sees(ANN, "why do we insist")),
            (say(ANN, "look at the photos"), sees(DANA, "look at the photos")),
        ),
    ),
    Way(
        "a posting is undone and made anew",
        a_posted_return,
        (
            (tap(ANN, "^Undo ▸$"), sees(ANN, "why is the posting undone")),
            (say(ANN, "two are cracked"), sees(CHEN, "RO-2026-00001.*由你重新验收")),
            (tap(CHEN, "^继续$"), sees(CHEN, "全部验收完毕")),
            (tap(CHEN, "完成验收"), sees(WEI, "RO-2026-00002.* · 审核")),
            (tap(WEI, "^✓ 同意$"), sees(CHEN, "RO-2026-00002.* · 退货入库")),
            (tap(CHEN, "^入库到 "), sees(CHEN, "RO-2026-00002.*已入库到")),
        ),
    ),
    Way(
        "the second parcel of a return",
        a_parcel_of_four,
        (
            asks(CHEN, "/inspect", "待到货"),
            (tap(CHEN, "^RR-"), sees(CHEN, "应到 2")),
            (tap(CHEN, "^2$"), sees(CHEN, "是否合格")),
            (tap(CHEN, "^✓ 合格$"), sees(CHEN, "请输入数值")),
            (say(CHEN, "1"), sees(CHEN, "请描述")),
            (tap(CHEN, "^跳过$"), sees(CHEN, "成色如何")),
            (tap(CHEN, "^A "), sees(CHEN, "剩余 2")),
            (tap(CHEN, "余下 2 全部入库"), sees(CHEN, "全部验收完毕")),
            (tap(CHEN, "完成验收"), sees(WEI, "RO-2026-00002.* · 审核")),
        ),
    ),
    Way(
        "two managers scrap",
        much_to_scrap,
        (
            (tap(ANN, "^✓ Agree$"), sees(WEI, "还需另一位主管同意")),
            (tap(WEI, "^✓ 同意$"), sees(CHEN, "RO-2026-00001.* · 退货入库")),
            (tap(CHEN, "^过账$"), sees(CHEN, "RO-2026-00001.*已(入库|过账)")),
        ),
    ),
    Way(
        "a credit note is paid out, a charge is cancelled",
        a_note_and_a_charge,
        (
            asks(ANN, "/notes 1", "CN-2026-00001 · Café Lumière"),
            (tap(ANN, "^✓ Paid out$"), sees(ANN, "how was it paid out")),
            answered(ANN, tap(ANN, "^Bank transfer$"), "✓ Paid out, says Ann"),
            asks(ANN, "/notes 2", "CN-2026-00002"),
            (tap(ANN, "^Cancel note$"), sees(ANN, "why is it cancelled")),
            answered(ANN, say(ANN, "charged twice"), "Cancels CN-2026-00002"),
        ),
    ),
    Way(
        "somebody comes in by an invitation",
        an_invitation,
        (
            answered(
                STRANGER,
                lambda company: company.phone(STRANGER).start(SECRET_PREFIX + SECRET),
                "You are in as clerk",
            ),
            (say(STRANGER, "/return"), sees(STRANGER, "step 1 of 5")),
        ),
    ),
    Way(
        "the managers' group decides",
        the_managers_group,
        (
            (
                lambda company: _group(company, ANN).tap("Approve"),
                lambda company: _group(company, OLGA).sees("Approved by Ann"),
            ),
        ),
    ),
    Way(
        "the summary is asked for by hand",
        a_posted_return,
        (
            asks(OLGA, "/jobs", "What the desk does by the clock"),
            (tap(OLGA, "^▶ Weekly summary"), sees(ANN, "Returns in week")),
        ),
    ),
)  # fmt: skip
