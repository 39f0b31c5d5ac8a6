"""The letter: a notice put into words of a language, before it becomes text and HTML."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from services.notifications.channels.language import Language
from services.notifications.channels.parts import Fact, Item, Part, facts, lacking
from services.notifications.domain.digest import grouped, shown
from services.notifications.domain.notice import Gathered, Notice, PromiseLine
from shared.clock import local_day

Links = Callable[[str, str, str], str]  # municipality, agreement, promise (or nothing) -> an address on the public page


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, in the order in which it says it."""

    subject: str
    heading: str
    place: str
    lead: tuple[str, ...]
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    quote: Fact | None
    end: tuple[str, ...]
    button: Item | None
    why: str
    leave: Item | None
    demonstration: bool


class Writer:
    """Puts notices into the words of a language."""

    def __init__(self, language: Language, links: Links) -> None:
        """Set up.

        Args:
            language: its words.
            links: where the public page shows a promise, or a municipality.
        """
        self._language = language
        self._links = links

    def letter(self, rule: str, notice: Notice, link: str | None = None, leave: str | None = None) -> Letter:
        """What a rule tells by a notice.

        Args:
            rule: its id.
            notice: the facts.
            link: that confirms an address, when it is about that.
            leave: by which a follower ends it.
        """
        values = self._values(notice)

        def said(part: str) -> str:
            return self._said(rule, part, values)

        subject = said("subject")
        return Letter(
            subject=subject,
            heading=said("heading") or subject,
            place=notice.municipality_name,
            lead=tuple(filter(None, [said("lead")])),
            facts=tuple(facts(notice, self._language)),
            parts=tuple(part for part in self._parts(notice) if part.lines),
            quote=self._quote(notice),
            end=tuple(filter(None, [said("end")])),
            button=self._button(notice, link),
            why=self._language.reasons_told[rule].render(values).strip(),
            leave=Item(self._language.name("leave"), "", leave) if leave else None,
            demonstration=notice.demonstration,
        )

    def _said(self, rule: str, part: str, values: dict[str, Any]) -> str:
        template = self._language.sentences[rule].get(part)
        return " ".join(template.render(values).split()) if template else ""

    def _values(self, notice: Notice) -> dict[str, Any]:
        """What the sentences in `templates/<language>.yml` may name."""
        language, activity, status = self._language, notice.activity, notice.status
        promises = notice.promises or notice.no_longer
        values: dict[str, Any] = {
            "n": notice,
            "a": activity,
            "s": status,
            "m": notice.measure,
            "g": notice.agreement,
            "e": notice.endpoint,
            "pause": notice.pause,
            "place": notice.municipality_name,
            "promise": language.own(promises[0].title) if promises else "",
            "several": language.promises(len(promises)),
            "count": len(shown(notice.gathered)),
        }
        if activity is not None:
            values |= {"kind": language.kind(activity.kind), "done": language.done(activity.kind)}
            values["day"] = language.day(local_day(activity.span.start))
            values["hour_and_place"] = ", ".join(
                filter(None, [language.span(activity.span), language.own(activity.place)])
            )
        if status is not None:
            values["headline"] = language.headline(status.state)
        if notice.agreement is not None:
            values["change"] = language.words["changes"][notice.agreement.change]
        return values

    def _parts(self, notice: Notice) -> Iterator[Part]:
        name = self._language.name
        if notice.status is not None:
            yield from lacking(notice.status, self._language)
            return
        if notice.gathered:
            yield from self._gathered(notice)
            return
        yield Part(name(_over_promises(notice)), tuple(self._promise(notice, line) for line in notice.promises))
        yield Part(name("counts_no_longer"), tuple(self._promise(notice, line) for line in notice.no_longer))

    def _gathered(self, notice: Notice) -> Iterator[Part]:
        several = not notice.municipality
        for promise, lines in grouped(shown(notice.gathered)):
            place = f"{lines[0].notice.municipality_name}: " if several and promise else ""
            title = self._language.own(promise.title) if promise else self._language.name("other")
            yield Part(f"{place}{title}", tuple(self._line(line) for line in lines))

    def _line(self, line: Gathered) -> Item:
        values = self._values(line.notice)
        text = self._said(line.rule, "line", values) or self._said(line.rule, "heading", values)
        return Item(
            text or self._said(line.rule, "subject", values),
            self._said(line.rule, "brief", values),
            self._page(line.notice),
        )

    def _promise(self, notice: Notice, line: PromiseLine) -> Item:
        return Item(self._language.own(line.title), "", self._link(notice.municipality, line))

    def _link(self, municipality: str, line: PromiseLine | None) -> str:
        return self._links(municipality, line.agreement, line.id) if line else self._links(municipality, "", "")

    def _quote(self, notice: Notice) -> Fact | None:
        if notice.status is None or not notice.promises or not notice.promises[0].text:
            return None
        return Fact(self._language.name("verbatim"), self._language.own(notice.promises[0].text))

    def _button(self, notice: Notice, link: str | None) -> Item | None:
        if link is not None:
            return Item(self._language.name("confirm"), "", link)
        if not notice.municipality or notice.tip is not None:  # no tip is on the public page
            return None
        return Item(self._language.name("see"), "", self._page(notice))

    def _page(self, notice: Notice) -> str:
        """Where more of it is to be read: on the page of an agreement, of the first promise, or of the municipality."""
        if notice.agreement is not None:
            return self._links(notice.municipality, notice.agreement.id, "")
        return self._link(notice.municipality, notice.promises[0] if notice.promises else None)


def _over_promises(notice: Notice) -> str:
    """What stands over the promises of a notice."""
    if notice.activity is not None:
        return "counts"
    if notice.agreement is None:
        return "concerns" if len(notice.promises) == 1 else "concern"
    return "to_assess" if notice.since else "promises"
