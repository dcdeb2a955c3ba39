"""At every question of every dialog, anything: words nobody meant, stickers, places, voices, files, forwards.

Each gets an answer and no fault; what cannot answer the question changes nothing. `SAYINGS=50` tries as many
at each question instead of two. A failing run says its seed: `SEED=`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.app import log_key, photo_store
from bot.core.domain.reasons import Disposition
from bot.core.domain.supplier_claim import Answer
from bot.core.usecases.acting import acting
from bot.core.usecases.answer_claim import accept_claim
from bot.core.usecases.decide_approval import ask_back
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.ports import UnitOfWork
from bot.sandbox.acting import find_actor
from bot.sandbox.messages import post, tell_bots
from bot.sandbox.model import Message as Sent
from handlers.registry import TABLE
from storage.doctor import check
from storage.inbox import Inbox
from tests.faults.every_record import Ids, a_photo_of, all_that_is_stored, furnish_with_everything
from tests.support import builders
from tests.support.builders import (
    BAG,
    BAKERY,
    act,
    an_approved_return,
    file_return,
    record_line,
    vendor_goods,
)
from tests.support.cast import ANN, BO, CHEN, DANA, ELI, WEI, Member
from tests.support.phones import PATIENCE_SECONDS
from tests.support.running_desk import Company, a_company

EACH = int(os.environ.get("SAYINGS", "1"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1, 10**6)

# None of these is a number of pieces, of days, of pounds or of anything.
NO_NUMBER = (
    "1e9", "-0", "-1", "NaN", "Infinity", "0x10", "1_000", "½", "Ⅷ", "٣" * 12, "1" * 40, "--1", "1..2",
    "6\u200b", "+", ".", ",", "%", "-", "0.0000000001", "9" * 20,
)  # fmt: skip
WORDS = (
    # Telegram takes marks of direction out of what is said: these are twelve and six.
    *NO_NUMBER, "1\u202e2", "\u202e6",
    "²", "１２", "6", "1.5", "0", "'; DROP TABLE people; --", "<b>bold</b> & <i", "</code>",
    "*_`[", '=HYPERLINK("http://x")', "x" * 4096, "字" * 4096, "👩" * 2000, "\u202eevil\u202c", "\u0000a",
    "a\nb\r\nc\td", "\n" * 50 + "x", "\u2066\u2067\u2068", "\ufeff", "\u3000", "Z\u0351\u036b\u0343" * 99,
    "//return", "/", "/nosuch", "/start x y", "@desk_bot", "http://127.0.0.1/x", "ok", "同意", "no", "?",
    "https://t.me/desk_bot?start=i-x", "2026-02-30", "22:00-07:00", "99:99-1", "a@b", "a@b.example",
    "a@b.example\nBcc: c@d.example", "1.3.2026 - 1.1.2026", "-5%", "101%", "RR-2026-00001", "&amp;",
    "RO-2026-99999", "CN-2026-00001", "S-01", "12583", "22728", "A-03", "“”", "1,5", "1 2 3",
)  # fmt: skip
FILE = {"file_id": "", "file_unique_id": "x"}
MESSAGES: tuple[dict[str, Any], ...] = (
    {"location": {"latitude": 51.5, "longitude": 0.1}},
    {"contact": {"phone_number": "+4400", "first_name": "Eve"}},
    {"dice": {"emoji": "🎲", "value": 6}},
    {"venue": {"location": {"latitude": 1.0, "longitude": 1.0}, "title": "<b>", "address": "x"}},
    {"sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False,
                 "is_video": False}},
    {"voice": {**FILE, "duration": 3}},
    {"video_note": {**FILE, "length": 9, "duration": 3}},
    {"animation": {**FILE, "width": 1, "height": 1, "duration": 1}},
    {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
              "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
              "allows_revoting": True, "members_only": False}},
)  # fmt: skip
FILES = (b"", b"not a picture", b"\xff\xd8\xff\xe0 cut", b"%PDF-1.7", b"GIF89a" + b"\x00" * 30)

# Questions that take no words at all, and such as take nothing but a number.
NUMBERS = (
    "return.quantity",
    "inspect.count",
    "inspect.split",
    "wip.quantity",
    "take_in.count",
    "claim.offer",
    "claim.amount",
)


Place = tuple[Member, int, int, dict[str, str]]


def places(ids: Ids) -> dict[str, Place]:
    """Who is asked what, about which record: person, subject, line, notes."""
    draft, filed, *_ = ids["request"]
    in_review, posted, in_work = ids["order"]
    counted, counting = ids["counted"][0], ids["inspection"][0]
    claim, parcel = ids["claim"][0], ids["parcel"][0]
    access = (ANN, ids["access"][0], 0, {"role": "supplier"})
    note = (ANN, 0, 0, {"note": "CN-2026-00001"})
    of_dialog: dict[str, Place] = {
        "return": (BO, draft, 1, {}),
        "inspect": (CHEN, counted, 1, {}),
        "wip": (CHEN, in_work, 1, {"source": "work_in_progress", "to": "SCRAP", "quantity": "1"}),
        "take_in": (CHEN, ids["owed"][0], 1, {"shown": "1", "quantity": "1"}),
        "policy": (ANN, 0, 0, {"seen": "2", "field": "window", "customer": "12680"}),
        "parcel": (CHEN, parcel, 0, {}),
        "money": (ANN, 0, 0, {}),
        "place": (CHEN, in_review, 0, {}),
        "claim": (ANN, claim, 0, {}),
        "words": (ANN, filed, 0, {}),
        "people": (ANN, filed, 0, {}),
        "quiz": (CHEN, 0, 0, {"seed": "1", "answers": ""}),
        "reason": (ANN, 0, 0, {"code": "WARRANTY", "seen": "0", "en": "Warranty"}),
        "import": (ANN, 0, 0, {}),
        "product": (ANN, 0, 0, {"code": "22728", "seen": "x", "field": "cost"}),
        "case": (ANN, posted, 1, {"seen": "0", "lesson": "look twice"}),
    }
    of_question: dict[str, Place] = {
        **dict.fromkeys(("claim.dispute", "claim.offer", "claim.deny"), (DANA, claim, 0, {})),
        **dict.fromkeys(("inspect.count", "inspect.grade"), (CHEN, counting, 1, {})),
        "inspect.check": (CHEN, counting, 1, {"question": "seconds_a_day"}),
        "inspect.queue": (CHEN, 0, 0, {}),
        **dict.fromkeys(("people.ask_desk", "people.remark"), (ELI, filed, 0, {})),
        **dict.fromkeys(("people.invite_company", "people.grant_company"), access),
        **dict.fromkeys(("words.send_back", "words.void_order"), (WEI, in_review, 0, {})),
        "words.undo_order": (ANN, posted, 0, {}),
        "words.undo_step": (ANN, ids["step"][0], 0, {}),
        "words.answer": (BO, ids["asked"][0], 0, {}),
        "reason.new": (ANN, 0, 0, {"code": "C", "en": "C", "zh": "颜", "photos": "no", "note": "no"}),
        "import.confirm": (ANN, 0, 0, {"name": "g.csv", "sha256": "0" * 64, "found": FOUND_NOTHING}),
        "policy.list": (ANN, 0, 0, {"seen": "2", "field": "product"}),
        **dict.fromkeys(("money.settle", "money.cancel"), note),
    }
    return {key: of_question.get(key) or of_dialog[key.split(".")[0]] for key in TABLE}


FOUND_NOTHING = '{"counts": {}, "told": [], "many": 0, "wrong": false, "credits": 0}'
Saying = Callable[[Member], Awaitable[str]]


class Talk:
    """One desk that is asked and answered."""

    def __init__(self, company: Company, ids: Ids) -> None:
        self.company, self.places = company, places(ids)
        self.silent: list[str] = []

    def ask(self, key: str) -> None:
        """Puts the person at that question, as the row says it."""
        who, subject, line, notes = self.places[key]
        dialog, step = key.split(".")

        def work(uow: UnitOfWork) -> None:
            place = uow.dialogs.place(acting(uow, who.telegram_id).id)
            place.dialog, place.subject_id, place.line_no = dialog, subject, line
            place.go(step, **notes)
            uow.dialogs.put(place)

        self.company.desk.database.write_now(work)

    def heard(self, who: Member) -> tuple[int, list[object]]:
        """How much the desk has said to them, and how the end of it reads."""
        chat = find_actor(self.company.sandbox.state, who.telegram_id, who.telegram_id).chat
        said = [m for m in chat.messages.values() if m.sender_id != who.telegram_id]
        return max(m.id for m in said), [m.content for m in said[-8:]]

    async def settled(self) -> None:
        """Whatever was said or pressed has been handled to its end."""
        queues, inbox = self.company.sandbox.state.queues.values(), Inbox(self.company.desk.database)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while sum(queue.pending_count() for queue in queues) or await inbox.unfinished():  # noqa: ASYNC110
                await asyncio.sleep(0.004)

    async def at_question(self, key: str, sayings: list[Saying]) -> None:
        who = self.places[key][0]
        for say in sayings:
            self.ask(key)
            await self.company.phone(who).press(1, "s:0:x")  # an old button: shows the question
            await self.settled()
            before = self.heard(who)
            said = await say(who)
            await self.settled()
            if self.heard(who) == before:
                self.silent.append(f"{who.name} at {key}: {said!r}")


def typed(company: Company, words: str) -> Saying:
    async def say(who: Member) -> str:
        try:
            await company.phone(who).say(words)
        except AssertionError:  # what the app itself does not send
            await company.phone(who).say("x")
        return words[:60]

    return say


def shown(company: Company, content: dict[str, Any], **more: Any) -> Saying:
    async def say(who: Member) -> str:
        sandbox = company.sandbox.state
        actor = find_actor(sandbox, who.telegram_id, who.telegram_id)
        message = Sent(0, sandbox.clock.now(), who.telegram_id, content)
        for name, value in more.items():
            setattr(message, name, value)
        tell_bots(sandbox, actor.chat, post(sandbox, actor.chat, message, quietly=True), "message")
        return str(content)[:60]

    return say


def sent(company: Company, data: bytes, *, as_document: bool = True) -> Saying:
    async def say(who: Member) -> str:
        await company.phone(who).send_photos(data or b"x", as_document=as_document)
        return repr(data)

    return say


def no_answers(company: Company, key: str) -> list[Saying]:
    """What cannot be an answer to that question, whoever says it."""
    never = [shown(company, content) for content in MESSAGES]
    if TABLE[key].photo is None:
        never += [sent(company, data) for data in FILES]
    if TABLE[key].typed is None:
        never += [typed(company, words) for words in WORDS if not words.startswith("/")]
    elif key in NUMBERS:
        never += [typed(company, words) for words in NO_NUMBER]
    return never


def anything(company: Company) -> list[Saying]:
    return [typed(company, words) for words in WORDS] + [sent(company, data) for data in FILES]


def some(chance: random.Random, sayings: list[Saying]) -> list[Saying]:
    return chance.sample(sayings, min(EACH, len(sayings)))


def more_ids(company: Company, ids: Ids) -> Ids:
    """A request that was asked back, an inspection with everything recorded, goods that a supplier owes."""
    desk = company.desk.database
    asked = file_return(desk, customer=BAKERY).request.id
    act(desk, ANN, ask_back, asked, "which box?")
    inspection = act(desk, CHEN, claim_inspection, an_approved_return(desk, quantity=1, product=BAG)).id
    record_line(desk, inspection, 1, counted=1, split={Disposition.RESTOCK: 1})
    vendor_goods(desk, quantity=1)
    owed = desk.read_now(lambda uow: uow.claims.by_number("3")).id
    act(desk, DANA, accept_claim, owed, Answer.REPLACE)
    return {**ids, "asked": [asked], "counted": [inspection], "owed": [owed]}


@pytest.fixture
async def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Talk]:
    async with a_company("sqlite", tmp_path) as company:
        monkeypatch.setattr(builders, "a_photo", lambda name="dent": a_photo_of(company, name))
        _, waiting = await furnish_with_everything(company)
        yield Talk(company, await asyncio.to_thread(more_ids, company, waiting))


async def test_whatever_is_said_is_answered_and_only_answers_count(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    company, chance = talk.company, random.Random(SEED)

    async def go_round(sayings: Callable[[str], list[Saying]]) -> None:
        for key in talk.places:
            await talk.at_question(key, sayings(key))

    with caplog.at_level(logging.ERROR):
        before = all_that_is_stored(company)
        await go_round(lambda key: some(chance, no_answers(company, key)))
        changed = before ^ all_that_is_stored(company)
        await go_round(lambda _: some(chance, anything(company)))
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    wrong = [f"{r.getMessage()} {r.exc_info[1]!r}" if r.exc_info else r.getMessage() for r in errors]
    assert (talk.silent, changed, wrong) == ([], set(), []), f"SEED={SEED}"
    found = check(company.desk.database, photo_store(company.settings), log_key(company.settings))
    assert found == [], f"SEED={SEED}"
