"""Migrations: numbered steps that bring a service's database to where its code reads and writes it.

A service declares its steps in `services/<service>/migrations.py`; `loftet migrate` takes them, and no process serves
before they are taken. docs/upgrades.md tells how one is written, and in which order a release is rolled out.
"""

from shared.store.migrations.book import Taken, taken
from shared.store.migrations.fit import MISFIT_CODE, Misfit, check_fit, misfit, prepared
from shared.store.migrations.lock import LostLock
from shared.store.migrations.step import Step, changing_each
from shared.store.migrations.taking import Done, Stuck, take_steps

__all__ = [
    "MISFIT_CODE",
    "Done",
    "LostLock",
    "Misfit",
    "Step",
    "Stuck",
    "Taken",
    "changing_each",
    "check_fit",
    "misfit",
    "prepared",
    "take_steps",
    "taken",
]
