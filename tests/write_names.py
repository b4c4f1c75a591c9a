"""Write ``data/names.json`` again after a change to the placement of names:  python tests/write_names.py

The scenes stay, the places that Python finds in them are put beside them. Look at what has moved, and at a
map, before you keep it; the test says whether the script of the page finds the same.
"""

from __future__ import annotations

import json

from test_names_of_maps import DATA, VECTORS, as_row, scene_of

from sysmap.pages.names.placement import place_names


def main() -> None:
    """Write one row to the line."""
    rows = [
        {**row, "placed": [as_row(placed) for placed in place_names(scene_of(row["scene"]))]}
        for row in VECTORS
    ]
    text = ",\n".join(json.dumps(row) for row in rows)
    DATA.write_text(f"[\n{text}\n]\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
