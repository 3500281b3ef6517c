"""whorunsit: who should run it? The same world lived through each production-support model."""

import typing as _typing
from importlib import import_module as _import_module

if _typing.TYPE_CHECKING:
    from sim.api import Fitted, Result, Scenario, compare, dynamics, fit
    from sim.documents.errors import InputError
    from sim.documents.load import Study, load_model, load_study, vary
    from sim.present.weeks import Weeks
    from sim.study.comparison import Comparison

__all__ = [
    "Assigned",
    "Comparison",
    "Fitted",
    "InputError",
    "Result",
    "Scenario",
    "Study",
    "Weeks",
    "assign",
    "compare",
    "dynamics",
    "fit",
    "load_model",
    "load_study",
    "vary",
]

_HOMES = {
    "Assigned": "sim.present.assigned",
    "Comparison": "sim.study.comparison",
    "Fitted": "sim.api",
    "InputError": "sim.documents.errors",
    "Result": "sim.api",
    "Scenario": "sim.api",
    "Study": "sim.documents.load",
    "Weeks": "sim.present.weeks",
    "assign": "sim.api",
    "compare": "sim.api",
    "dynamics": "sim.api",
    "fit": "sim.api",
    "load_model": "sim.documents.load",
    "load_study": "sim.documents.load",
    "vary": "sim.documents.load",
}


def __getattr__(name: str) -> object:
    """Import on first use, so that ``import sim`` stays quick."""
    if name in _HOMES:
        return getattr(_import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
