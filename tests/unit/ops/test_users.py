"""`loftet users password`: what is refused before any broker is asked."""

import pytest
from click.testing import CliRunner

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
