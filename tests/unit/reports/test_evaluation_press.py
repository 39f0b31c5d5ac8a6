"""PDFs are made once each, a few at a time, and whoever would wait too long is told to come back."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.reports.evaluation.drawing import Press, draw
from services.reports.evaluation.paper import breakable
from shared.http.problem import Problem


def test_a_document_that_many_ask_for_at_once_is_made_once():
    begun, may_end, made = threading.Event(), threading.Event(), []

    def slowly(html: str) -> bytes:
        begun.set()
        assert may_end.wait(5)
        made.append(html)
        return html.encode()

    press = Press(slowly)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(press.pdf, "key", "text")
        assert begun.wait(5)
        others = [pool.submit(press.pdf, "key", "text") for _ in range(3)]
        may_end.set()
        answers = [each.result(5) for each in (first, *others)]

    assert answers == [b"text"] * 4
    assert press.pdf("key", "text") == b"text"
    assert made == ["text"]


def test_whoever_finds_no_room_is_told_to_come_back():
    begun, may_end = threading.Event(), threading.Event()

    def slowly(html: str) -> bytes:
        begun.set()
        assert may_end.wait(5)
        return html.encode()

    press = Press(slowly, at_once=1, wait=0.01)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(press.pdf, "one", "one")
        assert begun.wait(5)
        with pytest.raises(Problem) as refused:
            press.pdf("other", "other")
        may_end.set()

    assert first.result(5) == b"one"
    assert refused.value.status == 503
    assert "Retry-After" in refused.value.headers


def test_what_failed_is_tried_again():
    tries = []

    def fails_once(html: str) -> bytes:
        tries.append(html)
        if len(tries) == 1:
            raise ValueError("no paper")
        return b"made"

    press = Press(fails_once)
    with pytest.raises(ValueError, match="no paper"):
        press.pdf("key", "text")

    assert press.pdf("key", "text") == b"made"


def test_twenty_thousand_characters_without_a_space_are_made_in_time():
    assert draw(f"<p>{'x' * 20_000}</p>").startswith(b"%PDF")


def test_words_of_a_usual_length_addresses_and_markup_stay_as_they_are():
    html = f'<p class="{"c" * 200}">{"ord " * 50}{"&amp;" * 80}</p><a href="/{"a" * 200}">länk</a>'

    assert breakable(html) == html
    assert breakable(f"<p>{'&lt;' * 81}</p>") == f"<p>{'&lt;' * 80}\u200b&lt;</p>"
