"""Catalogues in YAML: Backstage's entities and OpenSLO's objectives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.documents.quantities import parse_target
from sim.questions.fit.draft import slug
from sim.questions.fit.inventory import Inventory, refused

NO_SERVICES = frozenset({"library", "documentation", "data", "template"})
"""Types of Backstage's components that nobody runs."""


def read_catalogue(path: Path, found: Inventory) -> None:
    """Add what a YAML file says.

    Raises
    ------
    InputError
        Naming the entity, what it lacks or what was found.
    """
    documents = [document for document in _documents(path) if document is not None]
    for number, document in enumerate(documents, start=1):
        if not isinstance(document, dict) or "kind" not in document:
            raise refused(path, f"document {number} has no kind; it is Backstage or OpenSLO YAML")
        reader = _READERS.get((_maker(document), str(document["kind"])))
        if reader is None:
            found.notes.append(f"{path.name}: a {document['kind']} says nothing to a scenario.")
            continue
        try:
            reader(document, found)
        except (KeyError, TypeError, AttributeError, ValueError) as why:
            name = (document.get("metadata") or {}).get("name", f"document {number}")
            raise refused(path, f"{document['kind']} {name}: {_what(why)}") from None


def _what(why: Exception) -> str:
    return f"lacks {why}" if isinstance(why, KeyError) else str(why)


def _documents(path: Path) -> list[Any]:
    try:
        import yaml
    except ImportError:
        raise refused(
            path, "is YAML, which needs the extra: pip install 'whorunsit[fit]'"
        ) from None
    try:
        return list(yaml.safe_load_all(path.read_text(encoding="utf-8-sig")))
    except OSError as why:
        raise refused(path, f"can't be read: {why.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as why:
        raise refused(path, "is no valid YAML: " + " ".join(str(why).split())[:160]) from None


def _maker(document: Mapping[str, Any]) -> str:
    return "openslo" if str(document.get("apiVersion", "")).startswith("openslo") else "backstage"


def _entity(reference: str) -> str:
    """The name in a reference of Backstage: [kind:][namespace/]name."""
    return reference.split(":")[-1].split("/")[-1]


def _component(document: Mapping[str, Any], found: Inventory) -> None:
    name, spec = str(document["metadata"]["name"]), document.get("spec") or {}
    if str(spec.get("type", "service")) in NO_SERVICES:
        found.notes.append(f"{name} is of type {spec['type']}, so nobody runs it; left out.")
        return
    lines = found.service(name)
    if spec.get("owner"):
        lines["team"] = slug(_entity(str(spec["owner"])))
    if spec.get("system"):
        lines["_system"] = _entity(str(spec["system"]))
    wanted = [r for r in spec.get("dependsOn") or [] if not str(r).startswith("resource:")]
    if wanted:
        lines["needs"] = {slug(_entity(str(reference))): "100%" for reference in wanted}


def _system(document: Mapping[str, Any], found: Inventory) -> None:
    domain = (document.get("spec") or {}).get("domain")
    if domain:
        found.teams.setdefault("_systems", {})[str(document["metadata"]["name"])] = _entity(domain)


def _group(document: Mapping[str, Any], found: Inventory) -> None:
    name, spec = slug(str(document["metadata"]["name"])), document.get("spec") or {}
    lines = found.teams.setdefault(name, {})
    if spec.get("members"):
        lines["people"] = len(spec["members"])
    if spec.get("parent"):
        lines["domain"] = _entity(str(spec["parent"]))


def _slo(document: Mapping[str, Any], found: Inventory) -> None:
    """The strictest of the objectives of a service."""
    spec = document["spec"]
    lines = found.service(str(spec["service"]))
    for objective in spec.get("objectives") or []:
        if "targetPercent" in objective:
            target = parse_target(f"{objective['targetPercent']}%")
        elif "target" in objective:
            target = parse_target(objective["target"])
        else:
            continue
        lines["target"] = max(target, lines.get("target", 0.0))


def _openslo_service(document: Mapping[str, Any], found: Inventory) -> None:
    found.service(str(document["metadata"]["name"]))


_READERS = {
    ("backstage", "Component"): _component,
    ("backstage", "System"): _system,
    ("backstage", "Group"): _group,
    ("openslo", "SLO"): _slo,
    ("openslo", "Service"): _openslo_service,
}
