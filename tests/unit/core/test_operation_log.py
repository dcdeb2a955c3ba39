"""The log's chain: whatever is altered, shows."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from bot.core.domain import events
from bot.core.domain.events import Event, InspectionFinished, ReturnApproved
from bot.core.domain.operation_log import FIRST, LogEntry, facts_text, is_genuine
from tests.support.builders import a_desk, a_finished_return
from tests.support.clock import MORNING
from tests.support.memory_ports import LOG_KEY


@pytest.fixture(scope="module")
def log() -> list[LogEntry]:
    desk = a_desk()
    a_finished_return(desk)
    return desk.state.log


def test_an_untouched_log_is_genuine(log: list[LogEntry]) -> None:
    previous = [FIRST, *(entry.digest for entry in log)]
    assert [is_genuine(LOG_KEY, entry, before) for entry, before in zip(log, previous, strict=False)] == [
        True
    ] * len(log)
    assert [entry.seq for entry in log] == list(range(1, 9))


@pytest.mark.parametrize(
    "altered",
    [
        {"seq": 9},
        {"at": MORNING + timedelta(seconds=1)},
        {"actor_id": 4},
        {"event": "ReturnRefused"},
        {"record": "RR-2026-00002"},
        {"facts": "{}"},
        {"previous": FIRST},
        {"digest": FIRST},
    ],
    ids=lambda altered: next(iter(altered)),
)
def test_every_field_that_is_altered_shows(log: list[LogEntry], altered: dict[str, object]) -> None:
    assert is_genuine(LOG_KEY, replace(log[1], **altered), log[0].digest) is False  # type: ignore[arg-type]


def test_an_entry_cannot_be_left_out(log: list[LogEntry]) -> None:
    assert is_genuine(LOG_KEY, log[2], log[0].digest) is False


def test_without_the_key_nothing_can_be_forged(log: list[LogEntry]) -> None:
    assert is_genuine(b"another key", log[0], FIRST) is False


def test_facts_are_what_goes_beyond_who_when_and_which_record() -> None:
    event = ReturnApproved(record="RR-1", actor_id=1, at=MORNING, request_id=7, automatic=False, words="同意")
    assert event.name == "ReturnApproved"
    assert facts_text(event.facts()) == (
        '{"automatic": false, "own_work": false, "request_id": 7, "words": "同意"}'
    )
    finished = InspectionFinished(
        record="RR-1", actor_id=3, at=MORNING, request_id=7, inspection_id=2, counted={"1": "6"}
    )
    assert json.loads(facts_text(finished.facts()))["counted"] == {"1": "6"}


def test_every_event_says_who_when_and_about_which_record() -> None:
    kinds = [kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, Event)]
    assert len(kinds) > 15
    for kind in kinds:
        assert [field.name for field in fields(kind)][:3] == ["record", "actor_id", "at"]
