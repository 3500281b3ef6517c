"""When SREs came to a service, and what it lost before and since."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np

from sim.engine.log import EventKind
from sim.ground.units import HOURS_PER
from sim.records.downtime import effective_impact_hours
from sim.records.tables import Records

YEAR = HOURS_PER["y"]


@dataclass(frozen=True)
class Arrivals:
    """Sums over the services to which SREs came in one run; services that began with them too."""

    came: float = 0.0
    """Services to which they came after the start."""
    waited: float = 0.0
    """Years of these services from their first request to a rota with SREs."""
    before: float = 0.0
    """Service-years until then, from the start or the launch."""
    lost_before: float = 0.0
    """Hours of full outage in those years."""
    since: float = 0.0
    """Service-years with SREs; a service that was handed back is without them."""
    lost_since: float = 0.0
    """Hours of full outage in those."""

    def __add__(self, other: Arrivals) -> Arrivals:
        mine, its = vars(self), vars(other)
        return Arrivals(**{name: mine[name] + its[name] for name in mine})


class Lost:
    """Hours of full outage of each service, by when an incident appeared."""

    def __init__(self, run: Records) -> None:
        table = run.impacts
        self.hours = effective_impact_hours(table)
        self.appeared_at = table["appeared_at"].to_numpy()
        self.service = table["service"].cat.codes.to_numpy()

    def of(self, service: int, start: float, end: float) -> float:
        """Hours of full outage of a service in a span."""
        inside = (self.appeared_at >= start) & (self.appeared_at < end)
        return float(self.hours[inside & (self.service == service)].sum())


def arrivals_of(run: Records) -> Arrivals:
    """What a run tells of the way to SREs, and of being there."""
    engaged = np.unique(run.select(EventKind.SHARED_ROTA, EventKind.SRE_ROTA)["service"]).tolist()
    if not engaged:
        return Arrivals()
    lost = Lost(run)
    return reduce(Arrivals.__add__, (_of_service(run, number, lost) for number in engaged))


SRES = "SREs "


def way_to_sres(run: Records) -> dict[str, float]:
    """What SREs' coming meant, as key figures by name to be averaged; none without engagement."""
    if not run.engages:
        return {}
    return {f"{SRES}{name}": amount for name, amount in vars(arrivals_of(run)).items()}


def _of_service(run: Records, number: int, lost: Lost) -> Arrivals:
    spans = _with_sres(run, number)
    first = spans[0][0]
    found = Arrivals(
        since=sum(end - start for start, end in spans) / YEAR,
        lost_since=sum(lost.of(number, start, end) for start, end in spans),
    )
    facts = run.select(EventKind.REVIEW_REQUESTED)
    asked = facts["at"][facts["service"] == number]
    if not len(asked) or asked[0] >= first:
        return found  # it began with them
    launch = run.scenario.services[run.log.service_names[number]].launches or 0.0
    return found + Arrivals(
        came=1.0,
        waited=(first - float(asked[0])) / YEAR,
        before=(first - launch) / YEAR,
        lost_before=lost.of(number, launch, first),
    )


def _with_sres(run: Records, number: int) -> list[tuple[float, float]]:
    """Spans in which SREs share or have the rota of a service; the last ends at the horizon."""
    facts = run.select(EventKind.SHARED_ROTA, EventKind.SRE_ROTA, EventKind.HANDED_BACK)
    mine = facts["service"] == number
    spans: list[tuple[float, float]] = []
    since: float | None = None
    for at, what in zip(facts["at"][mine].tolist(), facts["what"][mine].tolist(), strict=True):
        if what == EventKind.HANDED_BACK and since is not None:
            spans.append((since, at))
            since = None
        elif since is None:
            since = at
    return spans if since is None else [*spans, (since, run.scenario.horizon)]
