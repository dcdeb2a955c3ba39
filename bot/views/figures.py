"""Numbers, money, dates and times in the reader's way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal

from bot.core.domain.values import Money, Quantity
from bot.views.texts import plain

# What facts call a quantity.
_AMOUNTS = ("most", "sold", "taken", "here", "before", "left", "held", "wanted", "counted", "split")
_DIGIT_BEFORE_SIGN = re.compile(r"(?<=\d)(?=[\u4e00-\u9fff])")  # "6 分钟", as everywhere else
MOST_NUMBERS = 4  # of records in one line
_PLAIN_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)


def locale_of(language: str) -> str:
    return "zh_CN" if language == "zh" else "en_GB"


def age(language: str, since: timedelta) -> str:
    """How long something has been waiting: "3 hours", "2 days"; a minute at least."""
    shown = max(since, timedelta(minutes=1))
    words = format_timedelta(shown, granularity="minute", locale=locale_of(language))
    return _DIGIT_BEFORE_SIGN.sub(" ", words)


def amount(language: str, quantity: Quantity | str) -> str:
    value = quantity.amount if isinstance(quantity, Quantity) else Decimal(quantity)
    return format_decimal(value, locale=locale_of(language))


def money(language: str, value: Money) -> str:
    rounded = value.rounded()
    return format_currency(rounded.amount, rounded.currency, locale=locale_of(language))


def day(language: str, moment: datetime, zone: ZoneInfo) -> str:
    """ "1 Dec", with the year where it is not this year's matter to guess."""
    local = moment.astimezone(zone)
    return format_date(local, "d MMM y" if language != "zh" else "y年M月d日", locale=locale_of(language))


def clock(language: str, moment: datetime, zone: ZoneInfo) -> str:
    return format_time(moment.astimezone(zone), "HH:mm", locale=locale_of(language))


def moment(language: str, at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The time of what was done today, the day and the time of what was done before."""
    today = at.astimezone(zone).date() == now.astimezone(zone).date()
    return clock(language, at, zone) if today else day_and_clock(language, at, zone)


def few(language: str, numbers: list[str]) -> str:
    """ "RR-2026-00003, RR-2026-00007"; of many the first three, and how many more."""
    if len(numbers) <= MOST_NUMBERS:
        return ", ".join(numbers)
    shown = ", ".join(numbers[: MOST_NUMBERS - 1])
    return plain(language, "numbers.more", numbers=shown, count=len(numbers) - MOST_NUMBERS + 1)


def figures_of(language: str, facts: Mapping[str, object]) -> dict[str, object]:
    """Facts of a refusal or a finding as they are read: quantities, sums of money, lists."""
    shown = {key: few(language, [*map(str, v)]) if isinstance(v, list) else v for key, v in facts.items()}
    for key in ("most", "limit"):
        if key in facts and "currency" in facts:
            shown[key] = money(language, Money.of(str(facts[key]), str(facts["currency"])))
    for key in _AMOUNTS:
        if isinstance(value := shown.get(key), str) and _PLAIN_NUMBER.fullmatch(value):
            shown[key] = amount(language, value)
    return shown


def day_and_clock(language: str, moment: datetime, zone: ZoneInfo) -> str:
    return f"{day(language, moment, zone)} {clock(language, moment, zone)}"
