"""What the wording of one promise gives: commitments as proposals, each value with its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shared.drafting.evidence import Finding, Read, Span
from shared.events.agreement import Counts, Target


@dataclass(frozen=True, slots=True)
class Proposed:
    """A commitment as it could be read.

    Attributes:
        title: made from what was read, in Swedish; a person may want another.
        counts: what counts. ``groups`` and ``parties`` are filled only from those that were given.
        target: None when the words name no measure, or none that could be read with certainty.
        span: the words of the commitment.
        evidence: what each value rests on, by its path in the commitment: ``counts.kinds[0]``, ``counts.from``,
            ``target.atLeast``.
        findings: what was left open, with paths in the commitment: ``counts.kinds``, ``target``.
    """

    title: str
    counts: Counts
    target: Target | None
    span: Span
    evidence: Mapping[str, Read[object]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def moved(self, by: int) -> "Proposed":
        """The same in a text that has ``by`` more characters before it."""
        return replace(
            self,
            span=self.span.moved(by),
            evidence={path: read.moved(by) for path, read in self.evidence.items()},
            findings=tuple(replace(finding, span=finding.span and finding.span.moved(by)) for finding in self.findings),
        )
