"""Your own history: from exports of incidents and deployments to a scenario that replays it."""

from sim.questions.fit.front import (
    TODAY,
    Fit,
    check_forecast,
    check_model,
    check_replay,
    fit,
    fit_observations,
    replay_of,
    with_traffic_of,
)
from sim.questions.fit.reading import Wanted, read

__all__ = [
    "TODAY",
    "Fit",
    "Wanted",
    "check_forecast",
    "check_model",
    "check_replay",
    "fit",
    "fit_observations",
    "read",
    "replay_of",
    "with_traffic_of",
]
