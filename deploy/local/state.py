"""What the stack remembers between commands: the ports it uses and the processes it started."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from deploy.local.process import Running


@dataclass(slots=True)
class State:
    """Ports and processes by name, kept in a file."""

    path: Path
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, Running] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The state that was saved there; an empty one when there is none."""
        if not path.exists():
            return cls(path)
        saved = json.loads(path.read_text(encoding="utf-8"))
        return cls(path, saved["ports"], {name: Running(**one) for name, one in saved["processes"].items()})

    def save(self) -> None:
        """Write the state, all of it or none: a command killed in the midst leaves the old one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        processes = {name: asdict(running) for name, running in self.processes.items()}
        text = json.dumps({"ports": self.ports, "processes": processes}, indent=2)
        beside = self.path.with_suffix(".new")
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(self.path)
