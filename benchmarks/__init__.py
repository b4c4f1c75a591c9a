"""How fast the engine is, beside networkx, igraph and the frame engines: ``python -m benchmarks --quick``.

A benchmark is one decorated function in a file of its own (see `benchmarks.declaring`).
"""

import os

# One thread for everybody, and said before anything that starts threads is imported.
for _setting in (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "POLARS_MAX_THREADS",
):
    os.environ[_setting] = "1"
