"""Compare support models: live through a scenario under each of them, many times over."""

from __future__ import annotations

import warnings
from collections.abc import Callable

from sim.documents.load import Study, load_study
from sim.study.comparison import Comparison
from sim.study.living import Plan, live_through
from sim.study.runner import HERE
from sim.study.store import MemoryStore, Store


def compare(
    scenario: Study | str,
    *,
    replications: int | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    tables_of: int | None = 1,
    on: str = HERE,
    precision: float | None = None,
    store: Store | None = None,
) -> Comparison:
    """Live through a scenario under all its models and compare them.

    ``replications`` defaults to the scenario's; ``workers`` to the machine's cores; ``progress``
    is called with (done, total). The tables of the first ``tables_of`` replications are kept in
    full (None: of all). ``on`` names another place to run: ``dask``, ``ray``, or
    ``dask=tcp://…`` for a cluster that is there already. With a ``precision`` (0.05 is 5 %)
    replications are added until every model's total cost is known to that share. ``store`` keeps
    the finished replications and is asked for those that it has.

    Replications that fail are left out with a warning; ``failures`` of the result has them.

    Raises
    ------
    RuntimeError
        If fewer than two replications could be finished.
    """
    study = scenario if isinstance(scenario, Study) else load_study(scenario)
    result = Comparison(study, store or MemoryStore(), Plan(replications, tables_of, precision))
    live_through(study, result.store, result.plan, workers=workers, on=on, progress=progress)
    if result.replications < 2:
        raise RuntimeError("\n".join(str(failure) for failure in result.failures))
    for failure in result.failures:
        warnings.warn(str(failure), RuntimeWarning, stacklevel=2)
    return result
