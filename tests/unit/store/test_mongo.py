"""What is said of a database that does not do as it is asked, and whether it is waited for."""

import pytest
from pymongo.errors import NetworkTimeout, OperationFailure, PyMongoError, ServerSelectionTimeoutError

from shared.store.mongo import is_away, why

EXPIRED = "db:27017: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1)"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperationFailure("Authentication failed.", 18), "MongoDB refuses the login"),
        (ServerSelectionTimeoutError(EXPIRED), "MongoDB's certificate does not hold: certificate has expired"),
        (
            ServerSelectionTimeoutError("db: refused"),
            "MongoDB does not answer: db: refused",
        ),
        (NetworkTimeout("timed out"), "MongoDB does not answer"),
    ],
)
def test_what_may_pass_is_waited_for_and_said_in_a_few_words(error: PyMongoError, said: str) -> None:
    assert is_away(error)
    assert why(error).startswith(said)


def test_what_was_asked_in_a_wrong_way_is_not_waited_for_and_said_without_what_the_server_adds() -> None:
    error = OperationFailure("not authorized, full error: {...}", 13, {"errmsg": "not authorized", "code": 13})

    assert not is_away(error)
    assert why(error) == "not authorized"
