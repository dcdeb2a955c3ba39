"""What a reason is called: the only place that knows where its name comes from."""

from __future__ import annotations

from bot.core.domain.reasons import Reason
from bot.core.usecases.ports import UnitOfWork
from bot.views.texts import has_text, plain


def reason_name(uow: UnitOfWork, language: str, code: str) -> str:
    """As the managers call it, else as the texts do. Plain text: whoever draws it makes it harmless."""
    return name_of_reason(language, uow.reasons.find(code) or Reason(code))


def name_of_reason(language: str, reason: Reason) -> str:
    return reason_called(language, reason.code, reason.name(language))


def reason_called(language: str, code: str, own: str) -> str:
    """Where only code and the managers' name are at hand. `own` is "" where they gave it none."""
    key = f"reason.{code}"
    return own or (plain(language, key) if has_text(language, key) else code)
