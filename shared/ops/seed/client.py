"""A public interface, spoken from outside: bearer token, time limits, and patience with what passes."""

from dataclasses import dataclass
from typing import Any, Final

import requests
import stamina

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 3, 30
PATIENCE: Final = 90.0  # seconds: a service that is being started is ready long before
LONGEST_PAUSE: Final = 60.0
TOLD_OTHERWISE: Final = "Idempotency-Key used before"  # the problem's title, when the body was another
_PASSING: Final = frozenset({429, 502, 503, 504})


class Failed(Exception):
    """The interface refused, or did not answer in time; the message says which, where and why.

    ``title`` names the kind of refusal, as its problem details do.
    """

    def __init__(self, told: str, title: str = "") -> None:
        super().__init__(told)
        self.title = title


class _Busy(Exception):
    """An answer that passes; ``pause`` is how long it asks us to wait, in seconds."""

    def __init__(self, told: str, pause: float) -> None:
        super().__init__(told)
        self.pause = pause


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the body's JSON and the ETag."""

    status: int
    body: Any
    etag: str | None


class Api:
    """One service's interface, spoken by one bearer.

    Args:
        url: the service's address, without a trailing slash.
        token: a bearer token, or None where none is needed.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self._url = url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def call(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        params: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        also: frozenset[int] = frozenset(),
    ) -> Answer:
        """Send a request until it is answered; every request of ours may be repeated.

        Args:
            also: statuses of 400 and above that are an answer too.

        Raises:
            Failed: it was refused, or there was no answer for `PATIENCE` seconds.
        """
        where = f"{method} {self._url}{path}"
        try:
            for attempt in stamina.retry_context(on=_pause, attempts=None, timeout=PATIENCE):
                with attempt:
                    answer = self._once(method, path, body, params, headers)
        except (requests.RequestException, _Busy) as error:
            raise Failed(f"{where}: {_plain(error)}") from error
        if answer.status >= 400 and answer.status not in also:
            title = str(answer.body.get("title", "")) if isinstance(answer.body, dict) else ""
            raise Failed(f"{where}: {answer.status} {_told(answer.body)}", title)
        return answer

    def create(self, path: str, key: str, body: object) -> Answer | None:
        """Create something once, however often it is asked for; None when it was told in other words before.

        Raises:
            Failed: as `call` does.
        """
        try:
            return self.call("POST", path, body=body, headers={"Idempotency-Key": key})
        except Failed as failed:
            if failed.title != TOLD_OTHERWISE:
                raise
            return None

    def _once(
        self,
        method: str,
        path: str,
        body: object,
        params: dict[str, str] | None,
        headers: dict[str, str] | None,
    ) -> Answer:
        response = self._session.request(
            method,
            f"{self._url}{path}",
            json=body,
            params=params,
            headers=headers,
            timeout=(SECONDS_TO_CONNECT, SECONDS_TO_ANSWER),
            allow_redirects=False,
        )
        answer = Answer(response.status_code, _json(response), response.headers.get("ETag"))
        if answer.status in _PASSING:
            raise _Busy(f"{answer.status} {_told(answer.body)}", _retry_after(response))
        return answer


def _pause(error: Exception) -> float | bool:
    if isinstance(error, _Busy):
        return error.pause
    return isinstance(error, requests.ConnectionError | requests.Timeout)


def _retry_after(response: requests.Response) -> float:
    asked = response.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_PAUSE) if asked.isdigit() else 1.0


def _json(response: requests.Response) -> Any:  # noqa: ANN401  (whatever the service answered)
    try:
        return response.json()
    except requests.JSONDecodeError:
        return {"detail": response.text[:200]}


def _told(body: Any) -> str:  # noqa: ANN401
    """A problem in one line: its detail, and what was wrong with which property."""
    if not isinstance(body, dict):
        return str(body)[:200]
    reasons = [f"{each['property']}: {each['reason']}" for each in body.get("invalidParameters", ())]
    return " ".join([str(body.get("detail") or body.get("title") or ""), "; ".join(reasons)]).strip()


def _plain(error: Exception) -> str:
    if isinstance(error, requests.ConnectionError):
        return "nothing answers there; is the stack up?"
    if isinstance(error, requests.Timeout):
        return f"no answer within {SECONDS_TO_ANSWER} s"
    return str(error)
