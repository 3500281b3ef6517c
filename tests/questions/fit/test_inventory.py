"""Lists of services become scenarios: Backstage, OpenSLO, a CMDB's table."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.documents.errors import InputError
from sim.documents.load import load_study
from sim.questions.fit.listing import read_inventory
from sim.questions.fit.starting import write_start

BACKSTAGE = """
kind: Component
metadata: {name: web.shop}
spec: {type: website, owner: "group:default/team-a", system: retail,
       dependsOn: ["component:default/basket", "resource:default/db", "component:gone"]}
---
kind: Component
metadata: {name: basket}
spec: {type: service, owner: team-b, system: retail, dependsOn: ["component:web.shop"]}
---
kind: Component
metadata: {name: ui-kit}
spec: {type: library, owner: team-b}
---
kind: System
metadata: {name: retail}
spec: {domain: commerce}
---
kind: Group
metadata: {name: team-a}
spec: {members: [ann, bo, cy, di]}
"""
OPENSLO = """
apiVersion: openslo/v1
kind: SLO
metadata: {name: basket-availability}
spec:
  service: basket
  objectives:
    - {target: 0.999}
    - {targetPercent: 99.5}
"""
CMDB = """Service;Owner;Department;SLA;Revenue per hour;Depends on;Colour
Shop;Team A;Retail;99,9;12000 EUR/h;Stock;red
Stock;;;0.99;;;blue
;Team C;;;;;green
"""


def test_backstage_gives_services_teams_domains_and_needs(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(BACKSTAGE)
    found = read_inventory([tmp_path / "catalog.yaml"])
    write_start(found, tmp_path / "mine.toml")
    scenario = load_study(tmp_path / "mine.toml").scenario
    assert set(scenario.services) == {"web-shop", "basket"}
    assert scenario.teams["team-a"].people == 4
    assert {team.domain for team in scenario.teams.values()} == {"commerce"}
    assert scenario.services["web-shop"].needs == {"basket": 1.0}
    assert scenario.services["basket"].needs == {}
    said = " ".join(found.sentences())
    for text in ("ui-kit is of type library", "needs gone, which is not in the list",
                 "basket and web-shop need each other", "2 without target"):  # fmt: skip
        assert text in said


def test_openslo_gives_the_strictest_target_and_joins_a_catalogue(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(BACKSTAGE)
    (tmp_path / "slo.yml").write_text(OPENSLO)
    found = read_inventory([tmp_path / "catalog.yaml", tmp_path / "slo.yml"])
    assert found.services["basket"]["target"] == 0.999
    assert "target" not in found.services["web-shop"]


def test_what_the_list_does_not_say_is_a_commented_default(tmp_path: Path) -> None:
    (tmp_path / "slo.yml").write_text(OPENSLO)
    write_start(read_inventory([tmp_path / "slo.yml"]), tmp_path / "mine.toml")
    text = (tmp_path / "mine.toml").read_text()
    assert "target = 0.999\n" in text
    assert 'team = "basket" # not in the list' in text
    assert 'exposure = "0 USD/h" # not in the list' in text


def test_a_cmdb_is_read_by_its_columns(tmp_path: Path) -> None:
    (tmp_path / "cmdb.csv").write_text(CMDB.replace("99,9", "99.9"))
    found = read_inventory([tmp_path / "cmdb.csv"])
    assert found.services["Shop"] == {
        "team": "Team-A", "target": 0.999, "exposure": "12000 EUR/h", "needs": {"Stock": "100%"},
    }  # fmt: skip
    assert found.services["Stock"] == {"target": 0.99}
    assert found.teams["Team-A"] == {"domain": "Retail"}
    said = " ".join(found.sentences())
    assert "columns that say nothing to a scenario: Colour" in said
    assert "row 4 names no service" in said


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.yaml", "a: [", "is no valid YAML"),
        ("x.yaml", "a: 1", "document 1 has no kind"),
        ("x.yaml", "kind: Component\nspec: {}", "Component document 1: lacks 'metadata'"),
        ("x.yaml", "kind: API\nmetadata: {name: a}", "names no service that somebody runs"),
        ("x.csv", "a,b\n1,2\n", "no column names the service"),
        ("x.csv", "service,target\nshop,often\n", "row 2 (shop), target:"),
        ("x.csv", "service,target\nshop,100\n", "row 2 (shop), target:"),
        ("x.csv", "", "is empty"),
        ("none.yaml", None, "can't be read: No such file"),
    ],
)
def test_what_cannot_be_read_is_said(
    name: str, text: str | None, said: str, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError) as caught:
        read_inventory([tmp_path / name])
    assert said in str(caught.value)
    assert name in str(caught.value)
