"""Exports of surveys as tools write them, made from answers that are known."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

NAMES = ("Northgate Council", "Eastway NHS Trust", "Millbrook Mind", "Westfield Police", "Town Library")
WITH_COMMAS = (
    "Northgate Council",
    "Health, Care and Housing Trust",
    "Millbrook Mind",
    "Westfield Police",
    "Age UK, Eastway",
)
WHO = (
    "Which organisation do you work for?",
    "Your organisation",
    "Name of your organisation",
    "1. What organisation do you represent?",
)
STEM = "How often do you work with each of these?"
WITH_WHOM = "Which of these do you work with?"
# How tools write the question and its row into one header.
HEADERS = {
    "brackets": "{stem} [{name}]",
    "dash": "{stem} - {name}",
    "long dash": "{stem} – {name}",
    "colon": "{stem}: {name}",
    "point": "{stem}.{name}",
    "stroke": "{stem}/{name}",
    "group": "group_a1/{stem}/{name}",
    "choice": "{stem} (choice={name})",
    "bar": "{stem} | {name}",
    "arrows": "{stem} >> {name}",
    "numbered": "2. {stem} - {name}",
    "Q7": "Q7. {stem} - {name}",
    "Q7_n": "Q7_{n}: {stem} - {name}",
    "2.n": "2.{n}. {name}",
    "letters": "2{letter}. {name}",
    "row first": "{name}:{stem}",
    "alone": "{name}",
}
SCALES = {
    "frequency": ("Never", "Monthly", "Weekly", "Daily"),
    "numbered": ("0 - Never", "1 - Monthly", "2 - Weekly", "3 - Daily"),
    "behind": ("Never (0)", "Monthly (1)", "Weekly (2)", "Daily (3)"),
    "often": ("Never", "Rarely", "Sometimes", "Often"),
    "upper": ("NEVER", " monthly", "WEEKLY ", "daily"),
    "numbers": ("0", "1", "2", "3"),
}
STRENGTHS = {
    "frequency": (0, 3, 5, 7), "numbered": (0, 1, 2, 3), "behind": (0, 1, 2, 3), "often": (0, 1, 2, 3),
    "upper": (0, 3, 5, 7), "numbers": (0, 1, 2, 3),
}  # fmt: skip
TICKS = {
    "own name": (None, ""),
    "x": ("x", ""),
    "checked": ("Checked", "Unchecked"),
    "0 and 1": ("1", "0"),
    "yes": ("Yes", "No"),
}
SEPARATORS = {
    "semicolon": ";",
    "semicolon and space": "; ",
    "last": ";",
    "comma": ", ",
    "plain comma": ",",
    "lines": "\n",
    "bar": "|",
}
# Columns that tools add, and those in which people say something of themselves.
ADMIN = {
    "Response ID": "R{i}", "Date submitted": "2024-03-0{i} 10:00:00", "Duration (in seconds)": "4{i}0",
    "Progress": "100", "IP Address": "203.0.113.{i}", "Completion time": "04/03/2024 10:0{i}",
    "Language": "en",
}  # fmt: skip
PERSONAL = {"Email address": "p{i}@example.org", "Your name": "Pat Person{i}", "Telephone": "01632 96000{i}"}
FREE = {
    "Any other comments?": "We would like to meet the others more often, if time allows. ({i})",
    "What is your role?": "Manager {i}", "I agree to take part": "Yes", "How many staff do you have?": "{i}5",
    "How satisfied are you overall?": "{i}",
}  # fmt: skip


@dataclass
class Export:
    """One export: its rows, and what is right."""

    title: str
    rows: list[list[str]]
    ties: set[tuple[str, str, float | None]]
    answered: set[str]
    roster: tuple[str, ...] = ()
    options: dict[str, object] = field(default_factory=dict)


def variants(count: int) -> list[Export]:
    """Make so many exports, each of another mixture of what tools and people do."""
    return [_variant(random.Random(seed), seed) for seed in range(count)]


def _variant(rng: random.Random, seed: int) -> Export:
    shape = rng.choice(("grid", "grid", "ticks", "choices", "grid rows", "tick rows", "kinds", "three rows"))
    names = list(rng.choice((NAMES, WITH_COMMAS)))
    listed = rng.random() < 0.4 or "," in "".join(names)
    rng.shuffle(names)
    people = names[: rng.randint(3, 5)]
    who = rng.choice(WHO)
    lines, columns, ties, how = _answers(rng, shape, names, people)
    before, after = _others(rng, len(people))
    columns, who, people_said = _disturbed(rng, shape, columns, who, people, listed)
    if rng.random() < 0.15:
        after.append(({}, "Sector", ["Police"] * len(people)))
    asked = [({}, who, people_said)]
    order = [*before, *asked, *columns, *after] if rng.random() < 0.7 else [*asked, *before, *columns, *after]
    if rng.random() < 0.1 and "rows" not in shape:
        order = [*columns, *asked, *after, *before]
    heads = [[head.get(row, "") for head, *_ in order] for row in range(lines - 1)]
    last = [title for _, title, _ in order]
    if lines > 1:
        # What has one column says so above, and nothing below.
        for place, (head, title, _) in enumerate(order):
            if not head:
                heads[0][place], last[place] = title, ""
    rows = [*heads, last, *([cells[i] for _, _, cells in order] for i in range(len(people)))]
    title = f"{seed}: {shape}, {how}, {lines} rows of headers, {'listed' if listed else 'no list'}"
    return Export(title, rows, ties, set(people), tuple(names) if listed else ())


def _disturbed(rng, shape, columns, who, people, listed):
    """Add what is no tie: questions of something else in the same form, and names in other spellings."""
    said = list(people)
    if rng.random() < 0.2:
        said[0] = rng.choice((said[0].upper(), f" {said[0]} ", said[0].replace(" ", "  ")))
    if "rows" in shape:
        return columns, who, said
    chance = rng.random()
    if chance < 0.12:
        about = ("The meetings", "The newsletter", "The chair")
        words = rng.choice(
            (("Good", "Poor"), ("Yes", "No"), ("Often", "Never"), ("1", "4"), ("Weekly", "Never"))
        )
        form = rng.choice(("How useful are these? [{}]", "How useful are these? - {}", "How useful: {}"))
        more = [({}, form.format(one), [rng.choice(words) for _ in people]) for one in about]
    elif chance < 0.24:
        areas = rng.choice(
            (("North", "East", "West"), ("Housing", "Health", "Police"), ("Adults", "Children"))
        )
        more = [
            (
                {},
                "Which areas do you cover?",
                [rng.choice((";", ", ")).join(rng.sample(areas, 2)) for _ in people],
            )
        ]
    elif chance < 0.34:
        more = [
            ({}, "Which organisation do you find hardest to reach?", [rng.choice(people) for _ in people])
        ]
    elif chance < 0.42:
        more = [({}, f"{STEM} [Other (please specify)]", ["", *["The local paper"] * (len(people) - 1)])]
    else:
        return columns, who, said
    return ([*more, *columns] if rng.random() < 0.3 else [*columns, *more]), who, said


def _others(rng: random.Random, people: int):
    def made(known, most):
        chosen = rng.sample(sorted(known), rng.randint(0, most))
        return [({}, title, [known[title].format(i=i + 1) for i in range(people)]) for title in chosen]

    return [*made(ADMIN, 4), *made(PERSONAL, 2)], made(FREE, 2)


def _answers(rng: random.Random, shape: str, names: list[str], people: list[str]):
    """Return how many rows are headers, the columns, the ties, and how it was written."""
    pairs = {(a, b): rng.random() for a in people for b in names if a != b}
    if shape == "choices":
        how = rng.choice(sorted(SEPARATORS))
        mark, cells, ties = SEPARATORS[how], [], set()
        for a in people:
            chosen = [b for b in names if a != b and pairs[a, b] < 0.55]
            text = mark.join(chosen) + (mark if how == "last" and chosen else "")
            cells.append(text)
            ties |= {(a, b, None) for b in chosen}
        return 1, [({}, WITH_WHOM + " (tick all that apply)", cells)], ties, how
    if shape == "kinds":
        kinds = ("Share information", "Refer", "Joint funding")
        how = rng.choice(("cells", "[name] [kind]", "name - kind", "kind:name"))
        said = {(a, b): [kind for kind in kinds if rng.random() < 0.5] for a, b in pairs}
        ties = {(a, b, None) for (a, b), chosen in said.items() if chosen}
        if how == "cells":
            columns = [
                ({}, f"How do you work with [{b}]", [", ".join(said.get((a, b), [])) for a in people])
                for b in names
            ]
            return 1, columns, ties, how
        form = {
            "[name] [kind]": "How? [{b}] [{k}]",
            "name - kind": "How? - {b} - {k}",
            "kind:name": "{k}:{b}:How?",
        }[how]
        columns = [
            ({}, form.format(b=b, k=kind), ["x" if kind in said.get((a, b), []) else "" for a in people])
            for b in names for kind in kinds
        ]  # fmt: skip
        return 1, columns, ties, how
    if shape in ("ticks", "tick rows"):
        words = rng.choice(sorted(TICKS))
        yes, no = TICKS[words]
        stem, ties = WITH_WHOM, {(a, b) for a, b in pairs if pairs[a, b] < 0.5}
        cells = {b: [((yes or b) if (a, b) in ties else "" if a == b else no) for a in people] for b in names}
        strength = 1.0 if words in ("0 and 1", "yes") else None
        right = {(a, b, strength) for a, b in ties}
    else:
        words = rng.choice(sorted(SCALES))
        stem, chosen = STEM, {pair: min(int(share * 5), 4) for pair, share in pairs.items()}
        cells = {
            b: ["" if a == b or chosen[a, b] == 4 else SCALES[words][chosen[a, b]] for a in people]
            for b in names
        }
        if rng.random() < 0.3:
            column = cells[names[-1]]
            column[:] = [
                cell or "" if i else ("Don't know" if people[i] != names[-1] else "")
                for i, cell in enumerate(column)
            ]
            chosen[people[0], names[-1]] = 4
        right = {
            (a, b, float(STRENGTHS[words][level])) for (a, b), level in chosen.items() if level not in (0, 4)
        }
    if shape in ("grid rows", "tick rows", "three rows"):
        lines = 3 if shape == "three rows" else 2
        columns = []
        for place, b in enumerate(names):
            head = {0: "About your partners" if lines == 3 and not place else stem if not place else ""}
            if lines == 3:
                head[1] = stem if not place else ""
            columns.append((head, b, cells[b]))
        return lines, columns, right, words
    style = rng.choice(sorted(HEADERS))
    columns = [
        ({}, HEADERS[style].format(stem=stem, name=b, n=n, letter="abcdefgh"[n - 1]), cells[b])
        for n, b in enumerate(names, start=1)
    ]
    return 1, columns, right, f"{style}, {words}"
