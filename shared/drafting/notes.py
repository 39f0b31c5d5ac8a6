"""What a reading notes beside the values: evidence by path, and findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shared.drafting.evidence import Finding, Read, Span


@dataclass(slots=True)
class Notes:
    """Evidence and findings of a document, gathered as it is read."""

    evidence: dict[str, Read[object]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def read(self, path: str, value: object, span: Span, rule: str, confidence: float = 0.9) -> None:
        """Notes what a value rests on."""
        self.evidence[path] = Read(value, span, rule, confidence)

    def leave(self, path: str, rule: str, detail: str, span: Span | None = None) -> None:
        """Notes what was left open, or read with a reservation."""
        self.findings.append(Finding(path, rule, detail, span))

    def take(self, under: str, evidence: Mapping[str, Read[object]], findings: tuple[Finding, ...]) -> None:
        """Takes over the evidence and findings of a part."""
        self.evidence |= {f"{under}.{path}": read for path, read in evidence.items()}
        self.findings += [replace(finding, path=f"{under}.{finding.path}") for finding in findings]
