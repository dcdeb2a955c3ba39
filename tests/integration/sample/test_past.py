"""The sample company comes with a past: weeks to compare, a claim to answer, a parcel to wonder about."""

from __future__ import annotations

from pathlib import Path

from bot.app import opened_database
from bot.commands.check_health import check_health
from bot.commands.start_all import prepare_sample
from bot.config import load_settings
from bot.core.domain.supplier_claim import ClaimStatus
from bot.core.usecases.ports import UnitOfWork


def test_a_first_start_tells_six_weeks_and_leaves_something_to_do(tmp_path: Path) -> None:
    settings = load_settings({"DATA_DIR": str(tmp_path)}, tmp_path / "no.env")
    said: list[str] = []
    prepare_sample(settings, said.append)

    def facts(uow: UnitOfWork) -> tuple[list[str | None], int, str, int]:
        open_claims = uow.claims.found(ClaimStatus.OPEN)
        policy = uow.policies.current(uow.now)
        return (
            [claim.supplier_code for claim in open_claims if claim.supplier_code == "S-102"],
            len(uow.parcels.unclaimed(limit=5)),
            str(policy.fees["DEMAND_CHANGE"].percent),
            uow.claims.count(ClaimStatus.SETTLED),
        )

    with opened_database(settings) as database:
        suppliers, parcels, fee, settled = database.read_now(facts)
    assert (suppliers, parcels, fee) == (["S-102"], 1, "15")
    assert settled >= 3
    assert check_health(settings, said.append) == 0
    lines = len(said)
    prepare_sample(settings, said.append)
    assert len(said) == lines  # a second start tells nothing anew
