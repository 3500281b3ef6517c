"""How does an error budget move those who spend it, week by week?"""

from __future__ import annotations

from sim.questions.dynamics.analysis import Dynamics, dynamics
from sim.questions.dynamics.seeing import Seen, see

__all__ = ["Dynamics", "Seen", "dynamics", "see"]
