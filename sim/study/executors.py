"""Where replications run: in this process or in several, with the same result to the byte."""

from __future__ import annotations

from collections.abc import Iterator

from joblib import Parallel, cpu_count, delayed

from sim.documents.load import Study
from sim.study.life import Life, live


def run_all(
    study: Study, replications: int, workers: int | None = None, tables_of: int | None = 1
) -> Iterator[list[Life]]:
    """The lives of each replication, in order; the first ``tables_of`` keep their tables."""
    workers = min(workers or cpu_count(), replications)
    keep = replications if tables_of is None else tables_of
    if workers == 1:
        for number in range(replications):
            yield live(study, number, tables=number < keep)
        return
    jobs = (delayed(live)(study, number, tables=number < keep) for number in range(replications))
    yield from Parallel(n_jobs=workers, return_as="generator")(jobs)
