"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

_PACKAGES = (
    "sysmap",
    "numpy",
    "scipy",
    "pandas",
    "networkx",
    "narwhals",
    "igraph",
    "polars",
    "duckdb",
    "pyarrow",
)


def machine() -> dict[str, Any]:
    """Return versions, cores and load; None for a package that is not installed."""
    load = os.getloadavg() if hasattr(os, "getloadavg") else ()
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load": [round(part, 2) for part in load],
        "packages": {name: _version(name) for name in _PACKAGES},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
