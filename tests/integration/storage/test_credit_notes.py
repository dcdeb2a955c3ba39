"""Notes are kept alike by the database and by the desk in memory; a settled one is never written again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.domain.credit_note import NoteStatus
from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.domain.money_check import MismatchKind
from bot.core.domain.money_errors import NoteSettled
from bot.core.usecases.cancel_credit import cancel_credit_note
from bot.core.usecases.credit_charge import credit_charge
from bot.core.usecases.export_journal import export_journal
from bot.core.usecases.settle_note import settle_note
from tests.integration.storage.twins import Twins, ask
from tests.support.builders import CAFE, ORDER, POSTAGE, a_finished_return, act, check_money, gbp
from tests.support.cast import ANN, WEI
from tests.support.clock import Clock


def test_notes_are_countered_paid_out_and_listed_alike(twins: Twins, clock: Clock) -> None:
    a_finished_return(twins)
    clock.pass_time(minutes=5)
    a_finished_return(twins, quantity=2)
    act(twins, ANN, credit_charge, CAFE, POSTAGE, gbp("18.00"), "A-1")
    act(twins, ANN, cancel_credit_note, "1", "wrong customer")
    act(twins, WEI, settle_note, "cn-2026-00002", "transfer 7")
    ask(
        twins,
        *(lambda uow, number=number: uow.credit_notes.get(number) for number in ("1", "2", "3", "4")),
        lambda uow: uow.credit_notes.in_status(*NoteStatus),
        lambda uow: uow.credit_notes.in_status(*NoteStatus, limit=2, offset=1),
        lambda uow: uow.credit_notes.in_status(NoteStatus.OPEN),
        lambda uow: uow.credit_notes.count_in_status(NoteStatus.OPEN, NoteStatus.COUNTER),
        lambda uow: uow.credit_notes.total_in_status(*NoteStatus),
        lambda uow: uow.credit_notes.total_in_status(NoteStatus.SETTLED),
        lambda uow: uow.credit_notes.issued(clock() - timedelta(minutes=5), clock()),
        lambda uow: uow.credit_notes.issued(clock(), clock() + timedelta(minutes=5)),
        lambda uow: uow.credit_notes.paid_and_credited(ORDER, 1),
        lambda uow: uow.credit_notes.by_cause("cancel:CN-2026-00001"),
        lambda uow: uow.log.of_record("CN-2026-00001"),
    )
    with pytest.raises(NoteSettled):
        act(twins, ANN, cancel_credit_note, "2", "too late")
    with pytest.raises(RecordUnknown):
        act(twins, ANN, settle_note, "9", "transfer 9")


def test_who_comes_second_to_a_note_changes_nothing(twins: Twins) -> None:
    a_finished_return(twins)
    seen = twins.read_now(lambda uow: uow.credit_notes.get("1"))
    act(twins, WEI, settle_note, "1", "transfer 7")
    with pytest.raises(RecordChanged):
        twins.write_now(lambda uow: uow.credit_notes.save(replace(seen, status=NoteStatus.CANCELLED)))
    assert twins.read_now(lambda uow: uow.credit_notes.get("1")).status is NoteStatus.SETTLED


def test_goods_and_money_are_read_and_checked_alike(twins: Twins, clock: Clock) -> None:
    a_finished_return(twins)
    assert ask(twins, lambda uow: uow.books.last_check(), lambda uow: uow.books.read())[0] is None
    agreed = act(twins, ANN, check_money)
    act(twins, ANN, cancel_credit_note, "1", "by itself")
    clock.pass_time(hours=24)
    disagreed = act(twins, ANN, check_money)
    assert (agreed.mismatches, [m.kind for m in disagreed.mismatches]) == ((), [MismatchKind.NOTE_MISSING])
    assert ask(twins, lambda uow: uow.books.check(agreed.id), lambda uow: uow.books.last_check()) == [
        agreed,
        disagreed,
    ]
    with pytest.raises(RecordUnknown):
        twins.read_now(lambda uow: uow.books.check(99))


def test_the_journal_is_the_same_from_both(twins: Twins, clock: Clock) -> None:
    a_finished_return(twins)
    act(twins, ANN, credit_charge, CAFE, POSTAGE, gbp("18.00"), "A-1")
    act(twins, ANN, cancel_credit_note, "2", "twice")
    today = clock().date()
    journal = act(twins, ANN, export_journal, today, today)
    assert (journal.documents, len(journal.postings)) == (3, 6)
