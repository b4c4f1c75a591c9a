"""Which waves a command is of, where it may be of one or of two."""

from __future__ import annotations

import click

from sysmap.errors import listed
from sysmap.records.record_set import Records


def two_waves(records: Records, before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Return the two waves asked for; the only two where none were."""
    waves = records.waves_in_order
    if before is None and after is None and len(waves) == 2:
        return waves
    if not waves:
        raise click.UsageError(
            "the records have no waves to compare: give a column wave in collaborations, or one source for "
            "each wave, as in 2022=first.xlsx 2024=second.xlsx"
        )
    if before is None or after is None:
        raise click.UsageError(
            f"say which waves to compare: --before WAVE --after WAVE (there are: {listed(waves)})"
        )
    return before, after


def waves_shown(
    records: Records, wave: str | None, before: str | None, after: str | None
) -> tuple[str | None, ...]:
    """Return the wave to draw, or the two to compare: those asked for, else all if that is clear."""
    if wave is not None and (before is not None or after is not None):
        raise click.UsageError(
            "--wave draws one wave, --before and --after two with what changed: give one or the other"
        )
    waves = records.waves_in_order
    if wave is not None or (before is None and after is None and len(waves) < 2):
        return (wave,)
    if before is None and after is None and len(waves) > 2:
        raise click.UsageError(
            f"the records have {len(waves)} waves ({listed(waves)}): say --wave WAVE for one of them, or "
            "--before WAVE --after WAVE for two with what changed"
        )
    return two_waves(records, before, after)
