"""Maps of how organisations work together across sectors, and what changed between two waves.

Records become graphs of organisations (`read_records`, `build_map`), graphs become numbers
(`integration`, `organisation_scores`, `compare`), and numbers become pages (`render`, `save`).
"""

import sysmap.stopping  # noqa: F401  before anything that takes long to load

# isort: split
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from sysmap.version import __version__ as __version__

if TYPE_CHECKING:
    from sysmap.public import *


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562)."""
    if name.startswith("__") and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if find_spec(f"{__name__}.{name}"):  # a module or a folder, never a public name
        return import_module(f"{__name__}.{name}")
    public = import_module("sysmap.public")
    if name in ("__all__", *public.__all__):
        found = globals()[name] = getattr(public, name)
        return found
    raise AttributeError(
        f"module {__name__!r} has no attribute {name!r}", name=name, obj=import_module(__name__)
    )


def __dir__() -> list[str]:
    return sorted([*__getattr__("__all__"), "__version__"])
