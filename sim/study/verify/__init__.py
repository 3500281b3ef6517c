"""Known answers: theory against the simulator, through the same documents and the same engine.

``verify_rows()`` runs every case; the tests hold the same cases.
"""

from sim.study.verify.case import Case, Check, Row
from sim.study.verify.runner import verify_rows

__all__ = ["Case", "Check", "Row", "verify_rows"]
