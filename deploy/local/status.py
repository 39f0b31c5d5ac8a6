"""What each process of the stack holds and does: pid, memory, processor time, port and health."""

import time
from dataclasses import dataclass

import psutil

from deploy.local import process
from deploy.local.part import Part
from deploy.local.stack import Stack

_SAMPLE = 4.0  # seconds over which processor time is measured


@dataclass(frozen=True, slots=True)
class Report:
    """One process with those it started: resident bytes, and the share of one core that it used of late."""

    name: str
    pid: int | None
    port: int
    resident: int
    core_share: float
    health: str


def report(stack: Stack, sample: float = _SAMPLE) -> list[Report]:
    """Look at every process; takes as long as the sample."""
    parts = stack.parts()
    families = {part.name: _family(stack, part.name) for part in parts}
    before = {name: _cpu_seconds(members) for name, members in families.items()}
    began = time.monotonic()
    time.sleep(sample)
    lasted = time.monotonic() - began
    used = {name: (_cpu_seconds(members) - before[name]) / lasted for name, members in families.items()}
    return [_report(stack, part, families[part.name], used[part.name]) for part in parts]


def table(reports: list[Report]) -> str:
    """The reports as lines to read, with totals."""
    rows = [f"{'process':22} {'pid':>7} {'port':>6} {'memory':>9} {'core':>7}  health"]
    for one in reports:
        rows.append(
            f"{one.name:22} {one.pid or '-':>7} {one.port:>6} {_mebibytes(one.resident):>9} "
            f"{one.core_share:>7.1%}  {one.health}"
        )
    resident, share = sum(one.resident for one in reports), sum(one.core_share for one in reports)
    rows.append(f"{'total':22} {'':>7} {'':>6} {_mebibytes(resident):>9} {share:>7.1%}")
    return "\n".join(rows)


def _report(stack: Stack, part: Part, members: list[psutil.Process], share: float) -> Report:
    pid = stack.pid(part.name)
    health = (part.check() or "well") if pid else "does not run"
    return Report(part.name, pid, part.port, _resident(members), max(share, 0.0), health)


def _family(stack: Stack, name: str) -> list[psutil.Process]:
    running = stack.state.processes.get(name)
    return process.family(running) if running else []


def _cpu_seconds(members: list[psutil.Process]) -> float:
    total = 0.0
    for member in members:
        try:
            spent = member.cpu_times()
        except psutil.Error:
            continue
        total += spent.user + spent.system
    return total


def _resident(members: list[psutil.Process]) -> int:
    total = 0
    for member in members:
        try:
            total += member.memory_info().rss
        except psutil.Error:
            continue
    return total


def _mebibytes(count: int) -> str:
    return f"{count / 2**20:.0f} MiB"
