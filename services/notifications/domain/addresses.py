"""Mail addresses: which are well-formed, and which can never reach anybody outside."""

import re

# Names that the world has agreed never to give to anyone (RFC 2606 and RFC 6761).
RESERVED_TOP = frozenset({"example", "test", "invalid", "localhost"})
RESERVED_DOMAINS = frozenset({"example.com", "example.net", "example.org"})

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

_ANY = re.compile(r"""("[^"@]*"|[^\s<>@"']+)(\s?@\s?|%40)[^\s<>@"']+""", re.IGNORECASE)
MASK = "[address]"


class BadAddress(ValueError):
    """Not an address that mail can be sent to; the message says what is wrong."""


def normalised(address: str) -> str:
    """The address as it is stored and sent to: the domain in lower case, IDN names in their ASCII form.

    Raises:
        BadAddress: it is no single mailbox (`local@domain.tld`, at most 254 characters).
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > 64:
        raise BadAddress("write one address, such as trygghet@kommun.example, in letters a-z before the @")
    try:
        domain = domain.lower().encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadAddress("the name after the @ is not a domain name") from error
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise BadAddress("the name after the @ is not a domain name")
    if len(local) + 1 + len(domain) > 254:
        raise BadAddress("longer than 254 characters")
    return f"{local}@{domain}"


def reaches_nobody(address: str) -> bool:
    """Whether the address lies in a reserved domain, so that mail to it stays within a demonstration."""
    return is_reserved(address.rpartition("@")[2])


def is_reserved(domain: str) -> bool:
    """Whether a domain's name has been promised to nobody, ever."""
    labels = domain.lower().rstrip(".").split(".")
    return labels[-1] in RESERVED_TOP or ".".join(labels[-2:]) in RESERVED_DOMAINS


def masked(text: str, address: str = "") -> str:
    """The text without its mail addresses: servers repeat them in their answers, logs and records must not.

    Args:
        text: what a server said.
        address: that it was said of, which it may also repeat in part.
    """
    local = address.rpartition("@")[0]
    whole = _ANY.sub(MASK, text)
    return re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", MASK, whole, flags=re.IGNORECASE) if local else whole
