"""The documents that are committed beside each service, so that strangers and reviews see what an interface becomes.

`python -m tests.contract.documents` writes them anew; `test_documents.py` says when that is due.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from tests.contract import apps

ROOT: Final = Path(__file__).parents[2]
DOCUMENTS: Final[dict[str, Callable[[], str]]] = {
    **{f"services/{service}/openapi.json": partial(apps.openapi, service) for service in apps.SERVICES},
    "services/activities/asyncapi.json": apps.asyncapi,
}


def main() -> None:
    """Write all of them, and tell which have changed."""
    for path, make in DOCUMENTS.items():
        file, made = ROOT / path, f"{make()}\n"
        changed = not file.exists() or file.read_text(encoding="utf-8") != made
        file.write_text(made, encoding="utf-8")
        print(f"{path}: {'written' if changed else 'as it was'}")


if __name__ == "__main__":
    main()
