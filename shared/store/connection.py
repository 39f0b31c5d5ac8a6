"""MongoDB's connection strings: whether one can be used at all, before anybody connects by it."""

from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

_FORM = "mongodb://USER:PASSWORD@HOST:PORT/?OPTIONS, user and password percent-encoded"


def wrong_with(uri: str) -> str | None:
    """What is wrong with a connection string, None when nothing is.

    The client's own words are not repeated, since they may hold a part of a password. Of `mongodb+srv` nothing can be
    said: it is the network that knows what it stands for.
    """
    if uri.startswith("mongodb+srv://"):
        return None
    try:
        MongoClient[dict[str, Any]](uri, connect=False).close()
    except OSError as error:
        return f"names a file that cannot be used: {error}"
    except (PyMongoError, ValueError):
        return f"not a connection string of MongoDB's: {_FORM}"
    return None
