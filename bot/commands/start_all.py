"""`make run`: the desk, and without a token the local Telegram with the sample company beside it.

The two are separate processes: the desk can be killed and started again (`python -m bot run`) while the local
Telegram lives on and keeps what was sent.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import FrameType, MappingProxyType
from urllib.error import URLError
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

from bot.app import Clock, now, opened_database, photo_store
from bot.commands.import_files import import_files
from bot.commands.mailbox import open_mailbox
from bot.commands.sample_past import Past, PastClock
from bot.config import Settings
from bot.sample.company import write_sample_company
from bot.sample.photos import write_sample_photos
from storage.outbox import forget_notices

Echo = Callable[[str], None]
TOUR = Path(__file__).parent.parent / "sample" / "tour.json"
WAIT_SECONDS = 120.0  # a slow or busy machine; one that ended is noticed at once


def start_all(settings: Settings, echo: Echo) -> int:
    if not settings.talks_to_local_telegram:
        return subprocess.call(_desk_command())  # noqa: S603 - our own interpreter and module
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    prepare_sample(settings, echo)
    address = f"http://127.0.0.1:{settings.sandbox_port}"
    children: list[subprocess.Popen[bytes]] = []
    _stop_on_signals()
    try:
        if not is_answering(address):
            children.append(_begun(_sandbox_command(settings)))
            wait_for(address, children[0])
        introduce_people(settings, address)
        token = settings.bot_token.get_secret_value()
        call(address, "/api/bots", {"token": token, "first_name": settings.desk_name})
        mail_settings = open_local_mail(settings, address, echo)
        greet(address, settings)
        desk = _begun(_desk_command(), mail_settings)
        children.append(desk)
        wait_for_desk(address, desk)
        echo(f"\nThe returns desk is running. Open {address} and press “Watch a return”, or play by hand.")
        echo("Stop with Ctrl-C. Everything is kept in " + str(settings.data_dir) + ".\n")
        return _watch(desk, children[0], echo)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(children)


def open_local_mail(settings: Settings, address: str, echo: Echo) -> dict[str, str]:
    """What the desk needs to write to the page's mailbox; nothing where another mail server is set."""
    if settings.smtp_host:
        return {}
    port = settings.sandbox_port + 1
    try:
        open_mailbox(lambda mail: call(address, "/api/mails", mail), port)
    except OSError as trouble:
        echo(f"The mailbox on the page stays empty: port {port} is not free ({trouble}).")
        return {}
    return {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "desk@returns.example",
    }


def _begun(command: list[str], more: Mapping[str, str] = MappingProxyType({})) -> subprocess.Popen[bytes]:
    """Out of reach of Ctrl-C, which would end all at once: the desk says goodbye to its Telegram first."""
    environment = os.environ | more
    return subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - the same


def _desk_command() -> list[str]:
    return [sys.executable, "-m", "bot", "run"]


def _sandbox_command(settings: Settings) -> list[str]:
    data = settings.data_dir
    return [
        sys.executable, "-m", "bot.sandbox",
        "--port", str(settings.sandbox_port),
        "--photos", str(data / "sample" / "photos"),
        "--tour", str(TOUR),
        "--state", str(data / "local_telegram.json"),
    ]  # fmt: skip


def prepare_sample(settings: Settings, echo: Echo, clock: Clock = now) -> None:
    """The sample company, once; a desk that has anybody in it already is left as it is."""
    folder = settings.data_dir / "sample"
    photos = folder / "photos"
    if not photos.exists():
        write_sample_photos(photos)
    with opened_database(settings, clock) as database:
        if database.read_now(lambda uow: bool(uow.people.all())):
            return
        echo("First start: loading the sample company (made up by this project).")
        files = write_sample_company(folder, clock().astimezone(ZoneInfo(settings.desk_timezone)).date())
        code = import_files(database, files, language=settings.desk_language, echo=echo)
    if code:
        raise SystemExit(code)
    tell_the_past(settings, photos, clock())


def tell_the_past(settings: Settings, photos: Path, today: datetime) -> None:
    """Six weeks of returns, a claim that waits and a parcel nobody knows."""
    clock = PastClock(today)
    with opened_database(settings, clock) as database:

        def forget() -> None:
            database.transact_now(forget_notices)

        Past(database, clock, photo_store(settings), photos).play(forget)


def people_of_sample(settings: Settings) -> list[dict[str, str]]:
    path = settings.data_dir / "sample" / "people.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def introduce_people(settings: Settings, address: str) -> None:
    """The phones on the page: those of the sample's people, in their language."""
    for person in people_of_sample(settings):
        call(address, "/api/people", {
            "id": int(person["telegram_id"]), "name": person["name"], "language_code": person["language"],
        })  # fmt: skip


def greet(address: str, settings: Settings) -> None:
    """Everybody has pressed Start once: a bot cannot write first."""
    for person in people_of_sample(settings):
        chat = f"/api/people/{person['telegram_id']}/chats/{person['telegram_id']}"
        seen = call(address, chat + "/messages")
        if isinstance(seen, dict) and not seen["messages"]:
            call(address, chat + "/start", {})


def call(address: str, path: str, body: object = None) -> object:
    """One call of the control interface; GET without a body."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(address + path, data, {"Content-Type": "application/json"})  # noqa: S310 - our own loopback address
    with urlopen(request, timeout=60) as answer:  # noqa: S310 - the same
        return json.loads(answer.read() or b"null")


def is_answering(address: str) -> bool:
    try:
        call(address, "/api/bots")
    except (URLError, OSError, ValueError):
        return False
    return True


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not is_answering(address):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("The local Telegram did not start; its words are above.")
        time.sleep(0.1)


def wait_for_desk(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until the bot has asked for updates."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not call(address, "/api/calls?method=getUpdates"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("The desk did not start; its words are above.")
        time.sleep(0.1)


def _stop_on_signals() -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _watch(desk: subprocess.Popen[bytes], sandbox: subprocess.Popen[bytes], echo: Echo) -> int:
    """While the local Telegram lives, a desk that went can be started again by hand."""
    code = desk.wait()
    echo(f"The desk has ended ({code}). The local Telegram lives on; start the desk again: python -m bot run")
    return sandbox.wait()


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """The last that began first."""
    for child in reversed(children):
        if child.poll() is None:
            child.terminate()
        try:
            child.wait(timeout=12)
        except subprocess.TimeoutExpired:
            child.kill()
