"""How endpoints look as documents: the one place that knows their field names."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from services.notifications.domain.endpoint import Endpoint, Former, Link, Quiet

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """An endpoint as it is stored: with its revision (the ETag) and when it changed."""

    endpoint: Endpoint
    revision: int
    created_at: datetime
    changed_at: datetime


def following(stored: Stored, endpoint: Endpoint, at: datetime) -> Stored:
    """The revision that follows."""
    return replace(stored, endpoint=endpoint, revision=stored.revision + 1, changed_at=at)


def endpoint_key(party: str, endpoint: str) -> str:
    """The key of a party's endpoint."""
    return f"{party}/{endpoint}"


def endpoint_document(stored: Stored) -> Document:
    """An endpoint as it is stored."""
    endpoint = stored.endpoint
    quiet, link, former = endpoint.quiet, endpoint.link, endpoint.former
    return {
        "_id": endpoint_key(endpoint.party, endpoint.id),
        "party": endpoint.party,
        "endpoint": endpoint.id,
        "channel": endpoint.channel,
        "address": endpoint.address,
        "language": endpoint.language,
        "rules": list(endpoint.rules),
        "municipalities": list(endpoint.municipalities),
        "rhythm": endpoint.rhythm,
        "quiet": {"from": quiet.from_.isoformat(), "until": quiet.until.isoformat()} if quiet else None,
        "state": endpoint.state,
        "reason": endpoint.reason,
        "link": {"token": link.token, "until": link.until, "number": link.number} if link else None,
        "failingSince": endpoint.failing_since,
        "nextAddress": endpoint.next_address,
        "former": {"address": former.address, "askedAt": former.asked_at} if former else None,
        "revision": stored.revision,
        "createdAt": stored.created_at,
        "changedAt": stored.changed_at,
    }


def stored_of(document: Document) -> Stored:
    """The endpoint of a document; one that was stored before endpoints had more to say is as it was."""
    quiet, link, former = document.get("quiet"), document.get("link"), document.get("former")
    return Stored(
        Endpoint(
            party=document["party"],
            id=document["endpoint"],
            channel=document["channel"],
            address=document["address"],
            language=document["language"],
            rules=tuple(document["rules"]),
            municipalities=tuple(document.get("municipalities", ())),
            rhythm=document.get("rhythm", "immediate"),
            quiet=Quiet(time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["until"])) if quiet else None,
            state=document.get("state", "active"),
            reason=document.get("reason"),
            link=Link(link["token"], link["until"], link["number"]) if link else None,
            failing_since=document.get("failingSince"),
            next_address=document.get("nextAddress"),
            former=Former(former["address"], former["askedAt"]) if former else None,
        ),
        document["revision"],
        document["createdAt"],
        document["changedAt"],
    )
