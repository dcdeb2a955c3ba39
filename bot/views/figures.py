"""Numbers, money, dates and times in the reader's way."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal

from bot.core.domain.values import Money, Quantity


def locale_of(language: str) -> str:
    return "zh_CN" if language == "zh" else "en_GB"


def age(language: str, since: timedelta) -> str:
    """How long something has been waiting: "3 hours", "2 days"; a minute at least."""
    shown = max(since, timedelta(minutes=1))
    return format_timedelta(shown, granularity="minute", locale=locale_of(language))


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


def day_and_clock(language: str, moment: datetime, zone: ZoneInfo) -> str:
    return f"{day(language, moment, zone)} {clock(language, moment, zone)}"
