"""Known answers: theory against the simulator, through the same documents and the same engine.

``verify_rows()`` runs every case; the tests hold the same cases.
"""

from sim.questions.verify.case import Case, Check, Row
from sim.questions.verify.runner import verify_rows

__all__ = ["Case", "Check", "Row", "verify_rows"]
