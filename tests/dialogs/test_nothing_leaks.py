"""Whoever asks for whatever, by every way there is, reads nothing that is another's: by chat, paper or mail.

Every button is pressed on one of the records that are another's, and some on one's own; with `PRESSES=all`
on each of them. A failing run says its seed: `SEED=`.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.core.domain.notice import Channel, NoticeKind
from bot.core.domain.return_request import Photo
from bot.core.domain.supplier_claim import Answer
from bot.core.usecases.answer_claim import accept_claim
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.settle_claim import settle_claim
from bot.views.callback_data import Act, Button, encode
from bot.views.claim_buttons import Deed
from bot.views.commands import NEEDS
from storage.outbox import Outbox
from tests.support import both_sides, builders
from tests.support.both_sides import FIRST, SECOND, Side, fill, furnish_firms
from tests.support.builders import act, dismiss, draft_return
from tests.support.cast import (
    ANN,
    CARL,
    CHEN,
    DANA,
    ELI,
    FAY,
    HUGO,
    NORA,
    RUTH,
    STAFF_MEMBERS,
    STRANGER,
    WEI,
    Member,
)
from tests.support.claims import a_stored_photo
from tests.support.every_button import ARGUMENTS, KIND_OF
from tests.support.mail_server import MailServer, a_mail_server
from tests.support.overheard import Said, found_in, told, written
from tests.support.phones import PATIENCE_SECONDS, Phone, words_of
from tests.support.running_desk import Company, a_company, hand_phone

ALL = os.environ.get("PRESSES") == "all"
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1, 10**6)
FEW = 20  # buttons, where not all are pressed

GUS = replace(FAY, telegram_id=1020, name="Gus")  # a clerk who was taken off the desk
CARLA = replace(CARL, telegram_id=1021, name="Carla", company=NORA.company)
HILDE = replace(HUGO, telegram_id=1022, name="Hilde", company=RUTH.company)
BY_MAIL = (CARL, HUGO, CARLA, HILDE)  # have blocked the bot: what they are told goes by e-mail
OUTSIDE = (DANA, ELI, RUTH, NORA, *BY_MAIL)
KINDS = {
    "request": ("draft", "waiting", "asked_back", "refused", "approved", "inspecting", "closed"),
    "order": ("in_review", "agreed", "posted", "in_work"),
    "inspection": ("inspection",),
    "claim": ("claim",),
    "step": ("step",),
    "parcel": ("parcel",),
    "case": ("case",),
}
OF_THESE = {Act.ANSWER_CUSTOMER: ("question", "asked"), Act.REVOKE: ("invitation",)}
Pressed = tuple[Act, int, str]  # and the record, and what it carries
SECRET_DRAFT = "Halfwritten"  # in a draft of Bo's, which is nobody else's business
SHELF = "A-03"
NOTHING_YET = 999_999
# Who presses buttons, always and where all are pressed; who types numbers.
ALWAYS, SELDOM, ASKING = (DANA, ELI, STRANGER, GUS, FAY), (RUTH, NORA), (DANA, ELI, FAY)


@dataclass(frozen=True, slots=True)
class Played:
    company: Company
    mails: MailServer
    sides: tuple[Side, Side]
    pictures: tuple[frozenset[str], frozenset[str]]  # hashes, by side

    def other(self, member: Member) -> Side:
        return self.sides[0 if member.company in (NORA.company, RUTH.company) else 1]

    def own(self, member: Member) -> Side:
        return self.sides[1 - self.sides.index(self.other(member))]


# ── the desk, with everything twice ──
@pytest.fixture
async def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Played]:
    """Of either kind of company one speaks English, one Chinese."""
    members = (*STAFF_MEMBERS, *OUTSIDE, FAY, GUS, STRANGER)
    languages = {m.telegram_id: "zh" if m in (CHEN, WEI, DANA, HILDE, NORA, CARL) else "en" for m in members}
    with a_mail_server() as mails:
        async with a_company(
            "sqlite",
            tmp_path,
            languages=languages,
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(mails.port),
            SMTP_SECURITY="none",
            MAIL_FROM="desk@shop.example",
        ) as company:
            await _everybody_comes(company, languages)
            taken: list[str] = []

            def photo(name: str = "dent") -> Photo:
                taken.append((made := a_stored_photo(company, len(taken) + 1)).sha256)
                return made

            monkeypatch.setattr(builders, "a_photo", photo)
            monkeypatch.setattr(both_sides, "a_photo", photo)
            first, count, second = await asyncio.to_thread(_fill, company, taken)
            pictures = frozenset(taken[:count]), frozenset(taken[count:])
            yield Played(company, mails, (first, second), pictures)


async def _everybody_comes(company: Company, languages: dict[int, str]) -> None:
    """With names that are told apart from every other word, and accounts that nobody may learn."""
    database = company.desk.database
    for member in (*OUTSIDE, FAY, GUS):
        database.write_now(lambda uow, m=member: uow.people.add(m.as_person()))  # type: ignore[misc]
        phone = await hand_phone(company, member, languages[member.telegram_id])
        await phone.start()
        await phone.sees("/help")
    database.write_now(lambda uow: _name_them(uow, languages))
    for member in BY_MAIL:
        await company.phone(member).block()
    dismiss(database, GUS)


def _name_them(uow: UnitOfWork, languages: dict[int, str]) -> None:
    for person in uow.people.all():
        if person.telegram_id in languages:
            person.language = languages[person.telegram_id]
            person.name, person.email = f"{person.name}wood", f"{person.name.lower()}wood@post.example"
            uow.people.save(person)


def _fill(company: Company, taken: list[str]) -> tuple[Side, int, Side]:
    database = company.desk.database
    database.write_now(furnish_firms)
    draft_return(database, note=f"{SECRET_DRAFT} note")
    first, count, second = fill(database, FIRST), len(taken), fill(database, SECOND)
    for side in (first, second):  # with a debit note
        act(database, side.firm.seller, accept_claim, side.claim, Answer.CREDIT)
        act(database, ANN, settle_claim, side.claim)
    return first, count, second


# ── who may not read what ──
def _names(*members: Member) -> tuple[str, ...]:
    return tuple(f"{member.name}wood" for member in members)


def _side_marks(side: Side) -> tuple[str, ...]:
    firm = side.firm
    prices = [firm.sold_at, *(str(p.amount) for p in (firm.product.price, firm.product.cost) if p)]
    doubled = [str(2 * Decimal(price)) for price in prices]
    mine = [m for m in OUTSIDE if m.company in (firm.customer.code, firm.supplier.code)]
    return (
        *firm.marks, *prices, *doubled, *_names(*mine), firm.customer.email, firm.supplier.email,
        firm.product.specification, firm.product.standard_en, firm.product.standard_zh,
    )  # fmt: skip


INSIDE = (*_names(*STAFF_MEMBERS, FAY, GUS), SECRET_DRAFT, SHELF, "Note Buyer", "tg://", "acct_")


def _forbidden(played: Played, member: Member) -> tuple[str, ...]:
    """Words, without the numbers of records; see `_numbers`."""
    if member is FAY:
        return (SECRET_DRAFT, "Note Buyer", "When, says", "Which box", "Which corner")
    if member not in OUTSIDE:
        return (*INSIDE, *(mark for side in played.sides for mark in _side_marks(side)))
    firm = played.own(member).firm
    product, seller = firm.product, member.company == firm.supplier.code
    assert product.cost
    theirs = [product.standard_en, product.standard_zh, str(product.price.amount)]
    if seller:
        theirs += [firm.customer.name, firm.customer.email, firm.buyer.name + "wood", firm.order_no]
        theirs += [firm.sold_at, str(2 * Decimal(firm.sold_at))]
    else:
        theirs += [firm.supplier.name, firm.supplier.email, firm.seller.name + "wood"]
        theirs += [str(product.cost.amount), str(2 * product.cost.amount)]
    return (*INSIDE, *_side_marks(played.other(member)), *theirs)


def _numbers(played: Played, member: Member) -> tuple[str, ...]:
    if member in OUTSIDE:
        return played.other(member).numbers
    return tuple(number for side in played.sides for number in side.numbers)


def _pictures(played: Played, member: Member) -> tuple[str, ...]:
    if member in OUTSIDE:
        return tuple(played.pictures[played.sides.index(played.other(member))])
    return tuple(played.pictures[0] | played.pictures[1])


# ── what they try ──
def _ids(side: Side, kind: str, each: Act) -> list[int]:
    """Of records of that kind; of people and of what names no record, the first few there are."""
    names = OF_THESE.get(each, KINDS.get(kind, ()))
    return [getattr(side, name) for name in names] or list(range(15 if kind else 2))


def _buttons(chance: random.Random, side: Side) -> list[Pressed]:
    """Of every kind; on the records of that side."""
    found: list[Pressed] = []
    for kind, acts in KIND_OF.items():
        for each in acts:
            subjects = _ids(side, kind, each)
            if each in (Act.LEAVE, Act.LANGUAGE, Act.CARD_AGAIN):  # the last is with the papers
                continue
            every = [
                (each, subject, argument) for subject in subjects for argument in ARGUMENTS.get(each, ("",))
            ]
            found += every if ALL else [chance.choice(every)]
    return found


def _papers(side: Side) -> list[Pressed]:
    return [
        (Act.PAPER, side.posted, ""),
        (Act.NOTE_PAPER, 0, side.note),
        (Act.NOTE, 0, side.note),
        (Act.CLAIM, side.claim, Deed.PHOTOS),
        (Act.CLAIM, side.claim, Deed.PAPER),
        (Act.CARD_AGAIN, side.claim, NoticeKind.CLAIM_CARD),
        (Act.CARD_AGAIN, side.waiting, NoticeKind.APPROVAL_CARD),
        (Act.CARD_AGAIN, side.closed, NoticeKind.CUSTOMER_RETURN),
    ]


def _bare(words: object) -> str:
    """Without the numbers that were asked for."""
    return re.sub(r"([A-Z]{2}-)?\d+(-\d+)?", "#", str(words))


async def _press_all(played: Played, member: Member) -> list[str]:
    """On what is another's, and the same on what does not exist; then on what is their own. Gives where the
    two were told apart."""
    phone, chance, told_apart = played.company.phone(member), random.Random(SEED), []
    others = [*_buttons(chance, played.other(member)), *_papers(played.other(member))]
    for each, subject, argument in _some(chance, others, member not in OUTSIDE):
        theirs = await phone.press(1, encode(Button(each, subject, argument)))
        if member in OUTSIDE:
            nobodys = await phone.press(1, encode(Button(each, NOTHING_YET, argument)))
            seen = [(answer["toast"], answer["alert"]) for answer in (theirs, nobodys)]
            if _bare(seen[0]) != _bare(seen[1]):
                told_apart.append(f"{member.name} {each} {argument}: {seen}")
    own = _buttons(chance, played.own(member)) if member in OUTSIDE else []
    for each, subject, argument in [*_some(chance, own), *_papers(played.own(member))]:
        await phone.press(1, encode(Button(each, subject, argument)))
    return told_apart


def _some(chance: random.Random, buttons: list[Pressed], few: bool = True) -> list[Pressed]:
    return chance.sample(buttons, min(FEW, len(buttons))) if few and not ALL else buttons


async def _ask_all(played: Played, member: Member) -> None:
    """Every command, plain words, and words in reply to what they got last."""
    phone = played.company.phone(member)
    for name in (*NEEDS, "start", "here"):
        if name not in ("leave", "practice"):  # after them one is another, or somewhere else
            await phone.say(f"/{name}")
    await phone.say("/cancel")
    await phone.say("Xylofon Quetzal")
    await _answered(phone)
    for message in [m for m in await phone.messages() if m.get("from", {}).get("is_bot")][-6:]:
        await phone.say("And this?", reply_to=message["message_id"])
        await _answered(phone)


async def _answered(phone: Phone) -> None:
    """What one person does is done in order: this is answered after all that was said before."""
    await phone.press(1, "no button of ours")


async def _hears(phone: Phone, words: str) -> str:
    said = await phone.say(words)
    await _answered(phone)
    after = [m for m in await phone.messages() if m["message_id"] > said["message_id"]]
    return " ".join(words_of(message) for message in after)


async def _type_numbers(played: Played, member: Member) -> list[str]:
    """Another's numbers, typed and as the links on papers, beside numbers that nobody ever gave."""
    phone, told_apart = played.company.phone(member), []
    one_of_each = {number[:2]: number for number in played.other(member).numbers}
    for way in ("/status {}", "/claims {}", "/notes {}", "/start {}", "{}"):
        for kind, number in one_of_each.items():
            nobodys = await _hears(phone, way.format(f"{kind}-2026-99999"))
            theirs = await _hears(phone, way.format(number))
            if _bare(theirs) != _bare(nobodys):
                told_apart.append(f"{member.name} {way} {number}: {theirs} / {nobodys}")
    for number in {number[:2]: number for number in played.own(member).numbers}.values():
        await phone.say(f"/start {number}")
    await _answered(phone)
    return told_apart


async def _quiet(played: Played) -> None:
    """Until nothing is on its way any more."""
    outboxes = [Outbox(played.company.desk.database, channel) for channel in Channel]
    async with asyncio.timeout(PATIENCE_SECONDS):
        while any([await outbox.count_waiting() for outbox in outboxes]):  # noqa: ASYNC110 - in a database
            await asyncio.sleep(0.02)


# ── what they must not have read ──
def _mails(played: Played, member: Member) -> list[Said]:
    mails = played.mails.to(f"{member.name.lower()}wood@post.example")
    return [said for mail in mails for said in written(mail)]


def _leaks(played: Played, member: Member, said: Iterable[Said], *more: str) -> list[str]:
    marks = (*_forbidden(played, member), *_pictures(played, member), *more)
    return [f"{member.name}: {found}" for found in found_in(said, marks)]


async def test_whatever_is_asked_for_nothing_of_others_is_said(played: Played) -> None:
    state, pressing = played.company.sandbox.state, (*ALWAYS, *(SELDOM if ALL else ()))
    apart = await asyncio.gather(*(_press_all(played, member) for member in pressing))
    await asyncio.gather(*(_ask_all(played, member) for member in (*ALWAYS, *SELDOM)))
    await _quiet(played)
    leaks = []
    for member in (*ALWAYS, *SELDOM):
        leaks += _leaks(played, member, told(state, member.telegram_id), *_numbers(played, member))
    until = state.journal.count
    typing = (*ASKING, *(SELDOM if ALL else ()))
    apart += await asyncio.gather(*(_type_numbers(played, member) for member in typing))
    for member in typing:
        leaks += _leaks(played, member, told(state, member.telegram_id, until))
    for member in BY_MAIL:
        mails = [
            said
            for mail in played.mails.to(f"{member.name.lower()}wood@post.example")
            for said in written(mail)
        ]
        assert mails, member.name
        leaks += _leaks(played, member, mails, *_numbers(played, member))
    found = [*leaks, *(each for several in apart for each in several)]
    assert found == [], "\n".join([f"SEED={SEED}", *found])
    _nothing_was_overlooked(played)


def _nothing_was_overlooked(played: Played) -> None:
    """The same eyes find what may be read: a manager's cards, one's own papers, pictures and mails."""
    state, (first, second) = played.company.sandbox.state, played.sides
    names = (first.firm.customer.name, second.firm.customer.name, first.numbers[0], second.numbers[0])
    assert len(found_in(told(state, ANN.telegram_id), names)) == len(names)
    eli, dana = list(told(state, ELI.telegram_id)), list(told(state, DANA.telegram_id))
    papers = [said.words for said in eli if said.where.endswith(".pdf")]
    assert any(first.firm.order_no in words and first.firm.customer.name in words for words in papers)
    assert found_in(dana, tuple(played.pictures[0])) != []
    assert any(first.firm.supplier.name in said.words for said in dana if said.where.endswith(".pdf"))
    assert found_in(_mails(played, CARL), (first.as_closed.number,)) != []
