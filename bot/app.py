"""The composition root: builds everything from the settings, starts nothing by itself."""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.config import Settings
from bot.core.domain.health import Examination
from bot.core.domain.notice import Channel, Notice
from bot.core.domain.policy_review import QUARTER
from bot.core.domain.quiet_hours import QuietHours
from bot.core.usecases.acting import ensure_admins
from bot.core.usecases.managers_group import follow_group
from bot.core.usecases.ports import DeskRules
from bot.core.usecases.run_job import Job
from bot.core.usecases.undelivered import give_up_notice, has_the_bot
from bot.intake.processor import PersonProcessor, note_error
from bot.intake.queue import DurableQueue
from bot.intake.run import Webhook, close_intake, open_intake
from bot.intake.watch import PollWatch, WatchedRequest
from bot.jobs.clock import DeskClock
from bot.jobs.table import desk_jobs
from bot.nightly import BackupPlace
from bot.notify.gate import Gate
from bot.notify.mail_message import Author as MailAuthor
from bot.notify.mail_sender import Drawn, MailSender, Security, SmtpServer
from bot.notify.sender import NoticeSender
from bot.notify.transport import AiohttpRequest
from bot.papers import DeskPapers
from bot.practice_rooms import PracticeRooms
from bot.rendering import Render, renderer
from bot.report_files import ReportFiles
from handlers.context import DeskApplication, DeskContext, Services
from handlers.persistence import RowsAreTheTruth
from handlers.registry import add_handlers
from handlers.resuming import say_trouble, show_where_again
from storage.backlog import backlog
from storage.database import Database
from storage.doctor import CHECKS, check
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.photos import PaperArchive, PhotoStore, TableFiles

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
LINKED = re.compile(r"[A-Z]{2}-\d{4}-\d{5,}")


def now() -> datetime:
    return datetime.now(UTC)


# ── the parts that commands use too ──
def desk_rules(settings: Settings) -> DeskRules:
    return DeskRules(
        timezone=ZoneInfo(settings.desk_timezone),
        language=settings.desk_language,
        paper_language=settings.paper_language,
        claim_days=settings.claim_days,
        invitation_days=settings.invitation_days,
        accounts=settings.journal_accounts,
        own_work_allowed=settings.one_person_shop,
        quiz=settings.inspection_quiz,
        mail=bool(settings.smtp_host),
        code_key=hmac.digest(log_key(settings), b"codes that confirm an address", "sha256"),
        review_months=settings.policy_review_months or QUARTER,
        quiet=QuietHours.parse(settings.quiet_hours),
    )


def photo_store(settings: Settings) -> PhotoStore:
    return PhotoStore(settings.data_dir / "photos")


def paper_archive(settings: Settings) -> PaperArchive:
    return PaperArchive(settings.data_dir / "papers")


def table_files(settings: Settings) -> TableFiles:
    return TableFiles(settings.data_dir / "imports")


def log_key(settings: Settings) -> bytes:
    """The key of the operation log's chain: outside the database, made at the first start, for us alone."""
    path = settings.data_dir / "log.key"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"log.key.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # whoever is first wins; the key never changes under a running desk
        except FileExistsError:
            log.debug("Another process made the key first.")
        fresh.unlink()
    return path.read_bytes()


def backup_place(settings: Settings, database: Database, clock: Clock = now) -> BackupPlace:
    folder = settings.backup_dir or settings.data_dir / "backups"
    return BackupPlace(
        database,
        photo_store(settings),
        paper_archive(settings),
        log_key(settings),
        folder,
        settings.backup_keep,
        lambda address: make_database(settings.model_copy(update={"database_url": address}), clock),
        clock,
    )


def examine(settings: Settings, database: Database) -> Examination:
    """Reads everything; in a thread."""
    problems = check(database, photo_store(settings), log_key(settings), paper_archive(settings))
    notices, updates = database.look_now(backlog)
    findings = tuple(f"{problem.rule}: {problem.record}: {problem.detail}" for problem in problems)
    free = shutil.disk_usage(settings.data_dir).free
    waiting = max(updates - 1, 0)  # without the question itself
    return Examination(findings, len(CHECKS), notices, waiting, free)


def jobs_of(settings: Settings, database: Database, clock: Clock = now) -> tuple[Job, ...]:
    backup = backup_place(settings, database, clock).prepare if settings.backup_keep else None
    day, at, months = settings.summary_day, settings.summary_time, settings.policy_review_months
    return desk_jobs(day, at, backup, review_months=months)


def make_database(settings: Settings, clock: Clock = now, papers: DeskPapers | None = None) -> Database:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    papers = papers or DeskPapers(paper_archive(settings), photo_store(settings), settings.desk_name)
    return Database(
        settings.database_url,
        rules=desk_rules(settings),
        papers=papers,
        log_key=log_key(settings),
        clock=clock,
    )


@contextmanager
def opened_database(settings: Settings, clock: Clock = now) -> Iterator[Database]:
    """For commands: migrated, and closed afterwards."""
    database = make_database(settings, clock)
    database.start_now()
    try:
        yield database
    finally:
        database.stop_now()


def gate_for(settings: Settings) -> Gate:
    """As Telegram allows; the local one, which limits nobody unless it is told to, answers taps at once."""
    if settings.talks_to_local_telegram:
        return Gate(private_burst=30, private_per_second=30.0)
    return Gate()


# ── the desk ──
@dataclass(slots=True)
class Desk:
    """Everything that runs. `start` and `stop` in this order; `application` is python-telegram-bot's."""

    settings: Settings
    database: Database
    application: DeskApplication
    queue: DurableQueue
    processor: PersonProcessor
    sender: NoticeSender
    mails: MailSender | None
    watch: PollWatch
    papers: DeskPapers
    rooms: PracticeRooms
    clock: DeskClock
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        await self.database.start()
        admins = self.settings.admin_ids
        await self.database.write(lambda uow: ensure_admins(uow, admins))
        known = await self.database.read(lambda uow: {p.telegram_id for p in uow.people.all()})
        self.application.bot_data.known.update(known)
        await self.rooms.open_all()
        webhook = None
        if self.settings.webhook_url:
            webhook = Webhook(
                self.settings.webhook_url,
                self.settings.webhook_secret.get_secret_value(),
                self.settings.webhook_listen,
                self.settings.webhook_port,
            )
        # One process runs on a token (a second one hears 409), so nobody else is sending these.
        await Outbox(self.database).release()
        await open_intake(self.application, self.queue, self.watch, webhook)
        self.papers.bot_username = self.application.bot.username
        await self.sender.start()
        await self.rooms.begin_to_send()
        if self.mails is not None:
            await self.mails.start()
        await self.clock.start()
        if webhook is None:
            self.tasks.append(asyncio.create_task(self.watch.run()))

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await self.clock.stop()
        await close_intake(self.application, self.processor)
        await self.sender.stop()
        await self.rooms.stop()
        if self.mails is not None:
            await self.mails.stop()
        await self.application.shutdown()
        await self.database.stop()


def build_desk(settings: Settings, clock: Clock = now, gate: Gate | None = None) -> Desk:
    """`gate`: another one than Telegram's own limits ask for, where the other end has none."""
    made = DeskPapers(paper_archive(settings), photo_store(settings), settings.desk_name)
    database = make_database(settings, clock, made)
    queue = DurableQueue(Inbox(database))
    watch = PollWatch(exit_process=os._exit)
    photos, papers = photo_store(settings), paper_archive(settings)
    reports = ReportFiles(settings.desk_name, ZoneInfo(settings.desk_timezone))
    jobs = jobs_of(settings, database, clock)
    resumed: list[DeskApplication] = []

    async def resume(update: Update) -> None:
        await show_where_again(update, DeskContext.from_update(update, resumed[0]))

    known: set[int] = set()
    gate = gate or gate_for(settings)
    rooms = PracticeRooms(settings, database, desk_rules(settings), clock, gate, reports)
    processor = PersonProcessor(
        Inbox(database), queue.restored, resume, is_known=known.__contains__, practice_of=rooms.bind
    )
    application = (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(settings.bot_base_url)
        .base_file_url(settings.bot_base_file_url)
        .request(AiohttpRequest())
        .get_updates_request(WatchedRequest(AiohttpRequest(), watch.answered))
        .rate_limiter(gate)
        .update_queue(queue)
        .concurrent_updates(processor)
        .persistence(RowsAreTheTruth(database, rooms.places))
        .context_types(ContextTypes(context=DeskContext, bot_data=Services))
        .build()
    )
    resumed.append(application)
    services, rooms.bot = application.bot_data, application.bot
    services.desk, services.photos, services.papers = database, photos, papers
    services.tables = table_files(settings)
    services.reports, services.jobs, services.rooms = reports, jobs, rooms
    services.examine = partial(examine, settings, database)
    services.rules, services.known = desk_rules(settings), known
    services.desk_name = settings.desk_name
    add_handlers(application)
    application.add_error_handler(_on_error)
    render = renderer(database, photos, papers, reports)
    sender, mails = _senders(settings, database, application, render, gate, clock)
    by_the_clock = DeskClock(database, jobs, ZoneInfo(settings.desk_timezone))
    return Desk(
        settings, database, application, queue, processor, sender, mails, watch, made, rooms, by_the_clock
    )


def _senders(
    settings: Settings,
    database: Database,
    application: DeskApplication,
    render: Render,
    gate: Gate,
    clock: Clock,
) -> tuple[NoticeSender, MailSender | None]:
    """For Telegram, and for e-mail where a server is set."""

    async def give_up(notice: Notice, code: str) -> None:
        await database.write(lambda uow: give_up_notice(uow, notice, code))

    async def on_moved(old: int, new: int) -> None:
        await database.write(lambda uow: follow_group(uow, old, new))

    async def draw_mail(notice: Notice) -> Drawn | None:
        in_bot = await database.read(lambda uow: has_the_bot(uow, notice.address))
        drawn = await render(notice)
        return Drawn(drawn, in_bot) if drawn else None

    sender = NoticeSender(
        Outbox(database), application.bot, render, gate, clock, give_up=give_up, on_moved=on_moved
    )
    if not settings.smtp_host:
        return sender, None
    server = SmtpServer(
        settings.smtp_host,
        settings.smtp_port,
        Security(settings.smtp_security),
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
    )
    desk = MailAuthor(
        settings.mail_from, settings.desk_name, lambda record: _link(application.bot.username, record)
    )
    mails = Outbox(database, Channel.EMAIL)
    return sender, MailSender(mails, server, desk, draw_mail, clock, give_up=give_up)


def _link(username: str, record: str) -> str:
    """Opens that record in the bot; the bot alone where it is about none."""
    return f"https://t.me/{username}" + (f"?start={record}" if LINKED.fullmatch(record) else "")


async def _on_error(update: object, context: DeskContext) -> None:
    error = context.error
    if error is None:
        return
    log.error("An update could not be handled.", exc_info=error)
    note_error(update, error)
    if isinstance(update, Update):
        await say_trouble(update, context)
