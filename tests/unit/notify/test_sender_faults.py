"""NoticeSender: every notice once shown, in order, whatever Telegram, storage or a crash does."""

from __future__ import annotations

import random
import threading

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.core.domain.notice import NoticeStatus
from bot.notify.rendered import Rendered, utf16_units
from tests.unit.notify.sending_desk import ANN, BO, BUTTON, GROUP, JPEG, Desk


async def test_a_card_that_shows_it_already_is_fine(desk: Desk) -> None:
    desk.notice(matter="m")
    await desk.all_settled()
    desk.telegram.errors["editMessageText"] = [BadRequest("Message is not modified: specified new …")]
    desk.notice(matter="m")
    await desk.all_settled()
    assert desk.statuses() == ["sent", "sent"]
    assert desk.store.cards["m", ANN].message_id == 1


async def test_a_card_that_was_deleted_is_sent_anew(desk: Desk) -> None:
    desk.notice(matter="m")
    await desk.all_settled()
    desk.telegram.errors["editMessageText"] = [BadRequest("Message to edit not found")]
    desk.notice(matter="m")
    await desk.all_settled()
    assert desk.telegram.methods() == ["sendMessage", "editMessageText", "sendMessage"]
    assert desk.store.cards["m", ANN].message_id == 2


async def test_markup_that_telegram_refuses_goes_as_plain_words(desk: Desk) -> None:
    desk.telegram.errors["sendMessage"] = [BadRequest("Can't parse entities: unsupported start tag")]
    desk.notice(look=Rendered("<b>a &lt; b</b> <i>c", BUTTON))
    await desk.all_settled()
    fields = desk.telegram.calls[1][2]
    assert fields["text"] == "a < b c"
    assert "parse_mode" not in fields
    assert desk.statuses() == ["sent"]


async def test_words_that_are_too_long_are_cut_and_not_lost(desk: Desk) -> None:
    desk.telegram.errors["sendMessage"] = [BadRequest("Message is too long")]
    desk.notice(look=Rendered("<b>" + "😀" * 3000 + "</b>"))
    await desk.all_settled()
    text = desk.telegram.calls[1][2]["text"]
    assert (utf16_units(text), text[-2:]) == (4095, "😀…")


async def test_who_blocked_the_bot_gets_nothing_more_and_somebody_is_told_once(desk: Desk) -> None:
    """F8."""
    desk.telegram.errors["sendMessage"] = [Forbidden("Forbidden: bot was blocked by the user")]
    notice = desk.notice()
    await desk.all_settled()
    assert (notice.status, notice.error, notice.attempts) == (NoticeStatus.DEAD, "blocked", 1)
    assert desk.dead == [(ANN, "blocked")]


async def test_a_chat_that_is_not_there_is_given_up_after_three_tries(desk: Desk) -> None:
    desk.telegram.fail = lambda _method, _chat: BadRequest("Chat not found")
    notice = desk.notice()
    await desk.all_settled()
    assert (notice.status, notice.error, notice.attempts) == (NoticeStatus.DEAD, "chat_not_found", 3)
    assert desk.dead == [(ANN, "chat_not_found")]


async def test_a_group_that_moved_gets_it_at_its_new_place_and_so_does_the_next(desk: Desk) -> None:
    desk.telegram.fail = lambda _method, chat: ChatMigrated(-1005) if chat == GROUP else None
    desk.notice(GROUP)
    await desk.all_settled()
    desk.notice(GROUP)
    await desk.all_settled()
    assert desk.telegram.words_in(-1005) == ["<b>event 1</b>", "<b>event 2</b>"]
    assert [int(fields["chat_id"]) for _, _, fields in desk.telegram.calls] == [GROUP, -1005, -1005]
    assert desk.moved == [(GROUP, -1005)]


async def test_after_a_refusal_the_notice_waits_as_long_as_it_was_told(desk: Desk) -> None:
    desk.telegram.errors["sendMessage"] = [RetryAfter(30)]
    desk.notice()
    desk.notice(BO)
    await desk.all_settled()
    assert [(at, int(fields["chat_id"])) for at, _, fields in desk.telegram.calls] == [
        (0, ANN),
        (0, BO),
        (pytest.approx(30.1, abs=0.1), ANN),
    ]


async def test_the_album_above_a_card_is_not_repeated_when_only_the_card_failed(desk: Desk) -> None:
    desk.telegram.errors["sendMessage"] = [NetworkError("Bad Gateway"), RetryAfter(1)]
    desk.notice(GROUP, Rendered("card", BUTTON, photos=[JPEG] * 2))
    await desk.all_settled()
    assert desk.telegram.methods() == ["sendMediaGroup"] + ["sendMessage"] * 3
    assert desk.statuses() == ["sent"]


async def test_notices_of_one_chat_keep_their_order_through_failures(desk: Desk) -> None:
    desk.telegram.errors["sendMessage"] = [TimedOut(), NetworkError("x"), RetryAfter(5)]
    for _ in range(6):
        desk.notice()
    await desk.all_settled()
    assert desk.telegram.words_in(ANN) == [f"<b>event {number}</b>" for number in range(1, 7)]


async def test_a_broken_notice_does_not_stop_the_others_and_is_given_up_in_the_end(desk: Desk) -> None:
    broken = desk.notice(look=KeyError("no such text"))
    desk.notice(BO)
    await desk.telegram.time.pass_seconds(1)
    assert desk.telegram.words_in(BO) == ["<b>event 2</b>"]
    await desk.all_settled()
    assert (broken.status, broken.error) == (NoticeStatus.DEAD, "broken: KeyError")


async def test_a_token_never_gets_into_the_outbox(desk: Desk) -> None:
    desk.telegram.errors["sendMessage"] = [
        NetworkError("at /bot123456789:AAcanary-CanaryCanaryCanaryCanary01/x")
    ]
    notice = desk.notice()
    await desk.telegram.time.pass_seconds(1)
    assert notice.error == "NetworkError: at /bot<token>/x"


async def test_three_hundred_notices_fill_thirty_a_second(desk: Desk) -> None:
    desk.telegram.seconds_per_call = 0.2
    for chat in range(1, 301):
        desk.notice(chat)
    await desk.all_settled()
    times = [at for at, _, _ in desk.telegram.calls]
    assert max(times) <= 10.5
    assert max(sum(start <= at < start + 1 for at in times) for start in times) <= 30
    assert desk.telegram.most_at_once <= 20
    assert len(desk.telegram.messages) == 300


async def test_a_group_that_has_had_its_twenty_holds_no_place_while_it_waits(desk: Desk) -> None:
    for _ in range(25):
        desk.notice(GROUP, matter="")
    await desk.all_settled()
    assert desk.telegram.time.seconds < 64
    assert len(desk.telegram.words_in(GROUP)) == 25


async def test_storage_away_for_seconds_neither_stops_the_loop_nor_repeats_a_message(desk: Desk) -> None:
    desk.notice()
    await desk.all_settled()
    desk.store.failures = 3
    desk.notice()
    await desk.all_settled()
    assert desk.telegram.words_in(ANN) == ["<b>event 1</b>", "<b>event 2</b>"]


async def test_a_result_that_could_not_be_written_at_once_is_written_later(desk: Desk) -> None:
    def storage_goes_away(_method: str, _chat: int) -> None:
        desk.store.failures = 2

    desk.telegram.lose_answer = storage_goes_away
    desk.notice()
    await desk.all_settled()
    assert desk.telegram.methods() == ["sendMessage"]


async def test_a_commit_in_another_thread_wakes_the_sender(desk: Desk) -> None:
    await desk.telegram.time.pass_seconds(5)
    thread = threading.Thread(target=desk.notice)
    thread.start()
    thread.join()
    await desk.telegram.time.pass_seconds(0.01)
    assert desk.statuses() == ["sent"]


async def test_what_a_crash_left_in_sending_comes_again_when_its_lease_ran_out() -> None:
    desk = Desk()
    notice = desk.notice()
    await desk.store.claim(1, desk.telegram.time.now(), 60)  # the process died here
    await desk.sender.start()
    await desk.telegram.time.pass_seconds(59)
    assert desk.telegram.calls == []
    await desk.all_settled()
    assert (notice.status, notice.attempts) == (NoticeStatus.SENT, 2)
    assert 60 <= desk.telegram.calls[0][0] < 61
    await desk.sender.stop()


async def test_stopping_lets_what_is_being_sent_end_and_claims_nothing_more() -> None:
    desk = Desk()
    desk.telegram.seconds_per_call = 2.0
    await desk.sender.start()
    desk.notice()
    desk.notice()
    await desk.telegram.time.pass_seconds(1)
    await desk.telegram.time.finish(desk.sender.stop())
    assert desk.statuses() == ["sent", "pending"]


async def test_stopping_waits_five_seconds_and_not_for_ever() -> None:
    desk = Desk()
    desk.telegram.seconds_per_call = 1e9
    await desk.sender.start()
    desk.notice()
    await desk.telegram.time.pass_seconds(1)
    await desk.sender.stop(seconds=0.01)
    assert desk.statuses() == ["sending"]


async def test_through_errors_time_outs_and_cuts_nothing_is_lost_and_doubles_are_counted(desk: Desk) -> None:
    """F6: 5xx, time-out after delivery and cut connection, each 20 %."""
    chance, lost_answers, faults = random.Random(6), 0, 0

    def before(_method: str, _chat: int) -> NetworkError | None:
        nonlocal faults
        if chance.random() >= 0.4:
            return None
        faults += 1
        return NetworkError("Bad Gateway") if faults % 2 else NetworkError("aiohttp.ServerDisconnectedError")

    def after(_method: str, _chat: int) -> TimedOut | None:
        nonlocal lost_answers
        if chance.random() >= 0.2:
            return None
        lost_answers += 1
        return TimedOut()

    desk.telegram.fail, desk.telegram.lose_answer = before, after
    for number in range(200):
        desk.notice(2000 + number % 40)
    await desk.all_settled()
    shown = [words for chat in range(2000, 2040) for words in desk.telegram.words_in(chat)]
    assert set(shown) == {f"<b>event {number}</b>" for number in range(1, 201)}
    assert len(shown) - 200 <= lost_answers
    assert faults > 50
    assert lost_answers > 20
    for chat in range(2000, 2040):
        words = desk.telegram.words_in(chat)
        assert list(dict.fromkeys(words)) == sorted(set(words), key=lambda each: int(each[9:-4]))


async def test_a_storm_of_refusals_delivers_every_notice_in_its_time(desk: Desk) -> None:
    """F5: 30 % of sends refused for 1 to 30 s; none is sent before its time."""
    chance, refused, early = random.Random(5), 0, 0
    not_before: dict[int, float] = {}

    def storm(_method: str, chat: int) -> RetryAfter | None:
        nonlocal refused, early
        now = desk.telegram.time.seconds
        early += now < not_before.get(chat, 0)
        if chance.random() >= 0.3:
            return None
        refused += 1
        seconds = chance.randint(1, 30)
        not_before[chat] = now + seconds
        return RetryAfter(seconds)

    desk.telegram.fail = storm
    for number in range(300):
        desk.notice(3000 + number % 100)
    await desk.all_settled()
    assert (early, desk.statuses().count("sent")) == (0, 300)
    assert refused > 60
    assert len(desk.telegram.messages) == 300
