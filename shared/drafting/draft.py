"""A draft agreement: what could be read, what each value rests on, and what a person has to decide."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
import yaml

from shared.drafting.evidence import Finding, Read, Span

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft.

    Attributes:
        agreement: as the API takes it (camel case); what could not be read is not there.
        evidence: what each value rests on, by its path in the agreement, as in ``promises[0].responsible[1]``.
        findings: what was left open, or read with a reservation.
    """

    text: str
    agreement: Plain
    evidence: Mapping[str, Read[object]]
    findings: tuple[Finding, ...]

    def as_json(self, with_evidence: bool = True) -> str:
        """The draft as a JSON object with ``agreement``, ``evidence`` and ``findings``."""
        return json.dumps(self.plain(with_evidence), ensure_ascii=False, indent=2)

    def as_yaml(self) -> str:
        """The agreement as YAML, as the API takes it, with the findings as comments before it."""
        dumped = yaml.safe_dump(self.agreement, allow_unicode=True, sort_keys=False, width=110)
        return "".join(f"# {line}\n" for line in self.told()) + dumped

    def plain(self, with_evidence: bool = True) -> Plain:
        """The draft as plain values."""
        draft: Plain = {"agreement": self.agreement}
        if with_evidence:
            draft["evidence"] = {path: self._rests_on(read) for path, read in self.evidence.items()}
        return draft | {"findings": [self._found(finding) for finding in self.findings]}

    def told(self) -> list[str]:
        """The findings as lines: what, why, and the words."""
        return [f"{finding.path}: {finding.detail}{self._quoted(finding.span)}" for finding in self.findings]

    def _quoted(self, span: Span | None) -> str:
        return f' ("{self._words(span)[:80]}")' if span else ""

    def _words(self, span: Span) -> str:
        return " ".join(self.text[span.start : span.end].split())

    def _rests_on(self, read: Read[object]) -> Plain:
        value = msgspec.to_builtins(read.value)
        return {"value": value, "span": self._where(read.span), "rule": read.rule, "confidence": read.confidence}

    def _found(self, finding: Finding) -> Plain:
        found: Plain = {"path": finding.path, "rule": finding.rule, "detail": finding.detail}
        return found | ({"span": self._where(finding.span)} if finding.span else {})

    def _where(self, span: Span) -> Plain:
        return asdict(span) | {"text": self.text[span.start : span.end]}
