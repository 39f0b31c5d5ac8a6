"""A rehearsal: the whole of Löftet under a clock that the test moves, and a municipality like Nykvarn to follow.

Each test has a municipality of its own, with Nykvarn's own promises, so that none depends on another.
"""

import email
import email.policy
import itertools
import re
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
import yaml

from deploy.local import Stack
from deploy.local.services import ISSUER
from shared.clock import STOCKHOLM
from shared.ops.token import SCOPES, Grant, make_token
from tests.waiting import eventually

SEED = Path(__file__).parents[2] / "deploy" / "seed" / "nykvarn-2021-2022.yml"
SECONDS = 30
_codes = itertools.count(9200)


class Rehearsal:
    """The running stack and the hands of its clock."""

    def __init__(self, stack: Stack, clock_file: Path) -> None:
        self.stack = stack
        self._clock_file = clock_file

    def it_is(self, moment: str) -> None:
        """Set the clock to a moment in Stockholm, as in `2021-04-15 18:00`."""
        instant = datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM)
        beside = self._clock_file.with_suffix(".new")
        beside.write_text(instant.isoformat(), encoding="ascii")
        beside.replace(self._clock_file)

    def token(self, party: str | None, *municipalities: str) -> str:
        """A token with every scope."""
        grant = Grant(client=f"test-{party}", scopes=SCOPES, party=party, municipalities=municipalities)
        return make_token(self.stack.keys.signing, grant, issuer=ISSUER, audience="loftet")

    def municipality(self, police: str | None = None) -> "Municipality":
        """A new municipality whose agreement is published and whose parties have mailboxes."""
        made = Municipality(self, f"{next(_codes)}", police)
        made.publish()
        return made


class Municipality:
    """A municipality with Nykvarn's promises, as its own and the police's systems see it."""

    def __init__(self, rehearsal: Rehearsal, code: str, police: str | None) -> None:
        self.rehearsal = rehearsal
        self.code = code
        self.name = f"prov{code}"
        self.kommun, self.police = f"{self.name}-kommun", police or f"{self.name}-polisen"
        self.agreement = f"{self.name}-2021-2022"

    def publish(self) -> None:
        """Import the agreement, and give both parties a functional mailbox."""
        self._put_agreement(self.document())
        for party in (self.kommun, self.police):
            body = {"channel": "mail", "address": self.address(party), "rhythm": "immediate"}
            self.put("notifications", f"parties/{party}/endpoints/funktionsbrevlada", body, party=party)
        eventually(lambda: self.status("trygghetsvandringar"), SECONDS)

    def amend(self, document: dict[str, Any], reason: str) -> None:
        """Put another version of the agreement in the place of the latest."""
        self._put_agreement(document, f"?reason={quote(reason)}")

    def document(self) -> dict[str, Any]:
        """The agreement as it was signed."""
        text = SEED.read_text(encoding="utf-8").replace("polisen-sodertalje", self.police)
        found: dict[str, Any] = yaml.safe_load(
            text.replace("nykvarn-", f"{self.name}-").replace('"0140"', f'"{self.code}"')
        )
        return found

    def address(self, party: str) -> str:
        """The functional mailbox of a party."""
        return f"{party}@loftet.example"

    def did(self, kind: str, start: str, *, party: str | None = None, **more: Any) -> dict[str, Any]:
        """Report a completed activity of two hours; start as in `2021-04-15 18:00`, Stockholm."""
        begun = datetime.fromisoformat(start).replace(tzinfo=STOCKHOLM)
        actual = {"start": begun.isoformat(), "end": begun.replace(hour=begun.hour + 2).isoformat()}
        body = {"municipality": self.code, "kind": kind, "actual": actual, "demonstration": True, **more}
        answer = self.post("activities", "activities", body, party=party)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def change(self, activity: dict[str, Any], what: str, body: dict[str, Any]) -> dict[str, Any]:
        """Complete, correct, cancel or withdraw an activity at the revision given."""
        headers = {"If-Match": f'"{activity["revision"]}"'}
        answer = self.post("activities", f"activities/{activity['id']}/{what}", body, headers=headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def status(self, promise: str, **query: str) -> dict[str, Any] | None:
        """A promise's status by the last part of its id, or None while there is none."""
        answer = self.get("reports", f"promises/{self.agreement}-{promise}/status", **query)
        if answer.status_code == 404:
            return None
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["status"]
        return found

    def becomes(self, promise: str, state: str) -> dict[str, Any]:
        """Wait until a promise is in a state."""

        def found() -> dict[str, Any] | None:
            status = self.status(promise)
            return status if status and status["state"] == state else None

        return eventually(found, SECONDS, f"{promise} {state}")

    def window(self, promise: str, label: str) -> dict[str, Any]:
        """One window of a promise's first commitment."""
        status = self.status(promise)
        assert status is not None
        return next(one for one in status["commitments"][0]["windows"] if one["label"] == label)

    def mails(self, party: str, *words: str) -> list[EmailMessage]:
        """The mails to a party's mailbox that hold all the words, in subject or plain text."""
        files = self.rehearsal.stack.mails.glob("*.eml")
        found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
        return [mail for mail in found if self.address(party) in mail["To"] and all(w in _text(mail) for w in words)]

    def page(self, day: str | None = None) -> str:
        """The public page of the agreement, as text."""
        url = f"{self.rehearsal.stack.url('reports')}/{self.code}/{self.agreement}"
        answer = requests.get(url, params={"asOf": day} if day else None, timeout=SECONDS)
        assert answer.status_code == 200
        return re.sub(r"<[^>]*>", " ", answer.text)

    def get(self, service: str, path: str, **query: str) -> requests.Response:
        """GET as the municipality."""
        headers = self._headers(self.kommun)
        return requests.get(self._url(service, path), params=query, headers=headers, timeout=SECONDS)

    def post(
        self,
        service: str,
        path: str,
        body: Any,
        *,
        party: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        """POST as a party, by default the municipality itself."""
        sent = self._headers(party or self.kommun) | (headers or {})
        return requests.post(self._url(service, path), json=body, headers=sent, timeout=SECONDS)

    def put(
        self,
        service: str,
        path: str,
        body: Any = None,
        *,
        yaml_body: str | None = None,
        party: str | None = None,
        seen: bool = False,
    ) -> None:
        """PUT JSON or YAML as a party, whatever is there when it has been ``seen``."""
        headers = self._headers(party or self.kommun) | ({"If-Match": "*"} if seen else {})
        if yaml_body is None:
            answer = requests.put(self._url(service, path), json=body, headers=headers, timeout=SECONDS)
        else:
            headers["Content-Type"] = "application/yaml"
            data = yaml_body.encode()
            answer = requests.put(self._url(service, path), data=data, headers=headers, timeout=SECONDS)
        assert answer.status_code in (200, 201), answer.text

    def _put_agreement(self, document: dict[str, Any], query: str = "") -> None:
        body = yaml.safe_dump(document, allow_unicode=True)
        self.put("activities", f"agreements/{self.agreement}{query}", yaml_body=body, seen=bool(query))

    def _url(self, service: str, path: str) -> str:
        return f"{self.rehearsal.stack.url(service)}/{service}/v1/{path}"

    def _headers(self, party: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.rehearsal.token(party, self.code)}"}


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return f"{mail['Subject']}\n{body.get_content() if body else ''}"
