"""The sample company comes with a past: weeks to compare, a claim to answer, a parcel to wonder about."""

from __future__ import annotations

from bot.app import log_key, opened_database, photo_store
from bot.commands.start_all import prepare_sample
from bot.config import Settings
from bot.core.domain.supplier_claim import ClaimStatus
from bot.core.usecases.ports import UnitOfWork
from storage.doctor import check
from tests.integration.sample.conftest import TUESDAY


def test_a_first_start_tells_six_weeks_and_leaves_something_to_do(sample_desk: Settings) -> None:
    def facts(uow: UnitOfWork) -> tuple[list[str | None], int, str, int]:
        open_claims = uow.claims.found(ClaimStatus.OPEN)
        policy = uow.policies.current(uow.now)
        return (
            [claim.supplier_code for claim in open_claims if claim.supplier_code == "S-102"],
            len(uow.parcels.unclaimed(limit=5)),
            str(policy.fees["DEMAND_CHANGE"].percent),
            uow.claims.count(ClaimStatus.SETTLED),
        )

    with opened_database(sample_desk, lambda: TUESDAY) as database:
        suppliers, parcels, fee, settled = database.read_now(facts)
        assert check(database, photo_store(sample_desk), log_key(sample_desk)) == []
    assert (suppliers, parcels, fee) == (["S-102"], 1, "15")
    assert settled >= 3
    said: list[str] = []
    prepare_sample(sample_desk, said.append)
    assert said == []  # a second start tells nothing anew
