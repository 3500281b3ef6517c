"""Calibration by simulated moments: the support model of today replays the past, and what could
not be read off is scaled until counts, clumps, times to restore and lead times are the observed.

What was observed directly is left as it is. Each number is moved by one moment, by a secant on
logarithms under common random numbers; what can't be brought there is said.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.documents.nature import Nature
from sim.ground import laws
from sim.questions.fit.draft import Draft
from sim.questions.fit.gaps import Knob, gaps_of, moments_of_run
from sim.questions.fit.observations import Observations
from sim.questions.fit.parameters import Parameter
from sim.questions.fit.past import followed, past_of, renamed
from sim.questions.fit.replaying import measured, runs_of
from sim.questions.fit.writing import study_of
from sim.study.runner import Progress

ROUNDS = 6
CLOSE = 0.02
"""Logarithm within which a moment is reached."""
ELASTICITY = (0.25, 2.0)
"""Per cent of a moment for a per cent of its number, as far as a step believes it."""
LARGEST_STEP = 1.5
"""Of a logarithm in one round."""
REACHED = 0.08
PILOT, MOST = 2, 16
"""Replayed pasts of a round: those that tell how much there is to live through, and at most."""
LARGEST, EFFORT = 1_500, 8_000
"""Incidents, about, that a replayed past may have, and those of all replications of a round."""
MOST_STANDARD = 0.5
"""Share of pre-approved changes up to which approval decides the median lead time."""
RATES = r"services\..*\.nature\.background|nature\.defect_chance|common_causes\..*\.rate"
MOST_CHANCE = 0.5


@dataclass(frozen=True)
class Reached:
    """A moment before and after."""

    label: str
    unit: str
    observed: float
    before: float
    after: float
    factor: float
    """By which the numbers were scaled."""
    pattern: str

    @property
    def close(self) -> bool:
        """Whether it was brought to what was observed."""
        return abs(math.log(self.after / self.observed)) < REACHED


@dataclass(frozen=True)
class Calibration:
    """The draft with its numbers scaled, and how far that brought it."""

    draft: Draft
    reached: tuple[Reached, ...]
    unmatched: tuple[str, ...]
    """Moments that no number moves."""


def calibrate(
    draft: Draft, workers: int | None = None, progress: Progress | None = None
) -> Calibration:
    """Scale what was not read off until the replayed past has the observed moments."""
    draft = _with_totals(draft)
    some = _some(draft)
    seen = renamed(followed(draft.history.observations), some.names)
    wanted = moments_of_run(measured(seen, list(some.names.values()), draft.history.calendar))
    knobs = list(_knobs(draft, wanted))
    logs = np.zeros(len(knobs))
    tried: list[tuple[np.ndarray, np.ndarray]] = []
    for turn in range(ROUNDS):
        runs = _simulated(_scaled(some, knobs, logs), seen, workers)
        gaps = gaps_of(knobs, wanted, runs)
        tried.append((logs.copy(), gaps))
        if progress is not None:
            progress(turn + 1, ROUNDS)
        if np.all(np.abs(gaps) < CLOSE) or turn == ROUNDS - 1:
            break
        logs = logs + _steps(tried)
    best = min(tried, key=lambda one: float(np.abs(one[1]).sum()))
    reached = [
        _reached(knob, wanted, tried[0][1][i], best[1][i], best[0][i])
        for i, knob in enumerate(knobs)
    ]
    unmatched = [*_unmatched(draft, wanted), *_on_some(draft, some)]
    return Calibration(_scaled(draft, knobs, best[0]), tuple(reached), tuple(unmatched))


def _some(draft: Draft) -> Draft:
    """With every so many-th service where a past of all would take too long to replay."""
    past = past_of(study_of(draft), draft.today, draft.history.observations)
    step = math.ceil(past.effort / LARGEST)
    if step <= 1 or len(draft.names) == 1:
        return draft
    counts = draft.history.rates.months.counts.sum(axis=1)
    order = np.argsort(-counts, kind="stable")[step // 2 :: step]
    names = list(draft.names)
    return draft.only({names[i]: draft.names[names[i]] for i in sorted(order)} or draft.names)


def _on_some(draft: Draft, some: Draft) -> Iterator[str]:
    if len(some.names) < len(draft.names):
        yield (
            f"The past was replayed for {len(some.names)} of {len(draft.names)} services, large "
            "and small ones, to save time; teams that all services share had less to do there."
        )


def _simulated(draft: Draft, seen: Observations, workers: int | None) -> list[dict[str, float]]:
    """Moments of each replayed past."""
    past = past_of(study_of(draft), draft.today, seen)
    runs = runs_of(past, PILOT, workers)
    repeats = np.mean([run.by_month.sum() for run in runs]) - past.expected
    count = int(np.clip(EFFORT / max(past.effort + repeats, 1), PILOT, MOST))
    return [moments_of_run(run) for run in [*runs, *runs_of(past, count, workers, first=PILOT)]]


def _steps(tried: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """How far to move each logarithm: the gap over the elasticity seen in the last step."""
    logs, gaps = tried[-1]
    slope = np.ones(len(logs))
    if len(tried) > 1:
        moved, closed = logs - tried[-2][0], tried[-2][1] - gaps
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.where(np.abs(moved) > 1e-3, closed / moved, 1.0)
    return np.clip(gaps / np.clip(slope, *ELASTICITY), -LARGEST_STEP, LARGEST_STEP)


def _scaled(draft: Draft, knobs: Sequence[Knob], logs: np.ndarray) -> Draft:
    factors = {knob.pattern: math.exp(x) for knob, x in zip(knobs, logs, strict=True)}
    scaled = draft.with_values(factors)
    return replace(scaled, parameters=tuple(_possible(one) for one in scaled.parameters))


def _possible(one: Parameter) -> Parameter:
    """A chance that is scaled stays a chance."""
    if one.unit != "share" or not re.fullmatch(RATES, one.path):
        return one
    return replace(
        one, value=min(one.value, MOST_CHANCE), high=min(one.high, MOST_CHANCE),
        low=min(one.low, MOST_CHANCE), draws=np.minimum(one.draws, MOST_CHANCE),
    )  # fmt: skip


def _knobs(draft: Draft, wanted: Mapping[str, float]) -> Iterator[Knob]:
    paths = [one.path for one in draft.parameters]
    asked = [
        Knob("incidents", RATES),
        Knob("dispersion", r"nature\.clumping"),
        Knob("restore_median", "|".join(_totals(draft, "median")) or "-"),
        Knob("restore_spread", "|".join(_totals(draft, "sigma")) or "-"),
        Knob("lead", re.escape(f"models.{draft.today}.release.approval.response.median")),
    ]
    for knob in asked:
        if knob.moment in wanted and any(re.fullmatch(knob.pattern, path) for path in paths):
            yield knob


def _totals(draft: Draft, part: str) -> list[str]:
    """Paths of stages that no data tell, so that totals decide."""
    known = draft.history.laws
    return [rf"nature\.{stage}\.{part}" for stage in ("diagnose", "fix") if stage not in known]


def _with_totals(draft: Draft) -> Draft:
    """With the stages that only totals tell, at their defaults, as uncertain as the totals."""
    added: list[Parameter] = []
    total = draft.history.laws.get("restore")
    default = Nature.model_validate({})
    for stage in ("diagnose", "fix"):
        law = getattr(default, stage)
        if stage in draft.history.laws or total is None or not isinstance(law, laws.Lognormal):
            continue
        away = total.draws / np.exp(total.at)
        how = "the default, scaled to the times to restore"
        for part, value, unit, times in (
            ("median", law.median, "hours", away[:, 0]), ("sigma", law.sigma, "number", away[:, 1])
        ):  # fmt: skip
            draws = value * times
            low, high = np.quantile(draws, [0.05, 0.95])
            path = f"nature.{stage}.{part}"
            added.append(Parameter(path, value, float(low), float(high), total.n, unit, how, draws))
    return replace(draft, parameters=(*draft.parameters, *added, *_approval(draft)))


def _approval(draft: Draft) -> Iterator[Parameter]:
    """The answer to a request for approval, where lead times are known and there is one."""
    flow, approval = draft.history.flow, draft.model.release.approval
    if flow is None or flow.lead is None or approval is None:
        return
    if draft.model.release.standard > MOST_STANDARD:
        return  # the change in the middle asks nobody
    median = max(approval.response.ppf(0.5), 0.1)
    away = flow.lead.draws[:, 0] / flow.lead.median
    low, high = np.quantile(median * away, [0.05, 0.95])
    path, how = f"models.{draft.today}.release.approval.response", "scaled to the lead times"
    n = flow.lead.n
    yield Parameter(
        f"{path}.median", median, float(low), float(high), n, "hours", how, median * away
    )
    spread = flow.lead.spread
    yield Parameter(
        f"{path}.sigma", spread, *flow.lead.spread_interval(), n, "number", how,
        flow.lead.draws[:, 1],
    )  # fmt: skip


LABELS = {
    "incidents": ("Incidents", ""),
    "dispersion": ("Monthly counts, variance over mean", ""),
    "restore_median": ("Time to restore, median", "h"),
    "restore_spread": ("Time to restore, log of p90 over median", ""),
    "lead": ("Lead time, median", "h"),
}


def _reached(
    knob: Knob, wanted: Mapping[str, float], before: float, after: float, moved: float
) -> Reached:
    label, unit = LABELS[knob.moment]
    observed = wanted[knob.moment]
    if knob.moment == "dispersion":
        above = max(observed - 1, 0.02)
        return Reached(
            label, unit, observed, 1 + above * math.exp(-before), 1 + above * math.exp(-after),
            math.exp(moved), knob.pattern,
        )  # fmt: skip
    return Reached(
        label, unit, observed, observed * math.exp(-before), observed * math.exp(-after),
        math.exp(moved), knob.pattern,
    )  # fmt: skip


def _unmatched(draft: Draft, wanted: Mapping[str, float]) -> Iterator[str]:
    """What was observed and moves nothing."""
    if "restore_median" in wanted and not _totals(draft, "median"):
        yield (
            "Time to restore: diagnosis and fixing were read off the stages, so the total follows "
            "from them and the support model."
        )
    path = f"models.{draft.today}.release.approval.response.median"
    if "lead" in wanted and draft.value(path) is None:
        yield "Lead time: most changes need no approval whose time could be scaled."
    if "releases" in wanted and draft.value(f"models.{draft.today}.release.every") is None:
        yield "Releases a year: they follow from the changes and the support model's release path."


__all__ = ["Calibration", "Reached", "calibrate"]
