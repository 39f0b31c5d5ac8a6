"""Which web addresses may be sent to, and which machines reached by them."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.web_address import BadUrl, Target, may_be_reached, target_of


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://system.example", Target(True, "system.example", 443, "/")),
        ("https://System.Example:8443/a/b?c=d&e", Target(True, "system.example", 8443, "/a/b?c=d&e")),
        ("https://xn--angelby-hxa.example/?a", Target(True, "xn--angelby-hxa.example", 443, "/?a")),
        ("https://[2a00:1450:400f:80d::2004]/", Target(True, "2a00:1450:400f:80d::2004", 443, "/")),
    ],
)
def test_where_an_address_leads(url: str, target: Target) -> None:
    assert target_of(url, insecure=False) == target


@pytest.mark.parametrize(
    "url",
    [
        "",
        "system.example",
        "//system.example/",
        "http://system.example/",
        "https://",
        "https://:443/",
        "https://user@system.example/",
        "https://system.example/a#b",
        "https://system.example:port/",
        "https://system.example:65536/",
        "https://sys tem.example/",
        "https://system.example/\tx",
        "https://system.example\\@127.0.0.1/",
        "https://_system.example/",
        "https://[::1]/",
        "https://10.1.2.3/",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/",
        "https://[64:ff9b::7f00:1]/",
        "https://168.63.129.16/",
        "file:///etc/passwd",
        "https://system.example/" + "a" * 2048,
    ],
)
def test_what_is_no_address_to_send_to(url: str) -> None:
    with pytest.raises(BadUrl):
        target_of(url, insecure=False)


def test_a_refusal_does_not_repeat_what_may_be_secret() -> None:
    with pytest.raises(BadUrl) as error:
        target_of("https://10.0.0.1/hemlig", insecure=False)

    assert "hemlig" not in str(error.value)


@pytest.mark.parametrize("url", ["http://localhost:8000/a", "http://127.0.0.1/", "http://[::1]/", "https://10.0.0.1/"])
def test_on_a_machine_of_one_s_own_more_is_allowed(url: str) -> None:
    assert target_of(url, insecure=True)


@pytest.mark.parametrize("url", ["http://system.example/", "http://10.0.0.1/", "http://169.254.169.254/"])
def test_but_not_everything(url: str) -> None:
    with pytest.raises(BadUrl):
        target_of(url, insecure=True)


@pytest.mark.parametrize(
    ("address", "strictly", "insecurely"),
    [
        ("93.184.215.14", True, True),
        ("2a00:1450:400f:80d::2004", True, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("10.20.30.40", False, True),
        ("::ffff:10.20.30.40", False, True),
        ("fd12:3456::1", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("fd00:ec2::254", False, False),
        ("fe80::1", False, False),
        ("0.0.0.0", False, False),  # noqa: S104
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("ff02::1", False, False),
        ("100.64.0.1", False, False),
        ("168.63.129.16", False, False),
        ("64:ff9b::a00:1", False, False),
        ("::10.0.0.1", False, False),
        ("2002:7f00:1::", False, False),
        ("255.255.255.255", False, False),
    ],
)
def test_which_machines_may_be_reached(address: str, strictly: bool, insecurely: bool) -> None:
    parsed = ipaddress.ip_address(address)

    assert may_be_reached(parsed, insecure=False) is strictly
    assert may_be_reached(parsed, insecure=True) is insecurely


@given(st.ip_addresses(v=4))
def test_an_address_is_the_same_in_the_clothes_of_the_newer_protocol(address: ipaddress.IPv4Address) -> None:
    mapped = ipaddress.ip_address(f"::ffff:{address}")

    assert may_be_reached(mapped, insecure=False) is may_be_reached(address, insecure=False)


@given(st.text(max_size=60))
def test_whatever_is_written_is_either_taken_or_refused(text: str) -> None:
    try:
        target = target_of(f"https://{text}", insecure=False)
    except BadUrl:
        return
    assert 0 <= target.port <= 65535
    assert target.path.startswith("/")
