"""The operation log in the chat, newest first, and what its columns are called in the file."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.core.domain.log_view import LogPart, about_person, token_of
from bot.core.domain.operation_log import LogEntry
from bot.core.domain.people import Person
from bot.core.domain.values import Money
from bot.core.usecases.see_log import NUMBER, LogPage, day_before
from bot.views.callback_data import Act
from bot.views.figures import clock, day_and_clock, locale_of, money
from bot.views.keyboards import Row, button, in_rows, rows
from bot.views.rendered import Rendered
from bot.views.texts import plain, text

PAGE = 8
MOST_WORDS = 60  # of what somebody said, in a line
COLUMNS = ("seq", "at", "person", "what", "record", "facts", "digest")


def log_view(language: str, page: LogPage, zone: ZoneInfo, *, newest: bool) -> Rendered:
    """`newest`: whether the page begins with the newest entry."""
    head = text(language, "log.head", about=text_of(language, page))
    if not page.entries:
        return Rendered(f"{head}\n{text(language, 'log.empty')}", rows(_ways(language, page, newest=newest)))
    several_days = page.about.part is not LogPart.DAYS or page.about.days[0] != page.about.days[1]
    lines = [_line(language, page, entry, zone, with_day=several_days) for entry in page.entries]
    export = button(plain(language, "button.log_file"), Act.LOG_FILE, 0, token_of(page.about))
    return Rendered("\n".join([head, *lines]), rows(_ways(language, page, newest=newest), [export]))


def who_is_meant(language: str, people: list[Person]) -> Rendered:
    """Several people have such a name."""
    found = [button(person.name, Act.LOG, 0, token_of(about_person(person.id))) for person in people[:PAGE]]
    return Rendered(text(language, "log.who"), rows(*in_rows(found, 2)))


def text_of(language: str, page: LogPage) -> str:
    """ "RR-2026-00042", "Bo", "1 Nov 2026 – 30 Nov 2026" """
    about = page.about
    if about.part is LogPart.RECORD:
        return about.key
    if about.part is LogPart.PERSON:
        return page.names.get(int(about.key)) or plain(language, "the_desk")
    first, last = about.days
    return " – ".join(_day(language, day) for day in ((first,) if first == last else (first, last)))


def column_titles(language: str) -> list[str]:
    return [plain(language, f"log.column.{column}") for column in COLUMNS]


def log_words(language: str, page: LogPage) -> str:
    """ "Operation log: Bo, 31 entries." """
    entries = plain(language, "log.entries", count=len(page.entries))
    return text(language, "log.done", about=text_of(language, page), entries=entries)


def event_words(language: str, event: str) -> str:
    return plain(language, f"event.{event}")


def _line(language: str, page: LogPage, entry: LogEntry, zone: ZoneInfo, *, with_day: bool) -> str:
    at = day_and_clock(language, entry.at, zone) if with_day else clock(language, entry.at, zone)
    who = page.names.get(entry.actor_id) or plain(language, "the_desk")
    # The number stands before what may be long: at the end of a line it would be broken in two.
    named = page.about.part is not LogPart.RECORD and NUMBER.fullmatch(entry.record)
    head = f"{at} {entry.record}" if named else at
    what = " · ".join([event_words(language, entry.event), *_details(language, entry)])
    return text(language, "log.line", head=head, who=who, what=what)


def _details(language: str, entry: LogEntry) -> list[str]:
    facts: dict[str, Any] = json.loads(entry.facts)
    found = []
    if facts.get("value") and facts.get("currency"):
        found.append(money(language, Money.of(str(facts["value"]), str(facts["currency"]))))
    if facts.get("stars"):
        found.append(f"{facts['stars']}/5")
    if facts.get("own_work"):
        found.append(plain(language, "log.own_work"))
    words = str(facts.get("words") or facts.get("remark") or "")
    if words:
        found.append(plain(language, "log.quoted", words=_cut(words)))
    return found


def _cut(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 1].rstrip() + "…"


def _ways(language: str, page: LogPage, *, newest: bool) -> Row:
    row = []
    if not newest:
        row.append(button(plain(language, "button.newest"), Act.LOG, 0, token_of(page.about)))
    if page.older:
        row.append(
            button(plain(language, "button.older"), Act.LOG, page.entries[-1].seq, token_of(page.about))
        )
    before = day_before(page.about)
    if before is not None and not page.older:
        row.append(button(_day(language, before.days[0]), Act.LOG, 0, token_of(before)))
    return row


def _day(language: str, day: date) -> str:
    return format_date(day, "y年M月d日" if language == "zh" else "d MMM y", locale=locale_of(language))
