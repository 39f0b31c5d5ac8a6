"""Examples of agreements: Nykvarn's promises, one of them."""

from datetime import UTC, date, datetime
from typing import Final

import msgspec

from shared.events import catalogue
from shared.events.agreement import (
    Agreement,
    AgreementPublished,
    AgreementVersion,
    Commitment,
    Counts,
    Municipality,
    Party,
    Period,
    Promise,
    Target,
)
from shared.events.examples.common import (
    AGREEMENT,
    BOTH,
    COMMITMENT,
    COUNCIL,
    POLICE,
    PROMISE,
    TEXT,
    TITLE,
)

_agreement = AgreementPublished(
    agreement_id=AGREEMENT,
    municipality="0140",
    versions=(
        AgreementVersion(
            version=1,
            in_force_from=datetime(2020, 12, 31, 23, tzinfo=UTC),
            change="published",
            agreement=Agreement(
                id=AGREEMENT,
                municipality=Municipality(code="0140", name="Nykvarn"),
                title="Medborgarlöften i Nykvarn 2021-2022",
                period=Period(start=date(2021, 1, 1), end=date(2022, 12, 31)),
                parties=(
                    Party(id=COUNCIL, name="Nykvarns kommun", kind="municipality"),
                    Party(id=POLICE, name="Polisen, Södertälje lokalpolisområde", kind="police"),
                ),
                promises=(
                    Promise(
                        id=PROMISE,
                        number=1,
                        title=TITLE,
                        text=TEXT,
                        responsible=BOTH,
                        commitments=(
                            Commitment(
                                id=COMMITMENT,
                                title="En trygghetsvandring per termin",
                                counts=Counts(kinds=("walk",)),
                                target=Target(at_least=1, each="term"),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)


EXAMPLES: Final[dict[str, msgspec.Struct]] = {
    catalogue.AGREEMENT_PUBLISHED: _agreement,
}
