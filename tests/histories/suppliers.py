"""What suppliers and managers try with claims, and bookkeeping with its notes."""

from __future__ import annotations

from bot.core.domain.claim_arrival import Into
from bot.core.domain.people import Person
from bot.core.domain.supplier_claim import Answer, More
from bot.core.domain.values import Money
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
from bot.core.usecases.cancel_credit import cancel_charge
from bot.core.usecases.check_money import find_mismatches, keep_check
from bot.core.usecases.credit_charge import credit_charge
from bot.core.usecases.export_journal import export_journal
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
from bot.core.usecases.remind_claims import push_weekly_claims, remind_claims
from bot.core.usecases.settle_claim import (
    decide_in_a_word,
    keep_goods,
    scrap_goods,
    send_goods,
    settle_claim,
    take_offer,
)
from bot.core.usecases.settle_note import settle_note
from bot.core.usecases.take_in_goods import close_short, last_taken_in, take_in_goods, undo_taking_in
from tests.histories.world import (
    CONTACTS,
    EVERYBODY,
    INSPECTORS,
    MANAGERS,
    Try,
    World,
    one_of,
)
from tests.support.builders import CAFE, POSTAGE, a_photo, gbp, pieces
from tests.support.cast import DANA, RUTH, Member

WORDS = "because of what was seen"
OURS_TO_MOVE = "status NOT IN ('open', 'acknowledged') AND (status <> 'settled' OR goods = 'held')"


def _manager(t: Try) -> Member:
    return MANAGERS[t.who % 3] if t.how % 5 else EVERYBODY[t.who % len(EVERYBODY)]


def supplier_answers(world: World, t: Try) -> None:
    """The right contact mostly, now and then the other supplier's or anybody; or a manager who heard it."""
    claim_id = one_of(world.ids("supplier_claims"), t.which)
    if claim_id is None:
        return
    claim = world.look(lambda uow: uow.claims.get(claim_id))
    who = CONTACTS.get(claim.supplier_code, DANA) if t.how % 4 else EVERYBODY[t.who % len(EVERYBODY)]
    match t.amount % 9:
        case 0:
            world.attempt(who, acknowledge_claim, claim_id)
        case 1 | 2:
            world.attempt(who, accept_claim, claim_id, list(Answer)[t.who % 4])
        case 3:
            world.attempt(who, dispute_claim, claim_id, WORDS)
        case 4:
            world.attempt(who, ask_more, claim_id, list(More)[t.how % 3])
        case 5:
            offer = Money(gbp(("0.01", "1.25", "99")[t.how % 3]).amount, claim.currency)
            world.attempt(who, offer_allowance, claim_id, offer)
        case 6:
            world.attempt(who, deny_claim, claim_id, WORDS)
        case 7:
            world.attempt(who, attach_claim_photo, claim_id, a_photo(f"theirs {claim_id} {t.how % 20}"))
            world.attempt(who, send_photos_to_desk, claim_id)
        case _:
            world.attempt(who, write_to_desk, claim_id, WORDS)
            world.attempt((DANA, RUTH)[t.how % 2], write_plainly, WORDS)


def manager_handles_claim(world: World, t: Try) -> None:
    waiting = world.ids("supplier_claims", OURS_TO_MOVE) if t.how % 3 else []
    claim_id = one_of(waiting, t.which) or one_of(world.ids("supplier_claims"), t.which)
    if claim_id is None:
        return
    who = _manager(t)
    with_words = (insist_on_claim, reopen_claim, withdraw_claim, write_to_supplier)
    plain = (take_offer, send_goods, keep_goods, scrap_goods, decline_offer, send_more, decide_in_a_word)
    number = t.amount % 15
    if number < 4:
        world.attempt(who, with_words[number], claim_id, WORDS)
    elif number < 11:
        world.attempt(who, plain[number - 4], claim_id)
    elif number == 11:
        world.attempt(who, attach_claim_photo, claim_id, a_photo(f"ours {claim_id} {t.how % 20}"))
    elif number == 12:
        world.attempt(who, assign_supplier, claim_id, ("S-01", "S-02", "S-99")[t.how % 3])
    else:
        _settle(world, who, claim_id, t.how)


def _settle(world: World, who: Member, claim_id: int, how: int) -> None:
    """As it is claimed; over another amount; over more than is claimed, with words or without."""
    claim = world.look(lambda uow: uow.claims.get(claim_id))
    more = Money(claim.value.amount * 2 + 1, claim.currency)
    less = Money(claim.value.amount / 3, claim.currency)
    amount = (None, None, less, more, more)[how % 5]
    world.attempt(who, settle_claim, claim_id, amount, WORDS if how % 5 == 4 else "")


def goods_from_suppliers(world: World, t: Try) -> None:
    """Too few, too many, to the shelf or aside, counted wrong, not waited for any more."""
    claim_id = one_of(world.ids("supplier_claims", "outcome IN ('replace', 'repair')"), t.which)
    claim_id = claim_id or one_of(world.ids("supplier_claims"), t.which)
    if claim_id is None:
        return
    claim = world.look(lambda uow: uow.claims.get(claim_id))
    line = claim.lines[t.how % len(claim.lines)]
    if t.amount % 6 == 0:
        world.attempt(_manager(t), close_short, claim_id, WORDS)
    elif t.amount % 6 == 1:
        last = world.attempt(_manager(t), last_taken_in, claim_id)
        if last is not None:
            world.attempt(_manager(t), undo_taking_in, claim_id, last.seq, WORDS)
    else:
        who = INSPECTORS[t.who % 3] if t.how % 4 else EVERYBODY[t.who % len(EVERYBODY)]
        quantity, into = pieces(t.amount % 4), list(Into)[t.how % 2]
        world.attempt(who, take_in_goods, claim_id, line.line_no, quantity, into)


def money(world: World, t: Try) -> None:
    numbers = world.look(_noted)
    number = one_of(numbers, t.which)
    if t.how % 4 == 0:
        reference = f"A-{t.amount % 9}"
        world.attempt(_manager(t), credit_charge, CAFE, POSTAGE, gbp(("4.99", "0")[t.who % 2]), reference)
    elif number is not None and t.how % 4 == 1:
        world.attempt(_manager(t), cancel_charge, number, WORDS)
    elif number is not None:
        world.attempt(_manager(t), settle_note, number, "BACS 4711")


def _noted(uow: UnitOfWork) -> list[str]:
    issued = uow.credit_notes.issued(uow.now.replace(year=2020), uow.now.replace(year=2040))
    return [note.number for note in issued]


def books(world: World, t: Try) -> None:
    """Managers look whether goods and money agree, and export what there is."""
    today = world.clock.now.date()
    world.attempt(_manager(t), export_journal, today.replace(day=1), today)
    world.attempt(_manager(t), check_goods_and_money)


def check_goods_and_money(uow: UnitOfWork, actor: Person) -> int:
    return len(keep_check(uow, actor, find_mismatches(uow, actor)).mismatches)


def time_passes(world: World, t: Try) -> None:
    """And what the clock does by itself."""
    world.clock.pass_time(hours=1 + t.amount % 60)
    if t.how % 2:
        world.run(remind_claims)
    else:
        world.run(lambda uow: push_weekly_claims(uow, f"2026-W{t.amount % 20}"))
