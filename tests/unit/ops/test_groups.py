"""The groups that lag is told of, though they never read, are those that the workers read in."""

import services.activities.inbound
import services.notifications.planner
import services.reports.projector
from shared.events.catalogue import INBOUND
from shared.kafka.users import declared_users
from shared.ops.groups import STANDING


def test_each_service_has_its_own_group_and_it_reads_what_the_service_may_read() -> None:
    reads = {user.name: set(user.reads) for user in declared_users() if user.name in STANDING}

    assert STANDING["activities"] == services.activities.inbound.GROUP
    assert STANDING["reports"] == services.reports.projector.GROUP
    assert STANDING["notifications"] == services.notifications.planner.GROUP
    assert reads == {
        "activities": {INBOUND, f"{INBOUND}.*"},
        "reports": set(services.reports.projector.TOPICS),
        "notifications": set(services.notifications.planner.TOPICS),
    }
