"""`make tour`: one return all the way on the desk that runs, with a sentence for each step."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.error import URLError

from bot.commands.start_all import call
from bot.config import Settings

MOST_SECONDS = 300.0


def play_tour(settings: Settings, echo: Callable[[str], None], *, speed: float, language: str) -> int:
    """0 where the whole tour was played; 1 with the step that failed."""
    if not settings.talks_to_local_telegram:
        echo("The tour plays on the local Telegram only; this desk talks to the real one.")
        return 2
    address = f"http://127.0.0.1:{settings.sandbox_port}"
    try:
        call(address, "/api/tour", {"action": "start", "speed": speed, "language": language})
    except (URLError, OSError) as error:
        echo(f"No desk is running at {address} ({error}). Start one with: make run")
        return 2
    return _follow(address, echo)


def _follow(address: str, echo: Callable[[str], None]) -> int:
    told, deadline = 0, time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        tour = call(address, "/api/tour")
        assert isinstance(tour, dict)
        if tour["step"] != told and tour["caption"]:
            told = int(tour["step"])
            echo(f"{told:2}/{tour['steps_total']}  {tour['caption']}")
        if tour["state"] == "finished":
            echo("The tour is over: the goods are on the shelf.")
            return 0
        if tour["state"] in ("failed", "stopped"):
            echo(f"The tour stopped. {tour['error']}")
            return 1
        time.sleep(0.1)
    echo("The tour took too long.")
    return 1
