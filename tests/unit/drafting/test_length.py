"""Long documents take as much longer to read as they have more words, and no longer."""

import cProfile
import pstats

import pytest

from shared.drafting.structure import read_document
from shared.drafting.text import Document
from shared.drafting.wording import LONGEST, read_commitments

HEAD = "Medborgarlöften i Skara 2024-2025\n\nSkara kommun och Polisen\n\n"
PROMISES = {
    "numbered": "{n}. Polisen genomför två trafikkontroller på gata {n} varje månad.\n\n",
    "with labels": "Löfte {n}: Polisen patrullerar.\nAnsvarig: Polisen och kommunen\nNär: varje vecka\n\n",
    "of many areas": "Fokusområde: Kvarter {n}\n\nLägesbild: Många är otrygga.\n\nVi lovar:\n- en vandring per år\n\n",
    "of many parties": "- Trygghetsvandringar (ansvarig: Bolag{n}bostäder)\n\n",
}


def calls(promise: str, number: int) -> int:
    """How much is done to read a document of so many promises, which no other work on the machine changes."""
    text = HEAD + "".join(promise.format(n=place + 1) for place in range(number))
    profile = cProfile.Profile()
    draft = profile.runcall(read_document, Document(text, "text"))
    assert len(draft.agreement["promises"]) == number
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("promise", PROMISES.values(), ids=PROMISES)
def test_four_times_as_many_promises_take_four_times_as_much_work(promise: str) -> None:
    calls(promise, 2)  # tables are read once

    assert calls(promise, 40) < 4.4 * calls(promise, 10)


def test_a_promise_as_long_as_a_chapter_is_left_to_a_person() -> None:
    proposals = read_commitments("Polisen går två ronder i veckan i kvarter 7. " * (LONGEST // 40))

    assert [(each.target, each.findings[0].rule) for each in proposals] == [(None, "promise.too-long")]
