"""`loftet users`: what is refused before any broker is asked, and what a user like another may do."""

import pytest
from click.testing import CliRunner

from shared.kafka.users import User, declared_users
from shared.ops.cli import main


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["reports", "--new", ""], "it is blank"),
        (["reports", "--new", " "], "it is blank"),
        (["raports", "--new", "some words"], "--undeclared"),
    ],
)
def test_a_password_that_is_blank_or_a_users_that_nobody_declared_is_refused(words: list[str], told: str) -> None:
    ran = CliRunner().invoke(main, ["users", "password", "--bootstrap", "127.0.0.1:1", *words])

    assert (ran.exit_code, told in ran.output) == (2, True), ran.output


@pytest.mark.parametrize("name", ["*", "loftet", "polisen.syd", "Polisen Syd", "x.*", ""])
def test_a_name_that_would_reach_what_is_another_s_is_refused(name: str) -> None:
    ran = CliRunner().invoke(
        main, ["users", "grant", "--bootstrap", "127.0.0.1:1", "--like", "polisen-exempel", "--", name]
    )

    assert (ran.exit_code, "small letters, digits and hyphens" in ran.output) == (2, True), ran.output


def test_a_sender_like_another_has_its_own_topics_and_groups_and_none_of_the_others() -> None:
    sender = next(user for user in declared_users() if user.name == "polisen-exempel")

    assert sender.named("polisen-solna") == User(
        name="polisen-solna",
        writes=("loftet.inbound.polisen-solna",),
        reads=("loftet.acknowledgements.polisen-solna",),
        groups=("polisen-solna.",),
    )


def test_a_user_like_a_service_may_do_what_the_service_may() -> None:
    reports = next(user for user in declared_users() if user.name == "reports")

    assert reports.named("reports-2") == User(
        name="reports-2", writes=reports.writes, reads=reports.reads, groups=reports.groups
    )
