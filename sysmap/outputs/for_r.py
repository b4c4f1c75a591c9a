"""Comparisons for R: two waves as RSiena and ergm take them, unobserved pairs missing rather than absent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from sysmap.files import csv_text, write_zip
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.side_by_side import UNKNOWN, labels_shown
from sysmap.network.panel import Panel
from sysmap.network.roster import unique_names
from sysmap.network.system import SystemMap
from sysmap.outputs.saving import output

ABSENT, MISSING = 10, -1
_CAUTION = """\
Two waves give one transition. Such a model describes how the second wave arose from the first; it has
no parameter for "changed since the programme", and it cannot tell a programme from a trend.
"""
_ABOUT = """\
{title}
{line}

organisations.csv   one row per organisation, in the order of rows and columns of the matrices; what merged,
                    split or was renamed between the waves is one organisation. boundary is the code of
                    {boundary}: boundary_key.csv says what each code means (NA: unknown). {panel}
                    present_1 and present_2 say who was there.
{files}
{script:<19} a script that runs in this folder (Rscript {script}) and says what each term asks.

{cells}{absent}

{caution}"""
_PANEL = "panel is 1 for\n                    those that answered both waves."
_CELLS = """\
A cell is 1 for a tie, 0 for none, NA for a pair that nobody whose answers count could report: not
answered is not the same as no tie."""
_PUBLIC_CELLS = """\
A cell is 1 for a tie, 0 for none. This is a copy for the public, which does not say who answered: a 0
may be a pair that nobody could report, so that a model of these files may mislead."""
_RSIENA_FILES = """\
wave_1.csv          {first}: a square matrix, no header.
wave_2.csv          {second}: the same.
composition.csv     from when to when each organisation was there, for sienaCompositionChange."""
_RSIENA_ABSENT = " A cell is 10 (structural zero) for every pair of an organisation that was not there."
_ERGM_FILES = """\
wave_1.csv          {first}: a square matrix of those there, the first row their codes in organisations.csv.
wave_2.csv          {second}: the same."""
_RSIENA_SCRIPT = """\
# A first model in RSiena. Run it in the folder of these files:  Rscript rsiena.R
# Two waves give one transition: the model describes how the second wave arose from the first.
# Without the package RSiena it counts what changed, says what is missing, and stops there.
read_wave <- function(file) unname(as.matrix(read.csv(file, header = FALSE)))
organisations <- read.csv("organisations.csv", fileEncoding = "UTF-8-BOM")
first <- read_wave("wave_1.csv")
second <- read_wave("wave_2.csv")
size <- nrow(organisations)
stopifnot(dim(first) == size, dim(second) == size)

# What changed among pairs that are known in both waves (10 is a structural zero: somebody was not there).
at <- {cells}
before <- first[at]
after <- second[at]
known <- !is.na(before) & !is.na(after) & before != 10 & after != 10
changed <- c(kept = sum(known & before == 1 & after == 1), new = sum(known & before == 0 & after == 1),
             lost = sum(known & before == 1 & after == 0), absent = sum(known & before == 0 & after == 0),
             unknown = sum(!known))
write.csv(data.frame(count = names(changed), ties = changed), "changed.csv", row.names = FALSE)
print(changed)

if (!requireNamespace("RSiena", quietly = TRUE)) {
  cat("RSiena is not installed, so that no model was fitted: install.packages(\\"RSiena\\")\\n")
} else {
  library(RSiena)
  ties <- sienaDependent(array(c(first, second), dim = c(size, size, 2)))
  boundary <- coCovar(organisations$boundary, centered = FALSE)
  # Who was not there has structural zeros (10) in the matrices. The other way, never both at once, is to
  # set the 10s to 0 and to add to sienaDataCreate: sienaCompositionChange(as.list(data.frame(t(
  #   read.csv("composition.csv")[, c("from", "to")]))))
  system <- sienaDataCreate(ties, boundary)
  effects <- getEffects(system)
  # There by themselves: the rate of change, and {outdegree}
  # transTrip asks: do partners of partners become partners?
  effects <- includeEffects(effects, transTrip)
  # sameX asks: are ties with organisations of the same label made and kept more readily?
  effects <- includeEffects(effects, sameX, interaction1 = "boundary")
{rule}  model <- sienaAlgorithmCreate(projname = "system", seed = 1{model})
  result <- siena07(model, data = system, effects = effects, batch = TRUE)
  print(result)
  # Believe it only if this is below 0.25 and every t-ratio for convergence below 0.1 in size.
  cat("Overall maximum convergence ratio:", result$tconv.max, "\\n")
  write.csv(data.frame(effect = result$requestedEffects$effectName, estimate = result$theta,
                       se = result$se), "results.csv", row.names = FALSE)
}
"""
_ERGM_SCRIPT = """\
# A first model in ergm for each wave. Run it in the folder of these files:  Rscript ergm.R
# It writes results.csv, and needs nothing but R for its first model. With the packages network and ergm it
# makes networks and fits a second one; without them it says what is missing.
organisations <- read.csv("organisations.csv", fileEncoding = "UTF-8-BOM")
directed <- {directed}
# Who has no label is like nobody: each gets a code of its own.
unlabelled <- is.na(organisations$boundary)
organisations$boundary[unlabelled] <- -seq_len(sum(unlabelled))
read_wave <- function(file) {{
  matrix <- as.matrix(read.csv(file, check.names = FALSE))
  there <- organisations[match(as.integer(colnames(matrix)), organisations$code), ]
  dimnames(matrix) <- NULL
  list(matrix = matrix, there = there)
}}
waves <- list(first = read_wave("wave_1.csv"), second = read_wave("wave_2.csv"))
results <- data.frame()

# 1. edges + nodematch, which is a logistic regression of the pairs: no package is needed.
# edges asks: how likely is a tie between organisations of two labels? (log-odds)
# nodematch asks: how much more likely is it if both have the same label? (log odds ratio)
# A pair that is NA could not be reported, and is left out: it is missing, not absent.
for (name in names(waves)) {{
  matrix <- waves[[name]]$matrix
  label <- waves[[name]]$there$boundary
  at <- if (directed) row(matrix) != col(matrix) else upper.tri(matrix)
  pairs <- data.frame(tie = matrix[at], same = as.integer(outer(label, label, "==")[at]))
  found <- summary(glm(tie ~ same, family = binomial, data = pairs))$coefficients
  results <- rbind(results, data.frame(wave = name, model = "edges + nodematch",
                                       term = c("edges", "nodematch.boundary")[seq_len(nrow(found))],
                                       estimate = found[, 1], se = found[, 2], row.names = NULL))
}}

# 2. The same with gwesp, which asks: do partners of partners tend to be partners, beyond that?
if (!requireNamespace("network", quietly = TRUE)) {{
  cat("network is not installed, so that no network was made: install.packages(\\"network\\")\\n")
}} else {{
  library(network)
  networks <- lapply(waves, function(wave) {{
    made <- network(wave$matrix, directed = directed)   # NA becomes a missing tie, not an absent one
    set.vertex.attribute(made, "boundary", wave$there$boundary)
    set.vertex.attribute(made, "organisation", wave$there$organisation)
    made
  }})
  for (name in names(networks)) {{
    print(networks[[name]])
    results <- rbind(results, data.frame(wave = name, model = "network",
                                         term = c("organisations", "ties", "missing"),
                                         estimate = c(network.size(networks[[name]]),
                                                      network.edgecount(networks[[name]]),
                                                      network.naedgecount(networks[[name]])), se = NA))
  }}
  if (!requireNamespace("ergm", quietly = TRUE)) {{
    cat("ergm is not installed, so that its model was not fitted: install.packages(\\"ergm\\")\\n")
  }} else {{
    library(ergm)
    for (name in names(networks)) {{
      wave <- networks[[name]]
      # It is drawn at random, and may not settle: mcmc.diagnostics(model) and gof(model) say how it went.
      model <- tryCatch(
        ergm(wave ~ edges + nodematch("boundary") + gwesp(0.5, fixed = TRUE),
             control = control.ergm(seed = 1)),
        error = function(why) {{
          cat("The model of the", name, "wave did not settle:", conditionMessage(why), "\\n")
          NULL
        }})
      if (is.null(model)) next
      print(summary(model))
      results <- rbind(results, data.frame(wave = name, model = "edges + nodematch + gwesp",
                                           term = names(coef(model)), estimate = coef(model),
                                           se = sqrt(diag(vcov(model))), row.names = NULL))
    }}
  }}
}}
write.csv(results, "results.csv", row.names = FALSE)
print(results)
"""


@output(".rsiena.zip", of=Comparison)
def rsiena(change: Comparison, path: Path) -> None:
    """Two waves for RSiena in a zip file: matrices, attributes, composition change and a script."""
    panel = change.panel
    table, key = _organisations(panel)
    present = table[["present_1", "present_2"]].to_numpy(dtype=bool)
    files = {}
    for wave in (0, 1):
        cells = _cells(panel, wave, list(table["id"]))
        away = ~present[:, wave]
        cells[away, :] = cells[:, away] = ABSENT
        np.fill_diagonal(cells, 0)
        files[f"wave_{wave + 1}.csv"] = _matrix(cells)
    times = pd.DataFrame(
        {
            "code": table["code"],
            "from": np.where(present[:, 0], 1.0, 1.5),
            "to": np.where(present[:, 1], 2.0, 1.5),
        }
    )
    files["composition.csv"] = csv_text(times)
    files["rsiena.R"] = _rsiena_script(directed=change.before.directed)
    about = _RSIENA_FILES.format(first=change.before.wave, second=change.after.wave)
    _write(path, change, table, key, files, about, "rsiena.R", _RSIENA_ABSENT)


@output(".ergm.zip", of=Comparison)
def ergm(change: Comparison, path: Path) -> None:
    """Two waves for ergm in a zip file: a matrix of those there in each, attributes and a script."""
    panel = change.panel
    table, key = _organisations(panel)
    files = {}
    for wave in (0, 1):
        there = table[f"present_{wave + 1}"].to_numpy(dtype=bool)
        cells = _cells(panel, wave, list(table["id"]))[np.ix_(there, there)]
        np.fill_diagonal(cells, 0)
        header = ",".join(str(code) for code in table["code"][there])
        files[f"wave_{wave + 1}.csv"] = f"{header}\n{_matrix(cells)}"
    files["ergm.R"] = _ERGM_SCRIPT.format(directed="TRUE" if change.before.directed else "FALSE")
    about = _ERGM_FILES.format(first=change.before.wave, second=change.after.wave)
    absent = " Who was not there in a wave is not in its matrix."
    _write(path, change, table, key, files, about, "ergm.R", absent)


def _rsiena_script(*, directed: bool) -> str:
    """Write the script: undirected ties need a rule for who decides, and have no reciprocity."""
    parts = {
        "{cells}": "row(first) != col(first)" if directed else "upper.tri(first)",
        "{outdegree}": "density (how readily ties are made) and reciprocity."
        if directed
        else "degree (how readily ties are made).",
        "{rule}": ""
        if directed
        else "  # Undirected ties need a rule: 3 lets one end propose, and the other agree.\n",
        "{model}": "" if directed else ", modelType = c(ties = 3)",
    }
    script = _RSIENA_SCRIPT
    for mark, text in parts.items():
        script = script.replace(mark, text)
    return script


def _write(
    path: Path,
    change: Comparison,
    table: pd.DataFrame,
    key: pd.DataFrame,
    files: dict[str, str],
    about: str,
    script: str,
    absent: str,
) -> None:
    readme = _ABOUT.format(
        title=change.title,
        line="=" * len(change.title),
        boundary=change.before.boundary,
        files=about,
        script=script,
        panel="" if change.before.public else _PANEL,
        cells=_PUBLIC_CELLS if change.before.public else _CELLS,
        absent=absent,
        caution=_CAUTION,
    )
    texts = {
        "README.txt": readme,
        "organisations.csv": csv_text(
            table.drop(columns=["id", *(["panel"] if change.before.public else [])])
        ),
        "boundary_key.csv": csv_text(key),
        **files,
    }
    write_zip(path, {name: text.encode("utf-8") for name, text in texts.items()})


def _organisations(panel: Panel) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List the organisations of either wave, and what the codes of the boundary mean."""
    first, second = (system.organisations for system in panel.constant)
    everyone = first.index.union(second.index)
    labels = second["boundary"].combine_first(first["boundary"]).reindex(everyone)
    known = sorted({label for label in labels_shown(labels) if label != UNKNOWN})
    codes = {label: code for code, label in enumerate(known, start=1)}
    members = dict(zip(panel.pairs.nodes, panel.pairs.panel.tolist(), strict=True))
    names = unique_names(panel.constant[0].records.partners.set_index("id")["name"].reindex(everyone))
    table = pd.DataFrame(
        {
            "code": range(1, len(everyone) + 1),
            "id": everyone,
            "organisation": names.to_numpy(),
            "boundary": [str(codes.get(label, "NA")) for label in labels_shown(labels)],
            "panel": [int(members.get(one, False)) for one in everyone],
            "present_1": everyone.isin(first.index).astype(int),
            "present_2": everyone.isin(second.index).astype(int),
        }
    )
    return table, pd.DataFrame({"boundary": list(codes.values()), "label": list(codes)})


def _cells(panel: Panel, wave: int, everyone: list[str]) -> np.ndarray:
    """Make the matrix of a wave over the organisations of both: 1, 0, or missing.

    Pairs of organisations that are compared are as compared. Of those with one that joined or
    left, what it and the panel said counts.
    """
    system, pairs = panel.constant[wave], panel.pairs
    place = {organisation: code for code, organisation in enumerate(everyone)}
    reporters = _reporters(panel, wave, everyone)
    row, column = reporters[:, None], reporters[None, :]
    report = pairs.report
    seen = {"any": row | column, "confirmed": row & column, "directed": row | np.zeros_like(column)}[report]
    cells = np.where(seen, 0, MISSING)
    for source, target in _ties(system, place, reporters, recorded=any(panel.recorded)):
        if seen[source, target]:
            cells[source, target] = 1
            if not pairs.directed:
                cells[target, source] = 1
    own = np.array([place[organisation] for organisation in pairs.nodes])
    a, b = np.meshgrid(np.arange(pairs.n), np.arange(pairs.n), indexing="ij")
    block = np.where(pairs.is_observable(a, b), 0, MISSING)
    rows, columns = pairs.ends(pairs.ties[wave])
    block[rows, columns] = 1
    if not pairs.directed:
        block[columns, rows] = 1
    cells[np.ix_(own, own)] = block
    return cells


def _reporters(panel: Panel, wave: int, everyone: list[str]) -> np.ndarray:
    """Tell whose reports count: the panel's, and those of who was there in one wave only and answered."""
    members = dict(zip(panel.pairs.nodes, panel.pairs.panel.tolist(), strict=True))
    both = [set(system.organisations.index) for system in panel.constant]
    answered = panel.answers[wave]["answered"]
    counts = []
    for one in everyone:
        alone = one in both[wave] and one not in both[1 - wave]
        replied = not panel.recorded[wave] or (one in answered.index and answered[one] is True)
        counts.append(members.get(one, False) or (alone and replied))
    return np.array(counts, dtype=bool)


def _ties(
    system: SystemMap, place: dict[str, int], reporters: np.ndarray, *, recorded: bool
) -> list[tuple[int, int]]:
    """List the ties of a wave that count, as places among the organisations of both waves."""
    if system.directed or not recorded:
        ends = zip(system.ties["source"], system.ties["target"], strict=True)
        return [(place[source], place[target]) for source, target in ends]
    at = np.array([place[organisation] for organisation in system.organisations.index], dtype=int)
    said = system.reported
    low, high = at[said["low"].to_numpy(dtype=int)], at[said["high"].to_numpy(dtype=int)]
    by_low = said["by_low"].to_numpy(dtype=bool) & reporters[low]
    by_high = said["by_high"].to_numpy(dtype=bool) & reporters[high]
    counts = by_low & by_high if system.rules.report == "confirmed" else by_low | by_high
    return list(zip(low[counts].tolist(), high[counts].tolist(), strict=True))


def _matrix(cells: np.ndarray) -> str:
    return "".join(
        ",".join("NA" if cell == MISSING else str(cell) for cell in row) + "\n" for row in cells.tolist()
    )
