"""The tables, one file each, in the order in which they are shown."""

from typing import Any, Final

from services.reports.open_data.columns import Table
from services.reports.open_data.tables.activities import ACTIVITIES
from services.reports.open_data.tables.agreements import AGREEMENTS
from services.reports.open_data.tables.assessments import ASSESSMENTS
from services.reports.open_data.tables.measures import MEASURES
from services.reports.open_data.tables.observations import OBSERVATIONS
from services.reports.open_data.tables.statuses import STATUSES
from services.reports.open_data.tables.tips import TIPS

TABLES: Final[dict[str, Table[Any]]] = {
    table.name: table for table in (AGREEMENTS, ACTIVITIES, STATUSES, MEASURES, OBSERVATIONS, ASSESSMENTS, TIPS)
}
