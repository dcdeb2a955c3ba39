"""The operation log by record, person and day; taking it as a file is written down."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.domain.errors import NotAllowed
from bot.core.domain.log_errors import LogTooLong, LogWordsUnclear
from bot.core.domain.log_view import LogAbout, LogPart, about_days, about_from, about_person, token_of
from bot.core.usecases import see_log as module
from bot.core.usecases.acting import acting
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_log import LogAsked, LogPage, ask_log, day_before, export_log, see_log
from tests.support.builders import a_desk, act, an_approved_return, refused
from tests.support.cast import ANN, BO
from tests.support.memory_ports import MemoryDesk

RECORD = LogAbout(LogPart.RECORD, "RR-2026-00001")


@pytest.fixture
def desk() -> MemoryDesk:
    desk = a_desk()
    an_approved_return(desk)
    return desk


def asked(desk: MemoryDesk, words: str) -> LogAsked:
    return desk.read_now(lambda uow: ask_log(uow, acting(uow, ANN.telegram_id), words))


def events(desk: MemoryDesk, about: LogAbout, limit: int = 9, before: int = 0) -> tuple[list[str], bool]:
    def look(uow: UnitOfWork) -> LogPage:
        return see_log(uow, acting(uow, ANN.telegram_id), about, limit, before)

    page = desk.read_now(look)
    return [entry.event for entry in page.entries], page.older


@pytest.mark.parametrize(
    ("words", "token"),
    [
        ("", "d20260310.20260310"),
        ("rr-2026-00001", "rRR-2026-00001"),
        (" 2026-03-01  2026-03-31 ", "d20260301.20260331"),
        ("2026-03-09", "d20260309.20260309"),
    ],
)
def test_what_is_typed_is_a_record_or_days(desk: MemoryDesk, words: str, token: str) -> None:
    about = asked(desk, words).about
    assert about is not None
    assert token_of(about) == token
    assert about_from(token) == about


def test_a_name_is_a_person_and_a_part_of_several_names_asks_back(desk: MemoryDesk) -> None:
    about = asked(desk, "bo").about
    assert about is not None
    assert about.part is LogPart.PERSON
    several = asked(desk, "e")
    assert several.about is None
    assert len(several.people) > 1


@pytest.mark.parametrize("words", ["tomorrow", "2026-02-30", "2026-03-10 2026-03-01", "²", "RR-1"])
def test_what_is_none_of_these_is_said_to_be_unclear(desk: MemoryDesk, words: str) -> None:
    with pytest.raises(LogWordsUnclear):
        asked(desk, words)


@pytest.mark.parametrize(
    "token", ["", "r", "p", "p²", "p-1", "d", "d2026", "d20260230.20260301", "x1", "d1.2"]
)
def test_a_forged_token_is_refused(token: str) -> None:
    with pytest.raises(LogWordsUnclear):
        about_from(token)


def test_pages_go_back_from_the_newest(desk: MemoryDesk) -> None:
    assert events(desk, RECORD) == (["ReturnApproved", "ReturnSubmitted"], False)
    assert events(desk, RECORD, limit=1) == (["ReturnApproved"], True)
    newest = desk.read_now(lambda uow: uow.log.find(record=RECORD.key, limit=1))[0].seq
    assert events(desk, RECORD, limit=1, before=newest) == (["ReturnSubmitted"], False)


def test_a_day_ends_at_the_midnight_of_the_desk(desk: MemoryDesk) -> None:
    assert "ReturnApproved" in events(desk, about_days(date(2026, 3, 10), date(2026, 3, 10)))[0]
    assert events(desk, about_days(date(2026, 3, 11), date(2026, 3, 11))) == ([], False)
    assert day_before(about_days(date(2026, 3, 10), date(2026, 3, 10))) == about_from("d20260309.20260309")
    assert day_before(about_person(2)) is None


def test_a_file_has_all_in_order_and_is_itself_in_the_log(desk: MemoryDesk) -> None:
    page = act(desk, ANN, export_log, RECORD)
    assert [entry.event for entry in page.entries] == ["ReturnSubmitted", "ReturnApproved"]
    assert events(desk, LogAbout(LogPart.RECORD, "log")) == (["LogExported"], False)


def test_what_is_too_long_for_a_file_is_refused(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EXPORTED", 1)
    with refused(desk, LogTooLong):
        act(desk, ANN, export_log, RECORD)


def test_a_clerk_reads_none_of_it(desk: MemoryDesk) -> None:
    with refused(desk, NotAllowed):
        act(desk, BO, see_log, RECORD, 9)
