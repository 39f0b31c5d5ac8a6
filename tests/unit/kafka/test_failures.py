"""What a consumer fails at is told partition by partition, once it has lasted."""

from kafka import TopicPartition

from shared.events.catalogue import ACTIVITIES, TIPS
from shared.kafka.failures import UNWELL_AFTER, Failures

TIP, OTHER_TIP, DONE = TopicPartition(TIPS, 0), TopicPartition(TIPS, 2), TopicPartition(ACTIVITIES, 0)
ALL = {TIP, OTHER_TIP, DONE}


class Clock:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def passes(self) -> None:
        self.now += UNWELL_AFTER + 1


def test_a_partition_that_is_read_well_hides_none_that_fails() -> None:
    # given one whose records cannot be handled
    clock = Clock()
    failures = Failures(clock)
    failures.of_partitions([TIP], "the database is away")

    # when another is read well all the time
    clock.passes()
    failures.over([DONE], ALL)

    # then the first is told of, and it alone
    assert failures.told() == f"{TIPS}[0]: the database is away"
    assert [failures.failing(each) for each in (TIP, DONE)] == [True, False]


def test_partitions_that_fail_alike_are_told_of_together_and_no_longer_once_they_are_read() -> None:
    clock = Clock()
    failures = Failures(clock)
    failures.over([], ALL)
    failures.of_partitions([TIP, OTHER_TIP], "the database is away")
    assert failures.told() is None  # it has not lasted

    clock.passes()
    assert failures.told() == f"{TIPS}[0], {TIPS}[2]: the database is away"

    failures.over([TIP, OTHER_TIP], ALL)
    assert failures.told() is None


def test_a_partition_that_another_reads_now_is_not_ours_to_tell_of() -> None:
    clock = Clock()
    failures = Failures(clock)
    failures.of_partitions([TIP], "the database is away")
    clock.passes()

    failures.over([], {DONE})

    assert failures.told() is None


def test_a_broker_that_is_away_is_told_of_until_it_answers() -> None:
    clock = Clock()
    failures = Failures(clock)
    failures.over([], ALL)
    failures.of_client("no broker takes connections")
    clock.passes()
    assert failures.told() == "no broker takes connections"

    failures.over([], ALL)
    assert failures.told() is None


def test_the_latest_reason_is_told_of_a_client_that_never_got_started() -> None:
    clock = Clock()
    failures = Failures(clock)
    failures.of_client("Unable to bootstrap")
    failures.of_client("GroupAuthorizationFailedError")

    clock.passes()

    assert failures.told() == "GroupAuthorizationFailedError"


def test_a_batch_that_hangs_is_told_of_until_it_ends() -> None:
    clock = Clock()
    failures = Failures(clock)
    failures.over([], ALL)
    failures.begun()
    assert failures.told() is None

    clock.passes()
    assert failures.told() == "a batch has been in hand for more than 30 seconds"

    failures.ended()
    assert failures.told() is None
