"""Write ``sysmap/data/letter_widths.csv`` again where matplotlib comes with another font:

python tests/write_widths.py
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

DATA = Path(__file__).resolve().parent.parent / "sysmap" / "data" / "letter_widths.csv"


def widths_of(weight: str) -> dict[int, int]:
    """Return the advance width of each code point, in units of the font."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
    return {code: font.load_char(code, flags=LoadFlags.NO_SCALE).horiAdvance for code in font.get_charmap()}


def main() -> None:
    """Write a row for each run of code points."""
    rows = ["weight,first,widths"]
    for name, weight in (("regular", "normal"), ("bold", "bold")):
        widths = widths_of(weight)
        # What a code point less its rank is the same in all of a run.
        for _, run in groupby(enumerate(sorted(widths)), key=lambda each: each[1] - each[0]):
            codes = [code for _, code in run]
            counted = [(width, len(list(each))) for width, each in groupby(widths[code] for code in codes)]
            said = " ".join(str(width) if times == 1 else f"{width}*{times}" for width, times in counted)
            rows.append(f"{name},{codes[0]},{said}")
    DATA.write_text("\n".join([*rows, ""]), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
