"""`loftet lag --watch` on a terminal: what is worst is seen, however small the terminal is."""

from io import StringIO

from rich.console import Console

from shared.ops.groups import Lag
from shared.ops.watching import view

GROUPS = ("loftet.activities.inbound", "loftet.notifications.planner", "loftet.reports.projector")


def seen(found: list[Lag] | str, height: int | None = 24) -> list[str]:
    """What stands on a terminal of 80 columns."""
    screen = Console(file=StringIO(), width=80, highlight=False)
    screen.print(view(found, 2, height))
    assert isinstance(screen.file, StringIO)
    return screen.file.getvalue().splitlines()


def lag(group: str, partition: int = 0, records: int = 0, member: str | None = "127.0.0.1") -> Lag:
    return Lag(
        group=group,
        topic="loftet.assessments",
        partition=partition,
        committed=7,
        end=7 + records,
        records=records,
        member=member,
    )


def test_the_partition_on_which_most_waits_stands_first_and_all_fits_the_terminal() -> None:
    # given sixty partitions, the last of which is behind
    found = [lag(group, number) for group in GROUPS for number in range(20)]
    found[-1] = lag(GROUPS[-1], 19, records=450)

    # when
    lines = seen(found)

    # then
    assert len(lines) < 24
    assert "450 records wait" in lines[0]
    assert lines[2].split() == ["reports.projector", "assessments", "19", "7", "457", "450", "127.0.0.1"]
    assert lines[-1] == f"and {60 - len(lines) + 3} more partitions, on which nothing waits"


def test_a_group_that_nobody_reads_for_is_named_on_top() -> None:
    lines = seen([lag(GROUPS[0]), lag(GROUPS[2], member=None)])

    assert lines[1] == "nobody reads for reports.projector"
    assert lines[3].split()[0] == "reports.projector"


def test_no_line_is_folded_on_eighty_columns() -> None:
    lines = seen([lag("loftet.notifications.planner", records=123_456, member="10.244.17.201")])

    assert len(lines) == 3, lines


def test_kafka_that_is_away_is_told_instead() -> None:
    assert "Kafka at broker:9092: no broker" in " ".join(seen("Kafka at broker:9092: no broker"))


def test_what_goes_to_a_file_holds_every_partition() -> None:
    found = [lag(group, number) for group in GROUPS for number in range(20)]

    assert len(seen(found, height=None)) == 62
