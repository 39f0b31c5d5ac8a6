"""What the image is made of, as a CycloneDX document: every package of a lock file that is installed here.

python deploy/docker/sbom.py LOCK OUT

The standard library alone, since it runs in the image as it is built. The lock says which versions, by whom each is
wanted and which only other machines need (those with a marker); what is installed says under which licence. The same
lock and packages give the same bytes: there is no time in it, and its serial number follows from what it holds.
"""

import json
import re
import sys
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from typing import Any, Final

SPECIFICATION: Final = "1.6"
_PIN: Final = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)(?P<marker>\s*;[^\\]+)?", re.MULTILINE)
_WANTED_BY: Final = re.compile(r"^    #(?: via | {3})(?!-c )(?P<name>[\w.-]+)", re.MULTILINE)
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://cyclonedx.org/schema/bom-1.6.schema.json")


class NotInstalled(Exception):
    """The lock names what is not here, or is here in another version; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package of the lock.

    Attributes:
        name, version: as the lock has them.
        marker: whether only some machines need it.
        wanted_by: the packages that need it; the product itself under its own name.
    """

    name: str
    version: str
    marker: bool
    wanted_by: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its package URL, by which tools know it."""
        return f"pkg:pypi/{re.sub(r'[-_.]+', '-', self.name).lower()}@{self.version}"


def locked(text: str) -> Iterator[Package]:
    """Every package of a lock file as uv writes it, with who wants it."""
    pins = list(_PIN.finditer(text))
    ends = [pin.start() for pin in pins[1:]] + [len(text)]
    for pin, end in zip(pins, ends, strict=True):
        wanted_by = tuple(found["name"] for found in _WANTED_BY.finditer(text, pin.end(), end))
        yield Package(name=pin["name"], version=pin["version"], marker=bool(pin["marker"]), wanted_by=wanted_by)


def document(packages: Sequence[Package], product: str) -> dict[str, Any]:
    """The CycloneDX document of those packages that are installed, for a product by its name.

    Raises:
        NotInstalled: one that every machine needs is not here, or another version of it is.
    """
    here = [package for package in packages if _is_here(package)]
    refs = {product: product} | {package.name: package.purl for package in here}
    wants = {name: sorted(each.purl for each in here if name in each.wanted_by) for name in refs}
    body = {
        "metadata": {"component": {"type": "application", "bom-ref": product, "name": product}},
        "components": [_component(package) for package in here],
        "dependencies": [{"ref": refs[name], "dependsOn": wants[name]} for name in refs],
    }
    serial = uuid.uuid5(_NAMESPACE, json.dumps(body, sort_keys=True))
    head = {"bomFormat": "CycloneDX", "specVersion": SPECIFICATION, "serialNumber": f"urn:uuid:{serial}", "version": 1}
    return head | body


def main(lock: str, out: str) -> str | None:
    """Write the document; returns what went wrong, if anything did."""
    packages = list(locked(Path(lock).read_text(encoding="utf-8")))
    try:
        found = document(packages, "loftet")
    except NotInstalled as error:
        return f"{lock}: {error}"
    Path(out).write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return None


def _is_here(package: Package) -> bool:
    try:
        found = version(package.name)
    except PackageNotFoundError:
        found = "none"
    if found != package.version and not package.marker:
        raise NotInstalled(f"{package.name} {package.version} is what it names; {found} is installed")
    return found == package.version


def _component(package: Package) -> dict[str, Any]:
    component = {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
    }
    return component | _licence(package.name)


def _licence(name: str) -> dict[str, Any]:
    expression, classifiers, text = (_told(name, field) for field in ("License-Expression", "Classifier", "License"))
    if expression:
        return {"licenses": [{"expression": expression[0]}]}
    classified = [line.rsplit(" :: ", 1)[1] for line in classifiers if line.startswith("License ::")]
    names = classified or [one for one in text if "\n" not in one]
    return {"licenses": [{"license": {"name": one}} for one in names]} if names else {}


def _told(name: str, field: str) -> list[str]:
    return [one.strip() for one in metadata(name).get_all(field) or [] if one.strip()]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]) if len(sys.argv) == 3 else "usage: sbom.py LOCK OUT")
