"""How time and memory grow: with services, with years, with replications, with rows."""

from __future__ import annotations

from typing import Any, NamedTuple

from benchmarks.timing import alone

GROW = """
import json, time
from benchmarks.timing import peak_mib
from sim.documents.load import load_study, vary
from sim.engine.run import simulate
from sim.nature.tape import draw
study = load_study("scenarios/bank.toml")
raw = study.raw["templates"]
changes = {{"horizon": {horizon!r}, "shocks": []}}
for name, table in raw.items():
    changes[f"templates.{{name}}.services"] = max(1, round(table["services"] * {share}))
    changes[f"templates.{{name}}.teams"] = max(1, round(table["teams"] * {share}))
    changes[f"templates.{{name}}.domains"] = max(1, round(table["domains"] * {share}))
TEAMS = (("ops-run-it", "application-support"), ("ops-run-it-monitoring", "monitoring"))
for model, team in TEAMS:
    duty = study.raw["models"][model]["teams"][team]["on_duty"]
    for when, people in duty.items():
        path = f"models.{{model}}.teams.{{team}}.on_duty.{{when}}"
        changes[path] = max(1, round(people * {share}))
study = vary(study, changes)
before = peak_mib()
tape, began = draw(study.scenario, 0), time.process_time()
log = simulate(study.scenario, study.models[{model!r}], tape)
seconds = time.process_time() - began
entities = sum(len(record.ready_at) for record in log.changes) + len(log.incidents)
print(json.dumps([len(study.scenario.services), entities, seconds, peak_mib() - before]))
"""

TABLES = """
import json, time
from benchmarks.timing import peak_mib
from sim.documents.load import load_study
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.laws import check_laws
from sim.records.metrics import measure
from sim.records.money import Accounts
study = load_study("scenarios/bank.toml")
tape, model = draw(study.scenario, 0), study.models["ops-run-it"]
log = simulate(study.scenario, model, tape)
before, run, seconds = peak_mib(), Accounts(study.scenario, model, tape, log), {}
for name in ("facts", "incidents", "jobs", "changes", "releases", "budgets", "ledger", "costs"):
    began = time.process_time()
    rows = len(next(iter(run.facts.values()))) if name == "facts" else len(getattr(run, name))
    seconds[name] = [rows, time.process_time() - began]
for name, work in (("metrics", measure), ("laws", check_laws)):
    began = time.process_time()
    rows = len(work(run))
    seconds[name] = [rows, time.process_time() - began]
print(json.dumps([seconds, peak_mib() - before]))
"""

REPLICATE = """
import json, tempfile
from pathlib import Path
from benchmarks.timing import peak_mib
from sim.documents.load import load_study
from sim.present.outputs import OUTPUTS, Draft
from sim.study.comparison import Comparison
from sim.study.checkpoints import FolderStore
from sim.study.living import Plan, live_through
with tempfile.TemporaryDirectory() as folder:
    study = load_study("scenarios/tiny.toml")
    store = FolderStore(Path(folder) / "kept", "key")
    peaks = {{}}
    for count in {counts}:
        live_through(study, store, Plan(count), workers=1)
        draft = Draft(Comparison(study, store, Plan(count)), Path(folder), "")
        for name, output in OUTPUTS.items():
            if name.endswith((".csv", ".parquet")):
                output.write(draft)
        peaks[count] = peak_mib()
print(json.dumps(peaks))
"""

ONE_LIFE = """
import json, time
from benchmarks.timing import peak_mib
from sim.documents.load import load_study, vary
began = time.process_time()
alone = {{"compare": [{model!r}], "worlds": ["as-stated"], "baseline": {model!r}}}
study = vary(load_study("scenarios/bank.toml"), alone)
from sim.study.replication import live
runs = live(study, 0)
print(json.dumps([time.process_time() - began, peak_mib()]))
"""


class Grown(NamedTuple):
    """A run of a part of the bank."""

    model: str
    horizon: str
    services: int
    entities: int
    seconds: float
    mib: float

    @property
    def microseconds(self) -> float:
        """Processor time an entity."""
        return 1e6 * self.seconds / self.entities

    @property
    def bytes(self) -> float:
        """Memory an entity, tape and log together."""
        return self.mib * 2**20 / self.entities


def grow(model: str) -> list[Grown]:
    """A hundredth of the bank to five times all of it; one year to five."""
    sizes = [(0.01, "5 y"), (0.03, "5 y"), (0.1, "5 y"), (0.3, "5 y"), (1.0, "5 y")]
    spans = [(0.1, "1 y"), (1.0, "1 y"), (5.0, "1 y"), (1.0, "2 y"), (1.0, "3 y")]
    return [
        Grown(model, horizon, *alone(GROW.format(share=share, horizon=horizon, model=model)))
        for share, horizon in [*sizes, *spans]
    ]


def tables() -> tuple[dict[str, tuple[int, float]], float]:
    """(rows, seconds) of each table of one run of the bank, and the memory they take, MiB."""
    seconds, mib = alone(TABLES)
    return seconds, mib


def replicate(counts: tuple[int, ...] = (5, 20, 80)) -> dict[str, Any]:
    """Peak memory of a study by the number of its replications, MiB."""
    found: dict[str, Any] = alone(REPLICATE.format(counts=counts))
    return found


def one_run(model: str) -> tuple[float, float]:
    """Processor seconds and peak MiB of the bank lived through once under a model, with metrics."""
    seconds, mib = alone(ONE_LIFE.format(model=model))
    return seconds, mib
