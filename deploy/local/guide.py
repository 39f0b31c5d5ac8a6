"""What `make up` says at its end: where to look, and three lines to paste."""

import json
import uuid
from datetime import UTC, datetime, timedelta

from deploy.local.services import ISSUER, SERVICES
from deploy.local.stack import Stack
from shared.clock import STOCKHOLM
from shared.ops.token import Grant, make_token

_MUNICIPALITY = "9999"
_PROMISE = "nykvarn-2021-2022-trygghetsvandringar"
_LIFETIME = timedelta(days=30)

MUNICIPAL = Grant(
    client="exempelkommun-arenden",
    party="exempel-kommun",
    municipalities=(_MUNICIPALITY,),
    scopes=(
        "agreements:read",
        "activities:read",
        "activities:write",
        "assessments:write",
        "reports:read",
        "notifications:read",
        "notifications:write",
    ),
)
POLICE = Grant(
    client="polisen-exempel-system",
    party="polisen-exempel",
    municipalities=(_MUNICIPALITY,),
    scopes=(
        "agreements:read",
        "activities:read",
        "assessments:write",
        "events:write",
        "reports:read",
        "notifications:read",
        "tips:read",
    ),
)
OPERATOR = Grant(client="driften", scopes=("operations:read",))
READER = Grant(client="lasare", municipalities=("0140", _MUNICIPALITY), scopes=("reports:read",))


def guide(stack: Stack, now: datetime) -> str:
    """Where to look, with fresh tokens and requests that are right at this moment."""
    municipal, police, reader, operator = (_token(stack, grant) for grant in (MUNICIPAL, POLICE, READER, OPERATOR))
    documents = "\n".join(f"  {name:15} {stack.url(name)}/{name}/v1/docs" for name in SERVICES)
    return f"""
Löftet runs.

The public page      {stack.url("reports")}/
The form for tips    {stack.url("activities")}/tips/{_MUNICIPALITY}
The operator's page  {stack.url_of_page}
Mails, as files      {stack.mails}
The three APIs
{documents}

A token for a municipality ({MUNICIPAL.party}), valid for {_LIFETIME.days} days:
{municipal}

A token for the police ({POLICE.party}):
{police}

A token to sign in with on the operator's page:
{operator}

Complete a walk:
{_post(stack.url("activities") + "/activities/v1/activities", municipal, _walk(now), key=str(uuid.uuid4()))}

Post a CloudEvent:
{_post(stack.url("activities") + "/activities/v1/events", police, _patrol(now))}

Read the status of a promise:
curl -sS -H 'Authorization: Bearer {reader}' {stack.url("reports")}/reports/v1/promises/{_PROMISE}/status
"""


def _token(stack: Stack, grant: Grant) -> str:
    return make_token(stack.keys.signing, grant, issuer=ISSUER, audience="loftet", lifetime=_LIFETIME)


def _post(url: str, token: str, body: dict[str, object], key: str | None = None) -> str:
    kind = "application/cloudevents+json" if "specversion" in body else "application/json"
    headers = [f"Authorization: Bearer {token}", f"Content-Type: {kind}"]
    if key:
        headers.append(f"Idempotency-Key: {key}")
    given = " ".join(f"-H '{header}'" for header in headers)
    return f"curl -sS {given} -d '{json.dumps(body, ensure_ascii=False)}' {url}"


def _walk(now: datetime) -> dict[str, object]:
    return {
        "municipality": _MUNICIPALITY,
        "kind": "walk",
        "title": "Trygghetsvandring i centrum",
        "actual": _just_now(now),
        "participants": [{"name": "Exempelkommun", "party": "exempel-kommun"}],
        "outcome": "Belysningen vid gångvägen ses över.",
    }


def _patrol(now: datetime) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/polisen-exempel/insatser",
        "type": "se.loftet.activity.reported.v1",
        "time": _text(now),
        "data": {
            "municipality": _MUNICIPALITY,
            "kind": "patrol",
            "title": "Fotpatrullering i centrum",
            "actual": _just_now(now),
        },
    }


def _just_now(now: datetime) -> dict[str, str]:
    """Some time that has passed today, or at least this year: the example's period is the year."""
    new_year = now.astimezone(STOCKHOLM).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    start = max(now - timedelta(hours=2), new_year.astimezone(UTC))
    return {"start": _text(start), "end": _text(start + (now - start) / 2)}


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
