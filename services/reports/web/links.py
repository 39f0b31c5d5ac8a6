"""The document's links as they may be followed, and where tips are left."""

from urllib.parse import urlencode, urlsplit

from flask import current_app

from services.reports.web.language import spoken

TIPS = "https://polisen.se/kontakt/tipsa-polisen/"


def web_links(links: tuple[str, ...]) -> list[tuple[str, str]]:
    """The document's links that lead to the web, each with its name as it is read aloud."""
    addresses = [_address(link) for link in links]
    return [(address, _name(address)) for address in addresses if address]


def tips_link(links: tuple[str, ...]) -> str:
    """The document's own link to the police's page for tips, else that page."""
    return next((address for address, _ in web_links(links) if "tips" in address.lower()), TIPS)


def tip_form(code: str) -> str:
    """The municipality's own form for tips, in the language that is spoken."""
    return f"{current_app.extensions['activities_url']}/tips/{code}{_query({})}"


def follow_form(code: str, promise: str | None = None) -> str | None:
    """The form for following a municipality, or one of its promises, by mail; None: nothing can be followed."""
    notifications = current_app.extensions["notifications_url"]
    query = _query({"promise": promise} if promise else {})
    return f"{notifications}/follow/{code}{query}" if notifications else None


def _query(values: dict[str, str]) -> str:
    """A query, with the language that is spoken unless it is Swedish."""
    asked = values if spoken() == "sv" else values | {"lang": spoken()}
    return f"?{urlencode(asked)}" if asked else ""


def _address(link: str) -> str | None:
    """The link as an address of the web; None for what is none, such as `javascript:`."""
    full = link if "://" in link else f"https://{link}"
    parts = urlsplit(full)
    return full if parts.scheme in ("http", "https") and "." in parts.netloc else None


def _name(address: str) -> str:
    parts = urlsplit(address)
    return parts.netloc + parts.path.rstrip("/")
