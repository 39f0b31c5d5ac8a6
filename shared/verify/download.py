"""Downloading: the files of open data from an address into a folder, where they can be read, kept and read again."""

from pathlib import Path
from typing import Final

import requests

from shared.verify.data import ARCHIVED, TABLES, Unreadable

SECONDS_TO_CONNECT: Final = 5
SECONDS_TO_ANSWER: Final = 60
_PIECE: Final = 1 << 16


def download(url: str, folder: Path) -> None:
    """Save the tables that verification reads, as JSON.

    Args:
        url: of the installation, or of its `/data`.
        folder: made if it is not there.

    Raises:
        Unreadable: something is not answered, or refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    base = url.rstrip("/").removesuffix("/data")
    with requests.Session() as session:
        session.trust_env = False
        for table in TABLES:
            _save(session, f"{base}/data/{table}.json", folder / ARCHIVED.format(table=table))


def _save(session: requests.Session, address: str, path: Path) -> None:
    try:
        with session.get(address, stream=True, timeout=(SECONDS_TO_CONNECT, SECONDS_TO_ANSWER)) as answer:
            if answer.status_code != requests.codes.ok:
                raise Unreadable(f"{address} answers {answer.status_code}.")
            with path.open("wb") as file:
                for piece in answer.iter_content(_PIECE):
                    file.write(piece)
    except requests.RequestException as error:
        raise Unreadable(f"{address} cannot be read: {type(error).__name__}.") from error
