"""What lists of all that speaks of a period can be narrowed by."""

from marshmallow import fields, validate

from services.activities.api.lists import RecordFilter
from services.activities.domain.period import FIRST_DAY, LAST_DAY
from shared.http.schema import Day

_OUR_DAYS = validate.Range(FIRST_DAY, LAST_DAY)


class PeriodFilter(RecordFilter):
    """Which of them are listed, by the days that they speak of."""

    from_ = Day(
        data_key="from",
        validate=_OUR_DAYS,
        metadata={"description": "Only what speaks of this day or a later one.", "example": "2021-01-01"},
    )
    to = Day(
        validate=_OUR_DAYS,
        metadata={"description": "Only what speaks of this day or an earlier one.", "example": "2021-12-31"},
    )


class GroundsFilter(PeriodFilter):
    """Which entries or inputs are listed, also by what they bear on."""

    focus_area = fields.String(
        metadata={"description": "Focus area id.", "example": "nykvarn-2021-2022-tryggheten-i-centrum"}
    )
    bears_on = fields.String(
        data_key="promise",
        metadata={"description": "Promise id.", "example": "nykvarn-2021-2022-trygghetsvandringar"},
    )
