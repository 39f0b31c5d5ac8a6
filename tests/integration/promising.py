"""The whole stack where Exempelkommun has signed this year's promises, as `make up` has it."""

import msgspec
import requests

from deploy.local import Stack
from deploy.local.services import ISSUER
from shared.clock import SystemClock, local_day
from shared.ops.seed.exempelkommun import exempelkommun
from shared.ops.token import Grant, make_token


def sign_promises(stack: Stack) -> None:
    """Import the agreement that began this year; again, it changes nothing."""
    _, agreement, _ = exempelkommun(local_day(SystemClock().now()))[0]
    requests.put(
        f"{stack.url('activities')}/activities/v1/agreements/{agreement.id}",
        data=msgspec.json.encode(agreement),
        headers={"Authorization": f"Bearer {token(stack, 'agreements:write')}", "Content-Type": "application/json"},
        timeout=10,
    ).raise_for_status()


def token(stack: Stack, *scopes: str, party: str | None = None) -> str:
    """A token for Exempelkommun."""
    grant = Grant(client=f"test-{party}", scopes=scopes, party=party, municipalities=("9999",))
    return make_token(stack.keys.signing, grant, issuer=ISSUER, audience="loftet")
