"""What the templates can call: the page's Swedish, and the document's links as they may be followed."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app

from services.reports.web import words
from shared.clock import local_day
from shared.events.status import STATE_NAMES

TIPS = "https://polisen.se/kontakt/tipsa-polisen/"


def register(blueprint: Blueprint) -> None:
    """Give the templates their words; as context, so that they never leak into another service's."""
    blueprint.context_processor(
        lambda: {
            "w": words,
            "state_names": STATE_NAMES,
            "local_day": local_day,
            "web_links": web_links,
            "tips_link": tips_link,
            "tip_form": tip_form,
        }
    )


def web_links(links: tuple[str, ...]) -> list[tuple[str, str]]:
    """The document's links that lead to the web, each with its name as it is read aloud."""
    addresses = [_address(link) for link in links]
    return [(address, _name(address)) for address in addresses if address]


def tips_link(links: tuple[str, ...]) -> str:
    """The document's own link to the police's page for tips, else that page."""
    return next((address for address, _ in web_links(links) if "tips" in address.lower()), TIPS)


def tip_form(code: str) -> str:
    """The municipality's own form for tips."""
    return f"{current_app.extensions['activities_url']}/tips/{code}"


def _address(link: str) -> str | None:
    """The link as an address of the web; None for what is none, such as `javascript:`."""
    full = link if "://" in link else f"https://{link}"
    parts = urlsplit(full)
    return full if parts.scheme in ("http", "https") and "." in parts.netloc else None


def _name(address: str) -> str:
    parts = urlsplit(address)
    return parts.netloc + parts.path.rstrip("/")
