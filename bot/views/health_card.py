"""How the desk is, for who looks after it."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from bot.core.domain.health import Health
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act
from bot.views.figures import day_and_clock
from bot.views.keyboards import button, rows
from bot.views.rendered import Rendered
from bot.views.report_words import tenth
from bot.views.texts import plain, text

MOST_FINDINGS = 5
GIGABYTE = 10**9


def health_view(uow: UnitOfWork, language: str, health: Health) -> Rendered:
    examined = health.examination
    lines = [text(language, "health.well" if health.is_well else "health.unwell")]
    if examined.findings:
        lines.append(text(language, "health.findings", count=len(examined.findings)))
        lines += [f"<code>{escape(finding[:200])}</code>" for finding in examined.findings[:MOST_FINDINGS]]
    else:
        lines.append(text(language, "health.rules", count=examined.rules))
    lines.append(_backup(uow, language, health))
    for run in health.failed:
        lines.append(
            text(language, "health.failed", job=plain(language, f"job.{run.job}"), error=run.error[:200])
        )
    lines.append(
        text(
            language,
            "health.waiting",
            notices=plain(language, "health.notices", count=examined.notices),
            updates=plain(language, "health.updates", count=examined.updates),
        )
    )
    lines.append(text(language, "health.free", free=tenth(language, Decimal(examined.free) / GIGABYTE)))
    again = button(plain(language, "button.look_again"), Act.HEALTH)
    return Rendered("\n".join(lines), rows([again]))


def _backup(uow: UnitOfWork, language: str, health: Health) -> str:
    if not health.backups_wanted:
        return text(language, "health.backup.off")
    if health.backup is None:
        return text(language, "health.backup.new" if health.new else "health.backup.none")
    at = day_and_clock(language, health.backup.ran_at, uow.rules.timezone)
    return text(language, "health.backup", at=at)
