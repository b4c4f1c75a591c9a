"""Plans for the public: what is to be asked and tested, without who is asked and who drew up the list."""

from __future__ import annotations

from typing import Any

from sysmap.errors import ChoiceError
from sysmap.findings.disclosure.records import is_label
from sysmap.findings.planning.fields import FIELDS, at, is_open, nested
from sysmap.findings.planning.plan import Plan
from sysmap.findings.planning.sealing import edited, sealed
from sysmap.records.personal.warnings import kinds_in

NOT_SAID = "Left out of this copy for the public."
# Of a share, as of densities that rest on who answered a pilot.
_DECIMALS = 2
_FIGURES = ("before", "after", "detectable", "detectable_error")


def public_plan(plan: Plan) -> Plan:
    """Return a copy of a plan with what may be public: organisations are numbers by sector.

    Raises
    ------
    ChoiceError
        If somebody wrote an e-mail address, a phone number or the like into it; the message says where.
    """
    if plan.public:
        return plan
    content = plan.content
    kinds = at(content, "rules.kinds")
    values: dict[str, Any] = {field.path: at(content, field.path) for field in FIELDS}
    values |= {
        "roster.organisations": [],
        "boundary.drawn_up_by": NOT_SAID,
        "rules.kinds": kinds and [kind if is_label(kind) else NOT_SAID for kind in kinds],
        "power.table": [
            {key: _rounded(key, value) for key, value in row.items()} for row in values["power.table"]
        ],
        "notes": f"Copy for the public of the plan with the SHA-256 {plan.sha256}"
        f"{', edited by hand since' if edited(content) else ''}.",
    }
    _refuse_personal(values)
    sealed_copy = sealed(nested(values), version=content["version"], day=content["date"])
    return Plan(sealed_copy, public=True)


def _rounded(key: str, value: Any) -> Any:
    return round(value, _DECIMALS) if key in _FIGURES and value is not None else value


def _refuse_personal(values: dict[str, Any]) -> None:
    found = [
        f"{path} holds {' and '.join(kinds)}"
        for path, value in values.items()
        for text in (value if isinstance(value, list) else [value])
        if isinstance(text, str) and not is_open(text) and (kinds := kinds_in(text))
    ]
    if found:
        raise ChoiceError(
            f"{'; '.join(found)}, which a public copy must not show: take it out of the plan first"
        )
