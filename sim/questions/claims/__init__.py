"""What of the literature follows? Claims as experiments: documents in, verdicts out."""

from __future__ import annotations

from sim.questions.claims.catalogue import load_claims
from sim.questions.claims.runner import Finding, run_claims

__all__ = ["Finding", "load_claims", "run_claims"]
