"""A promise that does not stand in its agreement on the day asked for: what is said instead, and where it leads on."""

from datetime import date

from flask import url_for

from services.reports.web.errors import Absent
from services.reports.web.language import say
from services.reports.web.page import OnRecord
from services.reports.web.words import day


def not_then(found: OnRecord | None, agreement_id: str, asked: date) -> Absent:
    """What a promise's page says of a day on which it does not stand."""
    if found is None or found.agreement.id != agreement_id:
        return Absent(say("Vi hittar inget löfte på den här adressen."))
    title, days = found.promise.title, found.days
    all_of_them = (agreement_page(found), say("Till medborgarlöftet"))
    if days and asked < days.start:
        text = say("”{title}” kom till den {day}.", title=title, day=day(days.start))
        return Absent(text, say("Löftet fanns inte då"), [(_page(found, None), say("Till löftet")), all_of_them])
    text = say("”{title}” togs bort ur medborgarlöftet.", title=title)
    then = [(_page(found, days.end), say("Se hur det stod den {day}", day=day(days.end)))] if days else []
    return Absent(text, say("Löftet gäller inte längre"), [all_of_them, *then])


def agreement_page(found: OnRecord) -> str:
    """The address of the promises that it was one of."""
    return url_for("page.agreement", code=found.agreement.municipality.code, agreement_id=found.agreement.id)


def _page(found: OnRecord, as_of: date | None) -> str:
    code, agreement = found.agreement.municipality.code, found.agreement.id
    return url_for("page.promise", code=code, agreement_id=agreement, promise_id=found.promise.id, asOf=as_of)
