"""Known truth, many histories: how often 90 % intervals contain what the simulator was told.

``python -m benchmarks.recovery --months 12 --histories 200`` prints a column of the table of
docs/how-to/fit.md; with ``--traffic 0.5`` that of rates in a world that grows.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

import numpy as np
from scipy import stats

from benchmarks.histories import export, growing, past, study
from sim.documents.load import Study
from sim.documents.support_model import SupportModel
from sim.ground import laws
from sim.questions.fit import Wanted, read
from sim.questions.fit.draft import draft
from sim.questions.fit.history import History, learn
from sim.questions.fit.parameters import TREND, Parameter

TODAY = "you-run-it"
SHARES = {"median": 0.5, "p95": 0.95}
LEAD = {"median": 0.5, "p90": 0.9}
LEAD_SEEDS = range(1_000_000, 1_000_010)
"""Of the histories that tell the true lead times, which follow from the release path; none of them
is fitted."""
Covered = tuple[str, bool]


def covered(seed: int, months: float, dirty: bool = True) -> list[Covered]:
    """For each thing that the simulator was told: its name, and whether its interval has it."""
    world = study(seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        history = _history(world, months, dirty, Path(folder))
    told = {one.path: one for one in draft(history, TODAY).parameters}
    return [
        *_rates(world, told), *_stages(world, history), *_mix(world, history), *_lead(history),
    ]  # fmt: skip


def covered_with_traffic(seed: int, months: float, dirty: bool, power: float) -> list[Covered]:
    """The same of rates where traffic grows: those at its first traffic, and their power of it."""
    world, table = growing(round(months), power, seed)
    with tempfile.TemporaryDirectory() as name:
        traffic = Path(name, "traffic.csv")
        table.to_csv(traffic, index=False)
        history = _history(world, months, dirty, Path(name), traffic)
    told = {one.path: one for one in draft(history, TODAY).parameters}
    one = told[TREND]
    return [("power of traffic", one.low <= power <= one.high), *_rates(world, told)]


def _history(
    world: Study, months: float, dirty: bool, folder: Path, traffic: Path | None = None
) -> History:
    run = past(world, months).live(0)
    incidents, changes = export(folder, run, dirty=dirty, seed=world.scenario.seed)
    begins, ends = run.begins.to_pydatetime(), run.ends.to_pydatetime()
    return learn(read(Wanted([incidents], [changes], begins=begins, ends=ends, traffic=traffic)))


def _rates(world: Study, told: dict[str, Parameter]) -> Iterator[Covered]:
    scenario = world.scenario
    truths = {"nature.defect_chance": scenario.nature.defect_chance,
              "nature.clumping": scenario.nature.clumping}  # fmt: skip
    for name, service in scenario.services.items():
        truths[f"services.{name}.nature.background"] = scenario.nature_of(name).background
        truths[f"services.{name}.changes"] = service.changes
    for path, truth in truths.items():
        yield path.split(".")[-1], told[path].low <= truth <= told[path].high


def _stages(world: Study, history: History) -> Iterator[Covered]:
    nature, model = world.scenario.nature, world.models[TODAY]
    assert isinstance(model, SupportModel)
    line = model.respond["delivery"]
    told = {"diagnose": nature.diagnose, "fix": nature.fix, "acknowledge": line.acknowledge,
            "acknowledge_out_of_hours": line.acknowledge_out_of_hours}  # fmt: skip
    apart = "acknowledge_out_of_hours" in history.laws
    for stage, law in told.items():
        assert isinstance(law, laws.Lognormal)
        if "acknowledge" in stage and not apart:
            continue  # in and out of hours together, which no truth is of
        for word, share in SHARES.items():
            low, high = history.laws[stage].interval(share)
            yield f"{stage} {word}", bool(low <= law.ppf(share) <= high)


def _mix(world: Study, history: History) -> Iterator[Covered]:
    assert history.mix is not None
    low, high = history.mix.interval()
    weights = np.array([impact.weight for impact in world.scenario.nature.impacts])
    for i, weight in enumerate(weights / weights.sum()):
        yield "mix", bool(low[i] <= weight <= high[i])


def _lead(history: History) -> Iterator[Covered]:
    assert history.flow is not None
    for word, share in LEAD.items():
        _, low, high = history.flow.lead_quantiles[share]
        yield f"lead {word}", bool(low <= _lead_times()[word] <= high)


@cache
def _lead_times() -> dict[str, float]:
    """True quantiles of the lead time: of many long histories together, hours."""
    hours = []
    for seed in LEAD_SEEDS:
        changes = past(study(seed=seed), 36).live(0).changes
        assert changes is not None
        hours.append((changes["live_at"] - changes["ready_at"]).dt.total_seconds() / 3600)
    pooled = np.concatenate(hours)
    return {word: float(np.quantile(pooled, share)) for word, share in LEAD.items()}


def shares(found: Sequence[list[Covered]]) -> dict[str, tuple[int, int]]:
    """By name: hits and intervals."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for what, inside in (one for each in found for one in each):
        hits[what].append(inside)
    return {what: (sum(inside), len(inside)) for what, inside in hits.items()}


def _line(what: str, hits: int, of: int) -> str:
    """A share with its standard error, and whether chance explains that it isn't 90 %."""
    share = hits / of
    error = math.sqrt(share * (1 - share) / of)
    chance = stats.binomtest(hits, of, 0.9).pvalue
    return f"| {what} | {100 * share:.0f} % | ± {100 * error:.1f} | {of} | p = {chance:.2g} |"


def main() -> None:
    """Print a table."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--months", type=float, default=3)
    wanted.add_argument("--histories", type=int, default=200)
    wanted.add_argument("--clean", action="store_true", help="exports that nobody dirtied")
    wanted.add_argument("--first", type=int, default=0, help="seed of the first history")
    wanted.add_argument("--traffic", type=float, metavar="POWER", help="in a world that grows")
    wanted.add_argument("--workers", type=int, default=2)
    said = wanted.parse_args()
    _lead_times()  # before the workers fork, so that they share it
    one = partial(covered, months=said.months, dirty=not said.clean)
    if said.traffic is not None:
        one = partial(covered_with_traffic, **one.keywords, power=said.traffic)
    seeds = range(said.first, said.first + said.histories)
    with ProcessPoolExecutor(said.workers) as pool:
        found = list(pool.map(one, seeds))
    lines = [_line(what, *counts) for what, counts in shares(found).items()]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
