"""The comparison's addresses: `/jamforelse`, and what it is made of as JSON and CSV."""

from flask import Blueprint, Response, render_template, request

from services.reports.comparison.bars import RESULTS, bar
from services.reports.comparison.columns import OUTCOMES
from services.reports.comparison.compare import ENOUGH, Comparison, Tally, by_name, compare
from services.reports.comparison.outcomes import SEVERAL, Outcome, outcomes_of
from services.reports.comparison.phrases import COMPARISON
from services.reports.evaluation.accounting import TONGUES
from services.reports.evaluation.phrases import Phrases
from services.reports.evaluation.served import materials, present
from services.reports.open_data.writing import as_csv, as_json
from services.reports.web.language import spoken
from shared.clock import local_day
from shared.events.activity import Kind
from shared.open_data.cells import COMMA, SEMICOLON

blueprint = Blueprint("comparison", __name__, template_folder="templates")


@blueprint.get("/jamforelse")
def page() -> str:
    """What kinds of promises are kept, where, and what cannot be compared."""
    found = compare(_outcomes())
    t = Phrases(spoken(), COMPARISON)
    return render_template(
        "comparison/page.html",
        t=t,
        found=found,
        kinds=_named_kinds(found, t),
        widest=max((tally.judged for tally in found.kinds.values()), default=0),
        most=max((tally.judged for place in found.places for tally in place.years.values()), default=0),
        results=RESULTS,
        bar=bar,
        enough=ENOUGH,
        promised=TONGUES[spoken()].promised,
    )


@blueprint.get("/jamforelse.json")
def as_data() -> Response:
    """What it is made of, as JSON."""
    return Response(as_json(OUTCOMES, compare(_outcomes()).outcomes, present()), content_type="application/json")


@blueprint.get("/jamforelse.csv")
def as_table() -> Response:
    """What it is made of, as comma-separated values; with `?separator=semicolon` as Swedish spreadsheets want it."""
    separator = SEMICOLON if request.args.get("separator") == "semicolon" else COMMA
    pieces = as_csv(OUTCOMES, compare(_outcomes()).outcomes, separator)
    response = Response(pieces, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = 'attachment; filename="jamforelse.csv"'
    return response


def _outcomes() -> list[Outcome]:
    return outcomes_of(materials().standings(), local_day(present()))


def _named_kinds(found: Comparison, t: Phrases) -> list[tuple[str, Tally]]:
    """The kinds by their names, in alphabetical order; several kinds last."""
    tongue = TONGUES[spoken()]
    named = [(tongue.kind(Kind(kind)), tally) for kind, tally in found.kinds.items() if kind != SEVERAL]
    named.sort(key=lambda pair: by_name(pair[0]))
    several = found.kinds.get(SEVERAL)
    return [*named, (t.several, several)] if several else named
