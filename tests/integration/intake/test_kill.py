"""M4: the process is killed again and again between fetching and answering, and no update is lost."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from bot.config import LOCAL_TOKEN
from bot.sandbox.server import RunningSandbox, start_sandbox
from bot.sandbox.state import Settings
from tests.integration.intake.people import arrive, shown_to, until, write

PEOPLE = range(7001, 7006)
MESSAGES = 40  # of each person
KILLS = 3


async def start_desk(sandbox: RunningSandbox, file: Path) -> Process:
    module = "tests.integration.intake.desk_to_kill"
    desk = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, sandbox.url, str(file), stdin=PIPE, stdout=PIPE
    )
    assert desk.stdout is not None
    assert await asyncio.wait_for(desk.stdout.readline(), 60) == b"ready\n"
    return desk


async def unfinished(desk: Process) -> int:
    assert desk.stdin is not None
    assert desk.stdout is not None
    desk.stdin.write(b"?\n")
    return int(await asyncio.wait_for(desk.stdout.readline(), 60))


def answers(sandbox: RunningSandbox, person: int) -> list[str]:
    return [str(message.content["text"]) for message in shown_to(sandbox, person)]


def answered(sandbox: RunningSandbox) -> int:
    return sum(len(set(answers(sandbox, person))) for person in PEOPLE)


async def test_a_process_that_is_killed_again_and_again_answers_every_message_in_order(
    tmp_path: Path,
) -> None:
    chance = random.Random(4)
    sandbox = await start_sandbox(settings=Settings(repeat_pause_seconds=0))
    arrive(sandbox, LOCAL_TOKEN, *PEOPLE)
    for number in range(MESSAGES):
        for person in PEOPLE:
            write(sandbox, person, str(number))
    cut_short = 0
    for _ in range(KILLS):
        desk = await start_desk(sandbox, tmp_path / "inbox.db")
        await asyncio.sleep(chance.uniform(0.02, 0.15))
        desk.send_signal(signal.SIGKILL)
        await desk.wait()
        cut_short += answered(sandbox) < len(PEOPLE) * MESSAGES
    desk = await start_desk(sandbox, tmp_path / "inbox.db")
    await until(lambda: answered(sandbox) == len(PEOPLE) * MESSAGES)
    while await unfinished(desk):
        pass  # the last ones are being marked as done
    assert desk.stdin is not None
    desk.stdin.close()
    assert await asyncio.wait_for(desk.wait(), 60) == 0
    await sandbox.stop()
    assert cut_short >= 2  # a fault that did not fall into the work proves nothing
    for person in PEOPLE:
        texts = answers(sandbox, person)
        assert list(dict.fromkeys(texts)) == [f"done: {number}" for number in range(MESSAGES)]
        assert len(texts) - MESSAGES <= KILLS  # each kill may repeat the one that was being answered
