"""The scenario as a document, and as commented text with the files that it needs beside it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import tomlkit
from tomlkit.items import Table

from sim.documents.errors import InputError, Problem, written_to
from sim.documents.load import Study, build_study
from sim.ground.units import HOURS_PER, show_duration
from sim.questions.fit.draft import SHIPPED, Draft
from sim.questions.fit.durations import DurationLaw
from sim.questions.fit.families import FAMILIES
from sim.questions.fit.parameters import COMMON, Parameter
from sim.questions.fit.quantity import interval_text, text_of
from sim.questions.fit.sample import observed_quantiles

POINTS = 400
"""Quantiles that stand for the observations of a law."""
JOINT = "uncertain.parquet"
NEARLY_HOURS = 36.0
"""Off a whole number of years is as good as one."""
PLACEHOLDERS = {
    "target": ("99.9%", "not in the data: write your own"),
    "exposure": ("0 USD/h", "not in the data: until you write it, outages lose nothing here"),
    "traffic": ({"start": "1/s"}, "not in the data: its size decides nothing, its growth would"),
}
"""Lines that a service needs and no export has."""
NOT_TOLD_APART = {
    "nature.clumping_shared": "not told apart: clumping has all of it",
    "nature.capacity_per_doubling": "not told apart: the trend with traffic has them",
}


def raw_of(draft: Draft, folder: str = "") -> dict[str, Any]:
    """The scenario as a document; ``folder`` is where its files lie, "": laws written into it."""
    found = draft.history.observations
    days = max(1, round(found.hours / 24))
    raw: dict[str, Any] = {
        "title": "Own history",
        "question": "Who should run what ran in this period?",
        "start": found.begins.date(),
        "horizon": _horizon(days),
        "seed": 1,
        "replications": 30,
        "compare": list(dict.fromkeys([draft.today, *SHIPPED])),
        "baseline": draft.today,
        "teams": {},
        "services": {},
        "nature": {"clumping_shared": 0.0},
    }
    for key in draft.names.values():
        raw["services"][key] = _service(draft, key)
    _put_traffic(raw, draft)
    teams = {service["team"] for service in raw["services"].values()}
    known = draft.teams
    raw["teams"] = {team: dict(known.get(team, {"domain": "all"})) for team in sorted(teams)}
    if draft.common:
        raw[COMMON] = {n: {"services": hit, "incidents": "one"} for n, hit in draft.common.items()}
    for one in draft.parameters:
        _put(raw, one.path.split("."), _value(one, folder))
    if draft.missed:
        _put(raw, draft.missed.split("."), "0%")
    if draft.history.mix is not None:
        mix = draft.history.mix
        weights = zip(mix.classes, mix.shares, strict=True)
        raw["nature"]["impacts"] = [
            {"share": text_of(share, "share"), "weight": float(f"{100 * w:.4g}")}
            for share, w in weights
        ]
    return raw


def _horizon(days: int) -> str:
    """A whole number of years, or days."""
    years = round(days * 24 / HOURS_PER["y"])
    whole = years >= 1 and abs(days * 24 - years * HOURS_PER["y"]) < NEARLY_HOURS
    return f"{years} y" if whole else f"{days} d"


def _service(draft: Draft, key: str) -> dict[str, Any]:
    """Lines of a service that are not fitted: from the inventory, else placeholders."""
    known = dict(draft.inventory.get(key, {}))
    lines: dict[str, Any] = {"team": known.pop("team", key)}
    for word, (value, _) in PLACEHOLDERS.items():
        lines[word] = known.pop(word, value)
    lines["changes"] = known.pop("changes", "100/y")
    return {**lines, **known}


def _put_traffic(raw: dict[str, Any], draft: Draft) -> None:
    """What a file says of it; the trend with it has the capacity faults, which no export tells."""
    if draft.history.trend is None:
        return
    raw["nature"]["capacity_per_doubling"] = 0.0
    for service, traffic in draft.history.trend.courses():
        if service in draft.names:
            raw["services"][draft.names[service]]["traffic"] = traffic


def _value(one: Parameter, folder: str) -> Any:
    if one.law is None:
        return text_of(one.value, one.unit)
    if folder:
        name = f"{folder}/{_file_of(one)}"
        return {"empirical": name, "column": "hours", "unit": "h"}
    return {"empirical": [f"{hours:.6g} h" for hours in one.value * points_of(one.law)]}


def _file_of(one: Parameter) -> str:
    return one.path.split(".")[-1] + ".csv"


def points_of(law: DurationLaw) -> np.ndarray:
    """Evenly spaced quantiles of what was observed; the family's beyond what has ended."""
    shares = (np.arange(POINTS) + 0.5) / POINTS
    seen = observed_quantiles(law.sample, shares)
    told = FAMILIES[law.family].quantile(shares, law.median, law.spread)
    last = np.nanmax(seen) if np.isfinite(seen).any() else 0.0
    return np.where(np.isfinite(seen), seen, np.maximum(told, last))


def _put(raw: dict[str, Any], path: list[str], value: Any) -> None:
    *way, last = path
    for step in way:
        raw = raw.setdefault(step, {})
    raw[last] = value


def study_of(draft: Draft, **changes: Any) -> Study:
    """The scenario in memory, validated; ``changes`` replace keys of its top."""
    return build_study({**raw_of(draft), **changes}, "fit", "fit", None)


def write(draft: Draft, out: Path, page: str | None = None) -> list[Path]:
    """Write the scenario, the files it reads and the page; all or nothing.

    Raises
    ------
    InputError
        If a place can't be written to.
    """
    folder = out.parent / f"{out.stem}-data"
    files = {out: text(draft, folder.name)}
    if page is not None:
        files[out.parent / "fit.html"] = page
    with _refusing(out), _draft_folder(out) as hidden:
        for one in draft.parameters:
            if one.law is not None:
                table = pd.DataFrame({"hours": points_of(one.law)})
                table.to_csv(hidden / _file_of(one), index=False, float_format="%.6g")
        joint_of(draft).to_parquet(hidden / JOINT, index=False)
        _swap(hidden, folder)
        for path, content in files.items():
            _write(path, content)
    return [*files, folder]


def joint_of(draft: Draft) -> pd.DataFrame:
    """Draws of all fitted numbers together: a column a path, in hours, an hour or shares."""
    return pd.DataFrame({one.path: one.draws for one in draft.parameters if one.n})


@contextmanager
def _refusing(out: Path) -> Iterator[None]:
    with written_to(out):
        yield


@contextmanager
def _draft_folder(out: Path) -> Iterator[Path]:
    out.parent.mkdir(parents=True, exist_ok=True)
    hidden = Path(tempfile.mkdtemp(prefix=f".{out.stem}.", dir=out.parent))
    try:
        hidden.chmod(0o755)
        yield hidden
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _swap(hidden: Path, folder: Path) -> None:
    """Put a folder of ours in its place; one that was there goes."""
    if folder.exists():
        strangers = {p.name for p in folder.iterdir() if p.suffix not in (".csv", ".parquet")}
        if not folder.is_dir() or strangers:
            raise InputError(folder, [Problem("", "holds other things than fitted data")])
        shutil.rmtree(folder)
    hidden.rename(folder)


def _write(path: Path, content: str) -> None:
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(content, encoding="utf-8")
    aside.replace(path)


# --- text -----------------------------------------------------------------------------------


def text(draft: Draft, folder: str) -> str:
    """The scenario as TOML: each fitted number with n, interval and file beside it."""
    raw = raw_of(draft, folder)
    fitted = {one.path: one for one in draft.parameters}
    document = tomlkit.document()
    for line in _heading(draft):
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    for key, value in raw.items():
        document.add(key, _item(value, key, fitted, draft))
    uncertain = tomlkit.table()
    uncertain.add(tomlkit.comment("Draws of all fitted numbers together, 400 equally likely rows."))
    uncertain.add("joint", f"{folder}/{JOINT}")
    document.add("uncertain", uncertain)
    return tomlkit.dumps(document)


def _heading(draft: Draft) -> Iterator[str]:
    found = draft.history.observations
    yield "Fitted by whorunsit fit. Beside each fitted number: observations, 90 % interval, source."
    for tally in found.tallies:
        yield f"{Path(tally.file).name}: {tally.form}, {tally.kept:,} of {tally.rows:,} rows"
        yield f"  SHA-256 {tally.digest}"
    yield f"Period: {found.begins.date()} to {found.ends.date()} ({found.zone})"
    yield ""
    yield "What the data don't say, and what stands here instead:"
    for line in draft.defaults:
        yield f"- {line}"


def _item(value: Any, path: str, fitted: Mapping[str, Parameter], draft: Draft) -> Any:
    """A value with its comment; tables of tables get headings, laws stand on one line."""
    if not isinstance(value, dict):
        return _commented(tomlkit.item(value), path, fitted, draft)
    if _is_inline(value, path):
        line = tomlkit.inline_table()
        line.update(value)
        return _commented(line, path, fitted, draft)
    table: Table = tomlkit.table(is_super_table=all(isinstance(v, dict) for v in value.values()))
    for key, inside in sorted(value.items(), key=lambda pair: _is_headed(pair[1], path, pair[0])):
        table.add(key, _item(inside, f"{path}.{key}", fitted, draft))
    return table


def _is_inline(value: dict[str, Any], path: str) -> bool:
    plain = not any(isinstance(part, dict) for part in value.values())
    return plain and (path.endswith(".traffic") or bool({"median", "empirical"} & set(value)))


def _is_headed(value: Any, path: str, key: str) -> bool:
    return isinstance(value, dict) and not _is_inline(value, f"{path}.{key}")


def _commented(item: Any, path: str, fitted: Mapping[str, Parameter], draft: Draft) -> Any:
    said = _comment(path, fitted, draft)
    return item.comment(said) if said else item


def _comment(path: str, fitted: Mapping[str, Parameter], draft: Draft) -> str:
    if path in fitted:
        return interval_text(fitted[path])
    if f"{path}.median" in fitted:
        median, sigma = fitted[f"{path}.median"], fitted[f"{path}.sigma"]
        low, high = show_duration(median.low), show_duration(median.high)
        spread = f"sigma {sigma.low:.3g} to {sigma.high:.3g}"
        return f"n = {median.n:,}; 90 % median {low} to {high}, {spread}; {median.source}"
    if path.startswith(COMMON) and path.endswith(".services"):
        return "those that incidents of several services have hit"
    said = {**NOT_TOLD_APART, draft.missed: "calls made again are in the observed times"}
    if path in said:
        return said[path]
    if path == "nature.impacts" and draft.history.mix is not None:
        mix = draft.history.mix
        how = "shares measured" if mix.measured else "which words mean which share is assumed"
        return f"n = {mix.n:,}; {how}"
    *above, word = path.split(".")
    if len(above) == 2 and above[0] == "services":
        return _placeholder(draft, above[1], word)
    return ""


def _placeholder(draft: Draft, key: str, word: str) -> str:
    known = draft.inventory.get(key, {})
    if word in known:
        return "from the inventory"
    if word == "team":
        return "not in the data: a team for each service"
    if word == "changes":
        return "not in the data: a guess"
    return PLACEHOLDERS[word][1] if word in PLACEHOLDERS else ""
