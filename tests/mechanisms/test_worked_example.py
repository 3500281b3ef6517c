"""The worked example of CONTRIBUTING.md does what it says, with the files as they stand there."""

import re
from pathlib import Path

import pytest

from sim.documents.load import Study, load_study, select
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.laws import check_laws
from sim.records.metrics import measure
from sim.records.money import Accounts

PAGE = (Path(__file__).resolve().parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION, MIX = (
    PAGE.split(f"## {head}\n", 1)[1].split("\n## ", 1)[0]
    for head in ("Add a support model", "Add a mix")
)
SERVICES = {
    "web": "you-run-it-domain-rotas", "basket": "you-run-it-domain-rotas",
    "ledger": "ops-run-it-monitoring",
}  # fmt: skip
"""Which model of the mix runs which service."""
FILE = re.compile(r"`scenarios/([\w./-]+\.toml)`.*?```toml\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("scenarios")
    found = FILE.findall(SECTION)
    for name, text in found:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    names = [name for name, _ in found]
    assert names == ["models/you-run-it-domain-rotas.toml", "two-domains.toml"]
    (mix,) = re.findall(r"```toml\n(.*?)```", MIX, re.DOTALL)
    with (folder / names[1]).open("a", encoding="utf-8") as file:
        file.write(f"\n{mix}")
    return load_study(folder / names[1])


@pytest.fixture(scope="module")
def runs(study: Study) -> dict[str, Accounts]:
    tape = draw(study.scenario, 0)
    return {
        name: Accounts(study.scenario, model, tape, simulate(study.scenario, model, tape))
        for name, model in study.models.items()
    }


def test_three_teams_in_two_domains_need_two_people_at_night(runs: dict[str, Accounts]) -> None:
    assert [check_laws(run) for run in runs.values()] == [[], [], []]
    on_call = [measure(run)["people_on_call_out_of_hours"] for run in runs.values()]
    assert on_call == [3, 2, 3]


def test_each_team_answers_by_day_and_its_domain_at_night(runs: dict[str, Accounts]) -> None:
    jobs = runs["you-run-it-domain-rotas"].jobs
    answered = jobs[jobs["kind"].eq("incident") & ~jobs["team"].eq("service-desk")]
    by_domain = answered["team"].astype(str).str.startswith("domain-rota/")
    assert 0 < by_domain.sum() < len(answered)
    # Whoever is paged in the last minutes of a shift starts in the next one.
    assert (by_domain == answered["out_of_hours"]).mean() > 0.95


def test_the_inline_variant_has_no_service_desk(runs: dict[str, Accounts]) -> None:
    assert "service-desk" in runs["you-run-it"].log.team_names
    assert "service-desk" not in runs["you-run-it-unwatched"].log.team_names


def test_the_commands_of_the_page_name_its_files() -> None:
    commands = re.findall(r"^\.venv/bin/whorunsit \w+ scenarios/(\S+)$", SECTION, re.MULTILINE)
    assert commands == ["two-domains.toml", "two-domains.toml"]


def test_the_mix_gives_each_domain_its_model(study: Study) -> None:
    plan = select(study, [*study.scenario.compare, "by-domain"])
    runs = {name: plan.models["by-domain"].runs(plan.scenario, name) for name in SERVICES}
    assert runs == SERVICES
    tape = draw(plan.scenario, 0)
    mix = plan.models["by-domain"]
    found = Accounts(plan.scenario, mix, tape, simulate(plan.scenario, mix, tape))
    assert check_laws(found) == []
    assert {"monitoring", "domain-rota/shop"} <= set(found.log.team_names)
