"""A promise that does not stand in its agreement on the day asked for: what is said instead, and where it leads on."""

from datetime import date

from flask import request, url_for

from services.reports.web.errors import Absent
from services.reports.web.language import say
from services.reports.web.page import OnRecord
from services.reports.web.words import day
from shared.events.agreement import Period


def not_then(found: OnRecord | None, agreement_id: str, asked: date) -> Absent:
    """What a promise's page says of a day on which it does not stand."""
    if found is None or found.agreement.id != agreement_id:
        return Absent(say("Vi hittar inget löfte på den här adressen."))
    title, all_of_them = found.promise.title, (agreement_page(found), say("Till medborgarlöftet"))
    before = [_stood(found, days.end) for days in found.days if days.end < asked][-1:]
    after = next((days for days in found.days if days.start > asked), None)
    if after is None:
        text = say("”{title}” togs bort ur medborgarlöftet.", title=title)
        return Absent(text, say("Löftet gäller inte längre"), [all_of_them, *before])
    came, onward = day(after.start), _onward(found, after)
    if before:
        text = say("”{title}” togs bort ur medborgarlöftet och kom tillbaka den {day}.", title=title, day=came)
    else:
        text = say("”{title}” kom till den {day}.", title=title, day=came)
    return Absent(text, say("Löftet fanns inte då"), [onward, *before, all_of_them])


def unpublished(since: date) -> Absent:
    """What the page of an agreement, or of a promise of it, says of what was known before it was published."""
    ways = [(url_for(str(request.endpoint), **(request.view_args or {})), say("Tillbaka till löftena"))]
    text = say("Löftena lades ut här den {day}. Innan dess fanns det inget att visa.", day=day(since))
    return Absent(text, say("Löftena var inte publicerade då"), ways)


def agreement_page(found: OnRecord) -> str:
    """The address of the promises that it was one of."""
    return url_for("page.agreement", code=found.agreement.municipality.code, agreement_id=found.agreement.id)


def _onward(found: OnRecord, after: Period) -> tuple[str, str]:
    """To the promise as it goes now; of one that was taken away again, to the last day before."""
    if any(promise.id == found.promise.id for promise in found.agreement.promises):
        return _page(found, None), say("Till löftet")
    return _stood(found, after.end)


def _stood(found: OnRecord, then: date) -> tuple[str, str]:
    return _page(found, then), say("Se hur det stod den {day}", day=day(then))


def _page(found: OnRecord, as_of: date | None) -> str:
    code, agreement = found.agreement.municipality.code, found.agreement.id
    return url_for("page.promise", code=code, agreement_id=agreement, promise_id=found.promise.id, asOf=as_of)
