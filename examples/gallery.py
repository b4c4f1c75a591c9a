"""Draw the pictures of the examples:  python examples/gallery.py  writes them beside each README."""

from __future__ import annotations

import sys
from pathlib import Path

import sysmap as sm

HERE = Path(__file__).resolve().parent


def hub() -> sm.MapPage:
    """Draw the safeguarding hub with every unit on its own."""
    records = sm.read_records(HERE / "safeguarding_hub" / "records")
    return sm.render(sm.build_map(records, forums="joined"), title="A safeguarding hub, unit by unit")


def food() -> sm.MapPage:
    """Draw what changed around food between the two waves, by part in food."""
    records = sm.read_records(HERE / "food_poverty" / "records")
    maps = [sm.build_map(records, wave, boundary="part") for wave in ("2023", "2025")]
    return sm.render(sm.compare(*maps), title="Food in Harbour, 2023 and 2025")


def alliance() -> sm.MapPage:
    """Draw who works with whom in and around the alliance in its sixth year."""
    records = sm.read_records(HERE / "living_well_alliance" / "records")
    return sm.render(
        sm.build_map(records, "2024", forums="joined"), title="A mental-health alliance in its sixth year"
    )


def term() -> sm.Trajectory:
    """Follow the alliance over the four waves of its term."""
    records = sm.read_records(HERE / "living_well_alliance" / "records")
    return sm.trajectory(*(sm.build_map(records, wave) for wave in records.waves_in_order))


def draw(folder: Path = HERE) -> list[Path]:
    """Write all pictures; give their paths."""
    written = []
    for name, page, options in (
        ("safeguarding_hub", hub(), {}),
        ("food_poverty", food(), {"view": "changed"}),
        ("living_well_alliance", alliance(), {}),
        ("local_vision", sm.portfolio(HERE / "local_vision" / "places"), {}),
    ):
        (folder / name).mkdir(parents=True, exist_ok=True)
        written.append(sm.save(page, folder / name / "map.svg", **options))
    beside = sm.difference(
        *(sm.portfolio(HERE / "local_vision" / side) for side in ("places", "comparison_places"))
    )
    written.append(sm.save(term().plot(), folder / "living_well_alliance" / "trajectory.svg"))
    return [*written, sm.save(beside.plot(), folder / "local_vision" / "difference.svg")]


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
