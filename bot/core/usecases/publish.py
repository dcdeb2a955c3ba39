"""An event goes into the operation log and tells whom it concerns, in the commit of the change itself."""

from __future__ import annotations

from bot.core.domain.events import Event
from bot.core.usecases.notices import notices_of
from bot.core.usecases.plan_notices import plan_notice
from bot.core.usecases.ports import UnitOfWork


def publish(uow: UnitOfWork, event: Event) -> None:
    seq = uow.log.append(event)
    for notice in notices_of(uow, event, f"log/{seq}"):
        notice.record = notice.record or event.record
        plan_notice(uow, notice)
