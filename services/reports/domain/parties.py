"""Parties by their names: who an id is, also after it left the agreement, or when it is of another one nearby."""

from collections.abc import Iterable

from shared.events.agreement import AgreementPublished, AgreementVersion


def names_of(versions: Iterable[AgreementVersion]) -> dict[str, str]:
    """The names of all parties of some versions, the oldest first, by their ids; as they were last called."""
    return {party.id: party.name for version in versions for party in version.agreement.parties}


def names_known(nearby: Iterable[AgreementPublished], shown: AgreementVersion | None = None) -> dict[str, str]:
    """The names of all parties that any version of any agreement nearby ever had, by their ids.

    Args:
        nearby: the agreements of a municipality, whose parties may all report there.
        shown: what a page is of: its parties are called as it has them, then those of its agreement's other versions
            as the newest of them does, then those of others'.
    """
    ours = shown.agreement.id if shown else None
    told = [(each.agreement_id == ours, one.known_from, one) for each in nearby for one in each.versions]
    found = names_of(one for *_, one in sorted(told, key=lambda entry: entry[:2]))
    return found | names_of((shown,) if shown else ())
