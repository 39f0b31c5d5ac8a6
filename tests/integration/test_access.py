"""Who gets in: every operation of the three documents that needs a token, with each token that should not do.

The operations are read from the documents, so that a new one is tried without anything being written here.
"""

import json
import time
from collections.abc import Callable, Iterator

import pytest
from joserfc.jwk import ECKey, OctKey
from werkzeug.test import TestResponse

from deploy.local import Stack
from tests.integration.access_matrix import (
    ELSEWHERE,
    HERE,
    NOBODYS,
    SOMEBODY_ELSES_SCOPE,
    STRANGER,
    Matrix,
    Operation,
)
from tests.integration.furnished import HOUSES, furnished

NOW = int(time.time())

# What a municipality's parties have told, whoever reaches the municipality may read.
READ_BY_MUNICIPALITY = {"activities:read", "agreements:read", "reports:read"}
# The same for everybody.
NOBODYS_OWN = {"get /notifications/v1/rules", "get /notifications/v1/preview"}
# Tells of nothing but what is sent to it, and keeps nothing.
OF_WHAT_IS_SENT = {"post /activities/v1/agreements/lint", "post /notifications/v1/preview"}
# Belongs to parties and their systems, and to no municipality.
BY_PARTY_ALONE = {"notifications:read", "notifications:write", "subscriptions:read", "subscriptions:write"}
# Nothing has been delivered in this house, and nobody has read a tip.
MAY_BE_EMPTY = {"get /notifications/v1/deliveries", "get /activities/v1/tip-reads"}
# Asks an address that is nowhere: whoever hears of that was let in.
ASKS_OUTSIDE = {"post /notifications/v1/subscriptions/{subscriptionId}/verification"}
# Names what is another municipality's by its id, in the body: said to be as unknown as what nobody has.
NAMED_IN_THE_BODY = {"post /activities/v1/assessments"}


@pytest.fixture(scope="module", params=HOUSES)
def matrix(request: pytest.FixtureRequest, stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    with furnished(request.param, stack, tmp_path_factory.mktemp("access")) as made:
        yield made


def told(answer: TestResponse) -> dict[str, str]:
    """The problem details, with what they must have."""
    assert answer.content_type == "application/problem+json", answer.text
    body: dict[str, str] = answer.get_json(force=True)
    assert body["status"] == answer.status_code
    return body


def items_of(answer: TestResponse) -> list[object] | None:
    """The items of a page; None when it is none."""
    body = answer.get_json(silent=True)
    items: list[object] | None = body.get("items") if isinstance(body, dict) else None
    return items


def alike(one: TestResponse, other: TestResponse) -> bool:
    """Whether two answers say the same, but for the ids that were asked for."""

    def plain(answer: TestResponse) -> tuple[int, str]:
        words = told(answer)["detail"].split()
        return answer.status_code, " ".join(word for word in words if NOBODYS not in word and "-" not in word)

    return plain(one) == plain(other)


NO_GOOD: dict[str, Callable[[Matrix, Operation], str | None]] = {
    "no token": lambda _, __: None,
    "expired": lambda matrix, one: matrix.right(one, exp=NOW - 3600),
    "not yet valid": lambda matrix, one: matrix.right(one, nbf=NOW + 3600),
    "wrong audience": lambda matrix, one: matrix.right(one, aud="other"),
    "wrong issuer": lambda matrix, one: matrix.right(one, iss="https://other.example"),
    "wrong key": lambda matrix, one: matrix.right(one, key=ECKey.generate_key("P-256")),
    "alg none": lambda matrix, one: matrix.right(one, alg="none"),
    "signed with a secret": lambda matrix, one: matrix.right(one, key=OctKey.generate_key(256), alg="HS256"),
}


def test_there_are_operations_and_the_right_token_gets_into_each(matrix: Matrix) -> None:
    # A revision that is none yet: whoever gets as far as that was let in, and nothing is changed.
    answers = {one: matrix.send(one, matrix.right(one), revision=999) for one in matrix.operations()}

    assert answers
    refused = {f"{one}: {got.status_code} {got.text}" for one, got in answers.items() if not let_in(one, got)}
    assert not refused, "\n".join(refused)


def let_in(operation: Operation, answer: TestResponse) -> bool:
    if operation.method == "get":
        return answer.status_code == 200
    return answer.status_code in (200, 201, 202, 204, 412, *([422] if str(operation) in ASKS_OUTSIDE else []))


def test_what_others_shall_not_see_is_there_to_be_seen(matrix: Matrix) -> None:
    reads = [one for one in matrix.operations() if one.method == "get"]

    pages = {str(one): items_of(matrix.send(one, matrix.right(one))) for one in reads}

    empty = {name for name, items in pages.items() if items == []}
    assert empty <= MAY_BE_EMPTY


@pytest.mark.filterwarnings("ignore:JWS algorithm")  # to make such a token at all
@pytest.mark.parametrize("case", NO_GOOD)
def test_a_token_that_is_no_good_is_refused_everywhere_whatever_is_there(matrix: Matrix, case: str) -> None:
    wrong = []
    for one in matrix.operations():
        token = NO_GOOD[case](matrix, one)
        ours, nobodys = matrix.send(one, token), matrix.send(one, token, nobodys=True)
        challenge = ours.headers.get("WWW-Authenticate", "")
        said = challenge == 'Bearer realm="loftet"' if token is None else 'error="invalid_token"' in challenge
        if not (said and ours.status_code == 401 and alike(ours, nobodys)):
            wrong.append(f"{one}: {ours.status_code} {challenge} {ours.text}")

    assert not wrong, "\n".join(wrong)


def test_a_token_without_the_scope_is_told_which_it_lacks(matrix: Matrix) -> None:
    wrong = []
    for one in matrix.operations():
        token = matrix.right(one, scope=SOMEBODY_ELSES_SCOPE)
        ours, nobodys = matrix.send(one, token), matrix.send(one, token, nobodys=True)
        challenge = ours.headers.get("WWW-Authenticate", "")
        said = (
            f'error="insufficient_scope", scope="{one.scope}"' in challenge and str(one.scope) in told(ours)["detail"]
        )
        if not (said and ours.status_code == 403 and alike(ours, nobodys)):
            wrong.append(f"{one}: {ours.status_code} {challenge} {ours.text}")

    assert not wrong, "\n".join(wrong)


def test_a_token_of_another_municipality_does_not_even_learn_what_is_there(matrix: Matrix) -> None:
    wrong = []
    for one in matrix.operations():
        if one.scope in BY_PARTY_ALONE and not names_the_municipality(one):
            continue
        token = matrix.right(one, municipalities=[ELSEWHERE])
        ours, nobodys = matrix.send(one, token), matrix.send(one, token, nobodys=True)
        expected = 422 if str(one) in NAMED_IN_THE_BODY else 403 if names_the_municipality(one) else 404
        if items_of(ours) != [] and not (ours.status_code == expected and alike(ours, nobodys)):
            wrong.append(f"{one}: {ours.status_code}, not {expected}: {ours.text} {nobodys.text}")

    assert not wrong, "\n".join(wrong)


def names_the_municipality(operation: Operation) -> bool:
    """Whether the request itself says which municipality it is about; a tip's readers must be police somewhere."""
    _, body = operation.body()
    in_query = "municipality" in operation.parameters("query")
    return in_query or f'"{HERE}"' in json.dumps(body) or operation.scope == "tips:read"


def test_a_list_holds_nothing_of_other_municipalities(matrix: Matrix) -> None:
    wrong = []
    for one in matrix.operations():
        if one.method != "get" or one.things or one.scope in BY_PARTY_ALONE:
            continue
        answer = matrix.send(one, matrix.right(one, municipalities=[ELSEWHERE]), narrowed=False)
        if answer.status_code not in (403, 422) and items_of(answer) != []:
            wrong.append(f"{one}: {answer.status_code} {answer.text}")

    assert not wrong, "\n".join(wrong)


def test_a_token_of_another_party_reads_what_is_told_and_touches_nothing(matrix: Matrix) -> None:
    wrong = []
    for one in matrix.operations():
        answer = matrix.send(one, matrix.right(one, party=STRANGER))
        reads = one.method == "get" and (one.scope in READ_BY_MUNICIPALITY or str(one) in NOBODYS_OWN)
        if reads or str(one) in OF_WHAT_IS_SENT:
            fine = answer.status_code == 200
        else:
            fine = answer.status_code in (403, 404) or items_of(answer) == [] or its_own_room(matrix, one, answer)
        if not fine:
            wrong.append(f"{one}: {answer.status_code} {answer.text}")

    assert not wrong, "\n".join(wrong)


def its_own_room(matrix: Matrix, operation: Operation, answer: TestResponse) -> bool:
    """Whether ids are each party's own there, so that what is ours is as unknown to others as what is nobody's."""
    nobodys = matrix.send(operation, matrix.right(operation, party=STRANGER), nobodys=True)
    return answer.status_code == 412 and alike(answer, nobodys)


def test_what_is_another_partys_alone_is_no_different_from_what_is_nobodys(matrix: Matrix) -> None:
    wrong = []
    for one in matrix.operations():
        if one.things and one.method == "get" and one.scope not in READ_BY_MUNICIPALITY:
            token = matrix.right(one, party=STRANGER)
            ours, nobodys = matrix.send(one, token), matrix.send(one, token, nobodys=True)
            if not alike(ours, nobodys):
                wrong.append(f"{one}: {ours.text} {nobodys.text}")

    assert not wrong, "\n".join(wrong)
