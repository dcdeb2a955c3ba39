# ruff: noqa: ARG005 - everything that is tried has one shape
"""Anything anybody may try with claims, as scripts that Hypothesis writes and any desk can play."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from bot.core.domain.errors import DeskError
from bot.core.domain.people import Person
from bot.core.domain.supplier_claim import Answer, More
from bot.core.usecases.acting import acting
from bot.core.usecases.answer_claim import (
    accept_claim,
    acknowledge_claim,
    ask_more,
    deny_claim,
    dispute_claim,
    offer_allowance,
    send_photos_to_desk,
    write_plainly,
    write_to_desk,
)
from bot.core.usecases.handle_claim import (
    assign_supplier,
    attach_claim_photo,
    decline_offer,
    insist_on_claim,
    reopen_claim,
    send_more,
    withdraw_claim,
    write_to_supplier,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.remind_claims import remind_claims
from bot.core.usecases.settle_claim import keep_goods, scrap_goods, send_goods, settle_claim, take_offer
from tests.support.builders import BAG, NowDesk, a_photo, gbp, vendor_goods
from tests.support.cast import ANN, BO, CHEN, DANA, HUGO, RUTH, STRANGER, WEI, Member

Try = Callable[[UnitOfWork, Person, int, int], object]

TRIES: dict[str, Try] = {
    "acknowledge": lambda uow, who, claim, n: acknowledge_claim(uow, who, claim),
    "accept": lambda uow, who, claim, n: accept_claim(uow, who, claim, list(Answer)[n % 4]),
    "ask": lambda uow, who, claim, n: ask_more(uow, who, claim, list(More)[n % 3]),
    "dispute": lambda uow, who, claim, n: dispute_claim(uow, who, claim, "not ours"),
    "offer": lambda uow, who, claim, n: offer_allowance(uow, who, claim, gbp(f"{n}.10")),
    "deny": lambda uow, who, claim, n: deny_claim(uow, who, claim, "no"),
    "write": lambda uow, who, claim, n: write_to_desk(uow, who, claim, "hm"),
    "say": lambda uow, who, claim, n: write_plainly(uow, who, "hm"),
    "reply": lambda uow, who, claim, n: write_to_supplier(uow, who, claim, "so"),
    "photo": lambda uow, who, claim, n: attach_claim_photo(uow, who, claim, a_photo(f"more {n}")),
    "show desk": lambda uow, who, claim, n: send_photos_to_desk(uow, who, claim),
    "send more": lambda uow, who, claim, n: send_more(uow, who, claim),
    "insist": lambda uow, who, claim, n: insist_on_claim(uow, who, claim, "look again"),
    "decline": lambda uow, who, claim, n: decline_offer(uow, who, claim),
    "reopen": lambda uow, who, claim, n: reopen_claim(uow, who, claim, "they called"),
    "withdraw": lambda uow, who, claim, n: withdraw_claim(uow, who, claim, "our fault"),
    "assign": lambda uow, who, claim, n: assign_supplier(uow, who, claim, "S-01"),
    "settle": lambda uow, who, claim, n: settle_claim(uow, who, claim),
    "settle over": lambda uow, who, claim, n: settle_claim(uow, who, claim, gbp(str(n)), "x" * (n % 2)),
    "take": lambda uow, who, claim, n: take_offer(uow, who, claim),
    "send": lambda uow, who, claim, n: send_goods(uow, who, claim),
    "keep": lambda uow, who, claim, n: keep_goods(uow, who, claim),
    "scrap": lambda uow, who, claim, n: scrap_goods(uow, who, claim),
    "remind": lambda uow, who, claim, n: remind_claims(uow),
}


@dataclass(frozen=True, slots=True)
class Move:
    who: Member
    what: str
    claim: int
    n: int


moves = st.builds(
    Move,
    who=st.sampled_from((DANA, DANA, ANN, ANN, WEI, HUGO, RUTH, BO, CHEN, STRANGER)),
    what=st.sampled_from(sorted(TRIES)),
    claim=st.integers(1, 3),
    n=st.integers(0, 12),
)
scripts = st.lists(moves, min_size=5, max_size=40)


def three_claims(desk: NowDesk) -> None:
    """Two of S-01's, one of nobody known."""
    vendor_goods(desk, quantity=4, vendor=2)
    vendor_goods(desk, quantity=5, vendor=5)
    vendor_goods(desk, product=BAG, quantity=3)


def play(desk: NowDesk, move: Move) -> bool:
    """Whether the core took it; a refusal is one of its own."""
    try:
        desk.write_now(
            lambda uow: TRIES[move.what](uow, acting(uow, move.who.telegram_id), move.claim, move.n)
        )
    except DeskError:
        return False
    return True
