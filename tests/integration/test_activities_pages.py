"""Lists that are read while others write: page by page nothing is missed or seen twice, and they can be followed."""

import base64
import itertools
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from deploy.local import Stack
from tests.integration.activities_house import KOMMUN, POLICE, Caller, House, house_on, reasons, walk
from tests.integration.listing import LISTINGS, Listing, Row, follow
from tests.integration.walks_house import made, noted, proposed, walked

EVER = "1970-01-01T00:00:00Z"
each_listing = pytest.mark.parametrize("listing", LISTINGS, ids=lambda each: each.name)


@pytest.fixture
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("pages")) as made:
        yield made


def pages(caller: Caller, path: str) -> Iterator[Row]:
    """One page after another; whoever asks for them may change what is on them meanwhile."""
    following: str | None = path
    while following is not None:
        page, following = follow(caller, following)
        yield page


def limited(listing: Listing, limit: int) -> str:
    return f"{listing.path}{'&' if '?' in listing.path else '?'}limit={limit}"


@each_listing
def test_whoever_follows_next_sees_each_row_once_whatever_comes_and_moves_meanwhile(house: House, listing: Listing):
    there = [listing.add(house, n) for n in range(7)]
    listed = pages(listing.caller(house), limited(listing, 2))
    places = (place for away in itertools.count() for place in (14 + away, -1 - away))  # after all and before all
    numbers, totals, found = [], set(), []

    for page in listed:
        found += [each["id"] for each in page["items"]]
        numbers.append(page["page"])
        totals.add(page["total"])
        listing.add(house, next(places))
        unseen = [each for each in there if each not in found]
        for row in [found[-1], *unseen[:1], *unseen[-1:]]:
            if listing.move is not None:
                listing.move(house, row, next(places))

    assert sorted(each for each in found if each in there) == sorted(there)
    assert listing.also_new or sorted(found) == sorted(there)
    assert numbers == list(range(1, len(numbers) + 1))
    assert totals == {7}


def test_a_row_that_goes_takes_no_other_along(house: House):
    drafts = next(each for each in LISTINGS if each.name == "drafts")
    there = [drafts.add(house, n) for n in range(6)]
    found: list[str] = []

    for page in pages(house.caller(), "/agreement-drafts?limit=2"):
        found += [each["id"] for each in page["items"]]
        etag = house.caller().get(f"/agreement-drafts/{found[0]}").headers.get("ETag")
        if etag:
            house.caller().delete(f"/agreement-drafts/{found[0]}", headers={"If-Match": etag})

    assert sorted(found) == sorted(there)


def test_an_address_of_a_page_shows_no_more_than_its_reader_may_see(house: House):
    for n in range(3):
        LISTINGS[0].add(house, n)
    _, following = follow(house.caller(), "/activities?limit=2")
    assert following is not None

    stranger = house.caller("exempel-kommun", municipalities=("9999",))

    assert stranger.get(following).get_json()["items"] == []


@pytest.mark.parametrize("away", [timedelta(days=-1), timedelta(minutes=2)])
def test_the_address_of_a_page_holds_for_a_day(house: House, away: timedelta):
    for n in range(3):
        LISTINGS[0].add(house, n)
    _, following = follow(house.caller(), "/activities?limit=2")
    assert following is not None
    path, _, cursor = following.rpartition("=")
    said = msgspec.msgpack.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    said[2] += away

    moved = base64.urlsafe_b64encode(msgspec.msgpack.encode(said)).decode().rstrip("=")
    answer = house.caller().get(f"{path}={moved}")

    assert (answer.status_code, list(reasons(answer))) == (422, ["after"])


@pytest.mark.parametrize("path", [each.path for each in LISTINGS])
def test_a_filter_is_given_once(house: House, path: str):
    caller = house.caller(POLICE, municipalities=("0140", "9999"))

    answer = caller.get(f"{path}{'&' if '?' in path else '?'}limit=1&limit=2")

    assert (answer.status_code, reasons(answer)) == (422, {"limit": "is given more than once"})


def test_lists_are_narrowed_by_state_and_by_who_reported(house: House):
    planned = {"start": "2021-05-04T13:00:00+02:00", "end": "2021-05-04T15:00:00+02:00"}
    body = {name: value for name, value in walk(planned=planned).items() if name != "actual"}
    plan = made(house.caller().post("/activities", json=body))
    done = walked(house)
    ours, theirs = noted(house, done), noted(house, done, POLICE)
    proposed(house)
    others = proposed(house, POLICE)

    def found(path: str) -> list[str]:
        return [each["id"] for each in house.caller().get(path).get_json()["items"]]

    assert found("/activities?state=planned") == [plan]
    assert found("/activities?state=withdrawn") == []
    assert found(f"/observations?party={KOMMUN}") == [ours]
    assert found(f"/walks/{done}/observations?party={POLICE}") == [theirs]
    assert found(f"/measures?party={POLICE}") == [others]


@pytest.mark.parametrize(
    "listing",
    [each for each in LISTINGS if each.move and each.name != "drafts"],
    ids=lambda each: each.name,
)
def test_what_changes_while_its_changes_are_read_comes_at_the_next_reading(house: House, listing: Listing):
    there = [listing.add(house, n) for n in range(5)]
    followed = f"{limited(listing, 2)}&changedSince="
    copy: dict[str, Row] = {}
    first: list[Row] = []

    for page in pages(listing.caller(house), followed + EVER):
        if not first and listing.move:
            listing.move(house, there[4], 9)
        first.append(page)
        copy |= {each["id"]: each for each in page["items"]}
    early = set(copy)
    for page in pages(listing.caller(house), followed + first[-1]["changedUntil"]):
        copy |= {each["id"]: each for each in page["items"]}

    assert early == set(there[:4]), "the one that changed has left the pages that were left"
    assert {page["total"] for page in first} == {5}
    assert copy == {each["id"]: each for page in pages(listing.caller(house), listing.path) for each in page["items"]}


def test_agreements_are_narrowed_by_who_signs_them(house: House):
    operator = house.caller(None, municipalities=("0140", "9999"))
    every = operator.get("/agreements").get_json()["items"]

    def of(party: str) -> set[str]:
        return {each["id"] for each in operator.get(f"/agreements?party={party}").get_json()["items"]}

    assert every
    assert of("nobody") == set()
    for each in every:
        signed = operator.get(f"/agreements/{each['id']}").get_json()["agreement"]["parties"]
        assert all(each["id"] in of(party["id"]) for party in signed)
    assert of(KOMMUN) < {each["id"] for each in every} | {""}


class Follower:
    """Whoever keeps a copy of the activities by nothing but `changedSince`."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._since = EVER
        self.copy: dict[str, Row] = {}
        self.read = 0

    def catch_up(self) -> None:
        until = None
        for page in pages(self._caller, f"/activities?limit=7&changedSince={self._since}"):
            until = until or page["changedUntil"]
            assert page["changedUntil"] == until, "all pages of one reading say the same"
            for each in page["items"]:
                self.read += 1
                known = self.copy.get(each["id"])
                if known is None or known["revision"] <= each["revision"]:
                    self.copy[each["id"]] = each
        assert until is not None
        self._since = until


def live(caller: Caller, chance: random.Random, held_until: str) -> None:
    """Report, plan, complete, correct, cancel and withdraw, in no order that anybody knows."""
    planned = {"start": "2021-05-04T13:00:00+02:00", "end": "2021-05-04T15:00:00+02:00"}
    changes = {
        "completed": [("correction", {"outcome": "Rättat.", "reason": "Fel."}), ("withdrawal", {"reason": "Dubbelt."})],
        "planned": [("cancellation", {"reason": "Oväder."}), ("completion", {"actual": planned})],
    }
    mine: list[Row] = []
    for _ in range(40):
        known = chance.choice(mine) if mine and chance.random() < 0.6 else None
        if known is None:
            held = {"publishableFrom": held_until} if chance.random() < 0.2 else {}
            body = walk(**held) if chance.random() < 0.5 else walk(actual=None, planned=planned, **held)
            made = caller.post("/activities", json={name: value for name, value in body.items() if value})
            mine.append(made.get_json())
        elif known["state"] in changes:
            operation, body = chance.choice(changes[known["state"]])
            etag = {"If-Match": f'"{known["revision"]}"'}
            mine[mine.index(known)] = caller.post(
                f"/activities/{known['id']}/{operation}", json=body, headers=etag
            ).get_json()


def test_whoever_only_follows_changes_ends_with_the_same_activities(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shared.http.paging.MARGIN", timedelta(milliseconds=300))
    now = datetime.now(UTC)
    house.set_clock(now)
    held_until, done = (now + timedelta(minutes=1)).isoformat(), threading.Event()
    follower = Follower(house.caller(KOMMUN))

    def follow_on() -> None:
        while not done.is_set():
            follower.catch_up()

    with ThreadPoolExecutor(4) as threads:
        following = threads.submit(follow_on)
        writers = [threads.submit(live, house.caller(POLICE), random.Random(seed), held_until) for seed in range(3)]  # noqa: S311
        for each in writers:
            each.result(120)
        done.set()
        following.result(120)
    before = len(follower.copy)
    house.set_clock(now + timedelta(minutes=2))
    follower.catch_up()

    everything = {each["id"]: each for page in pages(house.caller(KOMMUN), "/activities") for each in page["items"]}
    assert follower.copy == everything
    assert len(everything) > before, "what was held back has come"
    assert {each["state"] for each in everything.values()} == {"planned", "completed", "cancelled", "withdrawn"}


def test_a_reading_of_changes_says_what_to_ask_for_the_next_time(house: House):
    first, later = (LISTINGS[0].add(house, n) for n in range(2))
    started = datetime.now(UTC)

    page = house.caller().get(f"/activities?changedSince={EVER}").get_json()

    assert [each["id"] for each in page["items"]] == [first, later], "in the order of the changes"
    until = datetime.fromisoformat(page["changedUntil"])
    assert timedelta(seconds=59) < started - until < timedelta(seconds=61)
    assert "changedUntil" not in house.caller().get("/activities").get_json()
